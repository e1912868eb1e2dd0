"""From items to articles with their acts, by several processes; the writer is one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from flows.archives.items import Item, Skip, Span, address_of
from flows.gather.follow import read_acts, read_safely
from parsers import acts
from parsers.language import detect_language, is_read
from parsers.model import Article, Entry, Problem, ProblemCode
from parsers.page import not_read
from storage.articles import Followed

SOURCE = "backfill"
# What one process gets at a time: few enough that all are busy to the end of a window.
CHUNK, CHUNK_BYTES = 32, 4_000_000

Read = Followed | Skip


class Reader(Protocol):
    """What reads items, a few at a time."""

    def __call__(self, items: Iterable[Item], span: Span) -> list[Future[list[Read]]]:
        """Begin to read items; BrokenExecutor from what comes of them where whoever reads was killed."""

    def renew(self) -> None:
        """Go on after that; what was being read is given up."""


@contextmanager
def reader(workers: int) -> Iterator[Reader]:
    """What reads items, in so many processes; with one, in this process."""
    if workers <= 1:
        yield Here()
        return
    # One thread a process: the cores are shared out among the workers already.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    processes = Processes(workers)
    try:
        yield processes
    except BaseException:
        processes.give_up()
        raise
    processes.pool.shutdown()


class Here:
    """Reads in this process, at once."""

    def __call__(self, items: Iterable[Item], span: Span) -> list[Future[list[Read]]]:
        return [done(read_chunk(chunk, span)) for chunk in chunks(items)]

    def renew(self) -> None:
        """There is nobody to be killed."""


class Processes:
    """Reads in processes of its own."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool = self._start()

    def __call__(self, items: Iterable[Item], span: Span) -> list[Future[list[Read]]]:
        return [self.pool.submit(read_chunk, chunk, span) for chunk in chunks(items)]

    def renew(self) -> None:
        """Other processes in the place of those that were killed."""
        self.give_up()
        self.pool = self._start()

    def give_up(self) -> None:
        """End without waiting for what is being read."""
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        # Forked, a worker would have the locks of the engine's threads, and perhaps wait for them without end.
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=spawn, initializer=begin, initargs=(os.getpid(),))


def begin(parent: int) -> None:
    """Make a worker ready: Ctrl-C is its parent's to hear, and it must not outlive that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    acts.warm_up()
    # The model's objects stay for good; looking through them again and again for garbage is a tenth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def end_with(parent: int) -> None:
    """End this process when its parent is gone, also when that was killed."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def done(read: list[Read]) -> Future[list[Read]]:
    """What was read already, as if it had been waited for."""
    future: Future[list[Read]] = Future()
    future.set_result(read)
    return future


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in their order, a few at a time."""
    some: list[Item] = []
    size = 0
    for item in items:
        some.append(item)
        size += len(item.body)
        if len(some) >= CHUNK or size >= CHUNK_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def read_chunk(items: Sequence[Item], span: Span) -> list[Read]:
    """What each item gave."""
    now = datetime.now(UTC)
    found = [read_item(item, span, now) for item in items]
    unread = [
        n
        for n, f in enumerate(found)
        if isinstance(f, Followed) and f.article and is_read(f.article.language)
    ]
    for number, followed in zip(unread, with_acts([found[n] for n in unread]), strict=True):
        found[number] = followed
    return found


def with_acts(found: Sequence[Read]) -> Iterator[Followed]:
    """Articles with the acts that they report. They are parsed together, which is quicker than one by one."""
    several = [f for f in found if isinstance(f, Followed) and f.article]
    try:
        readings = list(acts.read_many(f.article for f in several if f.article))
    except Exception:  # noqa: BLE001 - one of them breaks the reader: read apart, it becomes a row that says why
        for f in several:
            reading, fault = read_acts(f.article) if f.article else (None, None)
            yield replace(f, reading=reading, problem=fault or f.problem)
        return
    for f, reading in zip(several, readings, strict=True):
        yield replace(f, reading=reading)


def read_item(item: Item, span: Span, now: datetime) -> Read:
    """One item, but for its acts: its article, the problem, or why it is not wanted."""
    article, problem = article_of(item)
    if article is not None and (skip := span.after_reading(article.published, item)):
        return skip
    url = address_of(item, article)
    title = article.title if article else item.title
    followed = Followed(
        Entry(item.url or url, title or item.name, item.published),
        item.source or SOURCE,
        item.captured or now,
        item.http_status,
        problem=problem,
    )
    if article is None:
        return followed
    return replace(followed, article=replace(article, url=url, outlet=item.outlet or article.outlet))


def article_of(item: Item) -> tuple[Article | None, Problem | None]:
    """The article of an item, the problem, or both."""
    if item.problem:
        return None, item.problem
    if item.article:
        language = detect_language(item.article.text)
        article = replace(item.article, language=language)
        return article, None if is_read(language) else not_read(language)
    page = read_safely(item.body, item.url or item.name, item.content_type, item.entry)
    if page.article is None and page.problem is None:
        return None, Problem(ProblemCode.NO_TEXT, "no article text was found")
    return page.article, page.problem
