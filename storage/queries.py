"""A person's own SQL, read-only and locked down."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from storage.errors import QueryError
from storage.ledger import Ledger, first_line

TIME_LIMIT = 30.0
LOCKS = (
    "SET enable_external_access = false",
    "SET memory_limit = '1GB'",
    "SET threads = 2",
    "SET disabled_filesystems = 'LocalFileSystem'",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows of a query."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def ask(path: Path | str, sql: str, seconds: float = TIME_LIMIT) -> Answer:
    """Run one statement on a ledger that it can only read; QueryError says in one line why it was refused.

    The statement has no file, no network and no settings, and is stopped after `seconds`.
    """
    with Ledger(path).read() as db:
        for lock in LOCKS:
            db.execute(lock)
        out_of_time = threading.Event()

        def stop() -> None:
            out_of_time.set()
            db.interrupt()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            cursor = db.execute(sql)
            columns = tuple(str(d[0]) for d in cursor.description or ())
            return Answer(columns, cursor.fetchall())
        except duckdb.Error as error:
            why = (
                f"stopped after {seconds:.0f} s; narrow the question"
                if out_of_time.is_set()
                else first_line(error)
            )
            raise QueryError(why) from error
        finally:
            timer.cancel()
            timer.join()
