from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from flows.gather.client import Client
from flows.gather.http import Ask, Fetched, Hosts, fetch_each
from flows.settings import Fetch
from parsers.model import ProblemCode
from tests.flows.rough import PLAYS, Rough, guard_to

LIMITS = Fetch(timeout=5, max_bytes=100_000, delay=0, max_redirects=4)
MANY = LIMITS.model_copy(update={"respect_robots": False})


def get(rough: Rough, *asks: Ask | str, limits: Fetch = LIMITS, known: Hosts | None = None) -> list[Fetched]:
    """The answers in order; every name leads to the server."""

    async def all_of() -> list[Fetched]:
        client = Client(limits, guard_to(rough.port))
        async with aclosing(fetch_each(asks, limits, known, client=client)) as each:
            return [answer for _, answer in sorted([pair async for pair in each], key=lambda pair: pair[0])]

    return asyncio.run(all_of())


def code(answer: Fetched) -> str:
    return answer.problem.code if answer.problem else ""


def test_what_has_not_changed_is_not_sent_again(rough: Rough) -> None:
    modified = "Tue, 28 Oct 2025 09:00:00 GMT"
    (first,) = get(rough, rough.say(200, "news", ETag='"v1"', Last_Modified=modified))
    assert (first.etag, first.last_modified, first.not_modified) == ('"v1"', modified, False)
    (second,) = get(rough, Ask(rough.say(304), first.etag, first.last_modified))
    asked = rough.seen[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', modified)
    assert (second.not_modified, second.http_status, second.problem, second.body) == (True, 304, None, b"")
    assert (second.etag, second.last_modified) == ('"v1"', modified)


def test_a_304_to_a_request_without_conditions_is_a_problem(rough: Rough) -> None:
    (answer,) = get(rough, rough.say(304))
    assert (code(answer), answer.not_modified) == ("http_error", False)


def test_conditions_that_would_break_a_header_are_left_out(rough: Rough) -> None:
    (answer,) = get(rough, Ask(rough.url("/"), etag='"a"\r\nX-Bad: 1', last_modified="x" * 5000))
    assert answer.problem is None
    assert not rough.seen[-1].headers.keys() & {"if-none-match", "if-modified-since", "x-bad"}


@pytest.mark.parametrize(
    ("steps", "moved"),
    [([301], 1), ([308], 1), ([302], 0), ([307], 0), ([301, 308], 2), ([301, 302], 1), ([302, 301], 0)],
)
def test_only_permanent_redirects_move_an_address(rough: Rough, steps: list[int], moved: int) -> None:
    stations = [rough.url("/", host="end.example")]
    for number, status in reversed(list(enumerate(steps))):
        stations.insert(0, rough.say(status, host=f"h{number}.example", Location=stations[0]))
    (answer,) = get(rough, stations[0])
    assert (answer.url, answer.problem) == (stations[-1], None)
    assert answer.moved_to == (stations[moved] if moved else "")


def test_what_is_gone_for_good_is_told_from_what_is_missing(rough: Rough) -> None:
    gone, missing = get(rough, rough.say(410), rough.say(404))
    assert (code(gone), gone.http_status) == ("gone", 410)
    assert (code(missing), missing.http_status) == ("http_error", 404)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_host_is_left_alone_as_long_as_it_asks(rough: Rough, status: int, form: str) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=600)
    value = "600" if form == "seconds" else format_datetime(until, usegmt=True)
    known, limits = Hosts(), MANY.model_copy(update={"per_host": 1})
    busy = rough.say(status, host="busy.example", Retry_After=value)
    asks = [busy, rough.url("/", "busy.example"), rough.url("/", "idle.example")]
    first, second, other = get(rough, *asks, limits=limits, known=known)
    (later,) = get(rough, rough.url("/", "busy.example"), limits=limits, known=known)

    assert (code(first), first.http_status, code(other)) == ("rate_limited", status, "")
    for left in (first, second, later):
        assert left.wait_until is not None
        assert abs(left.wait_until - until) < timedelta(seconds=5)
        assert f"{left.wait_until:%H:%M} UTC" in (left.problem.detail if left.problem else "")
    assert (code(second), second.http_status, code(later)) == ("rate_limited", None, "rate_limited")
    assert rough.paths("busy.example") == ["/say"]


@pytest.mark.parametrize("value", ["", "soon", "0", "-5"])
def test_a_busy_host_that_does_not_say_how_long_is_left_alone_some_minutes(rough: Rough, value: str) -> None:
    (answer,) = get(rough, rough.say(503, Retry_After=value), limits=MANY)
    assert answer.wait_until is not None
    wait = answer.wait_until - datetime.now(UTC)
    assert timedelta(minutes=4, seconds=50) < wait < timedelta(minutes=8)


def test_each_further_time_that_a_host_is_busy_it_is_left_alone_longer_up_to_a_bound() -> None:
    hosts, now = Hosts(), datetime(2025, 10, 28, tzinfo=UTC)
    waits = []
    for _ in range(8):
        until = hosts.strike("h.example", None, now)
        waits.append(until - now)
        now = until
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= timedelta(minutes=90)


def test_a_page_served_with_200_goes_on_to_the_reader_whatever_it_says(rough: Rough) -> None:
    (answer,) = get(rough, rough.say(200, "Just a moment... checking your browser", cf_mitigated="challenge"))
    assert (answer.body, answer.http_status, answer.problem) == (
        b"Just a moment... checking your browser",
        200,
        None,
    )


def test_how_long_an_answer_holds_is_told(rough: Rough) -> None:
    (answer,) = get(rough, rough.say(200, "x", Cache_Control="public, max-age=600"))
    assert answer.fresh_until is not None
    assert abs(answer.fresh_until - datetime.now(UTC) - timedelta(seconds=600)) < timedelta(seconds=5)


def test_what_robots_txt_forbids_is_not_asked_for(rough: Rough) -> None:
    rough.robots["closed.example"] = (200, "User-agent: *\nDisallow: /say\nAllow: /\n")
    shut, open_ = get(
        rough, rough.say(200, "x", host="closed.example"), rough.url("/", host="closed.example")
    )
    assert (code(shut), shut.http_status, code(open_)) == ("robots", None, "")
    assert "closed.example asks pactwatch not to read this" in (shut.problem.detail if shut.problem else "")
    assert rough.paths("closed.example") == ["/robots.txt", "/"]


def test_robots_txt_may_speak_to_us_by_name(rough: Rough) -> None:
    rough.robots["h.example"] = (200, "User-agent: *\nDisallow:\n\nUser-agent: PactWatch\nDisallow: /\n")
    (answer,) = get(rough, rough.url("/", "h.example"))
    assert code(answer) == "robots"


def test_robots_txt_is_read_once_a_run_and_site(rough: Rough) -> None:
    known = Hosts()
    for _ in range(2):
        get(rough, *[rough.url("/", host) for host in ("a.example", "b.example")] * 3, known=known)
    assert rough.paths().count("/robots.txt") == 2


def test_a_redirect_is_held_against_the_robots_txt_of_where_it_leads(rough: Rough) -> None:
    rough.robots["closed.example"] = (200, "User-agent: *\nDisallow: /")
    (answer,) = get(rough, rough.say(302, host="a.example", Location="http://closed.example/"))
    assert (code(answer), answer.url) == ("robots", "http://closed.example/")
    assert rough.paths("closed.example") == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_may_be_read(rough: Rough, status: int) -> None:
    rough.robots["h.example"] = (status, "User-agent: *\nDisallow: /")
    (answer,) = get(rough, rough.url("/", "h.example"))
    assert answer.problem is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_is_in_trouble_is_left_alone(rough: Rough, status: int) -> None:
    rough.robots["h.example"] = (status, "")
    answers = get(rough, *[rough.url("/", "h.example")] * 3)
    assert {code(a) for a in answers} == {"robots"}
    assert all(a.wait_until and a.wait_until > datetime.now(UTC) for a in answers)
    assert rough.paths("h.example") == ["/robots.txt"]


def test_a_robots_txt_may_be_somewhere_else(rough: Rough) -> None:
    rough.robots["h.example"] = (301, "http://www.h.example/robots.txt")
    rough.robots["www.h.example"] = (200, "User-agent: *\nDisallow: /")
    (answer,) = get(rough, rough.url("/", "h.example"))
    assert code(answer) == "robots"


def test_a_robots_txt_that_leads_in_circles_counts_as_none(rough: Rough) -> None:
    rough.robots["h.example"] = (301, "http://h.example/robots.txt")
    (answer,) = get(rough, rough.url("/", "h.example"))
    assert answer.problem is None


def test_robots_txt_is_not_asked_for_where_the_settings_say_so(rough: Rough) -> None:
    get(rough, rough.url("/", "h.example"), limits=MANY)
    assert rough.paths() == ["/"]


@pytest.mark.parametrize("line", ["Crawl-delay: 0.1", "Request-rate: 10/1"])
def test_the_delay_that_robots_txt_asks_for_is_kept(rough: Rough, line: str) -> None:
    rough.robots["h.example"] = (200, f"User-agent: *\n{line}\n")
    started = time.monotonic()
    get(rough, *[rough.url("/", "h.example")] * 4)
    assert rough.paths() == ["/robots.txt", "/", "/", "/", "/"]
    assert rough.seen[-1].at - started >= 0.3


def test_a_host_is_asked_at_its_pace_and_no_other_host_waits_for_it(rough: Rough) -> None:
    limits = MANY.model_copy(update={"delay": 0.1, "concurrency": 2})
    hosts = [f"h{n}.example" for n in range(5)]
    started = time.monotonic()
    get(rough, *[rough.url("/", host) for host in hosts for _ in range(3)], limits=limits)
    for host in hosts:
        times = [s.at for s in rough.seen if s.host == host]
        assert len(times) == 3
        assert times[-1] - started >= 0.2
    # The last host had its first turn before the first one had its last.
    order = [s.host for s in rough.seen]
    assert order.index(hosts[-1]) < len(order) - 1 - order[::-1].index(hosts[0])


def test_a_host_never_sees_more_requests_at_once_than_its_limit(rough: Rough) -> None:
    asks = [rough.url("/slow", f"h{n % 2}.example") for n in range(12)]
    get(rough, *asks, limits=MANY.model_copy(update={"per_host": 3}))
    assert rough.most == {"h0.example": 3, "h1.example": 3}


def test_answers_come_as_soon_as_they_are_there(rough: Rough) -> None:
    async def order() -> list[int]:
        asks = [rough.url("/silent", "slow.example"), *[rough.url("/", "quick.example")] * 3]
        numbers = []
        async with aclosing(fetch_each(asks, MANY, client=Client(MANY, guard_to(rough.port)))) as each:
            async for number, _ in each:
                numbers.append(number)
                if len(numbers) == 3:
                    break
        return sorted(numbers)

    assert asyncio.run(order()) == [1, 2, 3]


def test_each_ask_has_exactly_one_answer_whatever_it_meets(rough: Rough) -> None:
    limits = LIMITS.model_copy(update={"timeout": 0.15})
    nonsense = [
        "http://xn--zzzz--/",
        "http://xn--a/",
        "http://[::1",
        "//x",
        "\x00",
        "http://h.example:99999/",
    ]
    asks = [
        *(rough.url(path, f"h{n}.example") for n, path in enumerate(PLAYS)),
        *(rough.say(302, host=f"r{n}.example", Location=to) for n, to in enumerate(nonsense)),
        *nonsense,
        rough.say(
            302, Location=rough.say(301, Location=rough.url("/", "third.example"), host="second.example")
        ),
    ]
    answers = get(rough, *asks, limits=limits)
    assert len(answers) == len(asks)
    assert answers[-1].url == rough.url("/", "third.example")


def test_codes_of_fetching_are_known() -> None:
    assert {"forbidden_address", "robots", "rate_limited", "gone"} <= {str(c) for c in ProblemCode}


def test_a_slow_reader_slows_the_fetching_however_many_hosts_there_are(rough: Rough) -> None:
    limits = MANY.model_copy(update={"concurrency": 3})

    async def first() -> None:
        asks = [Ask(rough.say(200, "page", host=f"h{n}.example")) for n in range(40)]
        client = Client(limits, guard_to(rough.port))
        async with aclosing(fetch_each(asks, limits, client=client)) as each:
            await anext(each)
            await asyncio.sleep(0.4)
            # One was taken, as many wait as there are places, and as many again want to be handed over.
            assert len(rough.seen) <= 1 + 2 * limits.concurrency
            assert len([answer async for answer in each]) == 39

    asyncio.run(first())
