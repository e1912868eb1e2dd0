"""When a source is asked again. Pure: the state, what it answered and the time give the next state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.gather.answers import Fetched
from flows.settings import Gather
from parsers.model import Health, Problem, ProblemCode
from storage.source_states import SourceState

START = timedelta(minutes=15)
SHORTER, LONGER, FAILED = 0.5, 1.25, 2.0
# Sources that fail or rest together must not be asked together for ever.
JITTER = 0.2
# A server may ask for any wait, by mistake or in malice, and no source is given up for that.
LONGEST_WAIT = timedelta(days=30)
QUIET_AFTER = timedelta(days=14)
# A new address that fails so often in a row is forgotten, and the settings' asked again.
MOVE_FORGOTTEN = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source answered: the answer without its body, what was wrong with it or its reading, and what it lists.

    `new` counts the entries that the ledger did not know; `ttl` and `period` are what the feed says of itself.
    """

    answer: Fetched
    problem: Problem | None = None
    kind: str = ""
    new: int = 0
    ttl: timedelta | None = None
    period: timedelta | None = None
    parts: tuple[str, ...] = ()


def is_due(state: SourceState, now: datetime, bounds: Gather, *, soon: bool = False) -> bool:
    """Whether a source is to be asked now; `soon` asks also those whose time has not come.

    Never one that is paused, gone, or whose server asked to be left alone for now.
    """
    if state.state in {Health.PAUSED, Health.RETIRED} or is_waiting(state, now):
        return False
    # A clock that once ran ahead must not silence a source.
    ahead = state.next_poll is not None and state.next_poll > now + bounds.max_interval
    return soon or ahead or state.next_poll is None or state.next_poll <= now


def is_waiting(state: SourceState, now: datetime) -> bool:
    """Whether its server asked to be left alone for now."""
    return state.wait_until is not None and now < state.wait_until <= now + LONGEST_WAIT


def next_state(
    state: SourceState, heard: Heard, now: datetime, bounds: Gather, chance: float = 0.0
) -> SourceState:
    """The state after an answer; `chance`, 0 to 1, is the jitter.

    The next time is within the bounds of the settings, but never before the server allows it: Retry-After up to 30 days,
    Cache-Control and a feed's ttl up to the longest interval.
    """
    wait = min(heard.answer.wait_until, now + LONGEST_WAIT) if heard.answer.wait_until else None
    asked = replace(state, last_poll=now, wait_until=wait)
    if heard.problem is None:
        return after_success(asked, heard, now, bounds, chance)
    asked = replace(asked, detail=heard.problem.detail)
    if heard.problem.code is ProblemCode.GONE:
        return replace(asked, state=Health.RETIRED, failures=state.failures + 1, next_poll=None)
    if left_alone(heard):
        # It was not asked, for the sake of another on its host; that says nothing about it.
        return replace(state, wait_until=wait, next_poll=later(now + interval_of(state, bounds), wait))
    return after_failure(asked, now, bounds, chance)


def resumed(state: SourceState) -> SourceState:
    """The state of a source that a person wants asked again, as soon as can be."""
    return replace(state, state=Health.ACTIVE, failures=0, next_poll=None, detail="")


def left_alone(heard: Heard) -> bool:
    """Whether the source was not asked at all, since its host is left alone."""
    limited = heard.problem is not None and heard.problem.code is ProblemCode.RATE_LIMITED
    return limited and heard.answer.http_status is None


def after_success(
    state: SourceState, heard: Heard, now: datetime, bounds: Gather, chance: float
) -> SourceState:
    """The state after a good answer: sooner with news, later without."""
    answer = heard.answer
    known = state.interval or heard.period or START
    wanted = clamp(known, bounds) * (SHORTER if heard.new else LONGER)
    interval = max(clamp(wanted, bounds), clamp(heard.ttl or timedelta(), bounds))
    fresh = min(answer.fresh_until, now + bounds.max_interval) if answer.fresh_until else None
    last_new = now if heard.new else state.last_new
    return replace(
        state,
        state=Health.QUIET if now - (last_new or state.since) > QUIET_AFTER else Health.ACTIVE,
        kind=heard.kind or state.kind,
        moved_to=answer.moved_to or state.moved_to,
        etag=answer.etag,
        last_modified=answer.last_modified,
        interval=interval,
        failures=0,
        next_poll=later(now + jittered(interval, bounds, chance), fresh, state.wait_until),
        last_success=now,
        last_new=last_new,
        detail="",
    )


def after_failure(state: SourceState, now: datetime, bounds: Gather, chance: float) -> SourceState:
    """The state after a bad answer: later each time, up to the longest interval, and never given up."""
    interval = clamp(interval_of(state, bounds) * FAILED, bounds)
    failed = replace(
        state,
        state=Health.FAILING,
        interval=interval,
        failures=state.failures + 1,
        next_poll=later(now + jittered(interval, bounds, chance), state.wait_until),
    )
    if failed.failures >= MOVE_FORGOTTEN and state.moved_to:
        return replace(failed, moved_to="", etag="", last_modified="")
    return failed


def interval_of(state: SourceState, bounds: Gather) -> timedelta:
    """The interval of a source within the bounds of now: the settings may have changed."""
    return clamp(state.interval or START, bounds)


def jittered(interval: timedelta, bounds: Gather, chance: float) -> timedelta:
    """An interval made shorter by chance, within the bounds."""
    return clamp(interval * (1 - JITTER * chance), bounds)


def clamp(interval: timedelta, bounds: Gather) -> timedelta:
    """An interval within the bounds."""
    return min(max(interval, bounds.min_interval), bounds.max_interval)


def later(*times: datetime | None) -> datetime:
    """The latest of some times."""
    return max(t for t in times if t is not None)
