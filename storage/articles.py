"""Entries that were followed, and the articles that they gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from parsers.model import Article, Entry, Problem, ProblemCode, Reading
from parsers.sketch import sketch
from parsers.urls import key
from storage.merge import among, merge

# Problems that may have passed by the next run; entries with any other are not followed again.
PASSING = frozenset({ProblemCode.UNREACHABLE, ProblemCode.HTTP_ERROR, ProblemCode.READER_ERROR})
FINAL_HTTP = (400, 401, 402, 403, 404, 405, 410, 451)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of one entry: its page's HTTP status, the article if it gave one, its reading, and any problem.

    `feed` is the title of the feed that listed it, `wait_until` when its host may be asked again.
    """

    entry: Entry
    source: str
    followed_at: datetime
    http_status: int | None = None
    article: Article | None = None
    reading: Reading | None = None
    problem: Problem | None = None
    feed: str = ""
    wait_until: datetime | None = None

    @property
    def article_id(self) -> str | None:
        """Key of the article; None where there is none."""
        return article_key(self.article) if self.article else None


def article_key(article: Article) -> str:
    """The key of an article: made from its own address."""
    return key("article", article.url)


def entries_to_follow(db: duckdb.DuckDBPyConnection, entries: Iterable[Entry]) -> list[Entry]:
    """Those entries that were never followed, or whose problem may have passed; each address once, order kept."""
    listed = {key("entry", e.url): e for e in entries}
    with among(db, listed):
        known = db.execute(
            "SELECT entry_id FROM entries WHERE entry_id IN (SELECT id FROM ids) "
            "AND NOT coalesce(list_contains(?, problem) AND NOT coalesce(list_contains(?, http_status), false), false)",
            [sorted(PASSING), list(FINAL_HTTP)],
        ).fetchall()
    done = {row[0] for row in known}
    return [e for entry_id, e in listed.items() if entry_id not in done]


def read_articles(db: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> set[str]:
    """Those of the article ids that the ledger has and that were read; one whose reading failed may be read again."""
    with among(db, ids):
        rows = db.execute(
            "SELECT article_id FROM articles WHERE parser_version IS NOT NULL AND article_id IN (SELECT id FROM ids)"
        ).fetchall()
    return {row[0] for row in rows}


def save_followed(
    db: duckdb.DuckDBPyConnection, followed: Sequence[Followed], run_id: str, parser_version: str
) -> None:
    """Write entries, and the articles and bodies that are new; an article that was read already stays as it is."""
    merge(db, "entries", [entry_row(f, run_id) for f in followed], key="entry_id", update=ENTRY_UPDATES)
    with_text = [f for f in followed if f.article]
    bodies = [
        {"body_id": key("body", f.article.text), "text": f.article.text} for f in with_text if f.article
    ]
    merge(db, "bodies", bodies, key="body_id")
    read = read_articles(db, [f.article_id for f in with_text if f.article_id])
    rows = [article_row(f, parser_version) for f in first_readings(with_text) if f.article_id not in read]
    # One that could not be read before is now as it was read: its text, and all else that goes with it.
    update = [c for c in (rows[0] if rows else ()) if c not in {"article_id", "url"}]
    merge(db, "articles", rows, key="article_id", update=update)


def first_readings(followed: Iterable[Followed]) -> list[Followed]:
    """Those that gave an article, without what came after the first reading of the same one."""
    read: set[str] = set()
    kept = []
    for f in followed:
        if f.article_id and f.article_id not in read:
            kept.append(f)
            if f.reading:
                read.add(f.article_id)
    return kept


ENTRY_UPDATES = ("run_id", "followed_at", "http_status", "article_id", "problem", "detail")


def entry_row(f: Followed, run_id: str) -> dict[str, object]:
    """A row of `entries`."""
    return {
        "entry_id": key("entry", f.entry.url),
        "url": f.entry.url,
        "source": f.source,
        "title": f.entry.title,
        "published": f.entry.published,
        "run_id": run_id,
        "followed_at": f.followed_at,
        "http_status": f.http_status,
        "article_id": f.article_id,
        "problem": f.problem.code if f.problem else None,
        "detail": f.problem.detail if f.problem else None,
    }


def article_row(f: Followed, parser_version: str) -> dict[str, object]:
    """A row of `articles`; only for what has an article."""
    if f.article is None:
        raise ValueError(f"{f.entry.url} gave no article")
    return {
        "article_id": f.article_id,
        "url": f.article.url,
        "outlet": f.article.outlet,
        "title": f.article.title,
        "author": f.article.author,
        "language": f.article.language,
        "published": f.article.published,
        "date_source": f.article.date_source,
        "utc_offset": utc_offset(f.article.published),
        "body_id": key("body", f.article.text),
        "fetched_at": f.followed_at,
        "parser_version": parser_version if f.reading else None,
        "why_no_acts": f.reading.why or None if f.reading and not f.reading.acts else None,
        "sketch": list(sketch(f.article.text)) if f.reading and f.reading.acts else None,
    }


def utc_offset(when: datetime | None) -> int | None:
    """Minutes by which the clock of a time is ahead of UTC; None where it is UTC itself, as if nothing were told."""
    ahead = when.utcoffset() if when else None
    return int(ahead.total_seconds() // 60) if ahead else None
