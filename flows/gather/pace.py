"""Whose turn it is: how often a host is asked, how many at a time, and which hosts are left alone."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.gather.robots import Rules
from flows.settings import Fetch

# Where a host does not say how long it wants to be left alone: five minutes, doubled each time, up to an hour.
BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(hours=1)


@dataclass(slots=True)
class Host:
    """What a run knows of one host; `next_at` is on the monotonic clock."""

    next_at: float = 0.0
    strikes: int = 0
    until: datetime | None = None


@dataclass(slots=True)
class Hosts:
    """What a run knows of all hosts: hand the same to each call of a run, and no host is asked more than it should.

    It holds no connection and no lock, so it can go from one event loop to the next.
    """

    hosts: dict[str, Host] = field(default_factory=dict)
    robots: dict[str, Rules] = field(default_factory=dict)

    def of(self, host: str) -> Host:
        """What is known of a host."""
        return self.hosts.setdefault(host, Host())

    def leave(self, host: str, until: datetime) -> datetime:
        """Leave a host alone until then, or as long as was said before where that is longer; returns the time."""
        known = self.of(host)
        known.until = max(until, known.until or until)
        return known.until

    def waiting(self, host: str, now: datetime) -> datetime | None:
        """Until when a host is left alone; None where it may be asked."""
        until = self.of(host).until
        return until if until and until > now else None

    def strike(self, host: str, asked: datetime | None, now: datetime) -> datetime:
        """The host is busy: leave it alone until it `asked` for, or ever longer; returns the time."""
        known = self.of(host)
        if asked is None and not self.waiting(host, now):
            known.strikes += 1
            wait = min(BACK_OFF * 2 ** (known.strikes - 1), LONGEST_BACK_OFF)
            # Not all who were turned away should come back in the same moment.
            asked = now + wait * random.uniform(1, 1.5)  # noqa: S311 - no secret
        return self.leave(host, asked or now)


class Turns:
    """Turns of one event loop: `limits.concurrency` requests at a time in all, `limits.per_host` to one host.

    Requests to one host start at least its delay apart. Nobody holds a place while waiting for a host's next moment,
    so a slow host keeps no other waiting.
    """

    def __init__(self, limits: Fetch, hosts: Hosts) -> None:
        self.limits = limits
        self.hosts = hosts
        self.places = asyncio.Semaphore(limits.concurrency)
        self.of_hosts: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn with a host; `delay` is what its robots.txt asks for, in seconds."""
        known = self.hosts.of(host)
        async with self.of_hosts.setdefault(host, asyncio.Semaphore(self.limits.per_host)):
            while True:
                await asyncio.sleep(max(0.0, known.next_at - time.monotonic()))
                await self.places.acquire()
                # Another may have had its turn with the host while this one waited for a place.
                if known.next_at <= time.monotonic():
                    break
                self.places.release()
            known.next_at = time.monotonic() + max(self.limits.delay, delay)
            try:
                yield
            finally:
                self.places.release()
