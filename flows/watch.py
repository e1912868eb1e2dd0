"""The flow `watch`: poll the sources, follow what is new, record it, alert."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_queued
from flows.gather.answers import Ask, Fetched
from flows.gather.feeds import Polled, poll_all
from flows.gather.follow import read_answer
from flows.gather.http import Hosts
from flows.gather.stream import batches
from flows.progress import tell
from flows.record import record
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH, Settings
from flows.summary import Summary
from parsers.names import counted
from parsers.urls import host_of
from storage.sources import Poll, save_polls
from storage.waiting import Waiting, busy_hosts, due, save_listed


@flow(name="watch", persist_result=False)
def watch(config: Path = DEFAULT_PATH, *, soon: bool = False) -> Summary:
    """Poll the sources, read what is new, keep it in the ledger and alert the subscribers.

    Args:
        config: The settings file (pactwatch.toml).
        soon: Do now what is due later, but for what a host asked to be spared.
    """
    with noted_run("watch", config) as run:
        hosts = Hosts()
        run.summary.polled = poll_sources(run.settings, hosts)
        new = note_polls(run)
        entries = sum(len(p.entries) for p in run.summary.polled)
        tell(f"{counted(len(run.summary.polled), 'source')}: {counted(entries, 'entry')} listed, {new} new")
        follow_waiting(run, hosts, soon=soon)
        run.summary.sent = send_queued(run.ledger, run.home)
        tell(f"{counted(run.summary.sent['delivered'], 'alert')} delivered")
    return run.summary


@task(name="poll sources", cache_policy=NO_CACHE, persist_result=False)
def poll_sources(settings: Settings, hosts: Hosts) -> list[Polled]:
    """Ask every source for its entries."""
    polled = asyncio.run(poll_all(settings.sources, settings.fetch, hosts))
    for p in polled:
        if p.problem:
            tell(f"source {p.source.name}: {p.problem.detail}", level=logging.WARNING)
    return polled


def note_polls(run: Run) -> int:
    """Write the polls, and let what is new wait to be followed; returns how much that is."""
    now = datetime.now(UTC)
    rows = []
    with run.ledger.write() as db:
        for p in run.summary.polled:
            new = save_listed(db, [Waiting(e, p.source.name, p.title) for e in p.entries], now)
            rows.append(Poll(p.source.name, now, p.http_status, len(p.entries), len(new), p.problem))
        save_polls(db, rows, run.id)
    return sum(r.new_entries for r in rows)


def follow_waiting(run: Run, hosts: Hosts, *, soon: bool) -> None:
    """Follow all entries whose time has come; each batch of pages is read and written while more are fetched."""
    now = datetime.now(UTC)
    with run.ledger.read() as db:
        waiting = due(db, now, soon=soon)
        for url, until in busy_hosts(db, now):
            hosts.leave(host_of(url), until)
    for batch in batches([Ask(w.entry.url) for w in waiting], run.settings.fetch, hosts):
        follow_batch(run, [(waiting[number], answer) for number, answer in batch])


# One Prefect task costs 40 ms of the server's time, so it takes a batch, never one article.
@task(name="follow entries", cache_policy=NO_CACHE, persist_result=False)
def follow_batch(run: Run, batch: Sequence[tuple[Waiting, Fetched]]) -> None:
    """Read a batch of pages, and write all that came of it in one transaction."""
    now = datetime.now(UTC)
    outlets = {s.name: s.outlet for s in run.settings.sources}
    followed = [read_answer(item, outlets.get(item.source, ""), answer, now) for item, answer in batch]
    recorded = record(run.ledger, followed, run.settings.subscriptions, run.id)
    run.summary.add(followed, recorded)
    problems = sum(f.problem is not None for f in followed)
    found = f"{counted(recorded.acts, 'act')} found, {counted(problems, 'problem')}"
    tell(f"{counted(len(followed), 'entry')} followed: {found}")
