"""What libraries read in more than linear time does not reach them; everything else reaches them as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.bounds import MOST_ATTRIBUTES, bounded, readable
from parsers.listing import read_listing
from parsers.page import read_page

URL = "https://harbour.example/x"
WORDS = "<p>The ministers met for three hours in the old customs house and spoke of the ferry line.</p>" * 3
# The faults that these inputs show took minutes.
SOON = 6.0
SIZE = 300_000
ATTRIBUTES = " ".join(f"a{n}=1" for n in range(SIZE // 8))


def rss(inner: str) -> bytes:
    item = "<item><title>Talks</title><link>https://harbour.example/1</link></item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{item}{inner}</channel></rss>".encode()


@pytest.mark.parametrize(
    "inner",
    [f"<div {ATTRIBUTES}>", f"<script {ATTRIBUTES}>", "<p><b><i>x" * (SIZE // 10), "<h2>x" * (SIZE // 5)],
    ids=["attributes", "attributes of a script", "unclosed", "headings"],
)
@pytest.mark.parametrize("fast", [True, False])
def test_a_page_made_to_take_minutes_is_read_soon(inner: str, *, fast: bool) -> None:
    body = f"<html><body><article>{WORDS}{inner}</article></body></html>".encode()
    began = time.process_time()
    assert read_page(body, URL, "text/html", fast=fast).article
    assert time.process_time() - began < SOON


@pytest.mark.parametrize(
    "inner",
    [
        "<item " + " ".join(f'a{n}="1"' for n in range(SIZE // 10)) + "/>",
        f"<item><author>{'a' * SIZE}</author></item>",
        f"<item><author>{'&#97;' * (SIZE // 5)}</author></item>",
        f"<item>{''.join(f'<category>{n}</category>' for n in range(SIZE // 25))}</item>",
        "<item xml:base='a/'>" * (SIZE // 40),
    ],
    ids=["attributes", "author", "author in references", "categories", "bases"],
)
def test_a_feed_made_to_take_minutes_is_read_soon(inner: str) -> None:
    began = time.process_time()
    feed = read_listing(rss(inner), URL, "application/rss+xml")
    assert time.process_time() - began < SOON
    assert [e.title for e in feed.entries] == ["Talks"]


@pytest.mark.parametrize(
    "tag",
    [
        "<a href='/x?a=1&b=2' title=\"1 > 0\" hidden>text</a>",
        "<!-- <a " + "b " * 200 + "> -->",
        "<script>if (a<b " + "c " * 200 + ") {}</script>",
        "<p " + " ".join(f"a{n}='x y'" for n in range(MOST_ATTRIBUTES)) + ">text",
        "1 < 2 and so on",
    ],
)
def test_what_pages_have_stays_as_it_is(tag: str) -> None:
    assert bounded(f"<p>{tag}</p>") == f"<p>{tag}</p>"


def test_of_too_many_attributes_the_first_stay() -> None:
    tag = "<p " + " ".join(f"a{n}='x > y'" for n in range(1_000)) + ">text</p>"
    first = "<p " + " ".join(f"a{n}='x > y'" for n in range(MOST_ATTRIBUTES)) + ">text</p>"
    assert bounded(tag) == first


@given(st.text("<ab ='\"/>!-", max_size=60))
def test_short_markup_stays_as_it_is(markup: str) -> None:
    assert bounded(markup) == markup


@pytest.mark.parametrize(("name", "read"), [("utf-8", True), ("cp1252", True), ("punycode", False), ("no-such", False)])  # fmt: skip
def test_only_encodings_of_text_are_read(name: str, *, read: bool) -> None:
    assert readable(name) is read


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        ("<?xml version='1.0' encoding='cp1252'?>{}", "application/rss+xml"),
        ("{}", "application/rss+xml; charset=windows-1252"),
        ("{}", "text/xml; charset=iso-8859-1"),
        ("{}", "application/rss+xml"),
    ],
)
def test_a_feed_in_an_old_encoding_keeps_its_letters(encoded: str, content_type: str) -> None:
    item = "<item><title>Genève – café ‘rail’</title><link>https://harbour.example/1</link></item>"
    feed = encoded.format(f"<rss version='2.0'><channel>{item}</channel></rss>").encode("cp1252")
    assert [e.title for e in read_listing(feed, URL, content_type).entries] == ["Genève – café ‘rail’"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_feed_in_any_unicode_encoding_is_read(encoding: str) -> None:
    item = "<item><title>Genève 東京</title><link>https://harbour.example/1</link></item>"
    feed = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel>{item}</channel></rss>"
    entries = read_listing(feed.encode(encoding), URL, "application/rss+xml").entries
    assert [e.title for e in entries] == ["Genève 東京"]


def test_of_a_utf8_feed_with_a_broken_letter_only_that_one_is_lost() -> None:
    item = "<item><title>Genève 東京 ?</title><link>https://harbour.example/1</link></item>"
    feed = f"<rss version='2.0'><channel>{item}</channel></rss>".encode().replace(b"?", b"\xff")
    assert [e.title for e in read_listing(feed, URL, "").entries] == ["Genève 東京 \N{REPLACEMENT CHARACTER}"]
