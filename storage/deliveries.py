"""What is queued for whom: deliveries and the subscriptions that they go to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from parsers.urls import key
from storage.merge import merge


@dataclass(frozen=True, slots=True)
class Delivery:
    """One change to one subscription on one channel; `channel` is a reference, never the channel itself.

    It is sent from `due_at` on (None: at once), alone or, where `digest` has a key, with the others of that digest.
    """

    id: str
    change_id: str
    subscription: str
    channel: str
    due_at: datetime | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """All that a message about a change says; `attempts` is how often it was tried before."""

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
    digest: str | None = None
    message_id: str = ""


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
    not_yet = (
        "claimed_at", "settled_at", "message_id", "next_try_at", "lease_until", "tries_granted", "operator_told_at",
    )  # fmt: skip
    rows = [
        {
            "delivery_id": d.id,
            "change_id": d.change_id,
            "subscription": d.subscription,
            "channel": d.channel,
            "state": "queued",
            "queued_at": now,
            "due_at": d.due_at,
            "digest": d.digest,
            **dict.fromkeys(not_yet),
        }
        for d in deliveries
    ]
    merge(db, "deliveries", rows, key="delivery_id")
