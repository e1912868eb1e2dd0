"""What sites ask of programs: their robots.txt, fetched once a run; and busy hosts that are to be left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpcore2
import httpx2

from flows.gather.answers import left_alone, moment
from flows.gather.client import Answer, Client
from flows.gather.guard import ForbiddenError, bare_host
from flows.gather.headers import retry_after
from flows.gather.pace import Hosts, Turns
from flows.gather.robots import MAX_BYTES, Rules, read_rules
from flows.settings import Fetch
from parsers.model import Problem, ProblemCode
from parsers.text import one_line

BUSY = frozenset({429, 503})
# RFC 9309: five at least.
REDIRECTS = 5


class Sites:
    """The rules of sites (scheme, host and port), for those that ask in one event loop; `hosts` keeps them for a run."""

    def __init__(self, limits: Fetch, hosts: Hosts, client: Client, turns: Turns) -> None:
        self.limits = limits
        self.hosts = hosts
        self.client = client
        self.turns = turns
        self.asking: dict[str, asyncio.Task[Rules]] = {}

    async def rules_of(self, url: httpx2.URL) -> Rules:
        """What the site of an address asks; where its robots.txt cannot be read, the rules hold the problem."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if not self.limits.respect_robots or url.scheme not in {"http", "https"} or url.path == "/robots.txt":
            return Rules()
        if site not in self.hosts.robots:
            if site not in self.asking:
                self.asking[site] = asyncio.create_task(self.ask(httpx2.URL(f"{site}/robots.txt")))
            self.hosts.robots[site] = await self.asking[site]
        return self.hosts.robots[site]

    async def ask(self, url: httpx2.URL) -> Rules:
        """The rules in a robots.txt, or the problem that keeps its whole site from being asked."""
        host = host_of(url)
        try:
            for _ in range(REDIRECTS + 1):
                until = self.hosts.waiting(host_of(url), datetime.now(UTC))
                if until:
                    return Rules(problem=left_alone("", host_of(url), until).problem, wait_until=until)
                async with self.turns.turn(host_of(url)), asyncio.timeout(self.limits.timeout):
                    answer = await self.client.get(url, MAX_BYTES)
                if answer.location is None:
                    return self.read(host, answer)
                url = answer.location
        except TimeoutError:
            return unread(ProblemCode.UNREACHABLE, f"robots.txt: {too_slow(self.limits)}")
        except ForbiddenError as error:
            return unread(ProblemCode.FORBIDDEN_ADDRESS, str(error))
        except Exception as error:  # noqa: BLE001 - a server can make the client raise more than its own errors
            return unread(ProblemCode.UNREACHABLE, f"robots.txt: {reason(error)}")
        # RFC 9309: behind too many redirects it counts as none.
        return Rules()

    def read(self, host: str, answer: Answer) -> Rules:
        """The rules in an answer: 4xx says that there are none, 5xx that one should come back later."""
        if answer.status in BUSY or answer.status >= 500:
            until = strike(self.hosts, host, answer, datetime.now(UTC))
            why = f"robots.txt of {host} was answered with {answer.status}; it is tried again after {moment(until)}"
            return Rules(problem=Problem(ProblemCode.ROBOTS, why), wait_until=until)
        return read_rules(answer.body, self.limits.user_agent) if answer.status == 200 else Rules()


def strike(hosts: Hosts, host: str, answer: Answer, now: datetime) -> datetime:
    """Leave a busy host alone, as long as it says or as we think right; returns until when."""
    return hosts.strike(host, retry_after(answer.headers.get("retry-after", ""), now), now)


def host_of(url: httpx2.URL) -> str:
    """The host of an address as it is looked up; the name for people can fail to be decoded."""
    return bare_host(url.raw_host.decode("ascii"))


def unread(code: ProblemCode, detail: str) -> Rules:
    """A robots.txt that could not be read."""
    return Rules(problem=Problem(code, one_line(detail)))


def reason(error: Exception) -> str:
    """Why a request failed, on one line."""
    if isinstance(error, httpcore2.TimeoutException):
        return "no answer in time"
    return one_line(str(error) or type(error).__name__, 200)


def too_slow(limits: Fetch) -> str:
    """One line on the bound of time."""
    return f"no answer within {limits.timeout:g} s"
