"""RSS and Atom bytes -> entries; feedparser does the reading."""

from __future__ import annotations

import calendar
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any

from parsers.feed_input import UTF8, fit_feed, spare_authors_and_tags
from parsers.model import Entry, Problem, ProblemCode
from parsers.text import one_line
from parsers.urls import normal_url

MAX_ENTRIES = 10_000
# A headline is short; what is longer is not worth the time.
MAX_TITLE = 5_000
PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a source lists: its own title, its entries in its order, and what was wrong with it, if anything.

    `kind` is rss, atom, json, sitemap or links. `ttl` is how long the feed asks to be left alone, `period` how often it says
    that it has news. `parts` are the sitemaps that an index of sitemaps names, the newest first.
    """

    title: str = ""
    entries: tuple[Entry, ...] = ()
    problem: Problem | None = None
    kind: str = ""
    ttl: timedelta | None = None
    period: timedelta | None = None
    parts: tuple[str, ...] = ()


def read_feed(body: bytes, url: str, content_type: str = "") -> FeedReading:
    """Read RSS or Atom; `url` is where the bytes came from and resolves relative links.

    Something that is no feed gives a problem and no entries; a damaged feed gives the entries it still has.
    Entries without a link, and repeats of a link, are left out.
    """
    import feedparser

    spare_authors_and_tags()
    headers = {"content-location": url, "content-type": UTF8}
    if not body.strip():
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, not_a_feed(body, content_type)))
    try:
        # A stream, because feedparser would take short bytes for a file name or an address.
        fit = io.BytesIO(fit_feed(body, content_type))
        parsed = feedparser.parse(fit, response_headers=headers, sanitize_html=False)
    except Exception as error:  # noqa: BLE001 - it raises this and that on hostile encoding declarations
        why = f"the feed cannot be read ({type(error).__name__}); check it with a feed validator"
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, why))
    if not parsed.get("version"):
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, not_a_feed(body, content_type)))
    entries: dict[str, Entry] = {}
    for raw in parsed.entries[:MAX_ENTRIES]:
        entry = read_entry(raw, url)
        if entry.url:
            entries.setdefault(entry.url, entry)
    return FeedReading(
        plain(str(parsed.feed.get("title", ""))),
        tuple(entries.values()),
        kind="atom" if str(parsed.version).startswith("atom") else "rss",
        ttl=minutes(parsed.feed.get("ttl")),
        period=update_period(parsed.feed),
    )


def minutes(text: object) -> timedelta | None:
    """RSS's `ttl`; None where it is missing, or no sensible number."""
    said = str(text or "").strip()
    return timedelta(minutes=int(said)) if said.isdecimal() and 0 < len(said) < 7 and int(said) else None


def update_period(feed: Any) -> timedelta | None:
    """How often a feed says that it is brought up to date (`sy:updatePeriod`, `sy:updateFrequency`)."""
    hours = PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    times = str(feed.get("sy_updatefrequency", "1")).strip()
    if hours is None or not times.isdecimal() or not 0 < len(times) < 5 or not int(times):
        return None
    return timedelta(hours=hours) / int(times)


def believed(entry: Entry, now: datetime) -> Entry:
    """The entry with a date that can be: what it says is of the future was published by now."""
    return replace(entry, published=now) if entry.published and entry.published > now else entry


def read_entry(raw: Any, base: str) -> Entry:
    """One item of feedparser's as an Entry; `url` is "" where it has no usable link."""
    # The plain dict: feedparser's own get() warns of a mapping between the two that we do not want.
    when = dict.get(raw, "published_parsed") or dict.get(raw, "updated_parsed")
    link = str(raw.get("link", "")).strip()
    return Entry(
        url=normal_url(link, base) if link else "",
        title=plain(str(raw.get("title", ""))),
        published=as_utc(when),
    )


def as_utc(when: struct_time | None) -> datetime | None:
    """feedparser's UTC time tuple as an aware datetime; None where it is missing or out of range."""
    if when is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(when), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def plain(markup: str) -> str:
    """The text of a title or summary that may hold markup, on one line."""
    markup = markup[:MAX_TITLE]
    if "<" in markup or "&" in markup:
        from bs4 import BeautifulSoup

        markup = BeautifulSoup(f"<div>{markup}</div>", "lxml").get_text(" ")
    return one_line(markup)


def not_a_feed(body: bytes, content_type: str) -> str:
    """One line on what the bytes look like instead, and what to do."""
    start = body[:2000].lstrip().lower()
    if not start:
        return "the answer was empty; check the address in a browser"
    if start.startswith((b"<!doctype html", b"<html")) or "html" in content_type:
        return (
            "the address gives an HTML page; use the address of its RSS or Atom feed "
            '(`pactwatch sources add` finds it), or say kind = "links"'
        )
    return "the answer is neither RSS nor Atom, nor a JSON feed or sitemap; check the address"
