"""A small sound ledger with a row in every table."""

from __future__ import annotations

from datetime import UTC, datetime

from parsers.pacts.report import Report
from parsers.pacts.resolve import resolve
from parsers.urls import key
from storage.articles import Followed, save_followed
from storage.corrections import Correction, Saying, save_correction
from storage.deliveries import delivery_of, queue, save_subscriptions
from storage.ledger import Ledger
from storage.merge import merge
from storage.outbox import Tried, claim, settle
from storage.pacts import retire, save_resolution
from storage.revisions import revision_row
from storage.shelf import LedgerShelf
from storage.source_states import SourceState, save_states
from storage.sources import Poll, end_run, save_polls, save_sources, start_run
from storage.windows import Outcome, Piece, finish
from tests.storage.samples import ACT, DAY, followed

RUN = "run-1"


def fill(ledger: Ledger, *items: Followed) -> None:
    """Write one run: articles (by default one with an act and one without), their pact, and an alert that arrived."""
    now = datetime.now(UTC)
    items = items or (followed(1), plain(2))
    reports = [
        Report(f"act-{f.article_id}-{n}", act, f.article_id, f.article.outlet, f.article.published)
        for f in items
        if f.article and f.article_id and f.reading
        for n, act in enumerate(f.reading.acts)
    ]
    with ledger.write() as db:
        start_run(db, RUN, "watch", now)
        save_sources(
            db,
            [{"name": "harbour", "url": "https://harbour.example/feed", "outlet": "Harbour Times"}],
            now,
        )
        save_polls(db, [Poll("harbour", now, 200, 2, 2)], RUN)
        save_states(db, [SourceState("harbour", "https://harbour.example/feed", now, last_success=now)])
        save_subscriptions(db, [("desk", {}, ["env:DESK"])])
        resolution = resolve(LedgerShelf(db), reports)
        save_followed(db, items, RUN, "v1")
        save_resolution(db, resolution, reports, "v1", now)
        queue(db, [delivery_of(c.id, "desk", "env:DESK") for c in resolution.changes], now)
        retire(db, {"former": next(iter(resolution.pacts), None)}, now)
        first = next(f for f in items if f.article)
        if first.article and first.article_id:
            body = key("body", first.article.text)
            row = revision_row(
                first.article_id,
                1,
                body_id=body,
                title=first.article.title,
                fetched_at=first.followed_at,
                changed="",
            )
            merge(db, "revisions", [row], key="revision_id")
        save_correction(db, Correction(Saying.MERGE, ("gone-1",), ("gone-2",)), now)
    with ledger.write() as db:
        while alerts := claim(db, now):
            settle(db, alerts, Tried.DELIVERED, None, datetime.now(UTC))
        finish(
            db, Piece("archive", "old.jsonl", "from 0", "here/1", RUN), Outcome(2, 1, 1, {"no date": 1}), now
        )
        end_run(db, RUN, "completed", {"acts": len(reports)}, datetime.now(UTC))


def plain(number: int, published: datetime = DAY, text: str = "") -> Followed:
    """An article that reports no act."""
    made = followed(number, ())
    assert made.article
    said = text or f"It rained all day in harbour number {number}, and the ferry did not sail."
    return replaced(made, published, said)


def telling(number: int, published: datetime = DAY) -> Followed:
    """An article that reports an act, in words of its own."""
    made = followed(number, (ACT,))
    return replaced(made, published, f"{ACT.evidence.text} That was in year {number}.")


def replaced(made: Followed, published: datetime, text: str) -> Followed:
    """The same with another text and date."""
    from dataclasses import replace

    assert made.article
    return replace(made, article=replace(made.article, text=text, published=published))


def dump(ledger: Ledger) -> dict[str, list[object]]:
    """All that a ledger holds."""
    with ledger.read() as db:
        tables = db.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {t: list(db.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall()) for (t,) in tables}
