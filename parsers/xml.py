"""XML from outside: read as far as it goes, with nothing in it expanded, loaded or believed."""

from __future__ import annotations

import zlib

from lxml import etree

from parsers.text import one_line

GZIP = b"\x1f\x8b"
MOST_BYTES = 50_000_000


def read_xml(body: bytes) -> etree._Element | None:
    """The root of a document, cut short where it is damaged; None where there is none.

    Entities stay as they are, so that a bomb of them is only text; nothing is fetched; depth and size have libxml2's bounds.
    """
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace, which may be any text: lxml's own QName refuses some."""
    try:
        return str(element.tag).rpartition("}")[2]
    except UnicodeDecodeError:
        # libxml2 keeps names and texts that are damaged, or that it cut, in the middle of a character.
        return ""


def text_of(element: etree._Element, name: str) -> str:
    """The text of the first child of this name, whatever its namespace, or of what is below it; "" where there is none."""
    found = element.find(f"{{*}}{name}")
    if found is None:
        found = element.find(f".//{{*}}{name}")
    try:
        return one_line(found.text or "", 2_000) if found is not None else ""
    except UnicodeDecodeError:
        return ""


def unpacked(body: bytes) -> bytes:
    """The bytes of a gzip file (`sitemap.xml.gz`), at most 50 MB and as far as they can be read; other bytes as they are."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""
