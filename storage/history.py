"""One pact with all that was reported and said of it, and one act with why it is where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from parsers.pacts.pact import Step, steps
from parsers.pacts.report import order
from storage.corrections import current
from storage.errors import LedgerError
from storage.shelf import LedgerShelf

Row = dict[str, Any]
SHORTEST = 6
SAID = """
    SELECT correction, note, made_at FROM corrections
    WHERE list_has_any(list_concat(acts, others), (SELECT list(act_id) FROM acts WHERE pact_id = $1)) ORDER BY made_at
"""
FORMER = "SELECT former_id, recorded_at FROM former_pacts WHERE pact_id = $1 ORDER BY recorded_at"
REPORTS = """
    SELECT a.act_id, a.act_date, a.status, a.kind, a.evidence, a.confidence, a.follows, r.outlet, r.title AS headline, r.url,
        r.published
    FROM acts a JOIN articles r ON r.article_id = a.article_id WHERE a.pact_id = $1
"""
ACT = """
    SELECT a.*, r.outlet, r.title AS headline, r.url, p.title AS pact
    FROM acts a JOIN articles r ON r.article_id = a.article_id JOIN pacts p ON p.pact_id = a.pact_id
    WHERE starts_with(a.act_id, $1) LIMIT 2
"""


@dataclass(frozen=True, slots=True)
class PactHistory:
    """A pact's row, its reports in order with what each does to it, pacts that it took in, and what people said of it."""

    pact: Row
    reports: list[Row]
    former: list[Row]
    said: list[Row]


def pact_history(db: duckdb.DuckDBPyConnection, name: str) -> PactHistory:
    """The history of a pact by its id, a former one, or the first letters of one; LedgerError where there is not just one."""
    pact_id = current(db, name)
    told = sorted((k.report for k in LedgerShelf(db).members({pact_id})), key=order)
    step = {r.act_id: t.step for r, t in zip(told, steps(told), strict=True)}
    place = {r.act_id: n for n, r in enumerate(told)}
    reports = [
        {**row, "step": str(step.get(row["act_id"], Step.REPEATS))} for row in asked(db, REPORTS, pact_id)
    ]
    return PactHistory(
        asked(db, "SELECT * FROM pacts WHERE pact_id = $1", pact_id)[0],
        sorted(reports, key=lambda row: place.get(row["act_id"], 0)),
        asked(db, FORMER, pact_id),
        asked(db, SAID, pact_id),
    )


def act_history(db: duckdb.DuckDBPyConnection, name: str) -> tuple[Row, Row | None]:
    """An act by its id or the first letters of it, and the act that it follows on; LedgerError where there is not just one."""
    found = asked(db, ACT, name)
    if len(found) != 1 or len(name) < SHORTEST:
        why = "there is no act" if not found else "there is more than one act"
        raise LedgerError(
            f"{why} {name}; give the act_id, or at least {SHORTEST} letters of it that no other has"
        )
    followed = asked(db, ACT, found[0]["follows"]) if found[0]["follows"] else []
    return found[0], followed[0] if followed else None


def asked(db: duckdb.DuckDBPyConnection, question: str, name: str) -> list[Row]:
    """The rows of an answer, by column."""
    cursor = db.execute(question, [name])
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
