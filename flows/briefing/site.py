"""Write the site into its folder: a file that is as it was is left alone, and what is no more goes last."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.briefing.pages import File, pages
from flows.briefing.tables import tables
from flows.briefing.views import world_of
from flows.errors import InputError
from storage.briefing import briefing, pacts_table, reports
from storage.drafts import locked_folder
from storage.ledger import Ledger

# Lists what the site is made of: so a folder is known as one, and no file of anybody else's is ever taken away.
MARK = "pactwatch-briefing.json"
# Where a file is made before it is put in place, and the lock of whoever does; there only while a site is built.
DRAFT = ".draft"
WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: pacts, files in all, and how many of them were written or taken away."""

    pacts: int
    files: int
    written: int
    removed: int


def build_site(ledger: Ledger, folder: Path, now: datetime, base_url: str = "") -> Built:
    """Make the site from a ledger in a new folder, an empty one, or one of an earlier site.

    Each file is there whole or as it was. `base_url` is the address that the folder is served at, with a slash at its end,
    or "". InputError where the folder holds something else or cannot be written, LedgerError as `Ledger.read` raises it.
    """
    folder = folder.absolute()
    with told(folder):
        files_of(folder)
    with told(folder), alone(folder):
        known = files_of(folder)
        with ledger.read() as db:
            asked = briefing(db)
            world = world_of(asked)
            made = Writer(folder, known)
            for name, content in tables(pacts_table(db)).items():
                made.put(name, content)
            made.put_all(pages(world, asked, reports(db), now, base_url))
        return Built(len(world.pacts), len(made.names), made.written, made.finish())


def files_of(folder: Path) -> frozenset[str]:
    """The files of the site that is in a folder; InputError where it holds something else."""
    mark = folder / MARK
    if mark.exists():
        try:
            return frozenset(json.loads(mark.read_text(encoding="utf-8"))["files"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{mark} is damaged; take the folder away, and publish again") from error
    if folder.exists() and (not folder.is_dir() or any(p.name != DRAFT for p in folder.iterdir())):
        raise InputError(f"{folder} holds something else than a briefing; name an empty or a new folder")
    return frozenset()


class Writer:
    """Writes files below a folder, and remembers which."""

    def __init__(self, folder: Path, known: frozenset[str]) -> None:
        self.folder, self.known = folder, known
        self.names: set[str] = set()
        self.written = 0
        # From the start, so that what a killed program leaves is known as a site.
        self.mark(known)

    def put_all(self, files: Iterable[File]) -> None:
        """Write files in their order."""
        for name, content in files:
            self.put(name, content)

    def put(self, name: str, content: bytes) -> None:
        """Write a file, unless it is there as it is to be."""
        self.names.add(name)
        path = self.folder / name
        try:
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.replace(path, content)
        self.written += 1

    def replace(self, path: Path, content: bytes) -> None:
        """Let a file have a content in one step."""
        draft = self.folder / DRAFT / "file"
        draft.write_bytes(content)
        draft.replace(path)

    def finish(self) -> int:
        """Take away what an earlier site had and this one has not; returns how many files."""
        gone = sorted(n for n in self.known - self.names if is_ours(n))
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        self.mark(self.names)
        return len(gone)

    def mark(self, names: Iterable[str]) -> None:
        """Note what the site is made of."""
        self.replace(self.folder / MARK, (json.dumps({"files": sorted(names)}) + "\n").encode())


def is_ours(name: str) -> bool:
    """Whether a name of the mark lies within the folder: a mark may have been edited."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Within the block no other program builds the same site."""
    folder.mkdir(parents=True, exist_ok=True)
    # Within the folder: who may write it may not always write beside it.
    lock = locked_folder(folder / DRAFT, time.monotonic() + WAIT)
    try:
        yield
    finally:
        shutil.rmtree(folder / DRAFT, ignore_errors=True)
        os.close(lock)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Within the block, what the system refuses becomes an InputError of one line."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}") from error
