"""Sources, their polls, and the runs of the flows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from parsers.model import Problem
from parsers.urls import key
from storage.merge import merge


@dataclass(frozen=True, slots=True)
class Poll:
    """One asking of a source for its entries."""

    source: str
    polled_at: datetime
    http_status: int | None
    entries: int
    new_entries: int
    problem: Problem | None = None


def save_sources(db: duckdb.DuckDBPyConnection, sources: Sequence[Mapping[str, str]], now: datetime) -> None:
    """Write the sources of the settings (name, url, outlet; perhaps language and country)."""
    rows = [
        {
            **{c: s[c] for c in ("name", "url", "outlet")},
            **{c: s.get(c) or None for c in ("language", "country")},
            "added_at": now,
        }
        for s in sources
    ]
    merge(db, "sources", rows, key="name", update=("url", "outlet", "language", "country"))


def save_polls(db: duckdb.DuckDBPyConnection, polls: Sequence[Poll], run_id: str) -> None:
    """Write what each source answered in this run."""
    rows = [
        {
            "poll_id": key("poll", run_id, p.source),
            "source": p.source,
            "run_id": run_id,
            "polled_at": p.polled_at,
            "http_status": p.http_status,
            "entries": p.entries,
            "new_entries": p.new_entries,
            "problem": p.problem.code if p.problem else None,
            "detail": p.problem.detail if p.problem else None,
        }
        for p in polls
    ]
    merge(
        db,
        "polls",
        rows,
        key="poll_id",
        update=("http_status", "entries", "new_entries", "problem", "detail"),
    )


def start_run(db: duckdb.DuckDBPyConnection, run_id: str, flow: str, now: datetime) -> None:
    """Note that a flow run began."""
    row = {
        "run_id": run_id,
        "flow": flow,
        "started_at": now,
        "ended_at": None,
        "outcome": None,
        "counts": None,
    }
    merge(db, "runs", [row], key="run_id")


def end_run(
    db: duckdb.DuckDBPyConnection, run_id: str, outcome: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Note how a flow run ended and what it counted."""
    db.execute(
        "UPDATE runs SET ended_at = ?, outcome = ?, counts = ? WHERE run_id = ?",
        [now, outcome, json.dumps(dict(counts)), run_id],
    )
