"""Stored articles as they are read again: which, their texts, and the acts of a new reading in place of the old ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

import duckdb

from parsers.model import Article, Reading
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution
from parsers.pacts.shelf import Known
from parsers.sketch import Sketch
from storage.merge import among
from storage.pacts import save_resolution
from storage.shelf import LedgerShelf
from storage.subscriptions import prove_anew

TO_READ = """
    SELECT article_id FROM articles
    WHERE parser_version IS NOT NULL AND ($2 OR parser_version <> $1) AND coalesce(published >= $3, $3 IS NULL)
      AND hash(article_id) % $6 = $5 - 1
    ORDER BY published, article_id LIMIT $4
"""
TEXTS = """
    SELECT r.article_id, r.url, r.title, b.text, r.published, r.language, r.outlet, r.author, r.date_source, r.utc_offset
    FROM articles r JOIN bodies b ON b.body_id = r.body_id WHERE r.article_id IN (SELECT id FROM ids) ORDER BY 1
"""


class Part(NamedTuple):
    """One of so many parts, counted from 1, of articles shared out by their keys: the same everywhere."""

    number: int
    of: int


WHOLE = Part(1, 1)


@dataclass(frozen=True, slots=True)
class Reread:
    """An article that was read again: its key, its acts as they are now (with the ids of those that stay), its reading and sketch."""

    article_id: str
    reports: tuple[Report, ...]
    reading: Reading
    sketch: Sketch


def articles_to_reread(
    db: duckdb.DuckDBPyConnection,
    version: str,
    since: date | None,
    most: int | None,
    *,
    every: bool,
    part: Part = WHOLE,
) -> list[str]:
    """Keys of the articles that another reader than `version` read (or `every` one), published since a day; the oldest first.

    Of all such articles, those of one part.
    """
    limit = most if most is not None else 2**62
    rows = db.execute(TO_READ, [version, every, since, limit, part.number, part.of]).fetchall()
    return [str(row[0]) for row in rows]


def stored_articles(db: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, Article]:
    """Articles by their keys, with their texts ("" where it was let go)."""
    with among(db, ids):
        found = {str(row[0]): (Article(*row[1:-1]), row[-1]) for row in db.execute(TEXTS).fetchall()}
    return {article_id: by_its_clock(article, offset or 0) for article_id, (article, offset) in found.items()}


def by_its_clock(article: Article, offset: int) -> Article:
    """An article with its time as the page's own clock told it, so many minutes ahead of UTC."""
    if article.published is None:
        return article
    return replace(article, published=article.published.astimezone(timezone(timedelta(minutes=offset))))


def acts_of_articles(db: duckdb.DuckDBPyConnection, ids: Collection[str]) -> list[Known]:
    """The acts that articles were found to report."""
    return LedgerShelf(db).of_articles(ids)


def save_reread(
    db: duckdb.DuckDBPyConnection,
    resolution: Resolution,
    items: Sequence[Reread],
    removed: Collection[str],
    *,
    version: str,
    now: datetime,
) -> None:
    """Put the acts of a new reading in the place of the old ones."""
    reports = [report for item in items for report in item.reports]
    with among(db, {*removed, *(r.act_id for r in reports)}):
        # Who is in an act may have changed, and with it how it is found.
        db.execute("DELETE FROM blocks WHERE act_id IN (SELECT id FROM ids)")
    with among(db, removed):
        db.execute("DELETE FROM acts WHERE act_id IN (SELECT id FROM ids)")
    save_resolution(db, resolution, reports, version, now)
    prove_anew(db, removed)
    found = {r.article_id for r in reports}
    for item in items:
        why = None if item.article_id in found else item.reading.why or None
        db.execute(
            "UPDATE articles SET parser_version = ?, why_no_acts = ?, sketch = ? WHERE article_id = ?",
            [version, why, list(item.sketch) if item.article_id in found else None, item.article_id],
        )
