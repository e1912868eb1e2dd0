"""A process that writes to a ledger without end, and says on its output what it was told is written.

`python -m tests.stress.writer PLACE NAME SECONDS [write|bulk|publish|compact]`. Each line is one JSON object: an acknowledgement
with the keys that are in the ledger now, `entering` just before a moment that is worth being killed in, or, last, `done`.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.record import record
from flows.settings import Subscription
from parsers.model import Article, Entry, Evidence, Party, Reading, Role, Status
from parsers.urls import key
from storage.articles import Followed, save_followed
from storage.ledger import FileLedger, Ledger
from storage.opening import open_ledger
from storage.outbox import Pace, Tried, claim, settle
from storage.sources import Poll, end_run, save_polls, start_run
from tests.storage.samples import ACT, DAY
from tests.stress.places import CHANNEL, SUBSCRIPTION, WAIT

STATES = ("NOR", "CHL", "PER", "KEN", "NZL", "FJI", "OMN", "LVA", "JPN", "GHA")
STATUSES = (Status.NEGOTIATING, Status.SIGNED, Status.RATIFIED, Status.SUSPENDED, Status.IN_FORCE)
HASTY = Pace(lease=timedelta(seconds=2), first_wait=timedelta(seconds=0.1))
DESK = Subscription(name=SUBSCRIPTION, to=[CHANNEL], max_age_days=0)
# So much that to commit it, and to checkpoint it, takes long enough to be killed in the midst of.
BULK, BULK_LENGTH, NOISE = 1_500, 8_000, 400_000


class Writer:
    """Does one thing after another to a ledger; what it returns is written."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.ledger, self.name = ledger, name
        # What is written need not be the same from run to run, only the keys of two writers must differ.
        self.random = random.Random(name)
        self.noise = "".join(self.random.choices("abcdefghijklmno pqrstuvwxyz", k=NOISE))

    def articles(self, step: int) -> dict[str, Any]:
        """A batch of articles with all that comes of them."""
        batch = [self.followed(f"{step}/{n}", self.random.randint(0, 2)) for n in range(3)]
        record(self.ledger, batch, [DESK], self.name)
        return {"articles": [f.article_id for f in batch]}

    def deliveries(self, step: int) -> dict[str, Any]:
        """A few deliveries taken, and sent or not."""
        tried: list[str] = []
        for _ in range(3):
            with self.ledger.write() as db:
                alerts = claim(db, datetime.now(UTC), HASTY)
            fate = self.random.random()
            outcome = Tried.RETRY if fate < 0.2 else Tried.UNKNOWN if fate < 0.3 else Tried.DELIVERED
            with self.ledger.write() as db:
                if alerts:
                    settle(db, alerts, outcome, None, datetime.now(UTC), pace=HASTY)
            tried += [key("attempt", a.delivery_id, str(a.attempts + 1)) for a in alerts]
        return {"attempts": tried}

    def run(self, step: int) -> dict[str, Any]:
        """A run from start to end."""
        run, now = f"{self.name}/{step}", datetime.now(UTC)
        with self.ledger.write() as db:
            start_run(db, run, "watch", now)
        with self.ledger.write() as db:
            save_polls(db, [Poll("harbour", now, 200, 3, 3)], run)
            end_run(db, run, "completed", {"entries": 3}, now)
        return {"runs": [run], "polls": [key("poll", run, "harbour")]}

    def bulk(self, step: int) -> dict[str, Any]:
        """A great many articles in one transaction; a file is checkpointed when it is closed after it."""
        many = [self.followed(f"{step}/{n}", 0, BULK_LENGTH) for n in range(BULK)]
        with self.ledger.write() as db:
            save_followed(db, many, self.name, "v1")
            say({"entering": "bulk"})
        return {"articles": [f.article_id for f in many[:: BULK // 10]]}

    def publish(self, step: int) -> dict[str, Any]:
        """A published copy of what was just written."""
        from storage.publish import publish

        done = self.articles(step)
        say(done)
        if isinstance(self.ledger, FileLedger):
            say({"entering": "publish"})
            publish(self.ledger, published(self.ledger))
        return {}

    def compact(self, step: int) -> dict[str, Any]:
        """A ledger tidied up."""
        say(self.articles(step))
        say({"entering": "compact"})
        if isinstance(self.ledger, FileLedger):
            from storage.care import compact

            compact(self.ledger)
        else:
            from storage.lake import LakeLedger

            assert isinstance(self.ledger, LakeLedger)
            self.ledger.tidy(timedelta())
        return {}

    def followed(self, number: str, acts: int, length: int = 600) -> Followed:
        """An article of which some words are evidence of its acts."""
        start = self.random.randrange(NOISE - length)
        text = f"{self.name} {number} {self.noise[start : start + length]}"
        found = tuple(self.act(text) for _ in range(acts))
        url = f"https://{self.random.choice(('harbour', 'delta', 'fjord'))}.example/{self.name}/{number}"
        when = DAY + timedelta(minutes=self.random.randrange(10_000))
        article = Article(url, "Accord", text, when, "en", url.split("/")[2])
        return Followed(Entry(url), "harbour", DAY, 200, article, Reading(found))

    def act(self, text: str) -> Any:
        """An act of two states."""
        start = self.random.randrange(100)
        sides = tuple(Party(p, Role.PARTY) for p in self.random.sample(STATES, 2))
        status = self.random.choice(STATUSES)
        return replace(
            ACT, parties=sides, status=status, evidence=Evidence(text[start : start + 80], start, start + 80)
        )


def published(ledger: FileLedger) -> Path:
    """Where the copy of a ledger is put."""
    return ledger.path.with_name("published.duckdb")


def say(what: dict[str, Any]) -> None:
    """Tell the parent, at once."""
    print(json.dumps(what), flush=True)


def steps(writer: Writer, mode: str) -> Iterator[Any]:
    """What the writer does, without end."""
    if mode != "write":
        yield writer.articles
        while True:
            yield getattr(writer, mode)
    while True:
        yield from (writer.articles, writer.deliveries, writer.articles, writer.run)


def main(place: str, name: str, seconds: str, mode: str = "write") -> None:
    """Write until the time is over."""
    writer = Writer(open_ledger(place, WAIT), name)
    end = time.monotonic() + float(seconds)
    written, longest = 0, 0.0
    for number, step in enumerate(steps(writer, mode)):
        began = time.monotonic()
        say(step(number))
        written, longest = written + 1, max(longest, time.monotonic() - began)
        if time.monotonic() > end:
            break
    say({"done": written, "longest": longest})


if __name__ == "__main__":
    main(*sys.argv[1:])
