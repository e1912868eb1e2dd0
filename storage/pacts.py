"""Acts, the pacts they are about, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from parsers.model import ActType, Amount, Change, Kind, Pact, Party, Role, Status, Topic
from parsers.pacts import SHARED, WINDOW_DAYS, Report, sides
from storage.merge import merge

PACT_COLUMNS = (
    "pact_id", "title", "type", "kind", "status", "parties", "topics", "amounts", "pact_date", "place",
    "first_reported", "last_reported", "outlets", "acts", "confidence", "required",
)  # fmt: skip


# What `likeness` asks of type, sides and time, so that the hundred thousand other pacts are never looked at: a ledger
# is held while a run decides. Two days more than its window leave the exact comparison to it.
CANDIDATES = f"""
    WITH wanted AS (
        SELECT row_number() OVER () AS report, type, sides, len(sides) AS many, unnest(sides) AS side,
               published - INTERVAL {WINDOW_DAYS + 2} DAY AS since, published + INTERVAL {WINDOW_DAYS + 2} DAY AS until
        FROM reports
    ), known AS (
        SELECT pact_id, type, first_reported, last_reported, len(sides) AS many, unnest(sides) AS side
        FROM (SELECT *, list_distinct([p.id FOR p IN parties IF p."role" <> 'mediator']) AS sides FROM pacts)
    ), alike AS (
        SELECT known.pact_id
        FROM known JOIN wanted USING (type, side)
        WHERE coalesce(known.first_reported <= wanted.until AND known.last_reported >= wanted.since, true)
        GROUP BY known.pact_id, known.many, wanted.report, wanted.many
        HAVING count(*) / (known.many + wanted.many - count(*)) >= {SHARED}
    )
    SELECT {", ".join(PACT_COLUMNS)} FROM pacts SEMI JOIN alike USING (pact_id) ORDER BY pact_id
"""
REPORTS = pa.schema(
    {"type": pa.string(), "sides": pa.list_(pa.string()), "published": pa.timestamp("us", "UTC")}
)


def pact_candidates(db: duckdb.DuckDBPyConnection, reports: Iterable[Report]) -> list[Pact]:
    """Pacts that any of the reports could be about: of its type and time, and with enough of its parties."""
    wanted = [
        {"type": r.act.type, "sides": sorted(sides(r.act.parties)), "published": r.published} for r in reports
    ]
    if not wanted:
        return []
    db.register("reports", pa.Table.from_pylist(wanted, schema=REPORTS))
    try:
        rows = db.execute(CANDIDATES).fetchall()
    finally:
        db.unregister("reports")
    return [pact_of_row(dict(zip(PACT_COLUMNS, row, strict=True))) for row in rows]


def pact_of_row(row: dict[str, Any]) -> Pact:
    """A row of `pacts` as a Pact."""
    return Pact(
        id=row["pact_id"],
        title=row["title"],
        type=ActType(row["type"]),
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        parties=tuple(Party(p["id"], Role(p["role"])) for p in row["parties"]),
        topics=tuple(map(Topic, row["topics"])),
        amounts=tuple(Amount(a["value"], a["unit"]) for a in row["amounts"]),
        outlets=tuple(row["outlets"]),
        acts=row["acts"],
        confidence=row["confidence"],
        required=row["required"],
        date=row["pact_date"],
        place=row["place"],
        first_reported=row["first_reported"],
        last_reported=row["last_reported"],
    )


def save_pacts(db: duckdb.DuckDBPyConnection, pacts: Iterable[Pact]) -> None:
    """Write pacts as they are now."""
    rows = [
        {
            "pact_id": p.id,
            "title": p.title,
            "type": p.type,
            "kind": p.kind,
            "status": p.status,
            "parties": [asdict(x) for x in p.parties],
            "topics": list(p.topics),
            "amounts": [asdict(x) for x in p.amounts],
            "pact_date": p.date,
            "place": p.place,
            "first_reported": p.first_reported,
            "last_reported": p.last_reported,
            "outlets": list(p.outlets),
            "acts": p.acts,
            "confidence": p.confidence,
            "required": p.required,
        }
        for p in pacts
    ]
    merge(db, "pacts", rows, key="pact_id", update=PACT_COLUMNS[1:])


def save_acts(
    db: duckdb.DuckDBPyConnection,
    reports: Sequence[Report],
    pact_of: dict[str, str],
    parser_version: str,
    now: datetime,
) -> None:
    """Write acts with their evidence; an act that is there already stays as it is."""
    rows = [
        {
            "act_id": r.act_id,
            "article_id": r.article_id,
            "pact_id": pact_of[r.act_id],
            "type": r.act.type,
            "kind": r.act.kind,
            "status": r.act.status,
            "parties": [asdict(x) for x in r.act.parties],
            "topics": list(r.act.topics),
            "amounts": [asdict(x) for x in r.act.amounts],
            "act_date": r.act.date,
            "place": r.act.place,
            "evidence": r.act.evidence.text,
            "evidence_start": r.act.evidence.start,
            "evidence_end": r.act.evidence.end,
            "required": r.act.required,
            "confidence": r.act.confidence,
            "reasons": [asdict(x) for x in r.act.reasons],
            "parser_version": parser_version,
            "recorded_at": now,
        }
        for r in reports
    ]
    merge(db, "acts", rows, key="act_id")


def save_changes(db: duckdb.DuckDBPyConnection, changes: Sequence[Change], now: datetime) -> None:
    """Write changes; one that is there already stays as it is."""
    rows = [
        {
            "change_id": c.id,
            "pact_id": c.pact_id,
            "act_id": c.act_id,
            "change": c.kind,
            "before": c.before,
            "after": c.after,
            "recorded_at": now,
        }
        for c in changes
    ]
    merge(db, "changes", rows, key="change_id")
