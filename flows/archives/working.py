"""The work of a backfill: windows are taken, read and written, one transaction each, until none is left."""

from __future__ import annotations

import os
import platform
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.alerts.subscription import Subscription
from flows.archives.begun import Begun
from flows.archives.items import Archive, ArchiveError, Item, Skip, Span, Window
from flows.archives.lists import with_answer
from flows.archives.reading import Reader
from flows.archives.tally import Tally
from flows.gather.http import Ask, Hosts
from flows.gather.stream import batches
from flows.settings import Fetch
from storage.ledger import Ledger
from storage.windows import DONE, TAKEN, Piece, done_parts, holders, known_since, take

# Windows that are read while others are written.
AHEAD = 1
# A file is opened, checked and packed at a cost that hardly depends on how much is written: what was read waits so many
# seconds for more.
HOLD = 5.0
# Somebody who has had a window for so long is taken for dead.
LEASE = timedelta(minutes=10)
BUSY_PAUSE = 2.0
# A page that kills whoever reads it must not be tried for ever.
BROKEN = 3


@dataclass(frozen=True, slots=True)
class Job:
    """What a backfill works with: the ledger, what is asked, how pages are fetched, who hears of it, and in which run."""

    ledger: Ledger
    span: Span
    fetch: Fetch
    subscriptions: Sequence[Subscription]
    run_id: str
    reader: Reader
    worker: str
    pause: float = BUSY_PAUSE
    hold: float = HOLD


# Called after each window that was written.
OnWindow = Callable[[Window], None]


def worker_name() -> str:
    """This process, on this machine."""
    return f"{platform.node()}/{os.getpid()}"


def is_free(worker: str, taken_at: datetime) -> bool:
    """Whether a window may be taken over: whoever had it is gone, or had it for too long."""
    host, _, process = worker.rpartition("/")
    if host == platform.node() and process.isdecimal() and not lives(int(process)):
        return True
    return datetime.now(UTC) - taken_at > LEASE


def lives(process: int) -> bool:
    """Whether a process of this machine is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_archive(job: Job, archive: Archive, tally: Tally, on_window: OnWindow) -> None:
    """Read all windows of an archive that nobody has read; windows that others are reading are waited for.

    ArchiveError where the archive cannot be read, or no further; what was read until then stays.
    """
    with job.ledger.read() as db:
        tally.before += sum(done_parts(db, archive.id).values())
    broken = 0
    while True:
        try:
            if not one_pass(job, archive, tally, on_window):
                return
        except BrokenExecutor as error:
            job.reader.renew()
            broken += 1
            if broken >= BROKEN:
                why = f"{archive.name}: processes that read it were killed {broken} times; is there memory enough for --workers?"
                raise ArchiveError(why) from error
            continue
        time.sleep(job.pause)


def one_pass(job: Job, archive: Archive, tally: Tally, on_window: OnWindow) -> int:
    """Go through an archive once; how many windows others are reading, or left behind.

    Windows are written in their order, also by several workers: what a ledger holds then does not depend on who was first.
    """
    with job.ledger.read() as db:
        done = done_parts(db, archive.id)
    others: list[Piece] = []
    begun: deque[Begun] = deque()
    fault: ArchiveError | None = None
    for window in to_the_fault(archive.windows(done)):
        if isinstance(window, ArchiveError):
            fault = window
            break
        piece = Piece(archive.id, archive.name, window.part, job.worker, job.run_id)
        state = taken(job, piece)
        if state == TAKEN:
            begun.append(begin(job, piece, window, others))
        elif state != DONE:
            others.append(piece)
        make_room(job, begun, tally, on_window)
        if begun and begun[0].is_due(job.hold) and not write_next(job, begun, tally, on_window):
            return len(others)
    while begun:
        if not write_next(job, begun, tally, on_window):
            return len(others)
    if fault:
        raise fault
    return len(others)


def to_the_fault(windows: Iterator[Window]) -> Iterator[Window | ArchiveError]:
    """Windows, and where they can be read no further, why."""
    try:
        yield from windows
    except ArchiveError as error:
        yield error


def begin(job: Job, piece: Piece, window: Window, others: Sequence[Piece]) -> Begun:
    """Let a window be read."""
    skipped, items = unknown(job.ledger, window)
    window.items = []
    return Begun(piece, window, skipped, job.reader(to_read(job, window, items), job.span), tuple(others))


def make_room(job: Job, begun: deque[Begun], tally: Tally, on_window: OnWindow) -> None:
    """Wait until no more windows are being read than memory is meant for; what was fetched is not to be fetched again."""
    ahead = 0 if begun and begun[-1].window.fetch else AHEAD
    unread = [one for one in begun if one.read_at is None]
    try:
        for one in unread[: max(len(unread) - ahead, 0)]:
            one.wait()
    except BrokenExecutor:
        # What was read before must not be lost with it, again and again.
        if begun[0].read_at is not None:
            write_next(job, begun, tally, on_window)
        raise


def write_next(job: Job, begun: deque[Begun], tally: Tally, on_window: OnWindow) -> bool:
    """Write the first of some windows, when it is its turn, and those behind it that are read and whose turn it is too;
    False where that does not come.
    """
    if not is_next(job, begun):
        return False
    together = [begun.popleft()]
    while begun and begun[0].read_at is not None and begun[0].after == together[0].after:
        together.append(begun.popleft())
    write(job, together, tally, on_window)
    return True


def is_next(job: Job, begun: Sequence[Begun]) -> bool:
    """Wait until the windows before the first of some are written; False where one of them was left behind."""
    renewed = time.monotonic()
    while begun[0].after:
        with job.ledger.read() as db:
            held = holders(db, begun[0].after)
        if not held:
            break
        if any(is_free(worker, taken_at) for worker, taken_at in held):
            return False
        time.sleep(job.pause)
        if time.monotonic() - renewed > LEASE.total_seconds() / 4:
            renewed = time.monotonic()
            for one in begun:
                taken(job, one.piece)
    return True


def taken(job: Job, piece: Piece) -> str:
    """Take a window for this process; what `storage.windows.take` says of it."""
    with job.ledger.write() as db:
        return take(db, piece, datetime.now(UTC), is_free)


def unknown(ledger: Ledger, window: Window) -> tuple[Counter[str], list[Item]]:
    """The items of a window that may be new, and the count of what is skipped.

    An address that is known is not fetched again, nor a page read that was captured before what the ledger has.
    """
    skipped = Counter(window.skipped)
    told = {i.url for i in window.items if i.url and (window.fetch or i.captured)}
    with ledger.read() as db:
        known = known_since(db, told)
    left = []
    for item in window.items:
        since = known.get(item.url)
        if since and (window.fetch or (item.captured and item.captured <= since)):
            skipped[Skip.KNOWN] += 1
        else:
            left.append(item)
    return skipped, left


def to_read(job: Job, window: Window, items: list[Item]) -> Iterable[Item]:
    """Items with what there is to read of them: pages of addresses are fetched, politely, while others are read."""
    if not window.fetch:
        return items
    return fetched(job, items)


def fetched(job: Job, items: list[Item]) -> Iterator[Item]:
    """Items with their pages, as these come."""
    for batch in batches([Ask(item.url or item.name) for item in items], job.fetch, Hosts()):
        for number, answer in batch:
            yield with_answer(items[number], answer)


def write(job: Job, together: Sequence[Begun], tally: Tally, on_window: OnWindow) -> None:
    """Wait for some windows, and write all that came of them, and that they are done, in one transaction."""
    for one in together:
        one.wait()
    with job.ledger.write() as db:
        written = [one.write(db, job.subscriptions, job.run_id) for one in together]
    for one, (new, recorded) in zip(together, written, strict=True):
        tally.add(new, recorded)
        tally.listed += one.window.listed
        tally.skipped.update(one.skipped)
        on_window(one.window)
