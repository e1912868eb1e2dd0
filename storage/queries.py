"""A person's own SQL, read-only and locked down."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa

from storage.asker import LATE, REFUSED, TOO_BIG, Request, error_of
from storage.errors import QueryError
from storage.ledger import Ledger, first_line
from storage.opening import open_ledger

TIME_LIMIT = 30.0
# The question's process stops by itself; this is for one that hangs before it asks, or waits for a busy ledger.
GRACE = 60.0
# Where this program is, so that its process is the same one from whatever folder it is started.
HOME = str(Path(__file__).resolve().parents[1])
MAX_ROWS = 1_000_000
MAX_BYTES = 512 * 2**20


QUESTIONS = frozenset({"SELECT", "EXPLAIN", "RELATION"})
SEVERAL = "ask one question at a time (and name the columns that a PIVOT makes: ON x IN (...))"


@dataclass(frozen=True)
class Answer:
    """The answer to a query, as an Arrow table with its columns and rows."""

    table: pa.Table

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; two may be the same."""
        return tuple(self.table.schema.names)

    @cached_property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The rows as values of Python; ValueError where one is beyond what Python can hold."""
        return list(zip(*(column.to_pylist() for column in self.table.columns), strict=True))


def ask(place: Ledger | Path | str, sql: str, seconds: float = TIME_LIMIT) -> Answer:
    """Run one statement on a ledger that it can only read; QueryError says in one line why it was refused.

    The statement has no file, no network and no settings; it runs in a process of its own, which is stopped after
    `seconds`, or when it wants too much memory. A busy or unreadable ledger raises as `Ledger.read` does.
    """
    look_over(sql)
    ledger = place if isinstance(place, Ledger) else open_ledger(place)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "storage.asker"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (HOME, os.environ.get("PYTHONPATH"))))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as asker:
        late = threading.Event()

        def stop() -> None:
            late.set()
            asker.kill()

        timer = threading.Timer(seconds + GRACE, stop)
        timer.daemon = True
        timer.start()
        try:
            table = exchange(asker, Request(ledger, sql, seconds))
            code, said = asker.wait(), streams(asker)[2].read().decode("utf-8", "replace")
        finally:
            timer.cancel()
            asker.kill()
    if late.is_set() or code == LATE:
        raise QueryError(f"stopped after {seconds:.0f} s; narrow the question")
    if code == REFUSED:
        raise error_of(said.strip().split("\n")[-1])
    if code < 0:
        # DuckDB aborts where the system gives it no more memory.
        raise QueryError(TOO_BIG)
    if code or table is None:
        raise QueryError(f"the question's process failed: {said.strip().split(chr(10))[-1] or code}")
    return Answer(table)


def look_over(sql: str) -> None:
    """QueryError unless a text is one statement, and one that asks; that needs no ledger."""
    try:
        with duckdb.connect() as db:
            statements = db.extract_statements(sql)
    except (duckdb.Error, RuntimeError) as error:
        raise QueryError(first_line(error)) from error
    if len(statements) != 1:
        why = "that is no question; write a SELECT" if not statements else SEVERAL
        raise QueryError(why)
    kind = statements[0].type.name
    if kind not in QUESTIONS:
        raise QueryError(f"{kind} is no question, and the ledger can only be asked; write a SELECT")


def exchange(asker: subprocess.Popen[bytes], request: Request) -> pa.Table | None:
    """Send the request, and read the answer as long as it can be kept in memory; None where it ended early."""
    to, answer, _ = streams(asker)
    try:
        with to:
            pickle.dump(request, to)
        batches, rows, size = [], 0, 0
        with pa.ipc.open_stream(answer) as stream:
            for batch in stream:
                rows, size = rows + batch.num_rows, size + batch.nbytes
                if rows > MAX_ROWS or size > MAX_BYTES:
                    limit = f"{MAX_ROWS:,} rows" if rows > MAX_ROWS else f"{MAX_BYTES >> 20} MB"
                    raise QueryError(
                        f"the answer has more than {limit}; add a LIMIT, or group in the question"
                    )
                batches.append(batch)
            return pa.Table.from_batches(batches, stream.schema)
    except (pa.ArrowInvalid, OSError):
        return None


def streams(asker: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    """Input, output and error output of a process that has all three."""
    if asker.stdin is None or asker.stdout is None or asker.stderr is None:
        raise ValueError("the process was started without pipes")
    return asker.stdin, asker.stdout, asker.stderr
