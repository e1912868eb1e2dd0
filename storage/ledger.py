"""What a ledger is, and the one that is a DuckDB file, held for as short as can be; migrated before its first use."""

from __future__ import annotations

import random
import threading
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb

from storage.copies import copy_before_migration
from storage.errors import LedgerBusyError, LedgerError, LedgerMissingError, LedgerUnreadableError
from storage.transaction import transaction

WAIT_SECONDS = 30.0
# Later formats are slow on long text.
STORAGE_VERSION = "v1.2.0"
# What DuckDB says where another process, or another connection of this one, holds the file.
# (the last: while another thread of this process opens or closes it)
BUSY = ("Could not set lock", "Conflicting lock", "different configuration", "Unique file handle conflict")

# Threads of one process share the file, so its lock does not keep them apart; this does.
WRITERS: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


class Ledger(ABC):
    """Where everything is kept; each `write` is one transaction, and holds the ledger only while its block runs.

    A busy ledger is waited for, then LedgerBusyError; what is no ledger raises LedgerUnreadableError.
    """

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it is, as the settings name it, without secrets."""

    @abstractmethod
    def create(self) -> None:
        """Make it, or bring an older one up to date; LedgerTooNewError for a newer one."""

    @abstractmethod
    def write(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection in one transaction, committed at the end of the block, rolled back on an exception."""

    @abstractmethod
    def read(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection that can only read, and sees one state for the whole block."""

    @abstractmethod
    def guard(self, db: duckdb.DuckDBPyConnection, sql: str) -> None:
        """Cut a connection from `read` off from all files but the ledger's, for a person's statement.

        QueryError where the statement itself is refused. The caller locks the settings after it.
        """


class FileLedger(Ledger):
    """A ledger in one DuckDB file; a busy file is waited for, up to `wait` seconds."""

    def __init__(self, path: Path | str, wait: float = WAIT_SECONDS) -> None:
        self.path = Path(path)
        self.wait = wait

    @property
    def place(self) -> str:
        return str(self.path)

    def create(self) -> None:
        # Who only asks needs none of it, and waits a tenth of a second for it, twice.
        from storage.upgrade import upgrade

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = f"cannot create the ledger {self.path}: {error.strerror}; name another file in storage.path"
            raise LedgerUnreadableError(why) from error
        if not self.path.exists():
            self._make_file()
        with self._alone() as db:
            copy_before_migration(db, self.path)
            upgrade(db, self.place)

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
        with self._alone() as db, transaction(db):
            yield db

    @contextmanager
    def _alone(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The only connection to the file, outside of any transaction."""
        with WRITERS[self.path.absolute()], self._connect(read_only=False) as db:
            yield db

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._connect(read_only=True) as db:
            yield db

    def guard(self, db: duckdb.DuckDBPyConnection, sql: str) -> None:  # noqa: ARG002 - no statement gets around it
        db.execute("SET enable_external_access = false")
        # Without it, COPY ... TO the ledger's own file would destroy it.
        db.execute("SET disabled_filesystems = 'LocalFileSystem'")

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
            if not read_only:
                # A second thread wins nothing on an idle machine, and on a busy one costs twice the processor's time.
                db.execute("SET threads = 1")
            return db

    def _explain(self, error: duckdb.Error, *, out_of_time: bool) -> None:
        """Return where trying again may help; else raise what the error means for the person who sees it."""
        if not self.path.exists():
            why = f"there is no ledger at {self.path}; run `pactwatch run` first"
            raise LedgerMissingError(why) from error
        busy = any(words in str(error) for words in BUSY)
        if busy and not out_of_time:
            return
        if busy:
            why = f"the ledger {self.path} is held by another program for over {self.wait:.0f} s; close it and run again"
            raise LedgerBusyError(why) from error
        why = f"{self.path} cannot be opened as a ledger ({first_line(error)}); name another file in storage.path"
        raise LedgerUnreadableError(why) from error


def quoted(path: Path) -> str:
    """A path for use between single quotes in SQL."""
    return str(path).replace("'", "''")


def first_line(error: BaseException) -> str:
    """The first line of an error's text."""
    return str(error).strip().partition("\n")[0]
