"""The published copy: a whole, read-only copy of a ledger for analysts, put in place in one step after each run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from storage.check import known_version
from storage.drafts import copy_file, draft, log_of, put_in_place, told
from storage.errors import LedgerBusyError, LedgerError, LedgerUnreadableError
from storage.ledger import WRITERS, FileLedger


@dataclass(frozen=True, slots=True)
class Published:
    """A copy that was put in place: its bytes, and for how many seconds no writer could write."""

    path: Path
    size: int
    held: float


def publish(ledger: FileLedger, target: Path) -> Published | None:
    """Put a whole copy of the ledger at `target`; None where nothing changed since the copy that is there.

    Who has the copy of before open keeps it. LedgerError where it cannot be made; the copy of before stays then.
    """
    target = target.resolve()
    if target == ledger.path.resolve():
        raise LedgerError(f"{target} is the ledger itself; name another file in storage.published")
    with told(f"{target} cannot be published"):
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft(target, ledger.wait) as made:
            if unchanged(ledger.path, target):
                return None
            with held_still(ledger):
                since = time.monotonic()
                was = ledger.path.stat()
                copy_file(ledger.path, made)
                held = time.monotonic() - since
            # The time of the ledger's last write stands on the copy: by it the next run sees whether it is stale.
            os.utime(made, ns=(was.st_atime_ns, was.st_mtime_ns))
            made.chmod(was.st_mode & 0o7777 & ~0o222)
            refuse_broken(made, ledger.path)
            put_in_place(made, target)
            return Published(target, was.st_size, held)


def refuse_broken(made: Path, path: Path) -> None:
    """LedgerError where a copy of the file `path` does not open as a ledger."""
    try:
        with FileLedger(made).read() as db:
            known_version(db, str(path))
    except LedgerUnreadableError as error:
        raise LedgerError(f"the copy of {path} is no whole ledger; see `pactwatch ledger check`") from error


def unchanged(path: Path, target: Path) -> bool:
    """Whether a published copy is of the file as it is now; what a killed writer left beside it counts as a change."""
    if log_of(path).exists() or not (path.exists() and target.exists()):
        return False
    one, other = path.stat(), target.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


@contextmanager
def held_still(ledger: FileLedger) -> Iterator[duckdb.DuckDBPyConnection]:
    """Within the block nobody writes, the file is whole without a log beside it, and others can read.

    Gives a connection that reads it. LedgerBusyError where other programs leave no moment for it.
    """
    deadline = time.monotonic() + ledger.wait
    while True:
        # A writer that ends leaves no log, one that is killed does; another may come in between, and be killed.
        if log_of(ledger.path).exists():
            with ledger.write() as db:
                db.execute("CHECKPOINT")
        with WRITERS[ledger.path.absolute()], ledger.read() as db:
            if not log_of(ledger.path).exists():
                yield db
                return
        if time.monotonic() > deadline:
            raise LedgerBusyError(f"the ledger {ledger.path} is written without a pause; run again later")
