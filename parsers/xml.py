"""XML from outside: read as far as it goes, with nothing in it expanded, loaded or believed."""

from __future__ import annotations

import re
import zlib

from lxml import etree

from parsers.text import one_line

DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{2,40})""")
BOMS_16 = (b"\xff\xfe", b"\xfe\xff")
GZIP = b"\x1f\x8b"
MOST_BYTES = 50_000_000


def read_xml(body: bytes) -> etree._Element | None:
    """The root of a document, cut short where it is damaged; None where there is none.

    Entities stay as they are, so that a bomb of them is only text; nothing is fetched; depth and size have libxml2's bounds.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(as_utf8(body), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def as_utf8(body: bytes) -> bytes:
    """A document in UTF-8, what cannot be read replaced: libxml2 keeps broken characters, and then no name can be asked for."""
    declared = DECLARED.search(body[:200])
    name = "utf-16" if body.startswith(BOMS_16) else declared.group(1).decode() if declared else "utf-8-sig"
    try:
        text = body.decode(name, "replace")
    except (LookupError, UnicodeError):
        text = body.decode("utf-8-sig", "replace")
    return text.encode("utf-8", "replace")


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace, which may be any text: lxml's own QName refuses some."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: etree._Element, name: str) -> str:
    """The text of the first child of this name, whatever its namespace, or of what is below it; "" where there is none."""
    found = element.find(f"{{*}}{name}")
    if found is None:
        found = element.find(f".//{{*}}{name}")
    return one_line(found.text, 2_000) if found is not None and found.text else ""


def unpacked(body: bytes) -> bytes:
    """The bytes of a gzip file (`sitemap.xml.gz`), at most 50 MB and as far as they can be read; other bytes as they are."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""
