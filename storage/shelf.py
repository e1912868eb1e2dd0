"""The acts of a ledger with their places, as the resolution of pacts looks them up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from parsers.model import Act, ActType, Amount, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts.likeness import blocks
from parsers.pacts.link import WINDOW, Weighed
from parsers.pacts.report import Report
from parsers.pacts.shelf import Known, Place
from storage.merge import among

COLUMNS = (
    "act_id", "article_id", "pact_id", "type", "kind", "status", "parties", "topics", "amounts", "act_date", "place",
    "evidence", "evidence_start", "evidence_end", "required", "confidence", "follows", "follows_score",
    "follows_reasons",
)  # fmt: skip
ACTS = f"""
    SELECT {", ".join(f"a.{c}" for c in COLUMNS)}, r.outlet, r.published, r.title AS headline
    FROM acts a JOIN articles r ON r.article_id = a.article_id
"""
WANTED = pa.schema({"block": pa.string(), "since": pa.timestamp("us", "UTC"), "until": pa.timestamp("us", "UTC")})  # fmt: skip
# The ledger is held while a run decides, so most acts are passed over by their block and time alone.
NEAR = f"""
    {ACTS} WHERE a.act_id IN (
        SELECT b.act_id FROM blocks b JOIN wanted w ON w.block = b.block
        WHERE coalesce(b.published BETWEEN w.since AND w.until, true)
    )
"""


class LedgerShelf:
    """A shelf of the acts of a ledger, within one of its blocks."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db

    def near(self, reports: Sequence[Report]) -> Collection[Known]:
        """Acts that share a block with any of the reports, and were published in its time."""
        wanted = [
            {
                "block": block,
                "since": r.published - WINDOW if r.published else None,
                "until": r.published + WINDOW if r.published else None,
            }
            for r in reports
            for block in blocks(r.act)
        ]
        if not wanted:
            return []
        self._db.register("wanted", pa.Table.from_pylist(wanted, schema=WANTED))
        try:
            return self._known(NEAR)
        finally:
            self._db.unregister("wanted")

    def members(self, pact_ids: Collection[str]) -> Collection[Known]:
        """All acts of some pacts."""
        return self._those("a.pact_id", pact_ids)

    def acts(self, act_ids: Collection[str]) -> Collection[Known]:
        """Those of some acts that are known."""
        return self._those("a.act_id", act_ids)

    def _those(self, column: str, ids: Collection[str]) -> Collection[Known]:
        if not ids:
            return []
        with among(self._db, ids):
            return self._known(f"{ACTS} WHERE {column} IN (SELECT id FROM ids)")

    def _known(self, question: str) -> list[Known]:
        cursor = self._db.execute(question)
        names = [d[0] for d in cursor.description or ()]
        return [known_of(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def known_of(row: Mapping[str, Any]) -> Known:
    """A row of `ACTS` as a known act."""
    act = Act(
        ActType(row["type"]),
        Kind(row["kind"]),
        Status(row["status"]),
        tuple(Party(p["id"], Role(p["role"])) for p in row["parties"]),
        tuple(map(Topic, row["topics"])),
        Evidence(row["evidence"], row["evidence_start"], row["evidence_end"]),
        tuple(Amount(a["value"], a["unit"]) for a in row["amounts"]),
        row["act_date"],
        row["place"],
        row["required"],
        row["confidence"],
    )
    report = Report(
        row["act_id"], act, row["article_id"], row["outlet"], row["published"], row["headline"] or ""
    )
    reasons = tuple(Weighed(w["name"], w["weight"], w["words"]) for w in row["follows_reasons"] or ())
    return Known(report, Place(row["pact_id"], row["follows"], row["follows_score"] or 0.0, reasons))
