"""Feeds made fit for feedparser: what it reads in more than linear time is taken away before, or never asked of it."""

from __future__ import annotations

import codecs
import functools
import itertools
import re
from collections.abc import Iterator
from typing import Any

from parsers.bounds import bounded, readable
from parsers.text import clean

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How "<?" looks in encodings that are not ASCII's kin and carry no mark.
_WIDE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_DECLARED = re.compile(rb"""^\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([\w.:-]{2,40})""")
_CHARSET = re.compile(r"""charset\s{0,20}=\s{0,20}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*+<\?xml[^>]{0,500}?\?>")
_NOT_ASCII = bytes(range(128, 256))
# A base that is relative, in another that is, makes addresses grow with the depth; feeds have a few at most.
_RELATIVE_BASE = re.compile(r"""\b(?:xml:)?base(?=\s{0,20}=\s{0,20}["'](?!https?://))""", re.IGNORECASE)
MOST_BASES = 100
UTF8 = "application/xml; charset=utf-8"


def fit_feed(body: bytes, content_type: str = "") -> bytes:
    """A feed in UTF-8, without its declaration, its tags bounded; to be read as of the type `UTF8`."""
    markup = bounded(_DECLARATION.sub("", _text(body, content_type)))
    seen = itertools.count()
    few = _RELATIVE_BASE.sub(lambda found: found[0] if next(seen) < MOST_BASES else " no-base", markup)
    return few.encode("utf-8", "replace")


def _text(body: bytes, content_type: str) -> str:
    for name in filter(readable, _names(body, content_type)):
        try:
            text = body.decode(name)
        except (LookupError, UnicodeError):
            continue
        # NULs in what was no such encoding would end the feed.
        return clean(text.removeprefix("\ufeff"))
    return clean(body.decode("utf-8", "replace").removeprefix("\ufeff"))


def _names(body: bytes, content_type: str) -> Iterator[str]:
    """Names of encodings to try, in the order of trust: a mark, the header, the declaration, then what it looks like."""
    yield from (name for mark, name in (*_BOMS, *_WIDE) if body.startswith(mark))
    if body.startswith(codecs.BOM_UTF8):
        yield "utf-8-sig"
    if header := _CHARSET.search(content_type):
        # What feeds call Latin-1 is Windows-1252 in practice.
        yield "cp1252" if header[1].lower() in {"iso-8859-1", "latin-1", "latin1"} else header[1]
    if declared := _DECLARED.search(body[:500]):
        yield declared[1].decode("ascii", "ignore")
    # Of a feed that is UTF-8 but for a few broken characters, only these are lost.
    if not _mostly_utf8(body):
        yield "cp1252"


def _mostly_utf8(body: bytes) -> bool:
    lost = body.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}")
    return lost * 2 <= len(body) - len(body.translate(None, _NOT_ASCII))


@functools.cache
def spare_authors_and_tags() -> None:
    """Keep feedparser from taking apart authors and comparing tags, of which nothing is used.

    Both take time with the square of their length. They are its own inner methods; a test tells when they are no more.
    """
    from feedparser import FeedParserDict, mixin

    def last_tag(feed: Any, term: object, scheme: object, label: object) -> None:
        # It looks back at the last one, so that one is kept.
        feed._get_context()["tags"] = [FeedParserDict(term=term, scheme=scheme, label=label)]

    mixin._FeedParserMixin._sync_author_detail = lambda *_: None
    mixin._FeedParserMixin._add_tag = last_tag
