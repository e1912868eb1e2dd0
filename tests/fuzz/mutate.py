"""Mutations of our own samples, and what the readers make of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from parsers.listing import read_listing
from parsers.page import read_page

SITE = Path(__file__).parents[2] / "flows" / "newsroom" / "site"
URL = "https://fuzz.example/a"
# Nothing of these sizes may take so long: what grows faster than its input does soon.
SLOW = 20.0
LARGEST = 2_000_000
TOKENS = [
    b"<div>", b"</div>", b"<p>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"<title>", b"<h1>", b"<table><tr><td>", b"&#0;",
    b"&#xD800;", b"&amp;" * 50, b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='utf-7'?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"&a;" * 20, b"<item>", b"<entry>", b"<link href='//[::1'/>", b"<time datetime='9999999-99-99'>", b'<script type="application/ld+json">{"@type":"NewsArticle"',
    b'{"@graph":' * 30, b"<meta charset='x-user-defined'>", b"<meta property='article:published_time' content='2025-13-45T99:99:99+99:99'>",
    b"<pubDate>Tue, 99 Foo 99999 99:99:99 +9999</pubDate>", b"2025-10-28T00:00:00" + b"0" * 400, b"=" * 2_000, b"<svg>", b"<template>", b"\xf0\x9f\x92\xa9",
]  # fmt: skip
Read = Callable[[bytes], object]
READERS: dict[str, Read] = {
    "page": lambda body: read_page(body, URL, "text/html"),
    "page-careful": lambda body: read_page(body, URL, "text/html", fast=False),
    "feed": lambda body: read_listing(body, URL, "application/rss+xml"),
    "json": lambda body: read_listing(body, URL, "application/feed+json"),
    "links": lambda body: read_listing(body, URL, "text/html", "links"),
}


@dataclass(slots=True)
class Found:
    """What a round of mutations met: inputs that raised or were slow (reader, bytes, why), and the slowest of all."""

    inputs: int = 0
    megabytes: float = 0.0
    slowest: float = 0.0
    slowest_of: str = ""
    bad: list[tuple[str, bytes, str]] = field(default_factory=list)


def samples() -> list[bytes]:
    """Pages and feeds of the sample newsroom, and a few of other kinds."""
    files = [p for p in sorted(SITE.rglob("*")) if p.suffix in {".html", ".xml"}]
    news = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://fuzz.example/1</loc></url></urlset>'
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "url": "https://fuzz.example/1"}]}'
    return [*filter(None, (p.read_bytes() for p in files)), news, feed]


def mutated(body: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A sample after one to eight mutations."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(data) + 1), chance.randint(1, 200)
        match chance.randrange(7):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.randint(1, 40)
            case 3:
                data[at:at] = chance.choice(TOKENS) * chance.choice([1, 1, 3, 200])
            case 4:
                other = chance.choice(others)
                data[at:at] = other[chance.randrange(len(other)) :][: chance.randint(1, 5_000)]
            case 5:
                data = data[:at] or data
            case _:
                data[at:at] = bytes(chance.randrange(256) for _ in range(min(length, 40)))
    if chance.random() < 0.01:
        # Now and then a very large one: what is not linear shows there.
        data *= max(1, chance.randint(1, LARGEST) // max(1, len(data)))
    return bytes(data[:LARGEST])


def fuzz(seconds: float, seed: int) -> Found:
    """Mutate and read for so many seconds; the same seed gives the same inputs."""
    chance = random.Random(seed)
    found, all_samples = Found(), samples()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        name, read = chance.choice(list(READERS.items()))
        body = mutated(chance.choice(all_samples), chance, all_samples)
        began = time.monotonic()
        try:
            read(body)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            found.bad.append((name, body, f"{type(error).__name__}: {error}"[:300]))
        took = time.monotonic() - began
        if took > SLOW:
            found.bad.append((name, body, f"took {took:.1f} s for {len(body):,} bytes"))
        if took > found.slowest:
            found.slowest, found.slowest_of = took, f"{name}, {len(body):,} bytes"
        found.inputs += 1
        found.megabytes += len(body) / 1e6
    return found
