"""Write what was found: articles, acts, pacts, changes and their deliveries, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.alerts.rules import matches
from flows.settings import Subscription
from parsers.acts import PARSER_VERSION
from parsers.model import Act, Change, ChangeKind, Pact
from parsers.pacts import Report, Resolution, new_change_id, resolve
from parsers.urls import key
from storage.articles import Followed, first_readings, read_articles, save_followed
from storage.deliveries import Delivery, delivery_of, queue
from storage.ledger import Ledger
from storage.pacts import pact_candidates, save_acts, save_changes, save_pacts


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch added to the ledger."""

    articles: int
    acts: int
    changes: tuple[Change, ...]
    pacts: tuple[Pact, ...]
    deliveries: int


def record(
    ledger: Ledger, followed: Sequence[Followed], subscriptions: Sequence[Subscription], run_id: str
) -> Recorded:
    """Write a batch; an article that the ledger has already brings nothing new."""
    now = datetime.now(UTC)
    with ledger.write() as db:
        known = read_articles(db, [f.article_id for f in followed if f.article_id])
        fresh = list(
            {f.article_id: f for f in first_readings(followed) if f.article_id not in known}.values()
        )
        reports = [report for f in fresh for report in reports_of(f)]
        resolution = resolve(reports, pact_candidates(db, reports))
        deliveries = list(deliveries_of(resolution, subscriptions))
        save_followed(db, followed, run_id, PARSER_VERSION)
        save_pacts(db, resolution.pacts.values())
        save_acts(db, reports, resolution.pact_of, PARSER_VERSION, now)
        save_changes(db, resolution.changes, now)
        queue(db, deliveries, now)
    pacts = tuple(resolution.pacts.values())
    return Recorded(len(fresh), len(reports), resolution.changes, pacts, len(deliveries))


def deliveries_of(resolution: Resolution, subscriptions: Sequence[Subscription]) -> Iterator[Delivery]:
    """Who hears of what: each change, and each known pact that only now is what a subscription asked for.

    A pact can grow into a rule: a second outlet makes it sure enough, or a later report brings the party or topic.
    """
    told = list(resolution.changes)
    for pact_id, before in resolution.before.items():
        if pact_id in resolution.pacts and before.required:
            told.append(Change(new_change_id(pact_id), pact_id, "", ChangeKind.NEW, None, before.status))
    for change in told:
        was, now = resolution.before.get(change.pact_id), resolution.pacts[change.pact_id]
        for subscription in subscriptions:
            old = (
                change.kind is ChangeKind.NEW
                and was is not None
                and was.required
                and matches(subscription, change, was)
            )
            if matches(subscription, change, now) and not old:
                yield from (delivery_of(change.id, subscription.name, channel) for channel in subscription.to)


def reports_of(followed: Followed) -> list[Report]:
    """The acts of an article as reports."""
    article, article_id = followed.article, followed.article_id
    if article is None or article_id is None or followed.reading is None:
        return []
    return [
        Report(act_key(article_id, act), act, article_id, article.outlet, article.published)
        for act in followed.reading.acts
    ]


def act_key(article_id: str, act: Act) -> str:
    """The key of an act: made from its article and what it says, so that reading twice gives it once."""
    parties = ",".join(f"{p.id}:{p.role}" for p in act.parties)
    return key("act", article_id, act.type, act.kind, act.status, parties, str(act.evidence.start))
