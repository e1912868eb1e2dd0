"""The flow `deliver`: send what waits in the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.alerts.render import render
from flows.alerts.send import Outcome, Result, send
from flows.progress import tell
from flows.settings import DEFAULT_PATH, load_settings
from storage.deliveries import Alert, claim, give_back, record_attempt
from storage.ledger import Ledger


@flow(name="deliver", persist_result=False)
def deliver(config: Path = DEFAULT_PATH) -> dict[str, int]:
    """Send every delivery that waits in the outbox, and count the outcomes.

    Args:
        config: The settings file (pactwatch.toml).
    """
    settings = load_settings(config)
    ledger = settings.storage.open()
    ledger.create()
    return send_queued(ledger, config.resolve().parent)


@task(name="send queued alerts", cache_policy=NO_CACHE, persist_result=False)
def send_queued(ledger: Ledger, home: Path) -> dict[str, int]:
    """Send the outbox; counts of delivered, queued (to be tried again) and dead."""
    return empty_outbox(ledger, home, lambda line: tell(line, level=logging.WARNING))


def empty_outbox(ledger: Ledger, home: Path, warn: Callable[[str], object]) -> dict[str, int]:
    """Try each waiting delivery once; no other sender has it meanwhile, and each outcome is written before the next."""
    counts = {"delivered": 0, "queued": 0, "dead": 0}
    started = datetime.now(UTC)
    while alerts := take(ledger, started):
        for alert in alerts:
            outcome = send(render(alert), alert.channel, home)
            with ledger.write() as db:
                state = settle(db, alert, outcome)
            counts[state] += 1
            if outcome.detail:
                warn(f"subscription {alert.subscription}: {outcome.detail}")
    return counts


def take(ledger: Ledger, started: datetime) -> list[Alert]:
    """The next few deliveries that wait and have not had their turn since `started`."""
    with ledger.write() as db:
        return claim(db, datetime.now(UTC), started)


def settle(db: DuckDBPyConnection, alert: Alert, outcome: Outcome) -> str:
    """Write what became of one try; a channel that is not set up was not tried."""
    if outcome.result is Result.NOT_TRIED:
        give_back(db, alert)
        return "queued"
    delivered = outcome.result is Result.DELIVERED
    return record_attempt(db, alert, delivered=delivered, detail=outcome.detail, now=datetime.now(UTC))
