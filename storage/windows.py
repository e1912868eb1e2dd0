"""Windows of backfills: which pieces of an archive are read, by whom, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from parsers.urls import key
from storage.articles import FINAL_HTTP, PASSING
from storage.merge import among, merge

TAKEN, DONE, AGAIN = "taken", "done", "again"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an archive, and who reads it in which run."""

    archive_id: str
    archive: str
    part: str
    worker: str
    run_id: str

    @property
    def id(self) -> str:
        """Its key."""
        return key("window", self.archive_id, self.part)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a piece: how much was in it, how many articles and acts it gave, why others were not read.

    `again` is whether something in it may be had another time.
    """

    listed: int
    articles: int
    acts: int
    skipped: Mapping[str, int]
    again: bool = False


def has_windows(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether the ledger is of a version that knows of windows."""
    sql = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'windows'"
    row = db.execute(sql).fetchone()
    return bool(row and row[0])


def done_parts(db: duckdb.DuckDBPyConnection, archive_id: str) -> dict[str, int]:
    """The parts of an archive that are done, with how much was in each."""
    sql = "SELECT part, listed FROM windows WHERE archive_id = ? AND state = ?"
    return dict(db.execute(sql, [archive_id, DONE]).fetchall())


def take(
    db: duckdb.DuckDBPyConnection, piece: Piece, now: datetime, is_free: Callable[[str, datetime], bool]
) -> str:
    """Take a piece, unless it is done or another reads it; its state then: taken (by this worker), done, or busy.

    `is_free` says of the worker that has it, and of when it took it, whether it may be taken over.
    """
    row = db.execute("SELECT state, worker, taken_at FROM windows WHERE window_id = ?", [piece.id]).fetchone()
    if row and row[0] == DONE:
        return DONE
    if row and row[0] == TAKEN and row[1] != piece.worker and not is_free(row[1], row[2]):
        return "busy"
    merge(db, "windows", [row_of(piece, TAKEN, now)], key="window_id",
          update=("state", "worker", "run_id", "taken_at"))  # fmt: skip
    return TAKEN


def holders(db: duckdb.DuckDBPyConnection, pieces: Collection[Piece]) -> list[tuple[str, datetime]]:
    """Who reads some pieces, and since when, of those that others have taken and not finished."""
    with among(db, [p.id for p in pieces]):
        sql = "SELECT window_id, worker, taken_at FROM windows WHERE state = ? AND window_id IN (SELECT id FROM ids)"
        rows = db.execute(sql, [TAKEN]).fetchall()
    own = {p.id: p.worker for p in pieces}
    return [(worker, taken_at) for window_id, worker, taken_at in rows if worker != own[window_id]]


def finish(db: duckdb.DuckDBPyConnection, piece: Piece, outcome: Outcome, now: datetime) -> None:
    """Note what became of a piece; to stand in one transaction with what it gave."""
    row = row_of(piece, AGAIN if outcome.again else DONE, now) | {
        "finished_at": now,
        "listed": outcome.listed,
        "articles": outcome.articles,
        "acts": outcome.acts,
        "skipped": json.dumps(dict(sorted(outcome.skipped.items()))),
    }
    columns = ("state", "worker", "run_id", "finished_at", "listed", "articles", "acts", "skipped")
    merge(db, "windows", [row], key="window_id", update=columns)


def row_of(piece: Piece, state: str, now: datetime) -> dict[str, object]:
    """A row of `windows` that is not finished."""
    return {
        "window_id": piece.id,
        "archive_id": piece.archive_id,
        "archive": piece.archive,
        "part": piece.part,
        "state": state,
        "worker": piece.worker,
        "run_id": piece.run_id,
        "taken_at": now,
        "finished_at": None,
        "listed": None,
        "articles": None,
        "acts": None,
        "skipped": None,
    }


def known_since(db: duckdb.DuckDBPyConnection, urls: Collection[str]) -> dict[str, datetime]:
    """Those of some addresses (in normal form) that were followed for good or have an article, and when that was fetched."""
    by_id = {key(kind, url): url for url in urls for kind in ("entry", "article")}
    with among(db, by_id):
        rows = db.execute(
            "SELECT entry_id, followed_at FROM entries WHERE entry_id IN (SELECT id FROM ids) "
            "AND NOT coalesce(list_contains(?, problem) AND NOT coalesce(list_contains(?, http_status), false), false) "
            "UNION ALL SELECT article_id, fetched_at FROM articles "
            "WHERE parser_version IS NOT NULL AND article_id IN (SELECT id FROM ids)",
            [sorted(PASSING), list(FINAL_HTTP)],
        ).fetchall()
    found: dict[str, datetime] = {}
    for row_id, when in rows:
        url = by_id[row_id]
        found[url] = max(when, found.get(url, when))
    return found
