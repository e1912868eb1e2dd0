"""The flow `deliver`: send what is due in the outbox."""

from __future__ import annotations

import logging
from pathlib import Path

from prefect import flow

from flows.alerts.office import Office, empty_outbox, manners, tell_operator
from flows.progress import tell
from flows.settings import DEFAULT_PATH, Settings, load_settings
from flows.ways import as_table, leave_summary, run_name, writing
from storage.ledger import Ledger


@flow(name="deliver", flow_run_name=run_name, persist_result=False)
def deliver(config: Path = DEFAULT_PATH) -> dict[str, int]:
    """Send every delivery that is due in the outbox, and count the outcomes.

    Args:
        config: The settings file (pactwatch.toml).
    """
    settings = load_settings(config)
    ledger = settings.storage.open()
    bring_up_to_date(ledger)
    counts = send_queued(ledger, config.resolve().parent, settings)
    leave_summary("deliver", as_table(counts))
    return counts


@writing("prepare the ledger")
def bring_up_to_date(ledger: Ledger) -> None:
    """Make the ledger, or bring an older one up to date."""
    ledger.create()


@writing("send queued alerts")
def send_queued(ledger: Ledger, home: Path, settings: Settings, *, patient: bool = True) -> dict[str, int]:
    """Send the outbox; counts of delivered, queued (to be tried again) and dead.

    A `patient` run waits for what is to be tried again within a few seconds, and tells the operator of what is dead.
    """
    office = Office(ledger, home, lambda line: tell(line, level=logging.WARNING), *manners(settings))
    counts = empty_outbox(office, settings.delivery.patience if patient else 0)
    if patient:
        tell_operator(office, settings.operator.to)
    return counts
