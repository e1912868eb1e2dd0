"""A window of an archive on its way: it is being read, was read, and what came of it is written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from flows.alerts.subscription import Subscription
from flows.archives.items import Skip, Window
from flows.archives.reading import Read
from flows.record import Recorded, record_in
from storage.articles import Followed, article_key, entries_to_follow, read_articles
from storage.revisions import unknown_versions
from storage.waiting import passes
from storage.windows import Outcome, Piece, finish


@dataclass(slots=True)
class Begun:
    """A window that is being read, what of it is skipped, and which earlier windows others were reading by then.

    Once it is read, it has what was `found`, and since when.
    """

    piece: Piece
    window: Window
    skipped: Counter[str]
    futures: list[Future[list[Read]]]
    after: tuple[Piece, ...]
    found: list[Followed] = field(default_factory=list)
    read_at: float | None = None

    def wait(self) -> None:
        """Wait until it is read; BrokenExecutor where whoever read it was killed."""
        if self.read_at is not None:
            return
        for read in (read for future in self.futures for read in future.result()):
            if isinstance(read, Skip):
                self.skipped[read] += 1
            else:
                self.found.append(read)
        self.futures, self.read_at = [], time.monotonic()

    def is_due(self, hold: float) -> bool:
        """Whether it is to be written: it was read so many seconds ago, or its pages were fetched, and it was read."""
        least = 0.0 if self.window.fetch else hold
        return self.read_at is not None and time.monotonic() - self.read_at >= least

    def write(
        self, db: duckdb.DuckDBPyConnection, subscriptions: Sequence[Subscription], run_id: str
    ) -> tuple[list[Followed], Recorded]:
        """Write what came of it, and that it is done, in the transaction that is open; what of it was new."""
        new = list(only_new(db, self.found))
        if known := len(self.found) - len(new):
            self.skipped[Skip.KNOWN] += known
        for f in new:
            if f.reading is None and f.problem:
                self.skipped[f.problem.code] += 1
        articles = sum(f.reading is not None for f in new)
        acts = sum(len(f.reading.acts) for f in new if f.reading)
        again = any(f.problem and (f.wait_until or passes(f.problem, f.http_status)) for f in new)
        recorded = record_in(db, new, subscriptions, run_id, any_age=True)
        outcome = Outcome(self.window.listed, articles, acts, self.skipped, again)
        finish(db, self.piece, outcome, datetime.now(UTC))
        return new, recorded


def only_new(db: duckdb.DuckDBPyConnection, found: Sequence[Followed]) -> Iterator[Followed]:
    """Those that the ledger does not know, or that say something else than all it has of them; each once.

    What has no time of fetching, as a file, must not bring back an earlier version of an article.
    """
    articles = [f.article for f in found if f.article]
    new = {e.url for e in entries_to_follow(db, [f.entry for f in found])}
    read = read_articles(db, [article_key(a) for a in articles])
    edited = unknown_versions(db, articles)
    told: set[tuple[str | None, str, str]] = set()
    for f in found:
        # One text under two addresses is one article; without an article the address is what there is.
        text = (f.article_id, f.article.title, f.article.text) if f.article else (None, f.entry.url, "")
        if text in told:
            continue
        told.add(text)
        if f.article_id in edited or (f.entry.url in new and f.article_id not in read):
            yield f
