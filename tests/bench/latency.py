"""`make bench-latency`: from an article's appearing in a feed to its alert's being received, on a running server.

`pactwatch up` runs for real: Prefect's server, its schedule, a worker, a run every minute. Articles appear at random moments,
so that what counts is how long after the minute an alert comes: an article just missed waits a whole minute more.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from flows.newsroom.loopback import Loopback
from flows.newsroom.receiver import Receiver
from tests.bench.day import MATTERS, STATES, Page, Site, World, chatter, settings
from tests.flows.machine import Machine, until

INTERVAL = 60.0
BAR = 5.0
PAIRS = [(STATES[n], STATES[n + 1]) for n in range(0, len(STATES), 2)]
HOURS = '\n[gather]\nmin_interval = "1s"\nmax_interval = "1s"\n[schedule]\nwatch = "* * * * *"\ndeliver = "0 0 1 1 *"\n'


class Clocked(World):
    """A world that goes by the clock on the wall."""

    def feed(self, source: str, base: str) -> bytes:
        """What a source lists at this moment."""
        self.now = datetime.now(UTC)
        return super().feed(source, base)


def appear(world: World, random: Random, number: int, sources: int) -> str:
    """An article on a new pact appears in a feed; returns who made it."""
    one, other = PAIRS[number]
    matter, now = random.choice(MATTERS), datetime.now(UTC)
    lead = f"{one} and {other} signed an agreement on {matter} on Monday, the foreign ministry of {one} said."
    path = f"/s{random.randrange(sources)}/{number}.html"
    world.pages[path] = Page(
        path, now, f"{one} and {other} sign agreement on {matter}", f"{lead}\n{chatter(random)}"
    )
    return f"{one}–{other}"


def received(receiver: Receiver, who: str) -> bool:
    """Whether an alert on a pact of these two has come."""
    return any(who in str((r.json or {}).get("title")) for r in receiver.received)


def measure(world: World, receiver: Receiver, sources: int, articles: int) -> list[float]:
    """Seconds from the minute at which a run was due to each alert."""
    random, after = Random(1), []
    for number in range(articles):
        time.sleep(random.uniform(1, INTERVAL))
        began, who = time.monotonic(), appear(world, random, number, sources)
        until(partial(received, receiver, who), 4 * INTERVAL)
        after.append(time.time() % INTERVAL)
        print(
            f"     {time.monotonic() - began:5.1f} s; received {after[-1]:.1f} s after the minute", flush=True
        )
    return after


def main() -> int:
    """Print each, and say whether the bar holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=50)
    parser.add_argument("--articles", type=int, default=8, choices=range(1, len(PAIRS) + 1))
    args = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: {args.sources} sources, a run every minute"
    )
    world = Clocked({}, 0)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(Loopback(partial(Site, world=world)))
        receiver = stack.enter_context(Receiver())
        config = settings(folder, f"http://127.0.0.1:{site.port}", args.sources, receiver.apprise_url)
        config.write_text(config.read_text(encoding="utf-8") + HOURS, encoding="utf-8")
        # As fast as it is for everybody.
        machine = Machine(config, pace={})
        stack.callback(machine.clear)
        machine.begin()
        after = measure(world, receiver, args.sources, args.articles)
    held = max(after) < BAR
    told = f"an alert comes at most one interval and {max(after):.1f} s after its article, half within {statistics.median(after):.1f} s of the run"
    print(f"{'ok  ' if held else 'FAIL'} {told}; {BAR:.0f} s allowed")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
