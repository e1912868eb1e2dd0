"""The outbox: take what is due under a lease, and write what became of each try.

A try is a row of `attempts` before its message goes out, so that a sender that dies leaves a try whose outcome is unknown,
and never a message that nobody knows of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import duckdb

from parsers.urls import key
from storage.deliveries import Alert
from storage.merge import among, merge

LEFT = "its sender ended before it could say what came of it"


class Tried(StrEnum):
    """What became of one try to send."""

    SENDING = "sending"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    RETRY = "retry"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a sender has a message for itself, and when and how often it is tried again.

    The waits are 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 12 h, 12 h ..., each half as long or half as long again:
    about two days in all.
    """

    lease: timedelta = timedelta(minutes=3)
    first_wait: timedelta = timedelta(seconds=5)
    factor: float = 4.0
    longest_wait: timedelta = timedelta(hours=12)
    most_tries: int = 12

    def wait(self, message_id: str, tries: int) -> timedelta:
        """How long to wait after so many tries, with a jitter that is the same whenever it is asked for."""
        usual = min(self.first_wait * self.factor ** (tries - 1), self.longest_wait)
        chance = int.from_bytes(hashlib.sha256(f"{message_id} {tries}".encode()).digest()[:4]) / 2**32
        return usual * (0.5 + chance)


PACE = Pace()


# An alert tells of a pact that is there and of an act of it: the one that brought the change, or else the first.
TOLD = """
    JOIN changes c ON c.change_id = d.change_id
    JOIN pacts p ON p.pact_id = c.pact_id
    JOIN (SELECT pact_id, min(act_id) AS act_id FROM acts GROUP BY ALL) one ON one.pact_id = p.pact_id
"""
DUE = f"""
    FROM deliveries d {TOLD}
    JOIN subscriptions s ON s.name = d.subscription AND list_contains(s.channels, d.channel)
    WHERE (d.state = 'queued' OR (d.state = 'sending' AND d.lease_until < $now))
    AND coalesce(d.due_at, d.queued_at) <= $now AND coalesce(d.next_try_at, d.queued_at) <= $now
"""
TURN = """CASE d.state WHEN 'sending' THEN d.lease_until
    ELSE greatest(coalesce(d.due_at, d.queued_at), coalesce(d.next_try_at, d.queued_at)) END"""
FIRST = f"""
    SELECT d.delivery_id, d.subscription, d.channel, d.digest, d.message_id {DUE} AND NOT list_contains($without, d.channel)
    ORDER BY coalesce(d.next_try_at, d.due_at, d.queued_at), p.last_reported, d.delivery_id LIMIT 1
"""
TOGETHER = f"""
    SELECT d.delivery_id {DUE} AND d.subscription = $subscription AND d.channel = $channel AND (
        d.delivery_id = $delivery_id OR d.message_id = $message_id::VARCHAR
        OR ($message_id::VARCHAR IS NULL AND d.message_id IS NULL AND d.digest = $digest::VARCHAR))
    ORDER BY d.delivery_id
"""
ALERTS = f"""
    SELECT d.delivery_id, d.subscription, d.channel,
           (SELECT count(*) FROM attempts t WHERE t.delivery_id = d.delivery_id) AS attempts,
           c.change, c.before, c.after,
           p.pact_id, p.title, p.kind, p.parties, p.amounts, p.pact_date, p.place, p.confidence, p.outlets,
           a.evidence, r.outlet, r.url, r.published, c.change_id, p.type, p.status, p.topics, d.digest, d.message_id
    FROM deliveries d {TOLD}
    LEFT JOIN acts own ON own.act_id = c.act_id
    JOIN acts a ON a.act_id = coalesce(own.act_id, one.act_id)
    JOIN articles r ON r.article_id = a.article_id
    WHERE d.delivery_id IN (SELECT id FROM ids)
    ORDER BY r.published, d.delivery_id
"""


def due_channels(db: duckdb.DuckDBPyConnection, now: datetime) -> list[str]:
    """References to the channels that something is to be sent to now."""
    return [
        row[0] for row in db.execute(f"SELECT DISTINCT d.channel {DUE} ORDER BY ALL", {"now": now}).fetchall()
    ]


def overdue(db: duckdb.DuckDBPyConnection, now: datetime) -> int:
    """How many deliveries wait though their time has come: for another try, or for a channel to be set up."""
    row = db.execute(
        "SELECT count(*) FROM deliveries d JOIN subscriptions s ON s.name = d.subscription "
        "AND list_contains(s.channels, d.channel) WHERE d.state = 'queued' AND coalesce(d.due_at, d.queued_at) <= ?",
        [now],
    ).fetchone()
    return int(row[0]) if row else 0


def next_due(db: duckdb.DuckDBPyConnection, without: Sequence[str] = ()) -> datetime | None:
    """When the first of what waits is due, or was, or its sender's lease ends; None where nothing waits.

    Channels named in `without` are left out.
    """
    row = db.execute(
        f"SELECT min({TURN}) FROM deliveries d {TOLD} "
        "JOIN subscriptions s ON s.name = d.subscription AND list_contains(s.channels, d.channel) "
        "WHERE d.state IN ('queued', 'sending') AND NOT list_contains(?, d.channel)",
        [list(without)],
    ).fetchone()
    return row[0] if row else None


def claim(
    db: duckdb.DuckDBPyConnection, now: datetime, pace: Pace = PACE, without: Sequence[str] = ()
) -> list[Alert]:
    """Take the deliveries of the next message that is due, so that no other sender takes them; empty where none is.

    They are one, or all of a digest. What was tried together before is tried together again, under the same
    `message_id`. Nothing goes to the channels named in `without`. A try that a sender left is unknown now, and
    where it was the last, its delivery is dead.
    """
    while first := db.execute(FIRST, {"now": now, "without": list(without)}).fetchone():
        delivery_id, subscription, channel, digest, message_id = first
        known = {
            "now": now, "delivery_id": delivery_id, "subscription": subscription, "channel": channel,
            "digest": digest, "message_id": message_id,
        }  # fmt: skip
        ids = [row[0] for row in db.execute(TOGETHER, known).fetchall()]
        message_id = message_id or (ids[0] if digest is None else key("digest", *ids))
        with among(db, ids):
            close_left(db, now)
            given_up = bury_spent(db, now, pace)
            left = [i for i in ids if i not in given_up]
        if left:
            return begin(db, left, message_id, now, pace)
    return []


def close_left(db: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """The tries of `ids` that a sender left."""
    db.execute(
        "UPDATE attempts SET outcome = 'unknown', detail = ?, ended_at = ? "
        "WHERE outcome = 'sending' AND delivery_id IN (SELECT id FROM ids)",
        [LEFT, now],
    )


def bury_spent(db: duckdb.DuckDBPyConnection, now: datetime, pace: Pace) -> set[str]:
    """Give up those of `ids` that had all their tries; their keys."""
    spent = db.execute(
        "SELECT d.delivery_id FROM deliveries d JOIN ids ON id = d.delivery_id WHERE "
        "(SELECT count(*) FROM attempts t WHERE t.delivery_id = d.delivery_id) >= coalesce(d.tries_granted, ?)",
        [pace.most_tries],
    ).fetchall()
    found = {row[0] for row in spent}
    for delivery_id in found:
        db.execute(
            "UPDATE deliveries SET state = 'dead', settled_at = ? WHERE delivery_id = ?", [now, delivery_id]
        )
    return found


def begin(
    db: duckdb.DuckDBPyConnection, ids: Sequence[str], message_id: str, now: datetime, pace: Pace
) -> list[Alert]:
    """Note a try of each, and give all that the message says."""
    with among(db, ids):
        db.execute(
            "UPDATE deliveries SET state = 'sending', claimed_at = ?, lease_until = ?, message_id = ? "
            "WHERE delivery_id IN (SELECT id FROM ids)",
            [now, now + pace.lease, message_id],
        )
        alerts = [Alert(*row) for row in db.execute(ALERTS).fetchall()]
    merge(db, "attempts", [attempt(a, Tried.SENDING, None, now, None) for a in alerts], key="attempt_id")
    return alerts


def attempt(
    alert: Alert, outcome: Tried, detail: str | None, began: datetime, ended: datetime | None
) -> dict[str, object]:
    """The row of a try."""
    number = alert.attempts + 1
    return {
        "attempt_id": key("attempt", alert.delivery_id, str(number)),
        "delivery_id": alert.delivery_id,
        "number": number,
        "tried_at": began,
        "outcome": outcome,
        "detail": detail,
        "ended_at": ended,
    }


def settle(
    db: duckdb.DuckDBPyConnection,
    alerts: Sequence[Alert],
    outcome: Tried,
    detail: str | None,
    now: datetime,
    *,
    retry_after: timedelta | None = None,
    rest: bool = False,
    pace: Pace = PACE,
) -> str:
    """Write what became of a try of what `claim` gave; returns the state: delivered, queued for another try, or dead.

    What was delivered stays so, whatever a sender that was overtaken says of the same try later; and what it delivered
    after all counts, whatever another said. With `rest`, all that waits for the channel waits as long.
    """
    rows = [attempt(a, outcome, detail, now, now) for a in alerts]
    with among(db, [str(row["attempt_id"]) for row in rows]):
        kept = db.execute(
            "SELECT attempt_id FROM attempts WHERE outcome = 'delivered' AND attempt_id IN (SELECT id FROM ids)"
        ).fetchall()
    rows = [row for row in rows if (row["attempt_id"],) not in kept]
    merge(db, "attempts", rows, key="attempt_id", update=("outcome", "detail", "ended_at"))
    for alert in alerts:
        again = now + max(pace.wait(alert.message_id, alert.attempts + 1), retry_after or timedelta())
        settle_one(db, alert, outcome, now, again=again, most=pace.most_tries)
    first = alerts[0]
    if rest:
        until = now + (retry_after or pace.wait(first.message_id, 1))
        db.execute(
            "UPDATE deliveries SET next_try_at = greatest(coalesce(next_try_at, ?), ?) WHERE channel = ? AND state = 'queued'",
            [until, until, first.channel],
        )
    found = db.execute("SELECT state FROM deliveries WHERE delivery_id = ?", [first.delivery_id]).fetchone()
    return str(found[0]) if found else "queued"


def settle_one(
    db: duckdb.DuckDBPyConnection, alert: Alert, outcome: Tried, now: datetime, *, again: datetime, most: int
) -> None:
    """Where a delivery stands after a try."""
    if outcome is Tried.DELIVERED:
        db.execute(
            "UPDATE deliveries SET state = 'delivered', settled_at = ?, next_try_at = NULL "
            "WHERE delivery_id = ? AND state <> 'delivered'",
            [now, alert.delivery_id],
        )
        return
    tries = alert.attempts + 1
    ended = "true" if outcome is Tried.REJECTED else "coalesce(tries_granted, $most) <= $tries"
    # A sender that was overtaken has no say in where the delivery stands now: another has it, or had it since.
    db.execute(
        f"UPDATE deliveries SET state = CASE WHEN {ended} THEN 'dead' ELSE 'queued' END, "
        f"settled_at = CASE WHEN {ended} THEN $now END, next_try_at = CASE WHEN {ended} THEN NULL ELSE $again END "
        "WHERE delivery_id = $id AND state = 'sending' "
        "AND $tries >= (SELECT max(number) FROM attempts WHERE delivery_id = $id)",
        {"now": now, "again": again, "id": alert.delivery_id, "tries": tries}
        | ({} if outcome is Tried.REJECTED else {"most": most}),
    )
