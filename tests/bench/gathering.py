"""A thousand sources with twenty entries each, gathered from loopback: is every host spared, and what does it cost?

The sources are on many addresses of 127.0.0.0/8, which count as hosts. The server, a process of its own, counts what
each host sees: requests at a time, and in any second. `--per-host`, `--delay` and `--concurrency` are the settings.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import socket
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from flows.gather.http import Fetched, Hosts, fetch_each
from flows.settings import Fetch
from parsers.feed import read_feed

MEMORY_BOUND_MB = 500
PAGE = b"<!DOCTYPE html><title>Tides</title>" + b"<p>The committee on tides met again.</p>" * 700
# Long enough for requests to one host to meet, were nobody to count them.
SECONDS_AN_ANSWER = 0.01


@dataclass(slots=True)
class Seen:
    """What the hosts saw: requests in all, the most at a time to one, and the most to one within a second."""

    requests: int = 0
    robots: int = 0
    at_a_time: int = 0
    in_a_second: int = 0
    under_way: Counter[str] = field(default_factory=Counter)
    recent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def begin(self, host: str, path: str) -> None:
        """A request comes in."""
        now = time.monotonic()
        self.requests += 1
        self.robots += path == "/robots.txt"
        self.under_way[host] += 1
        self.at_a_time = max(self.at_a_time, self.under_way[host])
        recent = self.recent[host]
        recent.append(now)
        while recent[0] < now - 1:
            recent.popleft()
        self.in_a_second = max(self.in_a_second, len(recent))


async def serve(hosts: Sequence[str], port: int, entries: int, pipe: Connection) -> None:
    """Answer for all hosts until the pipe has a word; then tell what was seen."""
    seen = Seen()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        with closing(writer):
            while True:
                try:
                    head = await reader.readuntil(b"\r\n\r\n")
                except (asyncio.IncompleteReadError, ConnectionError):
                    return
                path = head.split(b" ", 2)[1].decode()
                seen.begin(host, path)
                await asyncio.sleep(SECONDS_AN_ANSWER)
                status, kind, body = answer(host, port, path, entries)
                seen.under_way[host] -= 1
                writer.write(
                    f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )

    async with await asyncio.start_server(talk, list(hosts), port):
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
    pipe.send((seen.requests, seen.robots, seen.at_a_time, seen.in_a_second))


def answer(host: str, port: int, path: str, entries: int) -> tuple[int, str, bytes]:
    """No robots.txt, a feed, or a page."""
    if path == "/robots.txt":
        return 404, "text/plain", b""
    if path.endswith("rss.xml"):
        name = path.split("/")[1]
        items = "".join(
            f"<item><title>Tides {n}</title><link>http://{host}:{port}/{name}/{n}.html</link></item>"
            for n in range(entries)
        )
        feed = f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
        return 200, "application/rss+xml", feed.encode()
    return 200, "text/html", PAGE


@contextmanager
def served(hosts: Sequence[str], entries: int) -> Iterator[tuple[int, Connection]]:
    """The port of the server, and the pipe to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=lambda: asyncio.run(serve(hosts, port, entries, there)), daemon=True
    )
    process.start()
    here.recv()
    try:
        yield port, here
    finally:
        process.terminate()
        process.join()


async def gather(feeds: Sequence[str], limits: Fetch) -> tuple[int, int, Counter[str]]:
    """Poll the feeds, then fetch their entries: feeds and pages that were read, and problems."""
    known = Hosts()
    problems: Counter[str] = Counter()

    def read(got: Fetched) -> bool:
        if got.problem:
            problems[str(got.problem)[:120]] += 1
        return got.problem is None

    entries: list[str] = []
    polled = pages = 0
    async with aclosing(fetch_each(feeds, limits, known)) as each:
        async for _, got in each:
            polled += read(got)
            entries += [e.url for e in read_feed(got.body, got.url, got.content_type).entries]
    async with aclosing(fetch_each(entries, limits, known)) as each:
        async for _, got in each:
            pages += read(got) and len(got.body) == len(PAGE)
    return polled, pages, problems


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--hosts", type=int, default=250)
    parser.add_argument("--per-host", type=int, default=2)
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--concurrency", type=int, default=16)
    args = parser.parse_args()

    hosts = [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(args.hosts)]
    limits = Fetch(
        allow_hosts=hosts, per_host=args.per_host, delay=args.delay, concurrency=args.concurrency, timeout=60
    )
    with served(hosts, args.entries) as (port, pipe):
        feeds = [f"http://{hosts[n % args.hosts]}:{port}/s{n}/rss.xml" for n in range(args.sources)]
        started = time.monotonic()
        polled, pages, problems = asyncio.run(gather(feeds, limits))
        seconds = time.monotonic() - started
        pipe.send("enough")
        requests, robots, at_a_time, in_a_second = pipe.recv()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # Requests start a delay apart; on their way some catch up with others.
    a_second = 1 / args.delay + 1 + args.per_host if args.delay else float("inf")
    checks = {
        f"{polled:,} feeds of {args.sources:,} and {pages:,} pages of {args.sources * args.entries:,} read": (
            polled == args.sources and pages == args.sources * args.entries and not problems
        ),
        f"a host saw {at_a_time} requests at a time at most; {args.per_host} allowed": at_a_time
        <= args.per_host,
        f"a host saw {in_a_second} requests in a second at most; {a_second:.0f} allowed": in_a_second
        <= a_second,
        f"robots.txt was asked for {robots} times; {args.hosts} hosts": robots == args.hosts,
        f"{memory:.0f} MB at most; {MEMORY_BOUND_MB} allowed": memory < MEMORY_BOUND_MB,
    }
    for line, held in checks.items():
        print(f"{'ok  ' if held else 'FAIL'} {line}")
    for line, count in problems.most_common(5):
        print(f"     {count} × {line}")
    print(f"     {requests:,} requests in {seconds:.1f} s, {requests / seconds:.0f} a second")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
