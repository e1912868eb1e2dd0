"""The work of a backfill: windows are taken, read and written, one transaction each, until none is left."""

from __future__ import annotations

import os
import platform
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from flows.alerts.subscription import Subscription
from flows.archives.items import Archive, ArchiveError, Item, Skip, Span, Window
from flows.archives.lists import with_answer
from flows.archives.reading import Read, Reader
from flows.archives.tally import Tally
from flows.gather.http import Ask, Hosts
from flows.gather.stream import batches
from flows.record import record
from flows.settings import Fetch
from storage.articles import Followed, article_key, entries_to_follow, read_articles
from storage.ledger import Ledger
from storage.revisions import unknown_versions
from storage.waiting import passes
from storage.windows import DONE, TAKEN, Outcome, Piece, done_parts, finish, holders, known_since, take

# Windows that are read while one is written.
AHEAD = 1
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


@dataclass(slots=True)
class Begun:
    """A window that is being read, what of it is skipped, and which earlier windows others were reading by then."""

    piece: Piece
    window: Window
    skipped: Counter[str]
    futures: list[Future[list[Read]]]
    after: tuple[Piece, ...]


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
        if len(begun) > AHEAD and not write_next(job, begun, tally, on_window):
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


def write_next(job: Job, begun: deque[Begun], tally: Tally, on_window: OnWindow) -> bool:
    """Write the first of some windows, when it is its turn; False where that does not come."""
    if not is_next(job, begun):
        return False
    write(job, begun.popleft(), tally, on_window)
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


def write(job: Job, begun: Begun, tally: Tally, on_window: OnWindow) -> None:
    """Wait for a window, and write all that came of it, and that it is done, in one transaction."""
    piece, window, skipped = begun.piece, begun.window, begun.skipped
    found: list[Followed] = []
    for future in begun.futures:
        for read in future.result():
            if isinstance(read, Skip):
                skipped[read] += 1
            else:
                found.append(read)
    new = list(only_new(job.ledger, found))
    if known := len(found) - len(new):
        skipped[Skip.KNOWN] += known
    articles = sum(f.reading is not None for f in new)
    again = any(f.problem and (f.wait_until or passes(f.problem, f.http_status)) for f in new)
    for f in new:
        if f.reading is None and f.problem:
            skipped[f.problem.code] += 1
    acts = sum(len(f.reading.acts) for f in new if f.reading)
    outcome = Outcome(window.listed, articles, acts, skipped, again)

    def mark(db: duckdb.DuckDBPyConnection) -> None:
        finish(db, piece, outcome, datetime.now(UTC))

    recorded = record(job.ledger, new, job.subscriptions, job.run_id, any_age=True, beside=mark)
    tally.add(new, recorded)
    tally.listed += window.listed
    tally.skipped.update(skipped)
    on_window(window)


def only_new(ledger: Ledger, found: Sequence[Followed]) -> Iterator[Followed]:
    """Those that the ledger does not know, or that say something else than all it has of them; each once.

    What has no time of fetching, as a file, must not bring back an earlier version of an article.
    """
    articles = [f.article for f in found if f.article]
    with ledger.read() as db:
        new = {e.url for e in entries_to_follow(db, [f.entry for f in found])}
        read = read_articles(db, [article_key(a) for a in articles])
        edited = unknown_versions(db, articles)
    told: set[tuple[str | None, str, str]] = set()
    for f in found:
        # One text under two addresses is one article; without an article the address is what there is.
        text = (f.article_id, f.article.title, f.article.text) if f.article else (None, f.entry.url, "")
        if text in told:
            continue
        told.add(text)
        if f.article_id in edited or (f.entry.url in new and f.article_id not in read):
            yield f
