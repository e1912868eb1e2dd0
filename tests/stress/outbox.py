"""Senders killed in the midst of a full outbox, with receivers that fail: nothing is lost, and the log tells the truth."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from flows.newsroom.loopback import Loopback, QuietHandler
from flows.record import record
from flows.settings import Subscription
from storage.deliveries import save_subscriptions
from storage.ledger import Ledger
from storage.opening import open_ledger
from storage.outbox import Tried
from tests.storage.samples import followed
from tests.stress.crowd import start
from tests.stress.places import WAIT

CHANNELS = 10
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/8="
# What a receiver does with a request: take it or not, and answer with a status, with nothing (0), or too late (-1).
WELL = (True, 200)
FAILURES = [(False, 500), (False, 429), (False, 0), (True, 0), (True, -1)]
LATE = 0.8
LIVES = 0.7


@dataclass(frozen=True, slots=True)
class Line:
    """One request as a receiver saw it."""

    key: str
    attempt: int
    took: bool
    status: int


class Receivers(Loopback):
    """Takes alerts, and fails as often as it is told to."""

    def __init__(self, failing: float, seed: int) -> None:
        self.lines: list[Line] = []
        self.failing, self.chance, self.lock = failing, random.Random(seed), Lock()
        super().__init__(partial(Door, receivers=self))

    def take(self, headers: Mapping[str, str]) -> int:
        """Note a request and what becomes of it; the status to answer with."""
        with self.lock:
            fails = self.chance.random() < self.failing
            took, status = self.chance.choice(FAILURES) if fails else WELL
            self.lines.append(
                Line(headers["Idempotency-Key"], int(headers["Pactwatch-Attempt"]), took, status)
            )
        return status


class Door(QuietHandler):
    """Hands requests to the receivers."""

    def __init__(self, *args: Any, receivers: Receivers, **kwargs: Any) -> None:
        # Before the base class's __init__, which already handles the request.
        self.receivers = receivers
        super().__init__(*args, **kwargs)

    def do_POST(self) -> None:  # noqa: N802 - the base class calls it so
        """Note it and answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        status = self.receivers.take(self.headers)
        if status == 0:
            self.close_connection = True
            return
        if status < 0:
            time.sleep(LATE)
        self.answer(abs(status) if status > 0 else 200, {"Retry-After": "0"} if status == 429 else {})


@dataclass(slots=True)
class Sent:
    """What came of it all."""

    deliveries: int
    killed: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    repeats: int = 0
    wrongs: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        tries = ", ".join(f"{n} {what}" for what, n in sorted(self.outcomes.items()))
        return (
            f"{self.deliveries} deliveries, {self.killed} senders killed, {self.seconds:.0f} s: {self.requests} requests seen, "
            f"{sum(self.outcomes.values())} tries logged ({tries}), {self.repeats} taken again, {len(self.wrongs)} wrongs"
        )


def outbox(
    place: str, folder: Path, deliveries: int, times: int, *, failing: float = 0.15, seed: int = 1
) -> Sent:
    """Fill an outbox, kill so many senders one after the other, let the last one finish, and compare the logs."""
    ledger, chance, sent = open_ledger(place, WAIT), random.Random(seed), Sent(deliveries)
    began = time.monotonic()
    with Receivers(failing, seed) as receivers:
        fill(ledger, folder, receivers.port, deliveries)
        while sent.killed < times and waiting(ledger):
            shoot(place, folder, chance.uniform(0, LIVES))
            sent.killed += 1
        last = start("sender", place, str(folder))
        said, errors = last.communicate(timeout=1_200)
        if last.returncode:
            sent.wrongs.append(f"the last sender failed: {said[-200:]} {errors[-600:]}")
        # What a killed sender had sent may only now be read.
        time.sleep(LATE)
    sent.seconds = time.monotonic() - began
    compare(ledger, receivers.lines, sent)
    return sent


def fill(ledger: Ledger, folder: Path, port: int, deliveries: int) -> None:
    """An outbox with so many deliveries of one change, to several channels."""
    for number in range(CHANNELS):
        signed = number % 2 == 0
        address = (
            f"webhook+http://127.0.0.1:{port}/{number}#secret={SECRET}"
            if signed
            else f"json://127.0.0.1:{port}/{number}"
        )
        (folder / f"{number}.url").write_text(address)
    channels = [f"file:{n}.url" for n in range(CHANNELS)]
    desks = [
        Subscription(name=f"desk-{n}", to=channels, max_age_days=0) for n in range(deliveries // CHANNELS)
    ]
    with ledger.write() as db:
        save_subscriptions(db, [(d.name, {}, d.to) for d in desks])
    if record(ledger, [followed(1)], desks, "r1").deliveries != deliveries:
        raise RuntimeError("the outbox is not as full as it should be")


def waiting(ledger: Ledger) -> bool:
    """Whether something still waits."""
    with ledger.read() as db:
        return bool(db.execute("SELECT 1 FROM deliveries WHERE state <> 'delivered' LIMIT 1").fetchall())


def shoot(place: str, folder: Path, lives: float) -> None:
    """Start a sender, and kill it (SIGKILL) that long after it began to send."""
    process = start("sender", place, str(folder))
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError(f"a sender that does not start: {process.communicate()[1][-600:]}")
    time.sleep(lives)
    process.kill()
    process.communicate()


def compare(ledger: Ledger, lines: list[Line], sent: Sent) -> None:
    """Hold the log against what the receivers saw, line by line."""
    with ledger.read() as db:
        states = db.execute("SELECT message_id, state FROM deliveries").fetchall()
        tries = db.execute(
            "SELECT d.message_id, t.number, t.outcome FROM attempts t JOIN deliveries d USING (delivery_id)"
        ).fetchall()
    logged = {(key, number): Tried(outcome) for key, number, outcome in tries}
    seen: defaultdict[tuple[str, int], list[Line]] = defaultdict(list)
    taken: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        seen[line.key, line.attempt].append(line)
        if line.took:
            taken[line.key].append(line.attempt)
    sent.outcomes, sent.requests = Counter(logged.values()), len(lines)
    sent.repeats = sum(len(attempts) - 1 for attempts in taken.values())
    sent.wrongs += [f"{key} is {state}" for key, state in states if state != "delivered"]
    sent.wrongs += [f"{key} was never taken" for key, _ in states if not taken[key]]
    sent.wrongs += [f"a request that the log has not: {at}" for at in seen if at not in logged]
    sent.wrongs += [f"a try of two requests: {at}" for at, all_ in seen.items() if len(all_) > 1]
    for at, outcome in logged.items():
        statuses = [line.status for line in seen.get(at, [])]
        if not agrees(outcome, statuses):
            sent.wrongs.append(f"{at} is {outcome}, and the receiver answered {statuses}")
    for key, attempts in taken.items():
        for again in sorted(attempts)[:-1]:
            if logged.get((key, again)) is not Tried.UNKNOWN:
                sent.wrongs.append(f"{key} was taken again after try {again} was {logged.get((key, again))}")


def agrees(outcome: Tried, statuses: list[int]) -> bool:
    """Whether the log's word for a try is what the receiver saw of it; an unknown one may have got anywhere."""
    if outcome is Tried.DELIVERED:
        return statuses == [200]
    if outcome is Tried.RETRY:
        return statuses in ([500], [429])
    return outcome is Tried.UNKNOWN
