"""What every flow that writes does around its work: bring the ledger up to date, note the run, sum it up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prefect.runtime import flow_run

from flows.briefing.flow import publish_briefing
from flows.progress import telling_of
from flows.publish import publish_copy
from flows.settings import Settings, load_settings
from flows.summary import Summary
from flows.ways import leave_summary, writing
from storage.deliveries import save_subscriptions
from storage.ledger import Ledger
from storage.sources import end_run, save_sources, start_run


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow: its id in Prefect, the settings, the ledger, and what it has done so far."""

    id: str
    settings: Settings
    home: Path
    ledger: Ledger
    summary: Summary


@contextmanager
def noted_run(flow: str, config: Path, summary: Summary | None = None) -> Iterator[Run]:
    """A run that stands in the ledger from its start to its end, and leaves its summary as an artifact.

    `summary` is one of another kind, where the flow needs one.
    """
    settings = load_settings(config)
    run = Run(
        str(flow_run.get_id()),
        settings,
        Path(config).resolve().parent,
        settings.storage.open(),
        summary or Summary(),
    )
    prepare(run, flow)
    outcome = "failed"
    try:
        yield run
        outcome = "completed"
    finally:
        with run.ledger.write() as db:
            end_run(db, run.id, outcome, run.summary.counts(), datetime.now(UTC))
        # Also after a run that failed: what it wrote stands.
        publish_copy(run.ledger, settings.storage)
        publish_briefing(settings)
    leave_summary(flow, run.summary.markdown())


@writing("prepare the ledger")
def prepare(run: Run, flow: str) -> None:
    """Bring the ledger up to date with the program and the settings, and note the run."""
    with telling_of("storage"):
        run.ledger.create()
    now = datetime.now(UTC)
    # Of a paused one, what is queued waits until it is there again.
    rules = [
        (s.name, s.model_dump(mode="json", by_alias=True, exclude={"name", "to"}), s.to)
        for s in run.settings.subscriptions
        if not s.paused
    ]
    with run.ledger.write() as db:
        start_run(db, run.id, flow, now)
        save_sources(db, [s.model_dump() for s in run.settings.sources], now)
        save_subscriptions(db, rules)
