"""The flow `watch`: poll the sources, follow what is new, record it, alert."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_queued
from flows.gather.feeds import Listed, Polled, poll_all
from flows.gather.follow import follow
from flows.progress import tell
from flows.record import record, record_deadlines
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH, Settings
from flows.summary import Summary
from parsers.names import counted
from storage.articles import entries_to_follow
from storage.sources import Poll, save_polls

# One Prefect task costs 40 ms of the server's time, so it takes a batch, never one article.
BATCH = 100


@flow(name="watch", persist_result=False)
def watch(config: Path = DEFAULT_PATH) -> Summary:
    """Poll the sources, read what is new, keep it in the ledger and alert the subscribers.

    Args:
        config: The settings file (pactwatch.toml).
    """
    with noted_run("watch", config) as run:
        run.summary.polled = poll_sources(run.settings)
        new = note_polls(run)
        entries = sum(len(p.entries) for p in run.summary.polled)
        tell(
            f"{counted(len(run.summary.polled), 'source')}: {counted(entries, 'entry')} listed, {len(new)} new"
        )
        for first in range(0, len(new), BATCH):
            # What a batch brought is told before the next is read; what has trouble is left for the end.
            if follow_batch(run, new[first : first + BATCH]):
                run.summary.add_sent(send_queued(run.ledger, run.home, run.settings, patient=False))
        record_deadlines(run.ledger, run.settings.subscriptions)
        run.summary.add_sent(send_queued(run.ledger, run.home, run.settings))
        tell(f"{counted(run.summary.sent['delivered'], 'alert')} delivered")
    return run.summary


@task(name="poll sources", cache_policy=NO_CACHE, persist_result=False)
def poll_sources(settings: Settings) -> list[Polled]:
    """Ask every source for its entries."""
    polled = asyncio.run(poll_all(settings.sources, settings.fetch))
    for p in polled:
        if p.problem:
            tell(f"source {p.source.name}: {p.problem.detail}", level=logging.WARNING)
    return polled


def note_polls(run: Run) -> list[Listed]:
    """Write the polls; returns the entries to follow, each once."""
    now = datetime.now(UTC)
    with run.ledger.write() as db:
        follow_now = {
            e.url for e in entries_to_follow(db, [e for p in run.summary.polled for e in p.entries])
        }
        new: list[Listed] = []
        rows = []
        for p in run.summary.polled:
            mine = [item for item in p.listed() if item.entry.url in follow_now]
            follow_now -= {item.entry.url for item in mine}
            new += mine
            rows.append(Poll(p.source.name, now, p.http_status, len(p.entries), len(mine), p.problem))
        save_polls(db, rows, run.id)
    return new


@task(name="follow entries", cache_policy=NO_CACHE, persist_result=False)
def follow_batch(run: Run, batch: list[Listed]) -> int:
    """Fetch and read a batch of entries, and write all that came of it in one transaction; the number of deliveries."""
    followed = follow(batch, run.settings.fetch)
    recorded = record(run.ledger, followed, run.settings.subscriptions, run.id)
    run.summary.add(followed, recorded)
    problems = sum(f.problem is not None for f in followed)
    found = f"{counted(recorded.acts, 'act')} found, {counted(problems, 'problem')}"
    tell(f"{counted(len(followed), 'entry')} followed: {found}")
    return recorded.deliveries
