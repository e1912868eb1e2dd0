"""What subscriptions need of the ledger: news with their pacts and words, pacts whose day comes near, and what is withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from parsers.model import Amount, Change, ChangeKind, Pact, Party, Role, Standing, Status, Topic
from parsers.pacts.resolve import Resolution
from storage.merge import among

PACT = """
    p.pact_id, p.title, p.type, p.kind, p.status, p.parties, p.topics, p.amounts, p.outlets, p.acts, p.confidence, p.required,
    p.pact_date, p.place, p.first_reported, p.last_reported, p.standing
"""
# As many words of a pact as flows/alerts/rules.py looks at.
WORDS = """
    SELECT pact_id, string_agg(headline || chr(10) || evidence, chr(10) ORDER BY published, act_id) AS words
    FROM (SELECT a.pact_id, a.act_id, a.evidence, a.published, coalesce(r.title, '') AS headline
          FROM acts a JOIN articles r ON r.article_id = a.article_id WHERE a.pact_id IN (SELECT id FROM ids)
          QUALIFY row_number() OVER (PARTITION BY a.pact_id ORDER BY a.published DESC, a.act_id) <= 40)
    GROUP BY pact_id
"""
NEWS = f"""
    SELECT c.change_id, c.pact_id, c.act_id, c.change, c.before, c.after, c.recorded_at, a.evidence, r.outlet, r.url,
        r.published, {PACT}
    FROM changes c JOIN pacts p ON p.pact_id = c.pact_id LEFT JOIN acts a ON a.act_id = c.act_id
        LEFT JOIN articles r ON r.article_id = a.article_id
    WHERE coalesce(coalesce(r.published, c.recorded_at) >= $1, true) AND coalesce(c.pact_id = $2, true)
    ORDER BY coalesce(r.published, c.recorded_at), c.recorded_at, c.change_id
"""
DATED = f"""
    SELECT a.act_id, (SELECT max(c.recorded_at) FROM changes c WHERE c.pact_id = p.pact_id AND c.change <> 'deadline'), {PACT}
    FROM pacts p JOIN acts a ON a.pact_id = p.pact_id AND a.act_date = p.pact_date
    WHERE p.required AND p.pact_date BETWEEN $1 AND $2
        AND p.status NOT IN ('suspended', 'violated', 'rejected', 'terminated', 'fulfilled')
    QUALIFY row_number() OVER (PARTITION BY p.pact_id ORDER BY a.published DESC, a.act_id) = 1
    ORDER BY p.pact_date, p.pact_id
"""
HEARD = """
    SELECT d.subscription, d.channel, d.state, d.queued_at, d.due_at, d.digest, d.settled_at, c.change, c.after, d.change_id
    FROM deliveries d JOIN changes c ON c.change_id = d.change_id WHERE c.pact_id = $1 AND d.subscription = $2 ORDER BY d.queued_at
"""
WAITING = """
    SELECT DISTINCT c.pact_id, d.state FROM deliveries d JOIN changes c ON c.change_id = d.change_id
    WHERE d.state IN ('queued', 'withdrawn') AND c.pact_id IN (SELECT id FROM ids)
"""
WITHDRAW = """
    UPDATE deliveries SET state = 'withdrawn', settled_at = greatest(queued_at, $1)
    WHERE state = 'queued' AND change_id IN (SELECT change_id FROM changes WHERE pact_id IN (SELECT id FROM ids))
"""
RESTORE = """
    UPDATE deliveries SET state = 'queued', settled_at = NULL
    WHERE state = 'withdrawn' AND change_id IN (SELECT change_id FROM changes WHERE pact_id IN (SELECT id FROM ids))
"""
# Of two pacts that are one now, one delivery says that it is new: what was sent already, else the first.
ONE_IS_ENOUGH = """
    UPDATE deliveries SET state = 'withdrawn', settled_at = greatest(queued_at, $1) WHERE state = 'queued' AND delivery_id IN (
        SELECT d.delivery_id FROM deliveries d JOIN changes c ON c.change_id = d.change_id
        WHERE c.change = 'new' AND d.state <> 'withdrawn' AND c.pact_id IN (SELECT id FROM ids)
        QUALIFY row_number() OVER (PARTITION BY c.pact_id, d.subscription, d.channel
            ORDER BY d.state = 'queued', d.queued_at, d.delivery_id) > 1)
"""
PROOF = """
    UPDATE changes SET act_id = best.act_id FROM (
        SELECT c.change_id, a.act_id FROM changes c JOIN acts a ON a.pact_id = c.pact_id
        WHERE c.act_id IN (SELECT id FROM ids)
        QUALIFY row_number() OVER (PARTITION BY c.change_id ORDER BY a.status <> c.after, a.published, a.act_id) = 1
    ) best WHERE best.change_id = changes.change_id
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """A change as it was written, its pact as it is now, the words used of it, and the proof: sentence, outlet, address."""

    change: Change
    pact: Pact
    words: str
    recorded_at: datetime
    evidence: str
    outlet: str
    url: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A pact with a day to come, the act that tells the day, when its last change was written, and the words used of it."""

    pact: Pact
    day: date
    act_id: str
    told_at: datetime | None
    words: str


def news_since(
    db: duckdb.DuckDBPyConnection, since: datetime | None = None, pact_id: str | None = None
) -> list[Noted]:
    """Changes published since a moment (recorded, where that is not told), or all of one pact, the oldest first."""
    rows = db.execute(NEWS, [since, pact_id]).fetchall()
    words = words_of_pacts(db, {str(row[1]) for row in rows})
    found = []
    for row in rows:
        change = Change(row[0], row[1], row[2], ChangeKind(row[3]), row[4], row[5])
        pact = pact_of_row(row[11:])
        said = f"{pact.title}\n{words.get(pact.id, '')}"
        found.append(Noted(change, pact, said, row[6], row[7] or "", row[8] or "", row[9] or "", row[10]))
    return found


def dated_pacts(db: duckdb.DuckDBPyConnection, first: date, last: date) -> list[Dated]:
    """Pacts that hold and whose day is within two days, both included; the nearest first."""
    rows = db.execute(DATED, [first, last]).fetchall()
    words = words_of_pacts(db, {str(row[2]) for row in rows})
    found = []
    for row in rows:
        pact = pact_of_row(row[2:])
        if pact.date:
            said = f"{pact.title}\n{words.get(pact.id, '')}"
            found.append(Dated(pact, pact.date, row[0], row[1], said))
    return found


def words_of_pacts(db: duckdb.DuckDBPyConnection, pact_ids: Collection[str]) -> dict[str, str]:
    """Headlines and sentences of the latest reports of some pacts."""
    if not pact_ids:
        return {}
    with among(db, pact_ids):
        return {str(pact_id): words for pact_id, words in db.execute(WORDS).fetchall()}


def pact_of_row(row: tuple[Any, ...]) -> Pact:
    """A pact from the columns of PACT."""
    return Pact(
        id=row[0],
        title=row[1],
        type=row[2],
        kind=row[3],
        status=Status(row[4]),
        parties=tuple(Party(p["id"], Role(p["role"])) for p in row[5]),
        topics=tuple(Topic(t) for t in row[6]),
        amounts=tuple(Amount(a["value"], a["unit"]) for a in row[7]),
        outlets=tuple(row[8]),
        acts=row[9],
        confidence=row[10],
        required=row[11],
        date=row[12],
        place=row[13],
        first_reported=row[14],
        last_reported=row[15],
        standing=Standing(row[16]) if row[16] else None,
    )


def deliveries_to(db: duckdb.DuckDBPyConnection, pact_id: str, subscription: str) -> list[dict[str, Any]]:
    """What was queued for a subscription about a pact, with its state, the first first."""
    cursor = db.execute(HEARD, [pact_id, subscription])
    names = [d[0] for d in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def single_messages(db: duckdb.DuckDBPyConnection, since: datetime) -> list[tuple[str, datetime]]:
    """The messages of their own that were queued since a moment: subscription and when, one row for each change."""
    return [
        (str(name), queued_at)
        for name, queued_at in db.execute(
            "SELECT subscription, min(queued_at) FROM deliveries WHERE digest IS NULL AND queued_at >= ? "
            "GROUP BY subscription, change_id",
            [since],
        ).fetchall()
    ]


def pacts_named(db: duckdb.DuckDBPyConnection, names: Collection[str]) -> dict[str, set[str]]:
    """The present ids of the pacts that some first letters of ids, or of former ones, mean."""
    if not names:
        return {}
    found: dict[str, set[str]] = {name: set() for name in names}
    with among(db, names):
        rows = db.execute(
            "SELECT id, pact_id FROM ids JOIN pacts ON starts_with(pact_id, id) UNION "
            "SELECT id, pact_id FROM ids JOIN former_pacts ON starts_with(former_id, id) WHERE pact_id IS NOT NULL"
        ).fetchall()
    for name, pact_id in rows:
        found[str(name)].add(str(pact_id))
    return found


def withdraw(db: duckdb.DuckDBPyConnection, resolution: Resolution, now: datetime) -> None:
    """Withdraw what waits to be told of pacts that are no more, or no longer pacts to tell of; restore it where they are again."""
    touched = {*resolution.pacts, *resolution.gone}
    if not touched:
        return
    with among(db, touched):
        found = db.execute(WAITING).fetchall()
    states = {state: {str(p) for p, s in found if s == state} for state in ("queued", "withdrawn")}
    told = {p for p, pact in resolution.pacts.items() if pact.required}
    heirs = {heir for heir in resolution.gone.values() if heir}
    ended = touched - told - {p for p, heir in resolution.gone.items() if heir}
    back = states["withdrawn"] & told
    run(db, WITHDRAW, states["queued"] & ended, [now])
    run(db, RESTORE, back)
    run(db, ONE_IS_ENOUGH, back | (states["queued"] & heirs), [now])


def prove_anew(db: duckdb.DuckDBPyConnection, removed: Collection[str]) -> None:
    """Give changes whose act was taken away the likeliest other act of their pact, so that they can be told with proof."""
    run(db, PROOF, removed)


def run(
    db: duckdb.DuckDBPyConnection, statement: str, ids: Iterable[str], values: list[Any] | None = None
) -> None:
    """A statement on some ids; nothing without any, as each costs a lake a state."""
    wanted = list(ids)
    if wanted:
        with among(db, wanted):
            db.execute(statement, values or [])
