"""A sitemap as a list of the past: all its pages with their days, or its parts with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.feed import plain
from parsers.moments import read_moment
from parsers.urls import normal_url
from parsers.xml import name_of, read_xml, text_of, unpacked


@dataclass(frozen=True, slots=True)
class Listed:
    """A page or a part of a sitemap: its address, when it was published (a news sitemap says so), and when it changed last."""

    url: str
    title: str = ""
    published: datetime | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """What a sitemap lists; `pages` or, of an index, `parts`. None at all where it cannot be read."""

    pages: tuple[Listed, ...] = ()
    parts: tuple[Listed, ...] = ()
    readable: bool = True


def read_days(body: bytes, url: str) -> Days:
    """Read a sitemap or an index of sitemaps, also packed with gzip; one that is cut short gives what it still has."""
    root = read_xml(unpacked(body))
    name = name_of(root) if root is not None else ""
    if root is None or name not in {"urlset", "sitemapindex"}:
        return Days(readable=False)
    found = []
    for element in root.iter("{*}sitemap" if name == "sitemapindex" else "{*}url"):
        link = text_of(element, "loc")
        address = normal_url(link, url) if link else ""
        if address:
            found.append(
                Listed(
                    address,
                    plain(text_of(element, "title")),
                    read_moment(text_of(element, "publication_date")),
                    read_moment(text_of(element, "lastmod")),
                )
            )
    once = tuple({item.url: item for item in found}.values())
    return Days(parts=once) if name == "sitemapindex" else Days(once)
