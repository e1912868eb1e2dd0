"""The flow `watch`: poll the sources, follow what is new, record it, alert."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_queued
from flows.gather.feeds import Asked, Listed, Polled, poll_all
from flows.gather.follow import follow
from flows.gather.states import due, state_after
from flows.progress import tell
from flows.record import record
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH, Fetch
from flows.summary import Summary
from parsers.names import counted
from storage.articles import entries_to_follow
from storage.source_states import SourceState, read_states, save_states
from storage.sources import Poll, save_polls

# One Prefect task costs 40 ms of the server's time, so it takes a batch, never one article.
BATCH = 100


@flow(name="watch", persist_result=False)
def watch(config: Path = DEFAULT_PATH, every: bool = False) -> Summary:  # noqa: FBT001, FBT002 - a field of Prefect's form
    """Poll the sources that are due, read what is new, keep it in the ledger and alert the subscribers.

    Args:
        config: The settings file (pactwatch.toml).
        every: Ask also the sources whose time has not come, but for those whose server asked to be left alone.
    """
    with noted_run("watch", config) as run:
        asked = sources_to_ask(run, every=every)
        run.summary.polled = poll_sources(asked, run.settings.fetch)
        new, states = note_polls(run, asked)
        entries = sum(len(p.entries) for p in run.summary.polled)
        not_due = len(run.settings.sources) - len(asked)
        tell(
            f"{counted(len(asked), 'source')}: {counted(entries, 'entry')} listed, {len(new)} new"
            + (f"; {counted(not_due, 'source')} not due" if not_due else "")
        )
        waiting = Counter(item.source.name for item in new)
        settle(run, states, waiting)
        for first in range(0, len(new), BATCH):
            batch = new[first : first + BATCH]
            for name in follow_batch(run, batch):
                states[name] = asked_whole(states[name])
            waiting -= Counter(item.source.name for item in batch)
            settle(run, states, waiting)
        run.summary.sent = send_queued(run.ledger, run.home)
        tell(f"{counted(run.summary.sent['delivered'], 'alert')} delivered")
    return run.summary


@task(name="poll sources", cache_policy=NO_CACHE, persist_result=False)
def poll_sources(asked: list[Asked], limits: Fetch) -> list[Polled]:
    """Ask sources for their entries."""
    polled = asyncio.run(poll_all(asked, limits))
    for p in polled:
        if p.problem:
            tell(f"source {p.source.name}: {p.problem.detail}", level=logging.WARNING)
    return polled


def sources_to_ask(run: Run, *, every: bool) -> list[Asked]:
    """The sources that are due."""
    with run.ledger.read() as db:
        states = read_states(db)
    return due(run.settings.sources, states, datetime.now(UTC), run.settings.gather, every=every)


def note_polls(run: Run, asked: Sequence[Asked]) -> tuple[list[Listed], dict[str, SourceState]]:
    """Write the polls; returns the entries to follow, each once, and the states that the sources come to."""
    now = datetime.now(UTC)
    with run.ledger.write() as db:
        follow_now = {
            e.url for e in entries_to_follow(db, [e for p in run.summary.polled for e in p.entries])
        }
        new: list[Listed] = []
        rows = []
        states = {}
        for a, p in zip(asked, run.summary.polled, strict=True):
            mine = [item for item in p.listed() if item.entry.url in follow_now]
            follow_now -= {item.entry.url for item in mine}
            new += mine
            rows.append(Poll(p.source.name, now, p.http_status, len(p.entries), len(mine), p.problem))
            states[p.source.name] = state_after(a, p, len(mine), now, run.settings.gather)
        save_polls(db, rows, run.id)
    return new, states


def settle(run: Run, states: dict[str, SourceState], waiting: Counter[str]) -> None:
    """Write the states of sources whose new entries are all followed, and take them out of `states`.

    Not before: a run that is stopped asks the others again as if it had not asked, so that no entry is lost to a 304.
    """
    done = [name for name in states if not waiting[name]]
    if done:
        with run.ledger.write() as db:
            save_states(db, [states.pop(name) for name in done])


def asked_whole(state: SourceState) -> SourceState:
    """The state of a source that is to list its entries again though they are the same: one of them may be read next time."""
    return replace(state, etag="", last_modified="")


@task(name="follow entries", cache_policy=NO_CACHE, persist_result=False)
def follow_batch(run: Run, batch: list[Listed]) -> set[str]:
    """Fetch and read a batch of entries, and write all that came of it in one transaction.

    Returns the names of the sources of which an entry is to be tried again.
    """
    followed = follow(batch, run.settings.fetch)
    recorded = record(run.ledger, followed, run.settings.subscriptions, run.id)
    run.summary.add(followed, recorded)
    problems = sum(f.problem is not None for f in followed)
    found = f"{counted(recorded.acts, 'act')} found, {counted(problems, 'problem')}"
    tell(f"{counted(len(followed), 'entry')} followed: {found}")
    return {f.source for f in followed if f.may_pass}
