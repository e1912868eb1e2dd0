"""Acts, the pacts they are about, and what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import duckdb
import pyarrow as pa

from parsers.model import Change, Pact
from parsers.pacts.likeness import blocks
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution
from parsers.pacts.shelf import Place
from storage.merge import among, merge
from storage.subscriptions import withdraw

PACT_COLUMNS = (
    "pact_id", "title", "type", "kind", "status", "parties", "topics", "amounts", "pact_date", "place",
    "first_reported", "last_reported", "outlets", "acts", "confidence", "required", "standing",
)  # fmt: skip
PLACE_COLUMNS = ("pact_id", "follows", "follows_score", "follows_reasons")
BLOCKS = pa.schema({"block": pa.string(), "act_id": pa.string(), "published": pa.timestamp("us", "UTC"), "topics": pa.list_(pa.string())})  # fmt: skip


def save_resolution(
    db: duckdb.DuckDBPyConnection,
    resolution: Resolution,
    reports: Sequence[Report],
    parser_version: str,
    now: datetime,
) -> None:
    """Write what became of new reports, and of the acts and pacts that they touched."""
    save_pacts(db, resolution.pacts.values())
    save_acts(db, reports, resolution.places, parser_version, now)
    new = {r.act_id for r in reports}
    save_places(db, {a: p for a, p in resolution.places.items() if a not in new})
    save_changes(db, resolution.changes, now)
    revive(db, resolution.pacts.keys() - resolution.before.keys())
    retire(db, resolution.gone, now)
    withdraw(db, resolution, now)


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
            "standing": p.standing,
        }
        for p in pacts
    ]
    merge(db, "pacts", rows, key="pact_id", update=PACT_COLUMNS[1:])


def save_acts(
    db: duckdb.DuckDBPyConnection,
    reports: Sequence[Report],
    places: Mapping[str, Place],
    parser_version: str,
    now: datetime,
) -> None:
    """Write acts with their evidence and places; one that is there already gets what it says now."""
    rows = [
        {
            "act_id": r.act_id,
            "article_id": r.article_id,
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
            "published": r.published,
            "parser_version": parser_version,
            "recorded_at": now,
            **place_row(places[r.act_id]),
        }
        for r in reports
    ]
    kept = ("act_id", "recorded_at")
    merge(db, "acts", rows, key="act_id", update=[c for c in (rows[0] if rows else ()) if c not in kept])
    save_blocks(db, reports)


def save_blocks(db: duckdb.DuckDBPyConnection, reports: Iterable[Report]) -> None:
    """Write the blocks of acts that have none yet."""
    rows = [
        {"block": block, "act_id": r.act_id, "published": r.published, "topics": list(r.act.topics)}
        for r in {r.act_id: r for r in reports}.values()
        for block in sorted(blocks(r.act))
    ]
    if not rows:
        return
    db.register("batch", pa.Table.from_pylist(rows, schema=BLOCKS))
    try:
        db.execute(
            "INSERT INTO blocks SELECT block, act_id, published, topics FROM batch ANTI JOIN blocks USING (act_id)"
        )
    finally:
        db.unregister("batch")


def save_places(db: duckdb.DuckDBPyConnection, places: Mapping[str, Place]) -> None:
    """Give acts that are there their new places."""
    if not places:
        return
    rows = [{"act_id": act_id, **place_row(place)} for act_id, place in places.items()]
    schema = (
        db.execute(f"SELECT act_id, {', '.join(PLACE_COLUMNS)} FROM acts LIMIT 0").to_arrow_table().schema
    )
    db.register("batch", pa.Table.from_pylist(rows, schema=schema))
    sets = ", ".join(f"{c} = batch.{c}" for c in PLACE_COLUMNS)
    try:
        db.execute(
            f"MERGE INTO acts USING batch ON acts.act_id = batch.act_id WHEN MATCHED THEN UPDATE SET {sets}"
        )
    finally:
        db.unregister("batch")


def place_row(place: Place) -> dict[str, object]:
    """The columns of `acts` that say where an act belongs."""
    return {
        "pact_id": place.pact_id,
        "follows": place.follows,
        "follows_score": place.score if place.follows else None,
        "follows_reasons": [asdict(w) for w in place.reasons] if place.follows else None,
    }


def retire(db: duckdb.DuckDBPyConnection, gone: Mapping[str, str | None], now: datetime) -> None:
    """Take out pacts that are no more; what was told of them is told of the one that has most of their acts."""
    if not gone:
        return
    rows = [{"former_id": old, "pact_id": heir, "recorded_at": now} for old, heir in gone.items()]
    merge(db, "former_pacts", rows, key="former_id", update=("pact_id",))
    with among(db, gone):
        db.execute("DELETE FROM pacts WHERE pact_id IN (SELECT id FROM ids)")
        db.execute(
            "UPDATE changes SET pact_id = f.pact_id FROM former_pacts f WHERE f.former_id = changes.pact_id "
            "AND f.pact_id IS NOT NULL AND changes.pact_id IN (SELECT id FROM ids)"
        )
        # What became one of these is one with its heir now, so that a former id needs looking up only once.
        db.execute(
            "UPDATE former_pacts SET pact_id = f.pact_id FROM (SELECT former_id, pact_id FROM former_pacts) f "
            "WHERE f.former_id = former_pacts.pact_id AND former_pacts.pact_id IN (SELECT id FROM ids)"
        )


def revive(db: duckdb.DuckDBPyConnection, started: Collection[str]) -> None:
    """Pacts that start under the id of one that was no more (a merge that was split again) are former ones no longer."""
    if started:
        with among(db, started):
            db.execute("DELETE FROM former_pacts WHERE former_id IN (SELECT id FROM ids)")


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
