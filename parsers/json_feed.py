"""JSON Feed (jsonfeed.org, versions 1 and 1.1) -> entries."""

from __future__ import annotations

import json
import re
from typing import Any

from parsers.feed import MAX_ENTRIES, FeedReading, plain
from parsers.model import Entry, Problem, ProblemCode
from parsers.moments import read_moment
from parsers.urls import normal_url

VERSION = "jsonfeed.org/version/1"
ITEMS = re.compile(r'"items"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")


def read_json_feed(body: bytes, url: str) -> FeedReading:
    """Read a JSON Feed; `url` resolves relative links. A feed that is cut short gives the entries that it still has."""
    text = body.decode("utf-8-sig", "replace")
    feed = whole(text) or cut(text)
    if VERSION not in str(feed.get("version", ""))[:200]:
        why = "the answer is JSON, but no JSON Feed (jsonfeed.org); check the address"
        return FeedReading(problem=Problem(ProblemCode.NOT_A_FEED, why))
    items = feed.get("items")
    entries: dict[str, Entry] = {}
    for item in items[:MAX_ENTRIES] if isinstance(items, list) else ():
        entry = read_item(item, url) if isinstance(item, dict) else None
        if entry and entry.url:
            entries.setdefault(entry.url, entry)
    return FeedReading(words(feed.get("title")), tuple(entries.values()), kind="json")


def read_item(item: dict[str, Any], base: str) -> Entry:
    """One item; `url` is "" where it has no usable link."""
    own = item.get("id")
    # An id is a link only where it is a whole one.
    whole_id = own if isinstance(own, str) and own.startswith("http") else None
    said = (item.get("url"), item.get("external_url"), whole_id)
    link = next((s for s in said if isinstance(s, str) and s.strip()), "")
    when = read_moment(item.get("date_published")) or read_moment(item.get("date_modified"))
    return Entry(normal_url(link, base) if link else "", words(item.get("title")), when)


def words(value: object) -> str:
    """A text; "" for anything else."""
    return plain(value) if isinstance(value, str) else ""


def whole(text: str) -> dict[str, Any]:
    """The object that a text holds; {} where it holds none, or is damaged."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def cut(text: str) -> dict[str, Any]:
    """What a feed that breaks off still has: its version, and the items before the break."""
    start = ITEMS.search(text)
    if not start or VERSION not in text[:5_000]:
        return {}
    items: list[object] = []
    decoder, at = json.JSONDecoder(), start.end()
    while len(items) < MAX_ENTRIES:
        gap = BETWEEN.match(text, at)
        try:
            item, at = decoder.raw_decode(text, gap.end() if gap else at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return {"version": VERSION, "items": items}
