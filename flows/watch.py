"""The flow `watch`: poll the sources, follow what is new, record it, alert."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows.deliver import send_queued
from flows.gather.feeds import Polled, poll_all
from flows.gather.follow import follow
from flows.progress import tell
from flows.record import record
from flows.settings import DEFAULT_PATH, Settings, load_settings
from flows.summary import Summary
from parsers.model import Entry
from parsers.names import counted
from storage.articles import entries_to_follow
from storage.deliveries import save_subscriptions
from storage.ledger import Ledger
from storage.sources import Poll, end_run, save_polls, save_sources, start_run

# One Prefect task costs 40 ms of the server's time, so it takes a batch, never one article.
BATCH = 100


@flow(name="watch", persist_result=False)
def watch(config: Path = DEFAULT_PATH) -> Summary:
    """Poll the sources, read what is new, keep it in the ledger and alert the subscribers.

    Args:
        config: The settings file (pactwatch.toml).
    """
    settings = load_settings(config)
    ledger = Ledger(settings.storage.path)
    run_id = str(flow_run.get_id())
    prepare(ledger, settings, run_id)
    summary = Summary()
    outcome = "failed"
    try:
        summary.polled = poll_sources(settings)
        new = note_polls(ledger, summary.polled, run_id)
        listed = sum(len(p.entries) for p in summary.polled)
        tell(f"{counted(len(summary.polled), 'source')}: {counted(listed, 'entry')} listed, {len(new)} new")
        for first in range(0, len(new), BATCH):
            follow_batch(ledger, settings, new[first : first + BATCH], run_id, summary)
        summary.sent = send_queued(ledger, Path(config).resolve().parent)
        tell(f"{counted(summary.sent['delivered'], 'alert')} delivered")
        outcome = "completed"
    finally:
        with ledger.write() as db:
            end_run(db, run_id, outcome, summary.counts(), datetime.now(UTC))
    create_markdown_artifact(
        summary.markdown(), key="watch-summary", description="What this run read, found and sent."
    )
    return summary


def prepare(ledger: Ledger, settings: Settings, run_id: str) -> None:
    """Bring the ledger up to date with the program and the settings, and note the run."""
    ledger.create()
    now = datetime.now(UTC)
    rules = [
        (s.name, s.model_dump(mode="json", exclude={"name", "to"}), s.to) for s in settings.subscriptions
    ]
    with ledger.write() as db:
        start_run(db, run_id, "watch", now)
        save_sources(db, [s.model_dump() for s in settings.sources], now)
        save_subscriptions(db, rules)


@task(name="poll sources", cache_policy=NO_CACHE, persist_result=False)
def poll_sources(settings: Settings) -> list[Polled]:
    """Ask every source for its entries."""
    polled = asyncio.run(poll_all(settings.sources, settings.fetch))
    for p in polled:
        if p.problem:
            tell(f"source {p.source.name}: {p.problem.detail}", level=logging.WARNING)
    return polled


def note_polls(ledger: Ledger, polled: list[Polled], run_id: str) -> list[tuple[Entry, str, str]]:
    """Write the polls; returns the entries to follow, each with the name and outlet of the source that listed it."""
    with ledger.write() as db:
        follow_now = {e.url for e in entries_to_follow(db, [e for p in polled for e in p.entries])}
        new: list[tuple[Entry, str, str]] = []
        rows = []
        for p in polled:
            mine = [(e, p.source.name, p.outlet) for e in p.entries if e.url in follow_now]
            follow_now -= {e.url for e, _, _ in mine}
            new += mine
            now = datetime.now(UTC)
            rows.append(Poll(p.source.name, now, p.http_status, len(p.entries), len(mine), p.problem))
        save_polls(db, rows, run_id)
    return new


@task(name="follow entries", cache_policy=NO_CACHE, persist_result=False)
def follow_batch(
    ledger: Ledger, settings: Settings, batch: list[tuple[Entry, str, str]], run_id: str, summary: Summary
) -> None:
    """Fetch and read a batch of entries, and write all that came of it in one transaction."""
    followed = follow(batch, settings.fetch)
    recorded = record(ledger, followed, settings.subscriptions, run_id)
    summary.add(followed, recorded)
    problems = sum(f.problem is not None for f in followed)
    found = f"{counted(recorded.acts, 'act')} found, {counted(problems, 'problem')}"
    tell(f"{counted(len(followed), 'entry')} followed: {found}")
