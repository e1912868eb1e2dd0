"""`make bench-gather`: a thousand sources with twenty entries each, from loopback, in one run of `pactwatch run --due`, as schedules do it.

Is every host spared, is nothing lost, is nothing fetched twice, and what does it cost? Then the same again, killed in the
middle and started anew. The sources are on many addresses of 127.0.0.0/8, which count as hosts. The server, a process of
its own, counts what each host sees: requests at a time, in any second, and for each address.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from flows.gather.stream import AHEAD, SIZE
from storage.ledger import FileLedger

MEMORY_BOUND_MB = 500
PARAGRAPHS = b"<p>The committee on tides met again and heard how the water rose and fell.</p>" * 60
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
    asked: Counter[str] = field(default_factory=Counter)

    def begin(self, host: str, path: str) -> None:
        """A request comes in."""
        now = time.monotonic()
        self.requests += 1
        self.robots += path == "/robots.txt"
        if path != "/robots.txt":
            self.asked[f"{host}{path}"] += 1
        self.under_way[host] += 1
        self.at_a_time = max(self.at_a_time, self.under_way[host])
        recent = self.recent[host]
        recent.append(now)
        while recent[0] < now - 1:
            recent.popleft()
        self.in_a_second = max(self.in_a_second, len(recent))


@dataclass(frozen=True, slots=True)
class Counts:
    """What the server saw: requests, those for robots.txt, the most at a time and a second, addresses, and repeats."""

    requests: int
    robots: int
    at_a_time: int
    in_a_second: int
    addresses: int
    again: int


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
    again = sum(n - 1 for n in seen.asked.values())
    pipe.send(Counts(seen.requests, seen.robots, seen.at_a_time, seen.in_a_second, len(seen.asked), again))


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
    page = (
        f"<!DOCTYPE html><title>Tides {path}</title><article><h1>Tides of {path}</h1>".encode() + PARAGRAPHS
    )
    return 200, "text/html", page


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


def write_settings(home: Path, feeds: Sequence[str], hosts: Sequence[str], args: argparse.Namespace) -> None:
    """The settings of a run, and nothing else of it yet."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    sources = "".join(f'[[sources]]\nname = "s{n}"\nurl = "{url}"\n' for n, url in enumerate(feeds))
    (home / "pactwatch.toml").write_text(
        f"[fetch]\nallow_hosts = {list(hosts)}\nper_host = {args.per_host}\ndelay = {args.delay}\n"
        f"concurrency = {args.concurrency}\n{sources}",
        encoding="utf-8",
    )


def start(home: Path) -> subprocess.Popen[bytes]:
    """`pactwatch run`, in a group of processes of its own."""
    command = [Path(sys.executable).with_name("pactwatch"), "run", "--due", "-c", home / "pactwatch.toml"]
    log = (home / "log.txt").open("ab")
    return subprocess.Popen(
        command,
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, "PREFECT_HOME": str(home / "prefect")},
    )


def watched(process: subprocess.Popen[bytes], until: float = float("inf")) -> tuple[float, float]:
    """Wait for a run's end, or kill all of it after so many seconds; the most memory, its own and with its engine's, in MB."""
    began, own, most = time.monotonic(), 0.0, 0.0
    while process.poll() is None:
        told = memory(process.pid)
        own, most = max(own, told.get(process.pid, 0.0)), max(most, sum(told.values()))
        if time.monotonic() - began > until:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        time.sleep(0.2)
    # The engine's server may outlive a run that was killed.
    for other in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(other.name)) == process.pid:
                os.kill(int(other.name), signal.SIGKILL)
    return own, most


def memory(session: int) -> dict[int, float]:
    """Memory of each process of a session, a page that several have shared out among them (PSS), in MB."""
    found: dict[int, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        # Processes come and go meanwhile.
        with suppress(OSError, StopIteration):
            if os.getsid(int(process.name)) == session:
                lines = (process / "smaps_rollup").read_text().splitlines()
                kilobytes = int(next(line for line in lines if line.startswith("Pss:")).split()[1])
                found[int(process.name)] = kilobytes / 1024
    return found


def gather(
    home: Path, hosts: Sequence[str], args: argparse.Namespace, kill_after: float | None
) -> dict[str, bool]:
    """Gather all of it; what holds and what does not."""
    with served(hosts, args.entries) as (port, pipe):
        feeds = [f"http://{hosts[n % args.hosts]}:{port}/s{n}/rss.xml" for n in range(args.sources)]
        write_settings(home, feeds, hosts, args)
        began = time.monotonic()
        killed = watched(start(home), kill_after) if kill_after else (0.0, 0.0)
        own, most = map(max, killed, watched(start(home)))
        seconds = time.monotonic() - began
        pipe.send("enough")
        counts: Counts = pipe.recv()
    with FileLedger(home / "pactwatch.duckdb").read() as db:
        read, problems = db.execute("SELECT count(article_id), count(problem) FROM entries").fetchall()[0]
    entries = args.sources * args.entries
    # Requests start a delay apart; on their way some catch up with others.
    a_second = 1 / args.delay + 1 + args.per_host if args.delay else float("inf")
    in_flight = args.concurrency * 2 + SIZE + AHEAD if kill_after else 0
    runs = 2 if kill_after else 1
    print(f"     {counts.requests:,} requests in {seconds:.1f} s, {counts.requests / seconds:.0f} a second")
    return {
        f"{read:,} pages of {entries:,} read, {problems} problems": read == entries and problems == 0,
        f"{counts.addresses:,} addresses asked for, {counts.again} more than once; {in_flight} can be in flight": (
            counts.addresses == entries + args.sources and counts.again <= in_flight
        ),
        f"a host saw {counts.at_a_time} requests at a time at most; {args.per_host} allowed": counts.at_a_time
        <= args.per_host,
        f"a host saw {counts.in_a_second} requests in a second at most; {a_second:.0f} allowed": counts.in_a_second
        <= a_second,
        f"robots.txt was asked for {counts.robots} times; {args.hosts} hosts": counts.robots
        <= args.hosts * runs,
        f"{own:.0f} MB at most, {most:.0f} MB with the engine's server; {MEMORY_BOUND_MB} allowed": own
        < MEMORY_BOUND_MB,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.gathering",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--hosts", type=int, default=250)
    parser.add_argument("--per-host", type=int, default=2)
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--kill-after", type=float, default=30.0, help="seconds, in the second part")
    args = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    hosts = [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(args.hosts)]
    held = True
    with tempfile.TemporaryDirectory() as folder:
        for what, kill_after in (
            ("in one run", None),
            (f"killed after {args.kill_after:g} s, and run again", args.kill_after),
        ):
            print(f"{args.sources:,} sources with {args.entries} entries each, on {args.hosts} hosts, {what}")
            for line, holds in gather(Path(folder) / "home", hosts, args, kill_after).items():
                print(f"{'ok  ' if holds else 'FAIL'} {line}", flush=True)
                held = held and holds
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
