"""A person's own SQL, read-only and locked down."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from storage.errors import QueryError
from storage.ledger import Ledger, first_line, open_ledger

TIME_LIMIT = 30.0
MAX_ROWS = 1_000_000
LOCKS = (
    "SET memory_limit = '1GB'",
    "SET threads = 2",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and rows of a query."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def run_one(db: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    """The answer to a statement, as long as it can be kept in memory."""
    # DuckDB's types do not say that an empty statement has no cursor.
    cursor: duckdb.DuckDBPyConnection | None = db.execute(sql)
    if cursor is None or cursor.description is None:
        raise QueryError("that is no question; write a SELECT")
    columns = tuple(str(d[0]) for d in cursor.description)
    rows = cursor.fetchmany(MAX_ROWS + 1)
    if len(rows) > MAX_ROWS:
        raise QueryError(f"the answer has more than {MAX_ROWS:,} rows; add a LIMIT, or group in the question")
    return Answer(columns, rows)


def ask(place: Ledger | Path | str, sql: str, seconds: float = TIME_LIMIT) -> Answer:
    """Run one statement on a ledger that it can only read; QueryError says in one line why it was refused.

    The statement has no file, no network and no settings, and is stopped after `seconds`.
    """
    ledger = place if isinstance(place, Ledger) else open_ledger(place)
    with ledger.read() as db:
        ledger.guard(db, sql)
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
            return run_one(db, sql)
        except (duckdb.Error, OverflowError, MemoryError, RuntimeError, ValueError) as error:
            late = f"stopped after {seconds:.0f} s; narrow the question"
            raise QueryError(late if out_of_time.is_set() else first_line(error)) from error
        finally:
            timer.cancel()
            timer.join()
