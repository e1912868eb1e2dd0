"""Lists of feeds as other readers keep them (OPML 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from parsers.text import one_line
from parsers.urls import normal_url
from parsers.xml import name_of, read_xml

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; `url` is as it was written."""

    title: str
    url: str
    language: str = ""


def read_opml(body: bytes) -> list[Outline] | None:
    """The feeds of a list in its order, each address once; None where it is no OPML. Folders are gone through."""
    root = read_xml(body)
    if root is None or name_of(root).lower() != "opml":
        return None
    found: dict[str, Outline] = {}
    for outline in islice(root.iter("{*}outline"), MOST):
        said = {name.lower(): one_line(str(value), 2_000) for name, value in outline.attrib.items()}
        url = said.get("xmlurl", "")
        if normal_url(url):
            title = said.get("title") or said.get("text", "")
            found.setdefault(normal_url(url), Outline(title[:200], url, said.get("language", "")))
    return list(found.values())


def write_opml(outlines: Iterable[Outline], title: str) -> bytes:
    """A list of feeds as OPML 2.0."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for outline in outlines:
        made = etree.SubElement(body, "outline", type="rss", text=outline.title, xmlUrl=outline.url)
        if outline.language:
            made.set("language", outline.language)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
