"""Whatever a source answers -> entries: RSS, Atom, JSON Feed, a sitemap, or a plain page of links."""

from __future__ import annotations

from parsers.feed import FeedReading, read_feed
from parsers.json_feed import read_json_feed
from parsers.links import read_links
from parsers.sitemap import read_sitemap
from parsers.xml import GZIP

HEAD = 4_096
LINKS = "links"


def read_listing(body: bytes, url: str, content_type: str = "", kind: str = "auto") -> FeedReading:
    """Read a source's answer by what it is; only a page of links has to be named as one (`kind` links).

    `url` is where the bytes came from and resolves relative links. What goes wrong is the reading's problem.
    """
    if kind == LINKS:
        return read_links(body, url, content_type)
    head = body[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return read_json_feed(body, url)
    if head.startswith(GZIP) or b"<urlset" in head or b"<sitemapindex" in head:
        return read_sitemap(body, url)
    return read_feed(body, url, content_type)
