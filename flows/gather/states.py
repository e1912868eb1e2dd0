"""What the ledger remembers of the settings' sources: which are due, and what is written after they were asked."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flows.gather.feeds import Asked, Polled
from flows.gather.polling import is_due, next_state
from flows.settings import Gather, Source
from parsers.listing import LINKS
from parsers.model import Health
from storage.source_states import SourceState


def state_for(source: Source, states: Mapping[str, SourceState], now: datetime) -> SourceState:
    """What is remembered of a source; anew where the settings give it another address or kind, but paused stays paused."""
    known = states.get(source.name)
    if known and known.url == source.url and not other_kind(known, source):
        return known
    new = SourceState(source.name, source.url, now)
    return replace(new, state=Health.PAUSED) if known and known.state is Health.PAUSED else new


def other_kind(known: SourceState, source: Source) -> bool:
    """Whether the settings now say that a source is a page of links, or is none any more."""
    return bool(known.kind) and (known.kind == LINKS) != (source.kind == LINKS)


def due_sources(
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    now: datetime,
    bounds: Gather,
    *,
    soon: bool = False,
) -> list[Asked]:
    """The sources to ask now; `soon` as in `is_due`."""
    asked = [Asked(source, state_for(source, states, now)) for source in sources]
    return [a for a in asked if is_due(a.state, now, bounds, soon=soon)]


def state_after(asked: Asked, polled: Polled, new: int, now: datetime, bounds: Gather) -> SourceState:
    """The state of a source after it was asked; `new` is how many entries the ledger did not know."""
    if polled.heard is None:
        return asked.state
    chance = random.random()  # noqa: S311 - jitter, not a secret
    return next_state(asked.state, replace(polled.heard, new=new), now, bounds, chance)
