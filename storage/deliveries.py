"""The outbox: which change goes to whom, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb

from parsers.urls import key
from storage.merge import merge

MAX_ATTEMPTS = 8
# Longer than it takes to send what is taken at once, so that a sender that still works is not overtaken.
LEASE = timedelta(minutes=10)
CLAIMED = 5


@dataclass(frozen=True, slots=True)
class Delivery:
    """One change to one subscription on one channel; `channel` is a reference, never the channel itself.

    `due_at` is when it may go (None for at once), `digest` the key of the digest that it goes in (None for none).
    """

    id: str
    change_id: str
    subscription: str
    channel: str
    due_at: datetime | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """All that a message about a change says."""

    delivery_id: str
    subscription: str
    channel: str
    attempts: int
    change: str
    before: str | None
    after: str
    pact_id: str
    title: str
    kind: str
    parties: Sequence[Mapping[str, str]]
    amounts: Sequence[Mapping[str, Any]]
    pact_date: date | None
    place: str | None
    confidence: float
    outlets: Sequence[str]
    evidence: str
    outlet: str
    url: str
    published: datetime | None
    # What not every message needs.
    change_id: str = ""
    type: str = ""
    status: str = ""
    topics: Sequence[str] = ()


def delivery_of(change_id: str, subscription: str, channel: str) -> Delivery:
    """The delivery of a change, with a key that is the same however often it is made."""
    return Delivery(key("delivery", change_id, subscription, channel), change_id, subscription, channel)


def save_subscriptions(
    db: duckdb.DuckDBPyConnection, subscriptions: Sequence[tuple[str, Mapping[str, Any], Sequence[str]]]
) -> None:
    """Write the subscriptions of the settings: name, rule, references to channels."""
    rows = [
        {"name": n, "rule": json.dumps(dict(rule)), "channels": list(to)} for n, rule, to in subscriptions
    ]
    merge(db, "subscriptions", rows, key="name", update=("rule", "channels"))
    db.execute(
        "DELETE FROM subscriptions WHERE NOT list_contains(?, name)", [[n for n, _, _ in subscriptions]]
    )


def queue(db: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Put deliveries into the outbox; one that is there already, in whatever state, stays as it is."""
    rows = [
        {
            "delivery_id": d.id,
            "change_id": d.change_id,
            "subscription": d.subscription,
            "channel": d.channel,
            "state": "queued",
            "queued_at": now,
            "claimed_at": None,
            "settled_at": None,
            "due_at": d.due_at,
            "digest": d.digest,
        }
        for d in deliveries
    ]
    merge(db, "deliveries", rows, key="delivery_id")


def claim(db: duckdb.DuckDBPyConnection, now: datetime, started: datetime) -> list[Alert]:
    """Take a few deliveries that wait to be sent, with all that their messages say, so that no other sender takes them.

    Those with the fewest tries go first, so that a dead channel holds up no other. What was taken since `started` has
    had its turn. What a sender took and never settled is taken again after ten minutes.
    """
    rows = db.execute(WAITING, [started, now - LEASE, CLAIMED]).fetchall()
    alerts = [Alert(*row) for row in rows]
    db.execute(
        "UPDATE deliveries SET state = 'sending', claimed_at = ? WHERE delivery_id IN (SELECT unnest(?))",
        [now, [a.delivery_id for a in alerts]],
    )
    return alerts


def give_back(db: duckdb.DuckDBPyConnection, alert: Alert) -> None:
    """Let a delivery wait again without counting a try: its channel is not set up."""
    db.execute(
        "UPDATE deliveries SET state = 'queued' WHERE delivery_id = ? AND state = 'sending'",
        [alert.delivery_id],
    )


WAITING = """
    SELECT d.delivery_id, d.subscription, d.channel,
           (SELECT count(*) FROM attempts t WHERE t.delivery_id = d.delivery_id) AS attempts,
           c.change, c.before, c.after,
           p.pact_id, p.title, p.kind, p.parties, p.amounts, p.pact_date, p.place, p.confidence, p.outlets,
           a.evidence, r.outlet, r.url, r.published,
           c.change_id, p.type, p.status, p.topics
    FROM deliveries d
    JOIN changes c ON c.change_id = d.change_id
    JOIN pacts p ON p.pact_id = c.pact_id
    JOIN acts a ON a.act_id = c.act_id
    JOIN articles r ON r.article_id = a.article_id
    JOIN subscriptions s ON s.name = d.subscription AND list_contains(s.channels, d.channel)
    WHERE (d.state = 'queued' AND coalesce(d.claimed_at < ?, true)) OR (d.state = 'sending' AND d.claimed_at < ?)
    ORDER BY attempts, d.queued_at, r.published, d.delivery_id
    LIMIT ?
"""


def record_attempt(
    db: duckdb.DuckDBPyConnection, alert: Alert, *, delivered: bool, detail: str | None, now: datetime
) -> str:
    """Write what became of one try, and return the delivery's state: delivered, queued for another try, or dead.

    What was delivered stays so, whatever a sender that was overtaken has to say of the same try later; and what it
    delivered after all counts, whatever the other said.
    """
    number = alert.attempts + 1
    row = {
        "attempt_id": key("attempt", alert.delivery_id, str(number)),
        "delivery_id": alert.delivery_id,
        "number": number,
        "tried_at": now,
        "outcome": "delivered" if delivered else "failed",
        "detail": detail,
    }
    if delivered:
        db.execute(
            "DELETE FROM attempts WHERE attempt_id = ? AND outcome <> 'delivered'", [row["attempt_id"]]
        )
    merge(db, "attempts", [row], key="attempt_id")
    state = "delivered" if delivered else "dead" if number >= MAX_ATTEMPTS else "queued"
    final = ["delivered"] if delivered else ["delivered", "dead"]
    db.execute(
        "UPDATE deliveries SET state = ?, settled_at = ? WHERE delivery_id = ? AND NOT list_contains(?, state)",
        [state, now if state != "queued" else None, alert.delivery_id, final],
    )
    return state
