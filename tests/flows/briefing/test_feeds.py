from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import feedparser
import pyarrow.parquet
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from flows.briefing.feeds import LINE, folded
from flows.briefing.tables import COLUMNS, cell
from tests.flows.briefing.conftest import EVIL


def read_feed(path: Path) -> feedparser.FeedParserDict:
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_every_feed_is_sound(site: Path, hostile_site: Path) -> None:
    feeds = [*site.rglob("*.xml"), *hostile_site.rglob("*.xml")]
    assert len({read_feed(path).feed.id for path in feeds}) > len(feeds) / 2
    for path in feeds:
        found = read_feed(path)
        assert found.feed.title
        assert found.feed.updated_parsed
        assert len({e.id for e in found.entries}) == len(found.entries)
        assert all(e.title and e.link and e.updated_parsed and e.summary for e in found.entries)


def test_the_feed_of_all_has_every_change_the_latest_first(site: Path) -> None:
    found = read_feed(site / "feeds" / "all.xml")
    assert len(found.entries) == 9
    assert found.entries[0].title == "Negotiating: Kenya–Japan agreement on trade"
    assert found.entries[0].link.startswith("https://news.example/pacts/pacts/")
    assert (
        "Aid moved from pledged to fulfilled. $500 million. 96% sure, 2 outlets." in found.entries[1].summary
    )


def test_a_party_and_a_subscription_have_feeds_of_their_own(site: Path) -> None:
    assert len(read_feed(site / "feeds" / "parties" / "QAT.xml").entries) == 2
    assert len(read_feed(site / "feeds" / "subscriptions" / "fish-desk.xml").entries) == 1
    assert read_feed(site / "feeds" / "subscriptions" / "idle.xml").entries == []


def test_hostile_text_is_text_in_feeds_too(hostile_site: Path) -> None:
    raw = (hostile_site / "feeds" / "all.xml").read_text(encoding="utf-8")
    assert "<script" not in raw
    # feedparser drops markup from what it takes for HTML; that this is text, it shows as escaped.
    assert any("alert" in e.summary for e in read_feed(hostile_site / "feeds" / "all.xml").entries)


def test_the_calendar_has_the_days_ahead(site: Path, hostile_site: Path) -> None:
    (event,) = Calendar.from_ical((site / "deadlines.ics").read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "Negotiating: Kenya–Japan agreement on trade"
    assert event["DTSTART"].dt == date(2025, 11, 21)
    assert event["LOCATION"] == "Nairobi"
    assert event["DESCRIPTION"].startswith(
        "“Kenya and Japan are negotiating a trade agreement.” (Delta Wire)\nhttps://"
    )
    assert str(event["URL"]).startswith("https://news.example/pacts/pacts/")
    raw = (hostile_site / "deadlines.ics").read_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= LINE
    assert all(EVIL in e["LOCATION"] for e in Calendar.from_ical(raw).walk("VEVENT") if "LOCATION" in e)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_a_folded_line_unfolds_to_itself(text: str) -> None:
    pieces = folded(text).split("\r\n")
    assert all(len(p.encode()) <= LINE for p in pieces)
    assert pieces[0] + "".join(p[1:] for p in pieces[1:]) == text


def test_the_tables_hold_the_same_pacts(site: Path) -> None:
    listed = json.loads((site / "pacts.json").read_text(encoding="utf-8"))
    columns = pyarrow.parquet.read_table(site / "pacts.parquet")
    rows = list(csv.DictReader(io.StringIO((site / "pacts.csv").read_text(encoding="utf-8"))))
    assert list(listed[0]) == columns.schema.names == list(rows[0]) == list(COLUMNS)
    ids = [row["pact_id"] for row in listed]
    assert ids == columns["pact_id"].to_pylist() == [row["pact_id"] for row in rows]
    assert len(ids) == 6
    (aid,) = [row for row in listed if row["kind"] == "aid"]
    assert (aid["committers"], aid["recipients"]) == (["JPN"], ["KEN"])
    assert aid["amounts"] == [{"value": 5e8, "unit": "USD"}]
    assert aid["last_reported"] == "2025-10-31T09:07:00Z"
    assert next(r for r in rows if r["kind"] == "aid")["amounts"] == "500000000 USD"
    assert columns.schema.field("status").metadata[b"description"]


def test_a_spreadsheet_runs_nothing_of_a_table() -> None:
    assert [cell(v) for v in ("=1+1", "@x", ["-2", "b"], "plain", None, 0.5)] == [
        "'=1+1", "'@x", "'-2; b", "plain", None, 0.5,
    ]  # fmt: skip


def test_the_columns_are_those_that_are_promised() -> None:
    page = (Path(__file__).parents[3] / "docs" / "briefing.md").read_text(encoding="utf-8")
    for name, what in COLUMNS.items():
        assert re.search(rf"^\| {name} \| [^|]+ \| {re.escape(what)} \|$", page, re.MULTILINE), name
