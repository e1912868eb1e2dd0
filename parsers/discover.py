"""Where a site may keep its feed: what its page says, common places, and its robots.txt."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urljoin

from parsers.links import MOST_SEEN, read_html
from parsers.urls import normal_url, same_site

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
COMMON = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds")
FEED_LIKE = re.compile(r"(?:^|[/._=-])(?:rss|atom|feed|feeds|xml)(?:$|[/._?&-])", re.IGNORECASE)
# Feeds of a site that are not its news.
ASIDE = re.compile(r"comment|podcast|/replies", re.IGNORECASE)
SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
MOST = 8


def feed_links(body: bytes, url: str, content_type: str = "") -> list[str]:
    """Addresses that a page names as its feeds, the likeliest first: `link rel=alternate`, then links that look like feeds."""
    root = read_html(body, content_type)
    if root is None:
        return []
    said, looks = [], []
    for element in islice(root.iter("link", "a"), MOST_SEEN):
        href = element.get("href") or ""
        if element.tag == "link":
            kind = (element.get("type") or "").partition(";")[0].strip().lower()
            if "alternate" in (element.get("rel") or "").lower().split() and kind in FEED_TYPES:
                said.append(normal_url(href, url))
        elif FEED_LIKE.search(href) and same_site(normal_url(href, url), url):
            looks.append(normal_url(href, url))
    found = [link for link in dict.fromkeys([*said, *looks]) if link]
    return sorted(found, key=lambda link: bool(ASIDE.search(link)))[:MOST]


def common_places(url: str) -> list[str]:
    """Addresses where feeds often are: below the page, then at the site's root."""
    below = url if url.endswith("/") else f"{url}/"
    found = [normal_url(urljoin(base, place)) for base in (below, urljoin(url, "/")) for place in COMMON]
    return list(dict.fromkeys(filter(None, found)))


def sitemaps_of(robots: bytes, url: str) -> list[str]:
    """The sitemaps that a robots.txt names, those for news first."""
    named = SITEMAP.findall(robots[:500_000].decode("utf-8", "replace"))[:100]
    found = dict.fromkeys(link for link in (normal_url(n, url) for n in named) if link)
    return sorted(found, key=lambda link: "news" not in link.lower())[:MOST]
