"""The sending of what is due: several channels at a time, each message under a lease, each outcome written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from flows.alerts.envelope import dead_message, letter_of
from flows.alerts.outcome import Outcome, Result
from flows.alerts.send import Letter, Limits, send, why_unusable
from flows.settings import Settings
from parsers.urls import key
from storage.alert_log import dead, operator_told
from storage.deliveries import Alert
from storage.ledger import Ledger
from storage.outbox import PACE, Pace, claim, due_channels, next_due, overdue, settle

# How long a sender that holds on sleeps at a time: what others queue meanwhile waits no longer.
STEP = 1.0


def manners(settings: Settings) -> tuple[Limits, int, str]:
    """What the settings say of sending: limits of a channel, how many are sent to at a time, where the pages are."""
    sending = settings.delivery
    return Limits(sending.private_addresses, sending.timeout), sending.senders, settings.briefing.base_url


@dataclass(slots=True)
class Office:
    """What sends: a ledger, the folder that references are relative to, and which channels are being sent to."""

    ledger: Ledger
    home: Path
    warn: Callable[[str], object]
    limits: Limits = field(default_factory=Limits)
    senders: int = 4
    site_url: str = ""
    pace: Pace = PACE
    # Delivery -> where it stood after its last try.
    stands: dict[str, str] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)
    # Not to be sent to now: another thread does, or it is not set up.
    closed: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def warn_once(self, line: str) -> None:
        """Tell of a trouble, not again and again of the same."""
        if line not in self.warned:
            self.warned.add(line)
            self.warn(line)


def empty_outbox(office: Office, patience: float = 0, *, hold: bool = False) -> dict[str, int]:
    """Send all that is due, and what becomes due within `patience` seconds; how many were delivered, wait still, are dead.

    With `hold` it stays all that time, for what others queue meanwhile.
    """
    until = time.monotonic() + patience
    while True:
        send_due(office)
        wait = seconds_to_next(office)
        left = until - time.monotonic()
        if left <= 0 or (not hold and (wait is None or wait > left)):
            break
        time.sleep(min(STEP if wait is None else wait, STEP, left))
    ended = Counter(office.stands.values())
    with office.ledger.write() as db:
        queued = overdue(db, datetime.now(UTC))
    return {"delivered": ended["delivered"], "queued": queued, "dead": ended["dead"]}


def seconds_to_next(office: Office) -> float | None:
    """How long until the next of what waits is due; None where nothing waits that could be sent."""
    with office.ledger.write() as db:
        due = next_due(db, sorted(office.closed))
    # What fell due since it was looked for is looked for again.
    return None if due is None else max((due - datetime.now(UTC)).total_seconds(), 0.01)


def send_due(office: Office) -> None:
    """Send all that is due now, to several channels at a time and to each one after the other."""
    with office.ledger.write() as db:
        due = due_channels(db, datetime.now(UTC))
    unset = {channel for channel in due if unusable(office, channel)}
    office.closed = set(unset)
    busy = min(office.senders, len(due) - len(unset))
    if busy < 1:
        return
    with ThreadPoolExecutor(busy, thread_name_prefix="sender") as pool:
        # Each in a copy of this context: Prefect's log knows its run by it.
        done = [pool.submit(copy_context().run, send_one_by_one, office) for _ in range(busy)]
    for sender in done:
        sender.result()
    office.closed = unset


def unusable(office: Office, channel: str) -> bool:
    """Whether nothing can be sent to a channel as it is set up; what waits for it waits on, and costs no try."""
    why = why_unusable(channel, office.home)
    if why:
        office.warn_once(why)
    return why is not None


def send_one_by_one(office: Office) -> None:
    """Send what is due until nothing is; the outcome of each is written as the next is taken."""
    alerts, outcome = next_after(office, [], None), None
    while alerts:
        try:
            outcome = send(letter_of(alerts, office.site_url), alerts[0].channel, office.home, office.limits)
        except Exception as error:  # noqa: BLE001 - one message that cannot be made stops no other
            outcome = Outcome(Result.RETRY, f"the message could not be made ({type(error).__name__})")
        alerts = next_after(office, alerts, outcome)


def next_after(office: Office, alerts: list[Alert], outcome: Outcome | None) -> list[Alert]:
    """Write what became of a message, and take the next; one transaction."""
    state = ""
    with office.lock:
        now = datetime.now(UTC)
        with office.ledger.write() as db:
            if alerts and outcome:
                wait = None if outcome.retry_after is None else timedelta(seconds=outcome.retry_after)
                state = settle(
                    db, alerts, outcome.result.tried, outcome.detail, now,
                    retry_after=wait, rest=outcome.rest, pace=office.pace,
                )  # fmt: skip
            others = office.closed - {a.channel for a in alerts[:1]}
            taken = claim(db, now, office.pace, sorted(others))
        office.closed = others | {a.channel for a in taken[:1]}
        office.stands |= {a.delivery_id: state for a in alerts}
    if outcome and outcome.result is not Result.DELIVERED:
        office.warn_once(
            f"subscription {alerts[0].subscription}: channel {alerts[0].channel}: {outcome.detail}"
        )
    return taken


def tell_operator(office: Office, to: list[str]) -> None:
    """Tell the operator of what was given up since; told again by the next run where nobody could be reached."""
    with office.ledger.write() as db:
        gone = dead(db, untold=True)
    if not gone or not to:
        return
    ids = sorted(d.delivery_id for d in gone)
    letter = Letter(dead_message(gone), key("dead", *ids))
    reached = False
    for channel in to:
        outcome = send(letter, channel, office.home, office.limits)
        reached = reached or outcome.result is Result.DELIVERED
        if outcome.result is not Result.DELIVERED:
            office.warn_once(f"operator: channel {channel}: {outcome.detail}")
    if reached:
        with office.ledger.write() as db:
            operator_told(db, ids, datetime.now(UTC))
