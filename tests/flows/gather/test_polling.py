from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gather.answers import Fetched
from flows.gather.polling import (
    LONGEST_WAIT,
    MOVE_FORGOTTEN,
    QUIET_AFTER,
    Heard,
    is_due,
    next_state,
    resumed,
)
from flows.settings import Gather
from parsers.model import Health, Problem, ProblemCode
from storage.source_states import SourceState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://a.example/feed"
BOUNDS = Gather()
NEW = SourceState("a", URL, NOW)
GOOD = Heard(Fetched(URL, http_status=200))
BAD = Heard(Fetched(URL), Problem(ProblemCode.UNREACHABLE, "no answer"))
GONE = Heard(Fetched(URL, http_status=410), Problem(ProblemCode.GONE, "gone"))

spans = st.timedeltas(timedelta(), timedelta(days=60))
moments = st.none() | st.builds(lambda s: NOW + s, spans)
chances = st.floats(0, 1)
bounds = st.builds(
    lambda a, b: Gather(min_interval=min(a, b), max_interval=max(a, b)),
    *[st.timedeltas(timedelta(seconds=1), timedelta(days=30))] * 2,
)
problems = st.none() | st.sampled_from(
    [Problem(code, "why") for code in ProblemCode if code is not ProblemCode.GONE]
)
heards = st.builds(
    Heard,
    st.builds(
        Fetched,
        st.just(URL),
        http_status=st.sampled_from([None, 200, 304, 429, 503]),
        etag=st.sampled_from(["", '"1"']),
        wait_until=moments,
        fresh_until=moments,
        moved_to=st.sampled_from(["", "https://b.example/"]),
    ),
    problem=problems,
    new=st.integers(0, 3),
    ttl=st.none() | spans,
    period=st.none() | spans,
)
states = st.builds(
    SourceState,
    st.just("a"),
    st.just(URL),
    st.just(NOW),
    interval=st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=60)),
    failures=st.integers(0, 10),
)


@given(states, heards, bounds, chances)
def test_the_next_time_is_within_the_bounds_and_never_before_the_server_allows_it(
    state: SourceState, heard: Heard, limits: Gather, chance: float
) -> None:
    after = next_state(state, heard, NOW, limits, chance)
    assert after.next_poll is not None
    wait = heard.answer.wait_until
    if wait:
        assert after.next_poll >= min(wait, NOW + LONGEST_WAIT)
    allowed = max(NOW + limits.max_interval, min(wait, NOW + LONGEST_WAIT) if wait else NOW)
    assert NOW + limits.min_interval <= after.next_poll <= allowed
    assert not is_due(after, NOW, limits) or after.next_poll == NOW
    assert is_due(after, after.next_poll, limits)


@given(states, heards, bounds, chances)
def test_failures_only_ever_make_it_later_and_news_sooner(
    state: SourceState, heard: Heard, limits: Gather, chance: float
) -> None:
    after = next_state(state, heard, NOW, limits, chance)
    asked = heard.problem is None or heard.answer.http_status or heard.problem.code != "rate_limited"
    if heard.problem and asked:
        assert after.failures == state.failures + 1
        if state.interval and limits.min_interval <= state.interval <= limits.max_interval:
            assert after.interval
            assert after.interval >= state.interval
    elif heard.problem is None:
        assert (after.failures, after.detail, after.last_success) == (0, "", NOW)
        with_news = next_state(state, replace(heard, new=1), NOW, limits, chance)
        without = next_state(state, replace(heard, new=0), NOW, limits, chance)
        assert with_news.interval
        assert without.interval
        assert with_news.interval <= without.interval
        assert with_news.last_new == NOW


def test_a_source_with_news_comes_to_the_shortest_interval_and_one_without_to_the_longest() -> None:
    busy = still = NEW
    for _ in range(20):
        busy = next_state(busy, replace(GOOD, new=2), NOW, BOUNDS)
        still = next_state(still, GOOD, NOW, BOUNDS)
    assert (busy.interval, still.interval) == (BOUNDS.min_interval, BOUNDS.max_interval)


def test_a_source_that_fails_is_asked_ever_more_rarely_but_never_given_up() -> None:
    state, waits = NEW, []
    for _ in range(200):
        state = next_state(state, BAD, NOW, BOUNDS)
        assert state.next_poll
        waits.append(state.next_poll - NOW)
    assert waits == sorted(waits)
    assert waits[-1] == BOUNDS.max_interval
    assert (state.state, state.failures, state.detail) == (Health.FAILING, 200, "no answer")
    assert next_state(state, GOOD, NOW, BOUNDS).state is Health.ACTIVE


def test_a_source_that_is_gone_is_not_asked_until_it_is_resumed() -> None:
    gone = next_state(NEW, GONE, NOW, BOUNDS)
    assert (gone.state, gone.next_poll) == (Health.RETIRED, None)
    assert not is_due(gone, NOW + timedelta(days=900), BOUNDS, soon=True)
    assert is_due(resumed(gone), NOW, BOUNDS)


def test_a_paused_source_is_not_asked_even_by_hand() -> None:
    assert not is_due(replace(NEW, state=Health.PAUSED), NOW, BOUNDS, soon=True)


def test_a_run_by_hand_asks_all_but_those_that_asked_to_be_left_alone() -> None:
    later = next_state(NEW, GOOD, NOW, BOUNDS)
    assert not is_due(later, NOW, BOUNDS)
    assert is_due(later, NOW, BOUNDS, soon=True)
    busy = Heard(
        Fetched(URL, http_status=429, wait_until=NOW + timedelta(days=2)),
        Problem(ProblemCode.RATE_LIMITED, "busy"),
    )
    waits = next_state(NEW, busy, NOW, BOUNDS)
    assert not is_due(waits, NOW + timedelta(days=1), BOUNDS, soon=True)
    assert is_due(waits, NOW + timedelta(days=2), BOUNDS)


def test_a_source_left_alone_for_another_of_its_host_has_not_failed() -> None:
    left = Heard(Fetched(URL, wait_until=NOW + timedelta(hours=1)), Problem(ProblemCode.RATE_LIMITED, "left"))
    after = next_state(NEW, left, NOW, BOUNDS)
    assert (after.failures, after.state, after.last_poll) == (0, Health.ACTIVE, None)
    assert after.next_poll
    assert after.next_poll >= NOW + timedelta(hours=1)


def test_what_the_server_says_of_its_answer_is_kept_for_the_next_time() -> None:
    answer = Fetched(URL, http_status=200, etag='"1"', last_modified="then", moved_to="https://b.example/")
    after = next_state(NEW, Heard(answer, kind="rss"), NOW, BOUNDS)
    assert (after.address, after.url, after.etag, after.last_modified, after.kind) == (
        "https://b.example/",
        URL,
        '"1"',
        "then",
        "rss",
    )
    assert next_state(after, BAD, NOW, BOUNDS).etag == '"1"'


def test_a_new_address_that_keeps_failing_is_forgotten() -> None:
    state = replace(NEW, moved_to="https://b.example/", etag='"1"')
    for _ in range(MOVE_FORGOTTEN):
        assert state.address == "https://b.example/"
        state = next_state(state, BAD, NOW, BOUNDS)
    assert (state.address, state.etag) == (URL, "")


def test_a_source_without_news_for_two_weeks_is_quiet_until_it_has_some() -> None:
    later = NOW + QUIET_AFTER + timedelta(days=1)
    quiet = next_state(NEW, GOOD, later, BOUNDS)
    assert quiet.state is Health.QUIET
    assert next_state(quiet, replace(GOOD, new=1), later, BOUNDS).state is Health.ACTIVE


def test_a_feed_that_asks_for_an_hour_gets_it_also_with_news() -> None:
    after = next_state(NEW, replace(GOOD, new=5, ttl=timedelta(hours=1)), NOW, BOUNDS)
    assert after.interval == timedelta(hours=1)


def test_a_clock_that_ran_ahead_silences_no_source() -> None:
    ahead = replace(NEW, next_poll=NOW + timedelta(days=365), wait_until=NOW + timedelta(days=365))
    assert is_due(ahead, NOW, BOUNDS)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        ("5 minutes", "6h", "no span"),
        ("7h", "6h", "no longer"),
        ("0s", "6h", "at least 1s"),
        ("1h", "31d", "30d"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(low: str, high: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Gather.model_validate({"min_interval": low, "max_interval": high})
