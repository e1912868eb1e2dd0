"""`pactwatch reread`: stored articles, read again by the present reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime

from flows.gather.follow import read_acts
from flows.inputs import Input
from flows.parse import read_in_processes
from flows.record import reports_in
from parsers.acts import PARSER_VERSION
from parsers.model import Article, Reading
from parsers.pacts.rematch import differing, rematched
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution, resolve
from parsers.sketch import sketch
from storage.corrections import corrections
from storage.ledger import Ledger
from storage.reread import (
    WHOLE,
    Part,
    Reread,
    acts_of_articles,
    articles_to_reread,
    save_reread,
    stored_articles,
)
from storage.shelf import LedgerShelf

BATCH = 100


@dataclass
class Differences:
    """What reading again brought: acts gained, lost and changed (by field), what became of pacts, and what was passed over."""

    articles: int = 0
    without_text: int = 0
    failed: int = 0
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    changed: dict[str, int] = field(default_factory=dict)
    pacts_new: list[str] = field(default_factory=list)
    pacts_gone: list[str] = field(default_factory=list)
    pacts_merged: list[str] = field(default_factory=list)
    pacts_moved: list[str] = field(default_factory=list)

    def add(self, old: dict[str, Report], new: dict[str, Report], resolution: Resolution) -> None:
        """Count a batch."""
        self.gained += [told(new[a]) for a in new if a not in old]
        self.lost += [told(old[a]) for a in old if a not in new]
        for act_id in new.keys() & old.keys():
            for name in differing(old[act_id].act, new[act_id].act):
                self.changed[name] = self.changed.get(name, 0) + 1
        for pact_id, pact in resolution.pacts.items():
            before = resolution.before.get(pact_id)
            if before is None:
                self.pacts_new.append(f"{pact.title} ({pact.status})")
            elif before.status != pact.status:
                self.pacts_moved.append(f"{pact.title}: {before.status} -> {pact.status}")
        for pact_id, heir in resolution.gone.items():
            title = resolution.before[pact_id].title
            if heir is None:
                self.pacts_gone.append(title)
            else:
                self.pacts_merged.append(f"{title} -> {resolution.pacts[heir].title}")

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def reread(
    ledger: Ledger,
    since: date | None = None,
    most: int | None = None,
    *,
    every: bool = False,
    write: bool = True,
    workers: int = 1,
    part: Part = WHOLE,
) -> Iterator[Differences]:
    """Read stored articles again, a batch a transaction; what it brought so far, after each batch. Nobody is alerted.

    Only articles that another version of the reader read, unless `every`; without `write` nothing is changed. What was
    done stays done when it is stopped, and is not done again. Several may work at a time, each on a part of its own.
    """
    with ledger.read() as db:
        ids = articles_to_reread(db, PARSER_VERSION, since, most, every=every, part=part)
    found = Differences()
    for first in range(0, len(ids), BATCH):
        with ledger.read() as db:
            articles = stored_articles(db, ids[first : first + BATCH])
        with_text = {i: a for i, a in articles.items() if a.text}
        found.articles += len(articles)
        found.without_text += len(articles) - len(with_text)
        readings = read_again(with_text, workers)
        found.failed += len(with_text) - len(readings)
        place(ledger, with_text, readings, found, write=write)
        yield found


def read_again(articles: dict[str, Article], workers: int) -> dict[str, Reading]:
    """The readings of articles by their keys, without those that could not be read."""
    if workers > 1:
        inputs = [Input(i, article) for i, article in articles.items()]
        return {
            item.id: reading for item, reading in read_in_processes(inputs, workers) if item.problem is None
        }
    read = {i: read_acts(article)[0] for i, article in articles.items()}
    return {i: reading for i, reading in read.items() if reading is not None}


def place(
    ledger: Ledger,
    articles: dict[str, Article],
    readings: dict[str, Reading],
    found: Differences,
    *,
    write: bool,
) -> None:
    """Put the acts of new readings in the place of the old ones, and note what that changes."""
    with ledger.write() if write else ledger.read() as db:
        known = acts_of_articles(db, readings.keys())
        items = [
            item_of(i, articles[i], readings[i], [k.report for k in known if k.report.article_id == i])
            for i in readings
        ]
        old = {k.report.act_id: k.report for k in known}
        new = {r.act_id: r for item in items for r in item.reports}
        removed = sorted(old.keys() - new.keys())
        resolution = resolve(
            LedgerShelf(db), list(new.values()), removed=removed, corrections=corrections(db)
        )
        found.add(old, new, resolution)
        if write:
            full = replace(
                resolution, places={**{k.report.act_id: k.place for k in known}, **resolution.places}
            )
            save_reread(db, full, items, removed, version=PARSER_VERSION, now=datetime.now(UTC))


def item_of(article_id: str, article: Article, reading: Reading, old: Sequence[Report]) -> Reread:
    """An article read again, its acts under the ids that they had."""
    new = reports_in(article_id, article, reading)
    return Reread(article_id, tuple(rematched(old, new)), reading, sketch(article.text))


def told(report: Report) -> str:
    """An act in a line."""
    who = ", ".join(p.id for p in report.act.parties)
    return f"{report.act.status} {report.act.kind} ({who}): {report.act.evidence.text}"
