"""New files that come whole or not at all: made in a folder of their own, then put in place in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import LedgerBusyError, LedgerError

COPIER = Path(__file__).with_name("copier.py")
LOCK = "lock"


@contextmanager
def draft(target: Path, wait: float = 30.0) -> Iterator[Path]:
    """Where to make a new `target`, beside it; gone at the end of the block, with what a killed program left there.

    Only one program at a time makes a draft of one target; LedgerBusyError after `wait` seconds.
    """
    folder = target.with_name(f".{target.name}.draft")
    lock = locked_folder(folder, time.monotonic() + wait)
    try:
        for left in folder.iterdir():
            if left.name != LOCK:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield folder / target.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def locked_folder(folder: Path, deadline: float) -> int:
    """Make a folder and take its lock, which goes when the program ends, however it ends; returns the open lock."""
    path = folder / LOCK
    while True:
        lock = open_lock(path)
        if lock is not None:
            if holds(lock, path):
                return lock
            os.close(lock)
        if time.monotonic() > deadline:
            raise LedgerBusyError(f"another program is at work in {folder}; run again when it is done")
        time.sleep(0.01)


def open_lock(path: Path) -> int | None:
    """Open a lock in its folder; None where another program has just taken the folder away."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        return None


def holds(lock: int, path: Path) -> bool:
    """Whether the lock is ours now, and still the one that others would open."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(lock), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, with who may read it, by a separate process; LedgerError where it cannot be."""
    with target.open("wb") as new:
        done = subprocess.run(  # noqa: S603 - our own program, and a path that no shell reads
            [sys.executable, "-I", "-S", str(COPIER), str(source.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=new,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        why = done.stderr.strip().rpartition("\n")[2] or f"the copying process ended with {done.returncode}"
        raise LedgerError(f"{source} cannot be copied to {target.parent.parent}: {why}")
    target.chmod(source.stat().st_mode & 0o7777)


def put_in_place(made: Path, target: Path) -> None:
    """Let a finished file take the place of `target` in one step, also across a loss of power."""
    sync(made)
    # DuckDB would take what somebody's write left beside the old file for the new one's.
    log_of(target).unlink(missing_ok=True)
    made.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def log_of(path: Path) -> Path:
    """DuckDB's write-ahead log of a file: there while it is written, and after a writer was killed."""
    return path.with_name(f"{path.name}.wal")


def beside(path: Path, what: str) -> Path:
    """A file beside a ledger, named after it: ledger.duckdb -> ledger.WHAT.duckdb."""
    return path.with_name(f"{path.stem}.{what}{path.suffix}")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Within the block, what the system refuses becomes a LedgerError of one line that begins with `what`."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise LedgerError(f"{what}: {error.strerror or error}{where}") from error
