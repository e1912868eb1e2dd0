"""Write what was found: articles, acts, pacts, changes and their deliveries, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from flows.alerts.choose import deadlines, deliveries_of, outgoing
from flows.alerts.subscription import Subscription
from flows.revise import revise
from parsers.acts import PARSER_VERSION
from parsers.model import Act, Article, Change, Pact, Reading
from parsers.pacts.report import Report
from parsers.pacts.resolve import resolve
from parsers.sketch import sketch
from parsers.urls import key
from storage.articles import Followed, first_readings, read_articles, save_followed
from storage.corrections import corrections
from storage.deliveries import queue
from storage.ledger import Ledger
from storage.pacts import save_changes, save_resolution
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
) -> Recorded:
    """Write a batch in a transaction of its own; see `record_in`."""
    with ledger.write() as db:
        return record_in(db, followed, subscriptions, run_id, any_age=any_age)


def record_in(
    db: duckdb.DuckDBPyConnection,
    followed: Sequence[Followed],
    subscriptions: Sequence[Subscription],
    run_id: str,
    *,
    any_age: bool = False,
) -> Recorded:
    """Write a batch in the transaction that is open; an article that the ledger has already brings news only where it says
    something else now.

    Subscribers do not hear of news that is older than they want it, unless `any_age`.
    """
    now = datetime.now(UTC)
    known = read_articles(db, [f.article_id for f in followed if f.article_id])
    fresh = list({f.article_id: f for f in first_readings(followed) if f.article_id not in known}.values())
    reports = [report for f in fresh for report in reports_of(f)]
    said = corrections(db)
    resolution = resolve(LedgerShelf(db), reports, corrections=said)
    save_followed(db, followed, run_id, PARSER_VERSION)
    settle(db, followed, now)
    save_resolution(db, resolution, reports, PARSER_VERSION, now)
    again = [f for f in followed if f.article_id and f.reading]
    done = [resolution, *revise(db, again, reports_of, said, now)]
    out = outgoing(db, subscriptions, now, any_age=any_age)
    deliveries = [d for r in done for d in deliveries_of(r, out)]
    queue(db, deliveries, now)
    pacts = {p.id: p for r in done for p in r.pacts.values()}
    changes = tuple(c for r in done for c in r.changes)
    return Recorded(len(fresh), len(reports), changes, tuple(pacts.values()), len(deliveries), len(done) - 1)


def record_deadlines(ledger: Ledger, subscriptions: Sequence[Subscription]) -> int:
    """Write what is to be told of pacts whose day comes near, and return how many deliveries; each day is told once."""
    if not any(s.deadline_days for s in subscriptions):
        return 0
    now = datetime.now(UTC)
    with ledger.write() as db:
        changes, deliveries = deadlines(db, outgoing(db, subscriptions, now))
        save_changes(db, changes, now)
        queue(db, deliveries, now)
    return len(deliveries)


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
