from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.feed import read_feed
from parsers.model import ProblemCode

RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour Times</title>
<item><title>Ports &amp; pacts</title><link>/a?utm_medium=rss</link><guid>tag:harbour,1</guid>
<pubDate>Tue, 28 Oct 2025 12:00:00 +0200</pubDate><description>&lt;p&gt;Two &lt;b&gt;ports&lt;/b&gt;&lt;/p&gt;</description></item>
<item><title>Same again</title><link>/a</link></item>
<item><title>No link</title></item>
<item><title>Bad scheme</title><link>javascript:alert(1)</link></item>
<item><title>Strange date</title><link>/c</link><pubDate>yesterday</pubDate></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Delta Post</title>
<entry><id>tag:x</id><title>One</title><link href="https://delta.example/1"/><updated>2025-10-29T08:00:00Z</updated></entry></feed>"""


def test_an_rss_feed_gives_its_entries_with_links_made_absolute() -> None:
    feed = read_feed(RSS, "https://harbour.example/feed.xml")
    assert feed.problem is None
    assert feed.title == "Harbour Times"
    assert [e.url for e in feed.entries] == ["https://harbour.example/a", "https://harbour.example/c"]
    first = feed.entries[0]
    assert first.title == "Ports & pacts"
    assert first.published == datetime(2025, 10, 28, 10, 0, tzinfo=UTC)


def test_a_date_that_cannot_be_read_is_none() -> None:
    assert read_feed(RSS, "https://harbour.example/").entries[1].published is None


def test_an_atom_feed_gives_its_entries() -> None:
    feed = read_feed(ATOM, "https://delta.example/atom")
    assert [(e.url, e.published) for e in feed.entries] == [
        ("https://delta.example/1", datetime(2025, 10, 29, 8, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"<!doctype html><html><title>Home</title></html>", "text/html", "HTML page"),
        (b"", "application/rss+xml", "empty"),
        (b"just words", "text/plain", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_says_what_it_is_and_what_to_do(body: bytes, content_type: str, words: str) -> None:
    feed = read_feed(body, "https://example.org/feed", content_type)
    assert feed.entries == ()
    assert feed.problem is not None
    assert feed.problem.code is ProblemCode.NOT_A_FEED
    assert words in feed.problem.detail


def test_a_feed_that_is_cut_short_keeps_the_entries_it_has() -> None:
    feed = read_feed(RSS[: RSS.index(b"<item><title>Same")], "https://harbour.example/")
    assert [e.url for e in feed.entries] == ["https://harbour.example/a"]


@given(st.binary(max_size=400), st.integers(0, len(RSS)))
def test_no_bytes_raise(junk: bytes, where: int) -> None:
    read_feed(RSS[:where] + junk + RSS[where:], "https://example.org/")
