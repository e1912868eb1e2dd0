"""One pact with all that was reported and said of it, and one act with why it is where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from parsers.pacts.forest import too_far
from parsers.pacts.likeness import likeness
from parsers.pacts.pact import steps
from parsers.pacts.report import Report, order
from storage.corrections import corrections, current, the_one
from storage.errors import LedgerError
from storage.shelf import LedgerShelf

Row = dict[str, Any]
SAID = """
    SELECT correction, note, made_at, acts, others FROM corrections
    WHERE list_has_any(list_concat(acts, others), (SELECT list(act_id) FROM acts WHERE pact_id = $1)) ORDER BY made_at, correction_id
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


# Acts that an act might have followed on too: so many are told, and none that is less likely than this.
NEAREST, WORTH_TELLING = 3, 0.01


@dataclass(frozen=True, slots=True)
class PactHistory:
    """A pact's row, its reports in order with what each does to it, pacts that it took in, and what people said of it.

    A report has `step`, and where it contradicts another outlet's, that one's act_id in `against` and `against_outlet`.
    """

    pact: Row
    reports: list[Row]
    former: list[Row]
    said: list[Row]


@dataclass(frozen=True, slots=True)
class ActHistory:
    """An act's row, that of the act it follows on, the likeliest others, and what people said of its pact.

    Each of the others has its `score`, and `allowed` that is False where a person set the two apart; `starts` tells
    whether the act is the first of its pact.
    """

    act: Row
    followed: Row | None
    others: list[Row]
    said: list[Row]
    starts: bool


def pact_history(db: duckdb.DuckDBPyConnection, name: str) -> PactHistory:
    """The history of a pact by its id, a former one, or the first letters of one; LedgerError where there is not just one."""
    pact_id = current(db, name)
    told = sorted((k.report for k in LedgerShelf(db).members({pact_id})), key=order)
    rows = {row["act_id"]: row for row in asked(db, REPORTS, pact_id)}
    reports = [
        {
            **rows[report.act_id],
            "step": str(what.step),
            "against": what.against.act_id if what.against else None,
            "against_outlet": what.against.outlet if what.against else None,
        }
        for report, what in zip(told, steps(told), strict=True)
    ]
    return PactHistory(
        asked(db, "SELECT * FROM pacts WHERE pact_id = $1", pact_id)[0],
        reports,
        asked(db, FORMER, pact_id),
        asked(db, SAID, pact_id),
    )


def act_history(db: duckdb.DuckDBPyConnection, name: str) -> ActHistory:
    """The history of an act by its id or the first letters of it; LedgerError where there is not just one."""
    known = {row["act_id"]: row for row in asked(db, ACT, name)}
    if not known and is_pact(db, name):
        raise LedgerError(f"{name} is a pact; `pactwatch pact show {name}` has its acts")
    act = known[name if name in known else the_one("act", name, known.keys())]
    members = [k.report for k in LedgerShelf(db).members({act["pact_id"]})]
    report = next(r for r in members if r.act_id == act["act_id"])
    return ActHistory(
        act,
        asked(db, ACT, act["follows"])[0] if act["follows"] else None,
        nearest(db, report, act["follows"]),
        asked(db, SAID, act["pact_id"]),
        min(members, key=order) == report,
    )


def is_pact(db: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether something is the id of just one pact, or its first letters."""
    try:
        return bool(current(db, name))
    except LedgerError:
        return False


def nearest(db: duckdb.DuckDBPyConnection, report: Report, follows: str | None) -> list[Row]:
    """The earlier acts that an act is likeliest about too, beside the one that it follows on; the likeliest first."""
    earlier = [
        k.report
        for k in LedgerShelf(db).near([report])
        if order(k.report) < order(report) and not too_far(report, k.report) and k.report.act_id != follows
    ]
    scores = {r.act_id: likeness(report, r).score for r in earlier}
    best = sorted((-score, act_id) for act_id, score in scores.items() if score >= WORTH_TELLING)[:NEAREST]
    said = corrections(db)
    return [
        {**asked(db, ACT, act_id)[0], "score": -score, "allowed": said.allow(report.act_id, act_id)}
        for score, act_id in best
    ]


def asked(db: duckdb.DuckDBPyConnection, question: str, name: str) -> list[Row]:
    """The rows of an answer, by column."""
    cursor = db.execute(question, [name])
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
