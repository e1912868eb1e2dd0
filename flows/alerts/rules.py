"""Whether a change is one that a subscription asked for."""

from __future__ import annotations

from collections.abc import Collection

from flows.settings import Subscription
from parsers.model import Change, Pact


def matches(subscription: Subscription, change: Change, pact: Pact) -> bool:
    """Whether every list of the rule that is not empty has something of the change or its pact."""
    return (
        change.kind in subscription.changes
        and pact.confidence >= subscription.min_confidence
        and any_of(subscription.parties, [p.id for p in pact.parties])
        and any_of(subscription.types, [pact.type])
        and any_of(subscription.kinds, [pact.kind])
        and any_of(subscription.statuses, [pact.status])
        and any_of(subscription.topics, pact.topics)
    )


def any_of(wanted: Collection[str], have: Collection[str]) -> bool:
    """Whether something wanted is there; nothing wanted means all."""
    return not wanted or not set(wanted).isdisjoint(have)
