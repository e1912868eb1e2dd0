"""The acts of a ledger with their places, as the resolution of pacts looks them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from parsers.model import Act, ActType, Amount, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts.likeness import blocks
from parsers.pacts.link import OFF_TOPIC, WINDOW, Weighed
from parsers.pacts.report import Report
from parsers.pacts.shelf import Known, Place
from storage.merge import among

COLUMNS = (
    "act_id", "article_id", "pact_id", "type", "kind", "status", "parties", "topics", "amounts", "act_date", "place",
    "evidence", "evidence_start", "evidence_end", "required", "confidence", "published", "follows", "follows_score",
    "follows_reasons",
)  # fmt: skip
ACTS = f"SELECT {', '.join(COLUMNS)} FROM acts"
# Not needed of an act that is only looked at, and as wide as all else; so are sketches.
SLIM = ACTS.replace("follows_reasons", "NULL AS follows_reasons")
ARTICLES = "SELECT article_id, outlet, title, sketch FROM articles"
SLIM_ARTICLES = ARTICLES.replace("sketch", "NULL AS sketch")
WANTED = pa.schema({"block": pa.string(), "published": pa.timestamp("us", "UTC"), "topics": pa.list_(pa.string())})  # fmt: skip
NEAR = """
    SELECT DISTINCT b.act_id, b.published FROM blocks b JOIN wanted w ON w.block = b.block
    WHERE coalesce(abs(epoch(b.published - w.published)) <= if(
        len(w.topics) = 0 OR len(b.topics) = 0 OR list_has_any(b.topics, w.topics), $window, $off_topic
    ), true) AND
"""
SPANS = "SELECT unnest([first_reported, last_reported]) FROM pacts WHERE pact_id IN (SELECT id FROM ids)"
Times = Iterable[datetime | None]


class LedgerShelf:
    """A shelf of the acts of a ledger, within one of its blocks.

    The ledger is held while a run decides, and has no indexes. But what it holds came in the order of time, more or less,
    so every question says between which times the answer is, and DuckDB passes over most of the rest.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db

    def near(self, reports: Sequence[Report]) -> Collection[Known]:
        """Acts that share a block with any of the reports, and were published in its time; without reasons and sketches."""
        wanted = [
            {"block": block, "published": r.published, "topics": list(r.act.topics)}
            for r in reports
            for block in blocks(r.act)
        ]
        if not wanted:
            return []
        around = [r.published + d if r.published else None for r in reports for d in (-WINDOW, WINDOW)]
        between, bounds = bounded(around, column="b.published")
        spans = {"window": WINDOW.total_seconds(), "off_topic": OFF_TOPIC.total_seconds()}
        self._db.register("wanted", pa.Table.from_pylist(wanted, schema=WANTED))
        try:
            found = self._db.execute(NEAR + between, {**spans, **bounds}).fetchall()
        finally:
            self._db.unregister("wanted")
        return self._known(SLIM, "act_id", [f[0] for f in found], [f[1] for f in found])

    def members(self, pact_ids: Collection[str]) -> Collection[Known]:
        """All acts of some pacts."""
        if not pact_ids:
            return []
        with among(self._db, pact_ids):
            times = [row[0] for row in self._db.execute(SPANS).fetchall()]
        if not times:
            return []
        return self._known(ACTS, "pact_id", pact_ids, times)

    def acts(self, act_ids: Collection[str]) -> Collection[Known]:
        """Those of some acts that are known."""
        return self._known(ACTS, "act_id", act_ids, [None])

    def of_articles(self, article_ids: Collection[str]) -> list[Known]:
        """The acts that some articles report."""
        return self._known(ACTS, "article_id", article_ids, [None])

    def _known(self, question: str, column: str, ids: Collection[str], times: Times) -> list[Known]:
        """The acts with one of the ids in a column, published at or between some times (None: at any)."""
        between, bounds = bounded(times)
        rows = self._rows(f"{question} WHERE {column} IN (SELECT id FROM ids) AND {between}", ids, bounds)
        articles = {row["article_id"] for row in rows}
        between, bounds = bounded(row["published"] for row in rows)
        told = self._rows(
            f"{SLIM_ARTICLES if question is SLIM else ARTICLES} WHERE article_id IN (SELECT id FROM ids) AND {between}",
            articles,
            bounds,
        )
        of = {row["article_id"]: row for row in told}
        return [known_of({**of[row["article_id"]], **row}) for row in rows if row["article_id"] in of]

    def _rows(
        self, question: str, ids: Collection[str], bounds: Mapping[str, object]
    ) -> list[dict[str, Any]]:
        if not ids:
            return []
        with among(self._db, ids):
            cursor = self._db.execute(question, dict(bounds))
            names = [d[0] for d in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def bounded(times: Times, column: str = "published") -> tuple[str, dict[str, datetime]]:
    """A condition that no row outside some times meets, and its parameters; one that is always met if any is None."""
    known = list(times)
    if not known or None in known:
        return "true", {}
    there = [t for t in known if t]
    return f"({column} BETWEEN $since AND $until OR {column} IS NULL)", {
        "since": min(there),
        "until": max(there),
    }


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
        row["act_id"],
        act,
        row["article_id"],
        row["outlet"],
        row["published"],
        row["title"] or "",
        tuple(row["sketch"] or ()),
    )
    reasons = tuple(Weighed(w["name"], w["weight"], w["words"]) for w in row["follows_reasons"] or ())
    return Known(report, Place(row["pact_id"], row["follows"], row["follows_score"] or 0.0, reasons))
