"""Entries that wait to be followed: from their listing until they were followed for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from parsers.model import Entry, Problem, ProblemCode
from parsers.urls import key
from storage.articles import Followed
from storage.merge import among, merge

# Problems that may have passed by the next try, unless the server's status says otherwise.
PASSING = frozenset(
    {ProblemCode.UNREACHABLE, ProblemCode.HTTP_ERROR, ProblemCode.READER_ERROR, ProblemCode.CHALLENGE}
)
FINAL_HTTP = frozenset({400, 401, 402, 403, 404, 405, 406, 414, 451})
# Ten minutes, then four times as long each time: the last try is about two days after the first.
FIRST_WAIT = timedelta(minutes=10)
LONGER = 4
MAX_TRIES = 6
# A host that is busy for so long is not waited for.
PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits, the source and the title of the feed that listed it, and how often it was tried."""

    entry: Entry
    source: str
    feed: str
    tries: int = 0


def save_listed(db: duckdb.DuckDBPyConnection, listed: Iterable[Waiting], now: datetime) -> list[Waiting]:
    """Let those entries wait that were neither followed nor listed before; returns them, each address once."""
    by_id: dict[str, Waiting] = {}
    for w in listed:
        by_id.setdefault(key("entry", w.entry.url), w)
    with among(db, by_id):
        known = db.execute(
            "SELECT entry_id FROM entries WHERE entry_id IN (SELECT id FROM ids) "
            "UNION ALL SELECT entry_id FROM waiting WHERE entry_id IN (SELECT id FROM ids)"
        ).fetchall()
    for row in known:
        by_id.pop(row[0], None)
    rows = [
        {
            "entry_id": entry_id,
            "url": w.entry.url,
            "title": w.entry.title,
            "published": w.entry.published,
            "source": w.source,
            "feed": w.feed,
            "listed_at": now,
            "tries": 0,
            "next_try": now,
            "not_before": None,
        }
        for entry_id, w in by_id.items()
    ]
    merge(db, "waiting", rows, key="entry_id")
    return list(by_id.values())


def due(db: duckdb.DuckDBPyConnection, now: datetime, *, soon: bool = False) -> list[Waiting]:
    """Entries to follow now, the oldest listing first; with `soon` also those whose next try is later.

    Those of hosts that want to be left alone wait in any case.
    """
    rows = db.execute(
        "SELECT url, title, published, source, feed, tries FROM waiting "
        "WHERE (next_try <= $now OR $soon) AND coalesce(not_before <= $now, true) ORDER BY listed_at, tries, entry_id",
        {"now": now, "soon": soon},
    ).fetchall()
    return [Waiting(Entry(*row[:3]), *row[3:]) for row in rows]


def busy_hosts(db: duckdb.DuckDBPyConnection, now: datetime) -> list[tuple[str, datetime]]:
    """An address at each host that wants to be left alone, and until when."""
    return db.execute(
        "SELECT any_value(url), max(not_before) FROM waiting WHERE not_before > ? "
        "GROUP BY regexp_extract(url, '^[a-z]+://([^/]+)', 1)",
        [now],
    ).fetchall()


def settle(db: duckdb.DuckDBPyConnection, followed: Sequence[Followed], now: datetime) -> None:
    """Take out what was followed for good; what may pass waits for another try, ever longer, up to six."""
    by_id = {key("entry", f.entry.url): f for f in followed}
    with among(db, by_id):
        tried = db.execute(
            "SELECT entry_id, tries, listed_at FROM waiting WHERE entry_id IN (SELECT id FROM ids)"
        ).fetchall()
        db.execute("DELETE FROM waiting WHERE entry_id IN (SELECT id FROM ids)")
    rows = [
        row
        for entry_id, tries, listed_at in tried
        if (row := again(entry_id, by_id[entry_id], tries, listed_at, now))
    ]
    merge(db, "waiting", rows, key="entry_id")


def again(
    entry_id: str, f: Followed, tries: int, listed_at: datetime, now: datetime
) -> dict[str, object] | None:
    """The row of an entry that is tried again; None where it is not."""
    # What a host asks for says nothing against the entry, and is no try.
    asked = f.problem is not None and f.wait_until is not None
    if not asked and not (f.problem and passes(f.problem, f.http_status)):
        return None
    tries += not asked
    if tries >= MAX_TRIES or now - listed_at > PATIENCE:
        return None
    return {
        "entry_id": entry_id,
        "url": f.entry.url,
        "title": f.entry.title,
        "published": f.entry.published,
        "source": f.source,
        "feed": f.feed,
        "listed_at": listed_at,
        "tries": tries,
        "next_try": f.wait_until or now + FIRST_WAIT * LONGER ** (tries - 1),
        "not_before": f.wait_until,
    }


def passes(problem: Problem, http_status: int | None) -> bool:
    """Whether a problem may have passed by the next try."""
    return problem.code in PASSING and http_status not in FINAL_HTTP
