"""What a page says of itself: JSON-LD first, then OpenGraph and meta tags, then what it shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree, html

from parsers.headline import headline
from parsers.page_date import parse_when
from parsers.text import one_line
from parsers.urls import host_of

ARTICLE_TYPES = ("Article", "BlogPosting", "PressRelease")
LD_JSON = "application/ld+json"
# Of what a page says of itself, so much is looked at.
MOST = {"title": 3, "meta": 500, "link": 500, "script": 200, "h1": 20, "time": 100}
ATTRIBUTES = ("name", "property", "itemprop", "content", "rel", "href", "type", "datetime")
MAX_DEPTH = 4
TITLE_META = ("og:title", "twitter:title", "headline", "dc.title")
AUTHOR_META = ("author", "article:author", "byl", "dc.creator", "parsely-author")
DATE_META = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date", "pubdate",
    "publishdate", "parsely-pub-date", "sailthru.date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, author, outlet, canonical address and date of a page; `date_source` says where the date stood.

    `is_article` and `is_live` are what it says that it is, `is_free` whether all may read it; None where it says nothing.
    """

    title: str = ""
    author: str | None = None
    outlet: str = ""
    canonical: str = ""
    published: datetime | None = None
    date_source: str | None = None
    is_article: bool = False
    is_live: bool = False
    is_free: bool | None = None


def read_metadata(root: html.HtmlElement, url: str = "") -> Metadata:
    """Read the head, the JSON-LD, the first headline and the first time of an HTML page."""
    soup = BeautifulSoup(head_of(root), "lxml")
    ld, meta = article_ld(soup), meta_tags(soup)
    published, date_source = find_date(soup, ld, meta)
    return Metadata(
        title=find_title(soup, ld, meta, url),
        author=person(ld.get("author")) or first(meta, AUTHOR_META) or None,
        outlet=person(ld.get("publisher")) or meta.get("og:site_name", ""),
        canonical=canonical_link(soup) or meta.get("og:url", ""),
        published=published,
        date_source=date_source,
        is_article=bool(ld) or meta.get("og:type", "").lower() == "article",
        is_live="LiveBlogPosting" in str(ld.get("@type")),
        is_free=free(ld.get("isAccessibleForFree")),
    )


def head_of(root: html.HtmlElement) -> str:
    """What a page says of itself, cut out of it: BeautifulSoup takes its time over the rest.

    So many of each at most, and nothing of what stands in a heading or time but its text: a page may have one in another.
    """
    seen: Counter[str] = Counter()
    kept: list[str] = []
    for element in root.iter(*MOST):
        seen[element.tag] += 1
        if seen[element.tag] <= MOST[element.tag]:
            kept.append(as_told(element))
    return f"<html><head></head><body>{''.join(kept)}</body></html>"


def as_told(element: html.HtmlElement) -> str:
    """An element with its attributes and its text, and no other elements in it."""
    if element.tag == "script" and LD_JSON not in (element.get("type") or "").lower():
        return ""
    # Markup can have attributes whose names no library takes.
    told = html.Element(element.tag, {k: v for k in ATTRIBUTES if (v := element.get(k)) is not None})
    if element.tag in {"title", "h1"}:
        told.text = " ".join(islice(element.itertext(), 50))[:1_000]
    elif element.tag == "script":
        told.text = element.text
    return str(etree.tostring(told, encoding="unicode", method="html"))


def free(said: Any) -> bool | None:
    """What a page says of who may read it: true or false, as JSON has it or as words."""
    return {"true": True, "false": False}.get(str(said).lower())


def find_title(soup: BeautifulSoup, ld: dict[str, Any], meta: dict[str, str], url: str) -> str:
    """The headline as its writers gave it, without the site's name where the page tells them apart."""
    said = ld.get("headline")
    tag = soup.find("title")
    named = (
        said if isinstance(said, str) else "",
        *(meta.get(name, "") for name in TITLE_META),
        tag.get_text(" ") if tag else "",
    )
    shown = [headline_text(h.get_text("")) for h in soup.find_all("h1")]
    host = host_of(url).removeprefix("www.")
    site = (person(ld.get("publisher")), meta.get("og:site_name", ""), host, host.partition(".")[0])
    return headline(shown, [headline_text(n) for n in named], site)


def find_date(
    soup: BeautifulSoup, ld: dict[str, Any], meta: dict[str, str]
) -> tuple[datetime | None, str | None]:
    """When the page tells programs that it was published, and where it says so."""
    said = (
        (ld.get("datePublished"), "json-ld"),
        (first(meta, DATE_META), "meta"),
        (shown_time(soup), "time"),
    )
    for value, source in said:
        when = parse_when(value) if isinstance(value, str) else None
        if when:
            return when, source
    return None, None


def shown_time(soup: BeautifulSoup) -> str | None:
    """The first time behind the headline; the times before it and those far behind are of other articles."""
    heading = soup.find("h1")
    find = heading.find_next if heading else soup.find
    tag = find("time", attrs={"datetime": True})
    return str(tag["datetime"]) if tag else None


def article_ld(soup: BeautifulSoup) -> dict[str, Any]:
    """The first JSON-LD object of the page that is an article; {} where there is none."""
    for tag in soup.find_all("script"):
        if not str(tag.get("type", "")).lower().startswith(LD_JSON):
            continue
        try:
            data = json.loads(tag.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in objects(data):
            kinds = thing.get("@type")
            if any(is_article(k) for k in (kinds if isinstance(kinds, list) else [kinds])):
                return thing
    return {}


def is_article(kind: Any) -> bool:
    """Whether a JSON-LD type, short or as a whole address, is one of schema.org's articles."""
    return isinstance(kind, str) and kind.rsplit("/", 1)[-1].endswith(ARTICLE_TYPES)


def objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, with those in its lists, @graphs and main entities."""
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for thing in data:
            yield from objects(thing, depth + 1)
    elif isinstance(data, dict):
        yield data
        for inner in ("@graph", "mainEntity"):
            yield from objects(data.get(inner), depth + 1)


def meta_tags(soup: BeautifulSoup) -> dict[str, str]:
    """Content of the meta tags by lower-case name or property; the first of each name counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if isinstance(name, str) and isinstance(content, str) and content.strip():
            found.setdefault(name.lower(), headline_text(content))
    return found


def canonical_link(soup: BeautifulSoup) -> str:
    """The page's own address for itself, from its canonical link; "" where it gives none."""
    for tag in soup.find_all("link", href=True):
        rel = tag.get("rel")
        if rel and "canonical" in rel:
            return str(tag["href"])
    return ""


def person(value: Any, depth: int = 0) -> str:
    """A name or names out of a JSON-LD person or organisation, or a list of them."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        return ", ".join(filter(None, (person(v, depth + 1) for v in value[:5])))
    if isinstance(value, dict):
        value = value.get("name")
    return headline_text(value) if isinstance(value, str) else ""


def first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    """The first of these meta tags that the page has."""
    return next((meta[n] for n in names if n in meta), "")


def headline_text(text: str) -> str:
    """Text on one line with its entities read: JSON-LD often holds them twice escaped."""
    return one_line(unescape(text))
