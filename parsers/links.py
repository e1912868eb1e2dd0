"""A plain page of links -> entries: the links that look like articles of the same site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from parsers.feed import FeedReading
from parsers.model import Entry, Problem, ProblemCode
from parsers.page import decode
from parsers.text import clean, one_line
from parsers.urls import normal_url, same_site

MOST_LINKS = 200
MOST_SEEN = 5_000
MAX_CHARS = 8_000_000
# A headline has some words, or, in writing without spaces, some signs.
WORDS, SIGNS = 4, 12
AROUND = frozenset({"nav", "footer", "header", "aside", "form"})
DATED = re.compile(r"/(?:19|20)\d\d[/-]?[01]\d(?:[/-]?[0-3]\d)?(?:[/_.-]|$)")
NUMBERED = re.compile(r"\d{5,}")
NO_ARTICLE = re.compile(
    r"/(?:tag|tags|category|categories|topic|topics|author|authors|page|search|login|subscribe|about|contact|privacy)(?:/|$)"
    r"|\.(?:pdf|jpe?g|png|gif|svg|webp|mp[34]|zip|docx?|xlsx?|css|js|xml|rss)$",
    re.IGNORECASE,
)


def read_links(body: bytes, url: str, content_type: str = "") -> FeedReading:
    """The articles that a page links to, in the page's order, without dates: a page does not say them in one way.

    A link counts where it stays on the site, has a headline's length of text, and an address like an article's. What stands
    in menus, headers and footers is left out.
    """
    root = read_html(body, content_type)
    if root is None:
        why = "the page cannot be read; check the address"
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, why))
    entries: dict[str, Entry] = {}
    for href, text in links(root):
        link = normal_url(href, url)
        if link and link != normal_url(url) and looks_like_article(link, text) and same_site(link, url):
            entries.setdefault(link, Entry(link, text))
        if len(entries) >= MOST_LINKS:
            break
    if not entries:
        why = "the page has no links that look like articles; name its list of news, or a feed"
        return FeedReading(title_of(root), problem=Problem(ProblemCode.NOT_A_FEED, why))
    return FeedReading(title_of(root), tuple(entries.values()), kind="links")


def read_html(body: bytes, content_type: str = "") -> etree._Element | None:
    """The root of a page; None where nothing can be made of it."""
    markup = clean(decode(body, content_type)[0][:MAX_CHARS])
    parser = html.HTMLParser(
        recover=True, no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8"
    )
    try:
        root: etree._Element | None = etree.fromstring(markup.encode("utf-8"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


def links(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Address and text of each link outside menus and the like, at most 5,000."""
    around = seen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in AROUND:
            around += 1 if event == "start" else -1
        elif element.tag == "a" and event == "start":
            seen += 1
            if seen > MOST_SEEN:
                return
            href = element.get("href")
            if href and not around:
                yield href, text_in(element)


def text_in(element: etree._Element) -> str:
    """The text of a link on one line; a link that swallows half a page gives only its start."""
    return one_line(" ".join(str(piece)[:500] for piece in islice(element.itertext(), 50)))


def looks_like_article(link: str, text: str) -> bool:
    """Whether a link's address and text are such as articles have."""
    headline = len(text.split()) >= WORDS or (len(text) >= SIGNS and not text.isascii())
    parts = urlsplit(link)
    last = parts.path.rstrip("/").rpartition("/")[2]
    if not headline or NO_ARTICLE.search(parts.path) or not (last or parts.query):
        return False
    slug = last.count("-") + last.count("_") >= 3
    return slug or bool(DATED.search(parts.path) or NUMBERED.search(last + parts.query))


def title_of(root: etree._Element) -> str:
    """The page's title."""
    return one_line(root.findtext(".//title") or "", 200)
