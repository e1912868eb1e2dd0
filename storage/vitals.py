"""The few figures by which a person sees whether a ledger is doing well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb


@dataclass(frozen=True, slots=True)
class Vitals:
    """When the last run began and the last one ended well, what waits in the outbox since when, and what was given up."""

    last_start: datetime | None
    last_good_end: datetime | None
    queued: int
    queued_since: datetime | None
    dead: int


def vitals(db: duckdb.DuckDBPyConnection) -> Vitals:
    """The figures of a ledger that is up to date."""
    runs = db.execute(
        "SELECT max(started_at), max(ended_at) FILTER (outcome = 'completed') FROM runs"
    ).fetchone()
    sent = db.execute(
        "SELECT count(*) FILTER (state IN ('queued', 'sending')), min(queued_at) FILTER (state IN ('queued', 'sending')), "
        "count(*) FILTER (state = 'dead') FROM deliveries"
    ).fetchone()
    return Vitals(*(runs or (None, None)), *(sent or (0, None, 0)))
