"""Fetching while reading: answers come in batches, and more are fetched while one batch is worked on."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from enum import Enum, auto

from flows.gather.http import Ask, Fetched, Hosts, fetch_each
from flows.settings import Fetch

# A batch is handed on when it has so many answers, or after so many seconds: what a killed run loses is no more.
SIZE = 100
SECONDS = 5.0
# Or when its bodies have so many bytes: feeds and pages of megabytes must not fill the memory.
BYTES = 16_000_000
# Whole bodies wait here too.
AHEAD = 64


class Late(Enum):
    """Nothing came in time."""

    LATE = auto()


LATE = Late.LATE
Answer = tuple[int, Fetched]
Item = Answer | BaseException | Late | None
Line = queue.Queue[Item]


def batches(
    asks: Sequence[Ask], limits: Fetch, hosts: Hosts, *, size: int = SIZE, seconds: float = SECONDS
) -> Iterator[list[Answer]]:
    """GET many addresses; yields the answers, each with the number of its ask, in batches as they come.

    Fetching goes on in a thread while a batch is worked on, a few answers ahead. What it raises is raised here.
    """
    if not asks:
        return
    line: Line = queue.Queue(AHEAD)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(asks, limits, hosts, line, stop), name="fetch", daemon=True)
    thread.start()
    try:
        yield from gathered(line, size, seconds)
    finally:
        stop.set()
        while thread.is_alive():
            drain(line)
            thread.join(0.05)


def run(
    asks: Sequence[Ask],
    limits: Fetch,
    hosts: Hosts,
    line: Line,
    stop: threading.Event,
) -> None:
    """Fetch in an event loop of this thread's own, and put the answers into the line; None is its end."""

    async def fetch() -> None:
        async with aclosing(fetch_each(asks, limits, hosts)) as each:
            async for answer in each:
                await asyncio.to_thread(line.put, answer)
                if stop.is_set():
                    return

    try:
        asyncio.run(fetch())
    except BaseException as error:  # noqa: BLE001 - it is raised where the answers are awaited
        line.put(error)
    else:
        line.put(None)


def gathered(line: Line, size: int, seconds: float) -> Iterator[list[Answer]]:
    """What comes out of the line until its end, in batches."""
    batch: list[Answer] = []
    until, weight = 0.0, 0
    while True:
        item = taken(line, until if batch else None)
        if isinstance(item, BaseException):
            raise item
        if isinstance(item, tuple):
            until = until if batch else time.monotonic() + seconds
            batch.append(item)
            weight += len(item[1].body)
        if batch and (item is None or item is LATE or len(batch) >= size or weight >= BYTES):
            yield batch
            batch, weight = [], 0
        if item is None:
            return


def taken(line: Line, until: float | None) -> Item:
    """The next item of the line; LATE where none came until then (on the monotonic clock)."""
    try:
        return line.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
    except queue.Empty:
        return LATE


def drain(line: Line) -> None:
    """Make room for whoever still puts something in."""
    try:
        while True:
            line.get_nowait()
    except queue.Empty:
        return
