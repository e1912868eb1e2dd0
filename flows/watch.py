"""The flow `watch`: poll the sources, follow what is new, record it, alert."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_queued
from flows.gather.answers import Ask, Fetched
from flows.gather.feeds import Asked, Polled, poll_each
from flows.gather.follow import read_answer
from flows.gather.http import Hosts
from flows.gather.polling import is_waiting
from flows.gather.states import due_sources, state_after
from flows.gather.stream import batches
from flows.progress import tell
from flows.record import record, record_deadlines
from flows.runs import Run, noted_run
from flows.settings import DEFAULT_PATH
from flows.summary import Summary
from flows.ways import run_name, writing
from parsers.names import counted
from parsers.urls import host_of
from storage.source_states import read_states, save_states
from storage.sources import Poll, save_polls
from storage.waiting import Waiting, busy_hosts, due, save_listed


@flow(name="watch", flow_run_name=run_name, persist_result=False)
def watch(config: Path = DEFAULT_PATH, *, soon: bool = False) -> Summary:
    """Poll the sources that are due, read what is new, keep it in the ledger and alert the subscribers.

    Args:
        config: The settings file (pactwatch.toml).
        soon: Do now what is due later, but for what a host asked to be spared.
    """
    with noted_run("watch", config) as run:
        hosts = Hosts()
        asked = sources_to_ask(run, hosts, soon=soon)
        poll_sources(run, asked, hosts)
        tell_polls(run.summary.polls, rest=len(run.settings.sources) - len(asked))
        follow_waiting(run, hosts, soon=soon)
        record_deadlines(run.ledger, run.settings.subscriptions)
        run.summary.add_sent(send_queued(run.ledger, run.home, run.settings))
        tell(f"{counted(run.summary.sent['delivered'], 'alert')} delivered")
    return run.summary


@task(name="poll sources", cache_policy=NO_CACHE, persist_result=False)
def poll_sources(run: Run, asked: Sequence[Asked], hosts: Hosts) -> None:
    """Ask sources for their entries, and note what came while others are asked: a run that is killed keeps it."""
    for batch in poll_each(asked, run.settings.fetch, hosts):
        note_polls(run, batch)


def sources_to_ask(run: Run, hosts: Hosts, *, soon: bool) -> list[Asked]:
    """The sources that are due; hosts that a source's server asked to leave alone are left alone by all."""
    now = datetime.now(UTC)
    with run.ledger.read() as db:
        states = read_states(db)
    for state in states.values():
        if state.wait_until and is_waiting(state, now):
            hosts.leave(host_of(state.address), state.wait_until)
    return due_sources(run.settings.sources, states, now, run.settings.gather, soon=soon)


def note_polls(run: Run, batch: Sequence[tuple[Asked, Polled]]) -> None:
    """Write the polls and how the sources stand, and let what is new wait to be followed.

    All in one transaction: a source that is asked next only for what has changed has its entries here.
    """
    now = datetime.now(UTC)
    rows, states = [], []
    with run.ledger.write() as db:
        for a, p in batch:
            new = save_listed(db, [Waiting(e, p.source.name, p.title) for e in p.entries], now)
            rows.append(Poll(p.source.name, now, p.http_status, len(p.entries), len(new), p.problem))
            states.append(state_after(a, p, len(new), now, run.settings.gather))
        save_polls(db, rows, run.id)
        save_states(db, states)
    run.summary.polls += rows


def tell_polls(polls: Sequence[Poll], rest: int) -> None:
    """Log what sources answered; `rest` is how many were not due."""
    for poll in polls:
        if poll.problem:
            tell(f"source {poll.source}: {poll.problem.detail}", level=logging.WARNING)
    entries, new = sum(p.entries for p in polls), sum(p.new_entries for p in polls)
    told = f"{counted(len(polls), 'source')}: {counted(entries, 'entry')} listed, {new} new"
    tell(f"{told}; {counted(rest, 'source')} not due" if rest else told)


def follow_waiting(run: Run, hosts: Hosts, *, soon: bool) -> None:
    """Follow all entries whose time has come; each batch of pages is read and written while more are fetched."""
    now = datetime.now(UTC)
    with run.ledger.read() as db:
        waiting = due(db, now, soon=soon)
        for url, until in busy_hosts(db, now):
            hosts.leave(host_of(url), until)
    for batch in batches([Ask(w.entry.url) for w in waiting], run.settings.fetch, hosts):
        # What a batch brought is told before the next is read; what has trouble is left for the end.
        if follow_batch(run, [(waiting[number], answer) for number, answer in batch]):
            run.summary.add_sent(send_queued(run.ledger, run.home, run.settings, patient=False))


# One Prefect task costs 40 ms of the server's time, so it takes a batch, never one article.
@writing("follow entries")
def follow_batch(run: Run, batch: Sequence[tuple[Waiting, Fetched]]) -> int:
    """Read a batch of pages, and write all that came of it in one transaction; the number of deliveries."""
    now = datetime.now(UTC)
    outlets = {s.name: s.outlet for s in run.settings.sources}
    followed = [read_answer(item, outlets.get(item.source, ""), answer, now) for item, answer in batch]
    recorded = record(run.ledger, followed, run.settings.subscriptions, run.id)
    run.summary.add(followed, recorded)
    problems = sum(f.problem is not None for f in followed)
    found = f"{counted(recorded.acts, 'act')} found, {counted(problems, 'problem')}"
    tell(f"{counted(len(followed), 'entry')} followed: {found}")
    return recorded.deliveries
