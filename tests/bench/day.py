"""A day in the life: `watch` every simulated five minutes for 24 hours over a newsroom of 200 sources, on loopback.

Sources publish through the day, by the simulated clock; one page in ten reports a pact, and another outlet tells of each
in other words an hour later. In the end: was every page followed, every pact told once, and did memory, the seconds of a
run and the ledger's size stay where the data leaves them? The engine is the real one, its server a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import psutil

from flows.engine import prepare_engine
from flows.newsroom.loopback import Loopback, QuietHandler
from flows.newsroom.receiver import Receiver

BEGIN = datetime(2025, 11, 3, tzinfo=UTC)
STEP = timedelta(minutes=5)
STATES = (
    "Norway", "Chile", "Kenya", "Fiji", "Japan", "Peru", "Ghana", "Oman", "Nepal", "Malta", "Cuba", "Iceland",
    "Brazil", "Egypt", "Ireland", "Poland", "Portugal", "Thailand", "Uruguay", "Zambia",
)  # fmt: skip
MATTERS = ("fisheries", "extradition", "aviation", "energy", "customs")
WORDS = (
    "harbour", "ferry", "market", "weather", "council", "school", "bridge", "concert", "season", "museum", "garden",
    "library", "orchestra", "river", "festival", "tram", "baker", "winter", "stadium", "lantern",
)  # fmt: skip
# What may grow from the third hour to the last, and what may not.
MOST_MEMORY_MB = 60
MOST_SLOWER = 1.5
# DuckDB uses room again that old rows left, some megabytes of it.
MOST_ROOM_MB = 5


@dataclass(slots=True)
class Page:
    """One article: where, when by the simulated clock, and its HTML."""

    path: str
    at: datetime
    title: str
    text: str

    @property
    def html(self) -> bytes:
        body = "".join(f"<p>{p}</p>" for p in self.text.split("\n"))
        head = f'<title>{self.title}</title><meta property="article:published_time" content="{self.at.isoformat()}">'
        return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><article><h1>{self.title}</h1>{body}</article></body></html>'.encode()


@dataclass(slots=True)
class World:
    """All pages of the day, and what time it is."""

    pages: dict[str, Page]
    pacts: int
    now: datetime = BEGIN

    def feed(self, source: str, base: str) -> bytes:
        """What a source lists now: its last twenty."""
        there = [p for p in self.pages.values() if p.path.startswith(f"/{source}/") and p.at <= self.now]
        items = "".join(
            f"<item><title>{p.title}</title><link>{base}{p.path}</link><pubDate>{format_datetime(p.at)}</pubDate></item>"
            for p in sorted(there, key=lambda p: p.at)[-20:]
        )
        return f'<rss version="2.0"><channel><title>{source}</title>{items}</channel></rss>'.encode()


def day(sources: int, pages: int, seed: int) -> World:
    """A day's news: `pages` in all, one in ten of them on a pact, each pact told by two sources."""
    random = Random(seed)
    made: dict[str, Page] = {}
    subjects = [(a, b, m) for m in MATTERS for a, b in permutations(STATES, 2) if a < b]
    random.shuffle(subjects)
    pacts = pages // 20

    def add(source: int, at: datetime, title: str, text: str) -> None:
        page = Page(f"/s{source}/{len(made)}.html", at, title, text)
        made[page.path] = page

    def minute(last: int) -> datetime:
        return BEGIN + timedelta(minutes=random.randrange(last))

    for a, b, matter in subjects[:pacts]:
        at, (one, other) = minute(22 * 60), random.sample(range(sources), 2)
        lead = f"{a} and {b} signed {'an' if matter[0] in 'aeiou' else 'a'} {matter} agreement on Monday"
        add(
            one,
            at,
            f"{a} and {b} sign {matter} agreement",
            f"{lead}, the foreign ministry of {a} said.\n{chatter(random)}",
        )
        again = f"The {matter} agreement between {a} and {b} was signed on Monday by both foreign ministers, officials said."
        add(
            other,
            at + timedelta(hours=1),
            f"{matter.title()} agreement signed by {a} and {b}",
            f"{again}\n{chatter(random)}",
        )
    while len(made) < pages:
        add(
            random.randrange(sources),
            minute(23 * 60),
            " ".join(random.choices(WORDS, k=5)).capitalize(),
            chatter(random),
        )
    return World(made, pacts)


def chatter(random: Random) -> str:
    """Paragraphs that report nothing."""
    return "\n".join(
        " ".join(
            f"The {random.choice(WORDS)} near the {random.choice(WORDS)} opened for the {random.choice(WORDS)} of the town."
            for _ in range(4)
        )
        for _ in range(6)
    )


class Site(QuietHandler):
    """Feeds and pages by the world's clock."""

    def __init__(self, *args: Any, world: World, **kwargs: Any) -> None:
        self.world = world
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        if self.path.endswith("/rss.xml"):
            base = f"http://{self.headers['Host']}"
            self.answer(
                200, {"Content-Type": "application/rss+xml"}, self.world.feed(self.path.split("/")[1], base)
            )
        elif page := self.world.pages.get(self.path):
            self.answer(200, {"Content-Type": "text/html; charset=utf-8"}, page.html)
        else:
            self.answer(404)


@dataclass(slots=True)
class Seen:
    """What was measured after each run."""

    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)


def settings(folder: Path, base: str, sources: int, receiver: str) -> Path:
    """The settings of the day."""
    (folder / "receiver.url").write_text(receiver, encoding="utf-8")
    lines = [
        '[storage]\npath = "ledger.duckdb"',
        '[fetch]\nallow_hosts = ["127.0.0.1"]\ndelay = 0.0\nper_host = 8',
        '[[subscriptions]]\nname = "desk"\nto = ["file:receiver.url"]\nmax_age_days = 0\nchanges = ["new"]',
        *(
            f'[[sources]]\nname = "s{n}"\nurl = "{base}/s{n}/rss.xml"\noutlet = "Outlet {n}"'
            for n in range(sources)
        ),
    ]
    config = folder / "pactwatch.toml"
    config.write_text("\n".join(lines), encoding="utf-8")
    return config


@contextmanager
def engine(folder: Path) -> Iterator[None]:
    """Prefect's real engine on a database of its own."""
    prepare_engine(own_home=folder / "prefect")
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


def live(config: Path, world: World, runs: int) -> Seen:
    """Run `watch` so many times, five minutes of the world apart."""
    import time_machine

    from flows.watch import watch

    seen, me = Seen(), psutil.Process()
    for number in range(runs):
        world.now = BEGIN + STEP * number
        began = time.perf_counter()
        # Only this process travels; the engine's server keeps the machine's time.
        with time_machine.travel(world.now, tick=True):
            watch(config)
        seen.seconds.append(time.perf_counter() - began)
        gc.collect()
        seen.memory.append(me.memory_info().rss / 1e6)
        seen.size.append((config.parent / "ledger.duckdb").stat().st_size / 1e6)
        seen.articles.append(sum(p.at <= world.now for p in world.pages.values()))
        if (number + 1) % 12 == 0 or number + 1 == runs:
            show_hour(seen, number)
    return seen


def show_hour(seen: Seen, number: int) -> None:
    """A line on the last hour."""
    print(
        f"{number // 12:02}:00  {statistics.median(seen.seconds[-12:]):5.2f} s a run, at most {max(seen.seconds[-12:]):5.2f};"
        f"  {seen.memory[-1]:4.0f} MB;  ledger {seen.size[-1]:5.1f} MB;  {seen.articles[-1]:,} pages published",
        flush=True,
    )


def what_came_of_it(config: Path, world: World, receiver: Receiver) -> dict[str, bool]:
    """Losses and doubles."""
    from storage.queries import ask

    def value(question: str) -> Any:
        return ask(config.parent / "ledger.duckdb", question).rows[0][0]

    pages, entries = len(world.pages), value("SELECT count(*) FROM entries")
    waiting, problems = (
        value("SELECT count(*) FROM waiting"),
        value("SELECT count(*) FROM entries WHERE problem IS NOT NULL"),
    )
    twice = value("SELECT count(*) - count(DISTINCT url) FROM articles")
    told = Counter(str((r.json or {}).get("title")) for r in receiver.received)
    owed = value("SELECT count(*) FROM changes WHERE change = 'new'")
    late = value("SELECT count(*) FROM deliveries WHERE state <> 'delivered'")
    silent = value(
        "SELECT count(*) FROM (SELECT a.article_id FROM articles a ANTI JOIN acts USING (article_id) WHERE a.title ILIKE '%agreement%')"
    )
    return {
        f"{entries:,} of {pages:,} pages followed, {waiting} wait, {problems} had a problem": (entries, waiting, problems) == (pages, 0, 0),
        f"{twice} articles are there twice": twice == 0,
        f"{silent} of {2 * world.pacts} pages on a pact gave no act": silent == 0,
        f"{value('SELECT count(*) FROM pacts')} pacts of {world.pacts}": value("SELECT count(*) FROM pacts") == world.pacts,
        f"{len(receiver.received)} alerts arrived for {owed} new pacts, {late} undelivered": len(receiver.received) == owed and late == 0,
        f"{sum(n - 1 for n in told.values())} alerts came twice": all(n == 1 for n in told.values()),
    }  # fmt: skip


def drift(seen: Seen) -> dict[str, bool]:
    """What grew beyond the data, from the third hour to the last."""
    if len(seen.seconds) < 72:
        return {}
    early, late = slice(24, 48), slice(-24, None)
    memory = statistics.median(seen.memory[late]) - statistics.median(seen.memory[early])
    slower = statistics.median(seen.seconds[late]) / statistics.median(seen.seconds[early])
    return {
        f"{memory:+.0f} MB from hours 3-4 to the last two; {MOST_MEMORY_MB} allowed": memory < MOST_MEMORY_MB,
        f"a run takes {slower:.2f} times as long in the last two hours as in hours 3-4; {MOST_SLOWER} allowed": slower < MOST_SLOWER,
    }  # fmt: skip


def room(config: Path) -> dict[str, bool]:
    """How much larger the ledger is than the same rows written into a fresh file."""
    from storage.care import compact
    from storage.ledger import FileLedger

    sizes = compact(FileLedger(config.parent / "ledger.duckdb"))
    there, fresh = sizes.before / 1e6, sizes.after / 1e6
    told = f"the ledger is {there:.1f} MB, its rows in a fresh file {fresh:.1f} MB"
    return {f"{told}; {MOST_ROOM_MB} MB of room allowed": there - fresh < MOST_ROOM_MB}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=288)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    world = day(args.sources, args.pages, args.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(Loopback(partial(Site, world=world)))
        receiver = stack.enter_context(Receiver())
        config = settings(folder, f"http://127.0.0.1:{site.port}", args.sources, receiver.apprise_url)
        stack.enter_context(engine(folder))
        began = time.perf_counter()
        seen = live(config, world, args.runs)
        checks = drift(seen)
        if args.runs * STEP >= timedelta(days=1):
            # The last hours' pages are waited for by sources that are asked seldom.
            checks |= last_look(config, world, receiver)
        checks |= room(config)
        minutes = (time.perf_counter() - began) / 60
    for line, held in checks.items():
        print(f"{'ok  ' if held else 'FAIL'} {line}")
    print(f"     {args.runs} runs in {minutes:.1f} minutes on {os.cpu_count()} cores")
    return 0 if all(checks.values()) else 1


def last_look(config: Path, world: World, receiver: Receiver) -> dict[str, bool]:
    """One more run, a quarter of a day later: each source has been due by then."""
    import time_machine

    from flows.watch import watch

    world.now = BEGIN + timedelta(hours=30)
    with time_machine.travel(world.now, tick=True):
        watch(config)
    return what_came_of_it(config, world, receiver)


if __name__ == "__main__":
    sys.exit(main())
