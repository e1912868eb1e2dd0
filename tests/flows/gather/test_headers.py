from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gather.headers import LONGEST, fresh_until, retry_after, validator
from flows.gather.robots import LONGEST_DELAY, MAX_BYTES, product, read_rules

NOW = datetime(2025, 10, 28, 12, 0, tzinfo=UTC)
SECONDS = st.integers(1, 10**9)
VALUES = st.one_of(
    st.text(max_size=60),
    st.integers().map(str),
    st.datetimes().map(lambda d: format_datetime(d.replace(tzinfo=UTC), usegmt=True)),
    st.sampled_from(["max-age", "max-age=", "max-age=1e9", "no-cache, max-age=5", 'max-age="60"', "²", "٣"]),
)


@given(SECONDS)
def test_both_forms_of_retry_after_say_the_same_and_never_more_than_a_day(seconds: int) -> None:
    expected = NOW + min(timedelta(seconds=seconds), LONGEST)
    assert retry_after(str(seconds), NOW) == expected
    date = NOW + timedelta(seconds=min(seconds, 10**8))
    assert retry_after(format_datetime(date, usegmt=True), NOW) == min(date, NOW + LONGEST)


@given(VALUES)
def test_whatever_retry_after_says_it_is_a_time_to_come_or_nothing(value: str) -> None:
    until = retry_after(value, NOW)
    assert until is None or NOW < until <= NOW + LONGEST


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date"]), VALUES))
def test_whatever_caching_headers_say_it_is_a_time_to_come_or_nothing(headers: dict[str, str]) -> None:
    until = fresh_until(headers, NOW)
    assert until is None or NOW < until <= NOW + LONGEST


@given(SECONDS, st.integers(0, 10**6))
def test_the_age_of_a_cached_answer_is_taken_off(seconds: int, age: int) -> None:
    left = min(timedelta(seconds=seconds), LONGEST) - min(timedelta(seconds=age), LONGEST)
    until = fresh_until({"cache-control": f"max-age={seconds}", "age": str(age)}, NOW)
    assert until == (NOW + left if left > timedelta() else None)


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({"cache-control": "Max-Age=600"}, 10),
        ({"cache-control": "max-age=600", "expires": "Tue, 28 Oct 2025 13:00:00 GMT"}, 10),
        ({"expires": "Tue, 28 Oct 2025 13:00:00 GMT"}, 60),
        # A server whose clock is an hour behind.
        ({"expires": "Tue, 28 Oct 2025 11:20:00 GMT", "date": "Tue, 28 Oct 2025 11:00:00 GMT"}, 20),
        ({"expires": "0"}, None),
        ({"expires": "Mon, 01 Jan 1990 00:00:00 GMT"}, None),
        ({"cache-control": "no-store, max-age=600"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_holds(headers: dict[str, str], minutes: int | None) -> None:
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert fresh_until(headers, NOW) == expected


@given(st.text(max_size=50))
def test_a_validator_is_kept_as_it_is_or_not_at_all(value: str) -> None:
    kept = validator(value)
    assert kept in {value, ""}
    assert not set(kept) & set("\r\n\x00")


@given(st.binary(max_size=300))
def test_no_robots_txt_breaks_its_reader(body: bytes) -> None:
    rules = read_rules(b"User-agent: *\nDisallow: " + body, "pactwatch/0.1")
    assert rules.allows("https://h.example/a") in {True, False}
    assert 0 <= rules.delay <= LONGEST_DELAY


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"User-agent: bot%d\n" % n for n in range(15_000)) + b"Disallow: /a\n" * 15_000,
        b"User-agent: a\nUser-agent: *\n" * 9_000 + b"Disallow: /%d\n" * 15_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000,
    ],
    ids=["names", "names-and-all", "stars"],
)
def test_a_hostile_robots_txt_costs_no_more_than_its_length(body: bytes) -> None:
    started = time.monotonic()
    rules = read_rules(body[:MAX_BYTES], "pactwatch/0.1")
    rules.allows("https://h.example/" + "a" * 10_000)
    assert time.monotonic() - started < 3


def test_the_longest_delay_is_bounded() -> None:
    assert read_rules(b"User-agent: *\nCrawl-delay: 86400\n", "pactwatch/0.1").delay == LONGEST_DELAY


@pytest.mark.parametrize("agent", ["pactwatch/0.1 (+https://x.example)", "pactwatch (me)", "pactwatch"])
def test_a_robots_txt_speaks_to_the_first_word_of_the_user_agent(agent: str) -> None:
    assert product(agent) == "pactwatch"


def test_groups_of_other_programs_stay_theirs() -> None:
    body = b"User-agent: a\nDisallow: /\n\nUser-agent: b\nUser-agent: pactwatch\nDisallow: /x\n"
    rules = read_rules(body, "pactwatch/0.1")
    assert (rules.allows("https://h.example/"), rules.allows("https://h.example/x")) == (True, False)


def test_a_group_of_another_program_between_two_of_ours_is_not_read() -> None:
    body = (
        b"User-agent: pactwatch\nDisallow: /x\n\nUser-agent: b\nDisallow: /\n\nUser-agent: *\nDisallow: /y\n"
    )
    rules = read_rules(body, "pactwatch/0.1")
    assert [rules.allows(f"https://h.example/{p}") for p in ("x", "y", "z")] == [False, True, True]
