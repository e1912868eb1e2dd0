"""Fetch over HTTP, polite and within limits; what goes wrong is a Problem, never an exception."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2

from flows.gather.answers import Ask, Fetched, failed, left_alone, moment
from flows.gather.client import Answer, Client
from flows.gather.guard import ForbiddenError
from flows.gather.headers import fresh_until, validator
from flows.gather.pace import Hosts, Turns
from flows.gather.robots import Rules, product
from flows.gather.sites import BUSY, Sites, host_of, reason, strike, too_slow
from flows.settings import Fetch
from parsers.model import ProblemCode
from parsers.text import one_line

__all__ = ["Ask", "Fetched", "Hosts", "fetch_all", "fetch_each"]

T = TypeVar("T")
PERMANENT = frozenset({301, 308})


async def fetch_all(asks: Sequence[Ask | str], limits: Fetch, known: Hosts | None = None) -> list[Fetched]:
    """GET many addresses; the answers in the order of the asks. `fetch_each` says how."""
    async with aclosing(fetch_each(asks, limits, known)) as each:
        answers = {number: answer async for number, answer in each}
    return [answers[number] for number in range(len(asks))]


async def fetch_each(
    asks: Sequence[Ask | str], limits: Fetch, known: Hosts | None = None, *, client: Client | None = None
) -> AsyncGenerator[tuple[int, Fetched]]:
    """GET many addresses; yields the number of an ask and its answer as they come, exactly one for each.

    Hosts are asked side by side, each at its own pace. `known` is what earlier calls of the same run learnt of hosts.
    Whoever reads slowly slows the fetching: no more than a few answers wait. Close it (`aclosing`) to stop early.
    """
    errands = Errands(limits, known if known is not None else Hosts(), client or Client(limits))
    try:
        for number, ask in enumerate(asks):
            errands.begin(number, ask if isinstance(ask, Ask) else Ask(ask))
        for _ in asks:
            yield await errands.answers.get()
    finally:
        await errands.close()


@dataclass(slots=True)
class Errand:
    """One ask on its way: where it is now, and what became of it so far.

    `moved` is where the permanent redirects from its start led, and `moving` is whether there was no other yet.
    """

    number: int
    ask: Ask
    url: httpx2.URL
    redirects: int = 0
    moved: str = ""
    moving: bool = True
    seconds: float = 0.0
    cookies: httpx2.Cookies = field(default_factory=httpx2.Cookies)

    @property
    def host(self) -> str:
        """The host that is asked now."""
        return host_of(self.url)

    def go_to(self, url: httpx2.URL, *, permanent: bool) -> None:
        """Follow a redirect."""
        self.url = url
        self.redirects += 1
        self.moving = self.moving and permanent
        if self.moving:
            self.moved = str(url)


class Errands:
    """All asks of one call: a queue for each host, and a few runners that work it off.

    A redirect puts an errand into the queue of the host that it leads to, so that no runner waits for another host.
    """

    def __init__(self, limits: Fetch, hosts: Hosts, client: Client) -> None:
        self.limits = limits
        self.hosts = hosts
        self.client = client
        self.turns = Turns(limits, hosts)
        self.sites = Sites(limits, hosts, client, self.turns)
        self.queues: dict[str, deque[Errand]] = {}
        self.runners: dict[str, int] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        # Whole bodies wait here, so there must not be many.
        self.answers: asyncio.Queue[tuple[int, Fetched]] = asyncio.Queue(limits.concurrency)

    def begin(self, number: int, ask: Ask) -> None:
        """Set out for an ask."""
        try:
            self.enqueue(Errand(number, ask, httpx2.URL(ask.url)))
        except (httpx2.InvalidURL, ValueError) as error:
            why = f"the address cannot be read ({error}); mend it"
            answer = failed(ask.url, ProblemCode.UNREACHABLE, why)
            self.spawn(self.answers.put((number, answer)))

    def enqueue(self, errand: Errand) -> None:
        """Put an errand into its host's queue, and see that somebody works that off."""
        host = errand.host
        self.queues.setdefault(host, deque()).append(errand)
        if self.runners.get(host, 0) < self.limits.per_host:
            self.runners[host] = self.runners.get(host, 0) + 1
            self.spawn(self.run(host))

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start a task that `close` ends."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def run(self, host: str) -> None:
        """Work off the queue of a host."""
        queue = self.queues[host]
        while queue:
            errand = queue.popleft()
            answer = await self.step(errand)
            if answer is not None:
                await self.answers.put((errand.number, answer))
        self.runners[host] -= 1

    async def step(self, errand: Errand) -> Fetched | None:
        """Take an errand one request further; what comes back is why it cannot be.

        All that can fail stands in the `try`: an errand that got lost would be waited for without end.
        """
        url = str(errand.url)
        try:
            return await self.go(errand)
        except TimeoutError:
            return failed(url, ProblemCode.UNREACHABLE, too_slow(self.limits))
        except ForbiddenError as error:
            return failed(url, ProblemCode.FORBIDDEN_ADDRESS, str(error))
        except Exception as error:  # noqa: BLE001 - a server can make the client raise more than its own errors
            return failed(url, ProblemCode.UNREACHABLE, reason(error))

    async def go(self, errand: Errand) -> Fetched | None:
        """One request, when its turn has come and if it may be made at all; what comes back is why it may not."""
        rules = await self.sites.rules_of(errand.url)
        answer = self.refusal(errand, rules)
        if answer is None:
            async with self.turns.turn(errand.host, rules.delay):
                # While this one waited for its turn, another may have heard that the host is busy.
                answer = self.refusal(errand, rules) or await self.request(errand)
                if answer is not None:
                    # Within the turn: as many bodies wait for a slow reader as there are places, not one for each host.
                    await self.answers.put((errand.number, answer))
                    return None
            self.enqueue(errand)
        return answer

    def refusal(self, errand: Errand, rules: Rules) -> Fetched | None:
        """Why an address is not asked for; None where it may be."""
        url = str(errand.url)
        until = self.hosts.waiting(errand.host, datetime.now(UTC))
        if rules.problem:
            return Fetched(url, problem=rules.problem, wait_until=rules.wait_until)
        if until:
            return left_alone(url, errand.host, until)
        if not rules.allows(url):
            return failed(
                url,
                ProblemCode.ROBOTS,
                f"the robots.txt of {errand.host} asks {product(self.limits.user_agent)} not to read this; "
                "ask the publisher, or take the source out",
            )
        return None

    async def request(self, errand: Errand) -> Fetched | None:
        """Ask the host; None where it redirects."""
        started = time.monotonic()
        conditions = {"If-None-Match": errand.ask.etag, "If-Modified-Since": errand.ask.last_modified}
        try:
            async with asyncio.timeout(self.limits.timeout - errand.seconds):
                answer = await self.client.get(
                    errand.url,
                    self.limits.max_bytes,
                    {name: value for name, value in conditions.items() if validator(value)},
                    errand.cookies,
                )
        finally:
            errand.seconds += time.monotonic() - started
        where = answer.location
        if where is None:
            return self.judge(errand, answer)
        if errand.redirects >= self.limits.max_redirects:
            detail = f"more than {self.limits.max_redirects} redirects; check the address"
            return failed(str(errand.url), ProblemCode.HTTP_ERROR, detail, answer.status)
        errand.go_to(
            where.copy_with(username=None, password=None, fragment=None), permanent=answer.status in PERMANENT
        )
        return None

    def judge(self, errand: Errand, answer: Answer) -> Fetched:
        """What an answer that is no redirect comes to."""
        url, status, now = str(answer.url), answer.status, datetime.now(UTC)
        if status in BUSY:
            until = strike(self.hosts, errand.host, answer, now)
            detail = f"the server is busy ({status}); {errand.host} is tried again after {moment(until)}"
            return failed(url, ProblemCode.RATE_LIMITED, detail, status, until)
        asked = validator(errand.ask.etag) or validator(errand.ask.last_modified)
        if not (200 <= status < 300 or (status == 304 and asked)):
            return refused_by_server(url, answer)
        if answer.cut:
            detail = f"larger than {self.limits.max_bytes:,} bytes (fetch.max_bytes)"
            return failed(url, ProblemCode.TOO_LARGE, detail, status)
        same = status == 304
        etag, modified = (validator(answer.headers.get(name, "")) for name in ("etag", "last-modified"))
        return Fetched(
            url,
            body=b"" if same else answer.body,
            content_type=answer.headers.get("content-type", ""),
            http_status=status,
            etag=etag or (errand.ask.etag if same else ""),
            last_modified=modified or (errand.ask.last_modified if same else ""),
            not_modified=same,
            moved_to=errand.moved,
            fresh_until=fresh_until(answer.headers, now),
        )

    async def close(self) -> None:
        """Stop what is under way."""
        tasks = [*self.tasks, *self.sites.asking.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.client.aclose()


def refused_by_server(url: str, answer: Answer) -> Fetched:
    """An answer with a status that holds no page."""
    status, phrase = answer.status, one_line(answer.phrase, 80) or "error"
    if status == 410:
        return failed(
            url, ProblemCode.GONE, "the server says that it is gone for good (410); take it out", status
        )
    return failed(url, ProblemCode.HTTP_ERROR, f"the server answered {status} {phrase}", status)
