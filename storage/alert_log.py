"""What became of alerts, for people: the log of tries, what is dead, and giving that another chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from storage.merge import among
from storage.outbox import PACE, Pace


@dataclass(frozen=True, slots=True)
class LoggedTry:
    """One try to tell one change on one channel; `channel` is a reference."""

    tried_at: datetime
    subscription: str
    channel: str
    title: str
    number: int
    outcome: str
    detail: str | None
    delivery_id: str
    message_id: str | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, with what its last try came to."""

    delivery_id: str
    subscription: str
    channel: str
    title: str
    tries: int
    outcome: str
    detail: str | None
    settled_at: datetime


def log(
    db: duckdb.DuckDBPyConnection,
    *,
    subscription: str | None = None,
    since: datetime | None = None,
    most: int = 50,
) -> list[LoggedTry]:
    """The last tries, the latest first."""
    rows = db.execute(
        "SELECT t.tried_at, d.subscription, d.channel, coalesce(p.title, ''), t.number, t.outcome, t.detail, "
        "d.delivery_id, d.message_id FROM attempts t JOIN deliveries d ON d.delivery_id = t.delivery_id "
        "LEFT JOIN changes c ON c.change_id = d.change_id LEFT JOIN pacts p ON p.pact_id = c.pact_id "
        "WHERE coalesce(d.subscription = $subscription::VARCHAR, true) AND coalesce(t.tried_at >= $since::TIMESTAMPTZ, true) "
        "ORDER BY t.tried_at DESC, d.delivery_id, t.number DESC LIMIT $most",
        {"subscription": subscription, "since": since, "most": most},
    ).fetchall()
    return [LoggedTry(*row) for row in rows]


def dead(
    db: duckdb.DuckDBPyConnection, subscription: str | None = None, *, untold: bool = False
) -> list[DeadLetter]:
    """What was given up, the latest first; with `untold` only what the operator has not been told of."""
    rows = db.execute(
        "SELECT d.delivery_id, d.subscription, d.channel, coalesce(any_value(p.title), ''), count(t.attempt_id), "
        "coalesce(arg_max(t.outcome, t.number), ''), arg_max(t.detail, t.number), d.settled_at "
        "FROM deliveries d LEFT JOIN attempts t ON t.delivery_id = d.delivery_id "
        "LEFT JOIN changes c ON c.change_id = d.change_id LEFT JOIN pacts p ON p.pact_id = c.pact_id "
        "WHERE d.state = 'dead' AND coalesce(d.subscription = $subscription::VARCHAR, true) "
        "AND (NOT $untold OR d.operator_told_at IS NULL) "
        "GROUP BY d.delivery_id, d.subscription, d.channel, d.settled_at ORDER BY d.settled_at DESC, d.delivery_id",
        {"subscription": subscription, "untold": untold},
    ).fetchall()
    return [DeadLetter(*row) for row in rows]


def operator_told(db: duckdb.DuckDBPyConnection, delivery_ids: Sequence[str], now: datetime) -> None:
    """Note that the operator knows of dead letters."""
    with among(db, delivery_ids):
        db.execute(
            "UPDATE deliveries SET operator_told_at = ? "
            "WHERE operator_told_at IS NULL AND delivery_id IN (SELECT id FROM ids)",
            [now],
        )


def retry(db: duckdb.DuckDBPyConnection, delivery_ids: Sequence[str], pace: Pace = PACE) -> int:
    """Let dead letters wait again, with as many tries as new ones have; how many there were.

    They keep their message's key: an earlier try whose outcome is unknown may have arrived.
    """
    with among(db, delivery_ids):
        found = db.execute(
            "UPDATE deliveries SET state = 'queued', settled_at = NULL, next_try_at = NULL, operator_told_at = NULL, "
            "tries_granted = ? + (SELECT count(*) FROM attempts t WHERE t.delivery_id = deliveries.delivery_id) "
            "WHERE state = 'dead' AND delivery_id IN (SELECT id FROM ids)",
            [pace.most_tries],
        ).fetchone()
    return int(found[0]) if found else 0
