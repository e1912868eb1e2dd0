"""One rule against one change, without the matcher's shortcuts for many."""

from __future__ import annotations

from flows.alerts.rules import News, clauses
from flows.alerts.subscription import Subscription
from parsers.model import Change, Pact


def matches(subscription: Subscription, change: Change, pact: Pact, words: str = "") -> bool:
    """Whether a change is what a subscription asked for."""
    return all(c.holds(News(change, pact, words)) for c in clauses(subscription, subscription.lists))
