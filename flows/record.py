"""Write what was found: articles, acts, pacts, changes and their deliveries, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from flows.alerts.rules import matches
from flows.revise import revise
from flows.settings import Subscription
from parsers.acts import PARSER_VERSION
from parsers.model import Act, Article, Change, ChangeKind, Pact, Reading
from parsers.pacts.changes import new_change_id
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution, resolve
from parsers.sketch import sketch
from parsers.urls import key
from storage.articles import Followed, first_readings, read_articles, save_followed
from storage.corrections import corrections
from storage.deliveries import Delivery, delivery_of, queue
from storage.ledger import Ledger
from storage.pacts import save_resolution
from storage.shelf import LedgerShelf
from storage.waiting import settle


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch added to the ledger; `edited` of its articles were known and said something else."""

    articles: int
    acts: int
    changes: tuple[Change, ...]
    pacts: tuple[Pact, ...]
    deliveries: int
    edited: int = 0


def record(
    ledger: Ledger,
    followed: Sequence[Followed],
    subscriptions: Sequence[Subscription],
    run_id: str,
    *,
    any_age: bool = False,
    beside: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
) -> Recorded:
    """Write a batch; an article that the ledger has already brings news only where it says something else now.

    Subscribers do not hear of news that is older than they want it, unless `any_age`. `beside` writes in the same
    transaction what is to hold exactly when the batch is written.
    """
    now = datetime.now(UTC)
    with ledger.write() as db:
        known = read_articles(db, [f.article_id for f in followed if f.article_id])
        fresh = list(
            {f.article_id: f for f in first_readings(followed) if f.article_id not in known}.values()
        )
        reports = [report for f in fresh for report in reports_of(f)]
        said = corrections(db)
        resolution = resolve(LedgerShelf(db), reports, corrections=said)
        save_followed(db, followed, run_id, PARSER_VERSION)
        settle(db, followed, now)
        save_resolution(db, resolution, reports, PARSER_VERSION, now)
        again = [(f, reports_of(f)) for f in followed if f.article_id and f.reading]
        done = [resolution, *revise(db, again, said, now)]
        deliveries = [d for r in done for d in deliveries_of(r, subscriptions, None if any_age else now)]
        queue(db, deliveries, now)
        if beside:
            beside(db)
    pacts = {p.id: p for r in done for p in r.pacts.values()}
    changes = tuple(c for r in done for c in r.changes)
    return Recorded(len(fresh), len(reports), changes, tuple(pacts.values()), len(deliveries), len(done) - 1)


def deliveries_of(
    resolution: Resolution, subscriptions: Sequence[Subscription], now: datetime | None
) -> Iterator[Delivery]:
    """Who hears of what: each change, and each known pact that only now is what a subscription asked for.

    A pact can grow into a rule: a second outlet makes it sure enough, or a later report brings the party or topic.
    Without `now`, no news is too old.
    """
    told = [(c, resolution.published.get(c.act_id)) for c in resolution.changes]
    for pact_id, before in resolution.before.items():
        pact = resolution.pacts.get(pact_id)
        if pact and before.required:
            change = Change(new_change_id(pact_id), pact_id, "", ChangeKind.NEW, None, before.status)
            told.append((change, pact.last_reported))
    for change, published in told:
        was, pact = resolution.before.get(change.pact_id), resolution.pacts[change.pact_id]
        for subscription in subscriptions:
            old = (
                change.kind is ChangeKind.NEW
                and was is not None
                and was.required
                and matches(subscription, change, was)
            ) or too_old(subscription, published, now)
            if matches(subscription, change, pact) and not old:
                yield from (delivery_of(change.id, subscription.name, channel) for channel in subscription.to)


def too_old(subscription: Subscription, published: datetime | None, now: datetime | None) -> bool:
    """Whether news was published longer ago than a subscription wants to hear of."""
    if published is None or now is None or not subscription.max_age_days:
        return False
    return now - published > timedelta(days=subscription.max_age_days)


def reports_of(followed: Followed) -> list[Report]:
    """The acts of an article as reports."""
    article, article_id = followed.article, followed.article_id
    if article is None or article_id is None or followed.reading is None:
        return []
    return reports_in(article_id, article, followed.reading)


def reports_in(article_id: str, article: Article, reading: Reading) -> list[Report]:
    """The acts that a reading found in an article, as reports."""
    made_of = sketch(article.text) if reading.acts else ()
    return [
        Report(
            act_key(article_id, act),
            act,
            article_id,
            article.outlet,
            article.published,
            article.title,
            made_of,
        )
        for act in reading.acts
    ]


def act_key(article_id: str, act: Act) -> str:
    """The key of an act: made from its article and what it says, so that reading twice gives it once."""
    parties = ",".join(f"{p.id}:{p.role}" for p in act.parties)
    return key("act", article_id, act.type, act.kind, act.status, parties, str(act.evidence.start))
