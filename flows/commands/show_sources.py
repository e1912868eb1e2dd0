"""Tables of sources: how they are doing, what they answered, what the catalogue offers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click
from rich.console import Console

from flows.commands.show import plain, table
from flows.gather.catalogue import Offered
from flows.gather.feeds import Polled
from flows.settings import Source
from parsers.model import Health
from storage.source_states import SourceState


def show_sources(sources: Sequence[Source], states: Mapping[str, SourceState], form: str) -> None:
    """How each source of the settings is doing, as the ledger remembers it."""
    from flows.gather.states import state_for

    now = datetime.now(UTC)
    found = [(s, state_for(s, states, now)) for s in sources]
    if form == "json":
        click.echo(json.dumps([as_row(s, state) for s, state in found], indent=1, ensure_ascii=False))
        return
    if not found:
        click.echo("There are no sources yet. Add one with: pactwatch sources add URL")
        return
    made = table("source", "state", "answered", "new", "next", "what is wrong")
    for source, state in found:
        asked = state.last_poll is not None
        wrong = f"{state.failures} in a row: {state.detail}" if state.failures > 1 else state.detail
        shown = state.state if asked or state.state is not Health.ACTIVE else "not asked yet"
        made.add_row(
            plain(source.name),
            plain(shown),
            *(plain(ago(t, now)) for t in (state.last_success, state.last_new)),
            plain(next_time(state, now)),
            plain(wrong),
        )
    Console().print(made)


def as_row(source: Source, state: SourceState) -> dict[str, object]:
    """A source as JSON has it; times in ISO 8601, UTC."""

    def moment(when: datetime | None) -> str | None:
        return when.astimezone(UTC).isoformat() if when else None

    return {
        "name": source.name,
        "url": state.address,
        "outlet": source.outlet,
        "language": source.language,
        "country": source.country,
        "kind": state.kind or None,
        "state": state.state,
        "failures": state.failures,
        "last_poll": moment(state.last_poll),
        "last_success": moment(state.last_success),
        "last_new": moment(state.last_new),
        "next_poll": moment(state.next_poll),
        "wait_until": moment(state.wait_until),
        "problem": state.detail or None,
    }


def next_time(state: SourceState, now: datetime) -> str:
    """When a source is asked next, for people."""
    if state.state in {Health.PAUSED, Health.RETIRED}:
        return "when resumed"
    times = [t for t in (state.next_poll, state.wait_until) if t and t > now]
    return f"in {span(max(times), now)}" if times else "next run"


def ago(when: datetime | None, now: datetime) -> str:
    """How long ago something was, for people."""
    return f"{span(now, when)} ago" if when else "never"


def span(later: datetime, earlier: datetime) -> str:
    """The time between two moments in its largest unit: "3 h"."""
    seconds = max(0, int((later - earlier).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size == 60 and seconds >= 60):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def show_answers(polled: Sequence[Polled], now: datetime) -> None:
    """What sources answered just now."""
    made = table("source", "status", "kind", "entries", "newest", "says")
    for p in polled:
        dates = [min(e.published, now) for e in p.entries if e.published]
        moved = f"moved to {p.heard.answer.moved_to}" if p.heard and p.heard.answer.moved_to else ""
        says = p.problem.detail if p.problem else moved or p.title
        newest = ago(max(dates), now) if dates else ""
        kind = p.heard.kind if p.heard else ""
        made.add_row(*map(plain, (p.source.name, p.http_status, kind, len(p.entries), newest, says)))
    Console().print(made)


def show_catalogue(offered: Sequence[Offered], form: str) -> None:
    """Sources of the catalogue."""
    if form == "json":
        click.echo(json.dumps([o.model_dump() for o in offered], indent=1, ensure_ascii=False))
        return
    if not offered:
        click.echo("The catalogue has none like that.")
        return
    made = table("name", "outlet", "region", "country", "language", "address")
    for o in offered:
        made.add_row(*map(plain, (o.name, o.outlet, o.region, o.country, o.language, o.url)))
    console = Console()
    console.print(made)
    console.print("None of them could be tried when this list was made: some may have moved or gone.")
    console.print("Add some with: pactwatch sources add --catalogue NAME")
