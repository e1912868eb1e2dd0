"""Many pages of the past as a WARC file: one in ten reports an act, the others are of the web at large."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from parsers.model import Article
from tests.bench.sets import SHARED, article, rows
from tests.bench.texts import Newsroom
from tests.flows.warcs import Page

PAGES = SHARED.parent / "pages" / "html"
RELEVANT = 10
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
STATES = (
    "Norway", "Chile", "Japan", "Kenya", "France", "Germany", "Brazil", "India", "Indonesia", "Canada", "Mexico",
    "Poland", "Ukraine", "Egypt", "Ghana", "Vietnam", "Australia", "Turkey", "Italy", "Spain", "Sweden", "Finland",
    "Peru", "Iraq", "Qatar", "Morocco", "Nigeria", "Ethiopia", "Pakistan", "Thailand",
)  # fmt: skip
NAMES = re.compile(r"\b(" + "|".join(STATES) + r")\b")


def old_pages(count: int) -> Iterator[Page]:
    """So many pages, no two the same, captured over two years in order."""
    told, others = articles(), irrelevant()
    for number in range(count):
        captured = FIRST + timedelta(days=700 * number / count)
        if number % RELEVANT == 0:
            turn, which = divmod(number // RELEVANT, len(told))
            body = page_of(told[which], turn, captured)
        else:
            body = others[number % len(others)].replace(b"</p>", f" Number {number}.</p>".encode(), 1)
        url = f"https://outlet{number % 300}.example/{captured:%Y/%m}/story-{number}"
        # A canonical link would make all copies of a page one article.
        body = body.replace(b"canonical", b"elsewhere").replace(b"og:url", b"og:not")
        yield Page(url, body, f"{captured:%Y-%m-%dT%H:%M:%SZ}")


def articles() -> list[Article]:
    """Articles that report an act."""
    return [article(row) for name in ("dev2", "dev3") for row in rows(name) if row["records"]]


def page_of(told: Article, turn: int, captured: datetime) -> bytes:
    """An article as a page of a site, about other states in every turn."""

    def other(found: re.Match[str]) -> str:
        return STATES[(STATES.index(found[1]) + turn) % len(STATES)]

    title, text = (html.escape(NAMES.sub(other, t)) for t in (told.title, told.text))
    paragraphs = "".join(f"<p>{p}</p>\n" for p in text.split("\n\n"))
    links = "".join(f'<li><a href="/{n}">More news of the day, number {n}</a></li>' for n in range(60))
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - Outlet</title>'
        f'<meta property="article:published_time" content="{captured:%Y-%m-%dT%H:%M:%SZ}">'
        f'<meta property="og:site_name" content="Outlet"></head><body><nav><ul>{links}</ul></nav>'
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def irrelevant() -> list[bytes]:
    """Real pages where they are at hand, else made-up ones."""
    real = sorted(PAGES.glob("*.html.gz"))
    if real:
        return [gzip.decompress(path.read_bytes()) for path in real]
    return [page_of(Article("", "Made up", text), 0, FIRST) for text in Newsroom(1).texts(200, 4_000)]


def weight(path: Path) -> float:
    """Megabytes of a file."""
    return path.stat().st_size / 1e6
