"""Open a ledger: a DuckDB file, held for as short as can be, migrated before its first use."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from storage.errors import LedgerBusyError, LedgerError, LedgerTooNewError, LedgerUnreadableError

WAIT_SECONDS = 30.0
# Later formats are slow on long text.
STORAGE_VERSION = "v1.2.0"
# What DuckDB says where another process, or another connection of this one, holds the file.
BUSY = ("Could not set lock", "Conflicting lock", "different configuration")
SCHEMA = files("storage") / "schema"
MIGRATION = re.compile(r"(\d{4})_\w+\.sql")


# Threads of one process share the file, so its lock does not keep them apart; this does.
WRITERS: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


class Ledger:
    """A ledger at a path; each `write` or `read` holds the file only while its block runs.

    A busy file is waited for, up to `wait` seconds, then LedgerBusyError; a file that is no ledger raises
    LedgerUnreadableError.
    """

    def __init__(self, path: Path | str, wait: float = WAIT_SECONDS) -> None:
        self.path = Path(path)
        self.wait = wait

    def create(self) -> None:
        """Create the file, or bring an older one up to date; LedgerTooNewError for a newer one."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = f"cannot create the ledger {self.path}: {error.strerror}; name another file in storage.path"
            raise LedgerUnreadableError(why) from error
        if not self.path.exists():
            self._make_file()
        with self.write() as db:
            migrate(db, self.path)

    def _make_file(self) -> None:
        """Make an empty ledger file; one that another program has made meanwhile is left as it is."""
        with duckdb.connect() as db:
            try:
                db.execute(f"ATTACH '{quoted(self.path)}' AS ledger (STORAGE_VERSION '{STORAGE_VERSION}')")
            except duckdb.IOException as error:
                if not self.path.exists():
                    raise LedgerError(f"cannot create the ledger {self.path}: {first_line(error)}") from error

    @contextmanager
    def write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection in one transaction, committed at the end of the block, rolled back on an exception."""
        with WRITERS[self.path.absolute()], self._connect(read_only=False) as db:
            db.begin()
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that can only read."""
        with self._connect(read_only=True) as db:
            yield db

    def _connect(self, *, read_only: bool) -> duckdb.DuckDBPyConnection:
        """Connect, with retry and jitter while another program holds the file."""
        deadline = time.monotonic() + self.wait
        while True:
            try:
                db = duckdb.connect(str(self.path), read_only=read_only)
            except duckdb.Error as error:
                self._explain(error, out_of_time=time.monotonic() > deadline)
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - jitter, not a secret
                continue
            db.execute("SET TimeZone = 'UTC'")
            return db

    def _explain(self, error: duckdb.Error, *, out_of_time: bool) -> None:
        """Return where trying again may help; else raise what the error means for the person who sees it."""
        if not self.path.exists():
            why = f"there is no ledger at {self.path}; run `pactwatch run` first"
            raise LedgerUnreadableError(why) from error
        busy = any(words in str(error) for words in BUSY)
        if busy and not out_of_time:
            return
        if busy:
            why = f"the ledger {self.path} is held by another program for over {self.wait:.0f} s; close it and run again"
            raise LedgerBusyError(why) from error
        why = f"{self.path} cannot be opened as a ledger ({first_line(error)}); name another file in storage.path"
        raise LedgerUnreadableError(why) from error


def migrate(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Apply the numbered migrations that this file has not seen; returns the version it has then."""
    db.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    db.execute("COMMENT ON TABLE schema_version IS 'Which migrations of the schema this ledger has seen.'")
    db.execute("COMMENT ON COLUMN schema_version.version IS 'Number of the migration.'")
    db.execute("COMMENT ON COLUMN schema_version.applied_at IS 'When it was applied (UTC).'")
    known = migrations()
    row = db.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    seen = int(row[0]) if row else 0
    if seen > max(known):
        why = f"{path} was written by a newer pactwatch (schema {seen}, this one knows {max(known)}); upgrade pactwatch"
        raise LedgerTooNewError(why)
    for version in sorted(v for v in known if v > seen):
        db.execute(known[version])
        db.execute("INSERT INTO schema_version VALUES (?, ?)", [version, datetime.now(UTC)])
    return max(known)


def migrations() -> dict[int, str]:
    """The numbered SQL files of the schema."""
    found = ((MIGRATION.fullmatch(f.name), f) for f in SCHEMA.iterdir())
    return {int(m.group(1)): f.read_text(encoding="utf-8") for m, f in found if m}


def quoted(path: Path) -> str:
    """A path for use between single quotes in SQL."""
    return str(path).replace("'", "''")


def first_line(error: BaseException) -> str:
    """The first line of an error's text."""
    return str(error).strip().partition("\n")[0]
