"""How much there is to read, counted before anything is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.archives.items import Archive, ArchiveError
from flows.archives.working import unknown
from storage.errors import LedgerUnreadableError
from storage.ledger import Ledger
from storage.windows import done_parts, has_windows


@dataclass(slots=True)
class Count:
    """Of one archive: what it lists still, what would be read or fetched, why the rest would not, and what is done."""

    name: str
    windows: int = 0
    listed: int = 0
    to_read: int = 0
    fetch: bool = False
    skipped: Counter[str] = field(default_factory=Counter)
    done: int = 0
    problem: str = ""


def count(ledger: Ledger | None, archives: Sequence[Archive]) -> list[Count]:
    """Count what archives hold; `ledger` says what is done already (None: there is none yet)."""
    return [count_archive(ledger, archive) for archive in archives]


def count_archive(ledger: Ledger | None, archive: Archive) -> Count:
    """Count one archive, by headers, addresses and dates alone."""
    counted = Count(archive.name)
    try:
        done = parts_done(ledger, archive)
        counted.done = sum(done.values())
        for window in archive.windows(done):
            skipped, items = unknown(ledger, window) if ledger else (window.skipped, window.items)
            counted.windows += 1
            counted.listed += window.listed
            counted.to_read += len(items)
            counted.fetch |= window.fetch
            counted.skipped.update(skipped)
    except ArchiveError as error:
        counted.problem = str(error)
    return counted


def parts_done(ledger: Ledger | None, archive: Archive) -> dict[str, int]:
    """What is done of an archive."""
    if ledger is None:
        return {}
    with ledger.read() as db:
        return done_parts(db, archive.id)


def there(ledger: Ledger) -> Ledger | None:
    """The ledger, if it is there and knows of windows."""
    try:
        with ledger.read() as db:
            return ledger if has_windows(db) else None
    except LedgerUnreadableError:
        return None
