"""When a page was published, as it tells or shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.body import parse_page
from parsers.model import Entry
from parsers.page import read_page
from parsers.page_date import day_in_url, day_in_words, parse_when, shown_date

DAY = datetime(2025, 10, 28, tzinfo=UTC)
WORDS = "The ministers met for three hours in the old customs house and spoke of the ferry line. " * 6


def page(head: str = "", above: str = "", below: str = "") -> bytes:
    text = f"<p>{WORDS}</p>" * 3
    return f"<html><head>{head}</head><body>{above}<article><h1>Ferry talks end</h1>{below}{text}</article></body></html>".encode()


def dated(
    body: bytes, url: str = "https://harbour.example/x", entry: Entry | None = None
) -> tuple[object, ...]:
    article = read_page(body, url, "text/html", entry).article
    assert article
    return article.published, article.date_source


def shown_on(body: bytes) -> datetime | None:
    root = parse_page(body.decode())
    assert root is not None
    return shown_date(root, "Ferry talks end")


@pytest.mark.parametrize(
    "text",
    [
        "28 October 2025", "October 28, 2025", "Oct. 28th, 2025", "Tuesday, 28th October 2025", "2025-10-28",
        "28.10.2025", "28/10/2025", "10/28/2025", "By A. Lindqvist · 28 Oct 2025",
    ],
)  # fmt: skip
def test_a_day_is_read_from_words_of_one_reading(text: str) -> None:
    assert day_in_words(text) == DAY


@pytest.mark.parametrize(
    "text", ["03/04/2025", "31 February 2025", "October 2025", "28 October", "2025-13-01", "1 May 2999"]
)
def test_what_can_be_read_in_two_ways_or_is_no_day_is_none(text: str) -> None:
    assert day_in_words(text) is None


def test_what_is_told_to_programs_goes_before_the_feed_and_that_before_what_is_shown() -> None:
    entry = Entry("https://harbour.example/x", "", datetime(2025, 10, 1, tzinfo=UTC))
    meta = "<meta property='article:published_time' content='2025-10-28T00:00:00Z'>"
    shown = "<p>2 October 2025</p>"
    assert dated(page(meta, below=shown), entry=entry) == (DAY, "meta")
    assert dated(page(below=shown), entry=entry) == (entry.published, "feed")
    assert dated(page(below=shown)) == (datetime(2025, 10, 2, tzinfo=UTC), "shown")
    assert dated(page(below=shown), "https://harbour.example/2025/10/28/x") == (DAY, "url")


def test_a_time_above_the_headline_is_another_articles() -> None:
    above = "<time datetime='2025-01-01T00:00:00Z'>New Year</time>"
    below = "<time datetime='2025-10-28T00:00:00Z'>Tuesday</time>"
    assert dated(page("", above, below)) == (DAY, "time")


def test_the_day_of_an_update_is_not_that_of_publication() -> None:
    assert shown_on(page(below="<p>Updated 30 October 2025</p>")) is None
    both = "<p>Updated 30 October 2025</p><p>Published</p><p>28 October 2025</p>"
    assert shown_on(page(below=both)) == DAY


def test_a_page_keeps_its_own_clock() -> None:
    when = parse_when("2025-10-28T20:00:00-08:00")
    assert when
    assert (when.day, when.astimezone(UTC).day) == (28, 29)


@given(st.text(max_size=120))
def test_no_address_and_no_text_breaks_it(text: str) -> None:
    for read in (day_in_words, day_in_url, parse_when):
        found = read(text)
        assert found is None or found.tzinfo is not None
