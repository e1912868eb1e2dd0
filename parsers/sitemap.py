"""Sitemaps, news sitemaps and indexes of them (sitemaps.org) -> entries."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from lxml import etree

from parsers.feed import FeedReading, plain
from parsers.model import Entry, Problem, ProblemCode
from parsers.moments import read_moment
from parsers.urls import normal_url
from parsers.xml import name_of, read_xml, text_of, unpacked

# The protocol's own bounds.
MOST_PAGES = 50_000
MOST_NEWS = 1_000
# Of a sitemap without news dates only the newest are taken: the rest is the site's whole past.
MOST_UNDATED = 100
MOST_PARTS = 10
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def read_sitemap(body: bytes, url: str) -> FeedReading:
    """Read a sitemap, or the addresses of its parts from an index of sitemaps; also a gzip file of one.

    Of a news sitemap all entries are taken, with `news:` titles and dates; else the pages that changed last, without a date:
    when a page changed is not when it was published. A sitemap that is cut short gives what it still has.
    """
    root = read_xml(unpacked(body))
    name = name_of(root) if root is not None else ""
    if root is None or name not in {"urlset", "sitemapindex"}:
        why = "the sitemap cannot be read; check the address"
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, why))
    if name == "sitemapindex":
        return FeedReading(kind="sitemap", parts=parts(root, url))
    pages = list(islice(root.iter("{*}url"), MOST_PAGES))
    news = [p for p in pages if p.find(".//{*}publication_date") is not None]
    chosen = news[:MOST_NEWS] if news else newest(pages, MOST_UNDATED)
    entries: dict[str, Entry] = {}
    for page in chosen:
        entry = read_entry(page, url)
        if entry.url:
            entries.setdefault(entry.url, entry)
    title = plain(text_of(news[0], "name")) if news else ""
    return FeedReading(title, tuple(entries.values()), kind="sitemap")


def read_entry(page: etree._Element, base: str) -> Entry:
    """One `url` of a sitemap; its address is "" where it has no usable one."""
    link = text_of(page, "loc")
    return Entry(
        url=normal_url(link, base) if link else "",
        title=plain(text_of(page, "title")),
        published=read_moment(text_of(page, "publication_date")),
    )


def parts(index: etree._Element, base: str) -> tuple[str, ...]:
    """The sitemaps that an index names and that are worth reading: those that say news, and the newest."""
    named = list(islice(index.iter("{*}sitemap"), MOST_PAGES))
    links = [normal_url(text_of(part, "loc"), base) for part in newest(named, MOST_PAGES)]
    found = list(dict.fromkeys(filter(None, links)))
    news = [link for link in found if "news" in link.rpartition("/")[2].lower()]
    return tuple((news or found)[:MOST_PARTS])


def newest(items: list[etree._Element], most: int) -> list[etree._Element]:
    """Those that changed last, the newest first; those without a time come last, in their order."""
    return sorted(items, key=lambda i: read_moment(text_of(i, "lastmod")) or LONG_AGO, reverse=True)[:most]
