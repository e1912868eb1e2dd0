"""What the briefing asks of a ledger: pacts, what changed, every report with its proof, and what people said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from storage.errors import LedgerUnreadableError

Row = dict[str, Any]
BATCH = 2_000

PACTS = """
    SELECT pact_id, title, type, kind, status, parties, topics, amounts, pact_date, place, first_reported, last_reported,
        outlets, acts, confidence, standing, required
    FROM _pacts() ORDER BY coalesce(last_reported, first_reported) DESC NULLS LAST, pact_id
"""
# Days that come near are told by AHEAD.
CHANGES = """
    SELECT change_id, pact_id, change, before, after, recorded_at, evidence, outlet, url, published
    FROM news WHERE change <> 'deadline' ORDER BY recorded_at DESC, published DESC NULLS LAST, change_id
"""
ACTORS = "SELECT actor_id, name, sort, members FROM actors"
# A day that lay ahead when it was reported; where several reports name it, the first stands for all.
AHEAD = """
    SELECT a.pact_id, a.act_date AS "day", a.status, a.place, a.evidence, r.outlet, r.url, r.published
    FROM acts a JOIN articles r ON r.article_id = a.article_id JOIN _pacts() p ON p.pact_id = a.pact_id
    WHERE a.act_date > coalesce(r.published, a.recorded_at)::DATE
    QUALIFY row_number() OVER (PARTITION BY a.pact_id, a.act_date ORDER BY r.published NULLS LAST, a.act_id) = 1
    ORDER BY a.act_date, a.pact_id
"""
TOLD = """
    SELECT s.name, list(DISTINCT d.change_id) AS changes
    FROM subscriptions s LEFT JOIN deliveries d ON d.subscription = s.name GROUP BY s.name ORDER BY s.name
"""
FORMER = """
    SELECT former_id, f.pact_id FROM former_pacts f JOIN _pacts() p ON p.pact_id = f.pact_id ORDER BY former_id
"""
SAID = """
    SELECT DISTINCT a.pact_id, c.correction, c.note, c.made_at, c.correction_id
    FROM (SELECT *, unnest(list_concat(acts, others)) AS act_id FROM corrections) c JOIN acts a ON a.act_id = c.act_id
    ORDER BY c.made_at, c.correction_id
"""
COPIES = "SELECT DISTINCT pact_id, article_id, copied_outlet FROM copies ORDER BY ALL"
REPORTS = """
    SELECT a.pact_id, a.act_id, a.article_id, a.status, a.kind, a.parties, a.amounts, a.act_date, a.place, a.evidence,
        a.evidence_start, a.evidence_end, a.confidence, a.reasons, r.outlet, r.title AS headline, r.url, r.published
    FROM acts a JOIN articles r ON r.article_id = a.article_id JOIN _pacts() p ON p.pact_id = a.pact_id
    ORDER BY a.pact_id, r.published NULLS LAST, a.evidence_start, a.act_id
"""
# What `pacts.csv` and its like hold; docs/briefing.md says what each column is.
EXPORT = """
    SELECT pact_id, title, type, kind, status, list_transform(parties, lambda p: p.id) AS parties,
        _ids(parties, 'committer') AS committers, _ids(parties, 'recipient') AS recipients,
        _ids(parties, 'mediator') AS mediators, topics, _sums(amounts) AS sums, amounts, pact_date AS "day", place,
        first_reported, last_reported, outlets, acts AS reports, confidence, coalesce(standing = 'confirmed', false) AS confirmed
    FROM _pacts() ORDER BY last_reported DESC NULLS LAST, pact_id
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a briefing is made from but the reports; rows are by column, the latest first.

    `actors` is by id, `told` has the change_ids of each subscription, `former` the present pact_id of former ones, `said`
    the corrections of a pact, `copies` the outlet that an article copied, by pact_id and article_id.
    """

    pacts: list[Row]
    changes: list[Row]
    ahead: list[Row]
    actors: dict[str, Row]
    told: dict[str, frozenset[str]]
    former: dict[str, str]
    said: dict[str, list[Row]]
    copies: dict[tuple[str, str], str]


def briefing(db: duckdb.DuckDBPyConnection) -> Asked:
    """Ask for all of it; LedgerUnreadableError where the ledger is of an earlier program."""
    try:
        said: dict[str, list[Row]] = {}
        for row in rows(db, SAID):
            said.setdefault(row["pact_id"], []).append(row)
        return Asked(
            list(rows(db, PACTS)),
            list(rows(db, CHANGES)),
            list(rows(db, AHEAD)),
            {row["actor_id"]: row for row in rows(db, ACTORS)},
            {row["name"]: frozenset(filter(None, row["changes"] or ())) for row in rows(db, TOLD)},
            {row["former_id"]: row["pact_id"] for row in rows(db, FORMER)},
            said,
            {(row["pact_id"], row["article_id"]): row["copied_outlet"] for row in rows(db, COPIES)},
        )
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        why = "the ledger was written by an earlier pactwatch; bring it up to date with `pactwatch run`"
        raise LedgerUnreadableError(why) from error


def reports(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Row]]]:
    """Each pact's id with the reports on it, a batch at a time; the connection is asked nothing else until the last."""
    for pact_id, some in groupby(rows(db, REPORTS), key=itemgetter("pact_id")):
        yield pact_id, list(some)


def pacts_table(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row for each pact, as it is given to other programs."""
    return db.execute(EXPORT).to_arrow_table()


def rows(db: duckdb.DuckDBPyConnection, question: str) -> Iterator[Row]:
    """The rows of an answer, by column, a batch at a time."""
    cursor = db.execute(question)
    names = [d[0] for d in cursor.description or ()]
    while batch := cursor.fetchmany(BATCH):
        for values in batch:
            yield dict(zip(names, values, strict=True))
