"""Every write may be done again: whatever was written, in whatever order, the same again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows.record import act_key, record
from flows.settings import Subscription
from parsers.model import Act, Change, ChangeKind, Party, Problem, ProblemCode, Role, Status
from parsers.pacts.pact import pact_of
from parsers.pacts.report import Report
from parsers.pacts.shelf import Place
from storage.articles import Followed, save_followed
from storage.deliveries import Alert, delivery_of, queue, save_subscriptions
from storage.ledger import Ledger
from storage.merge import merge
from storage.outbox import PACE, Tried, claim, settle
from storage.pacts import save_acts, save_changes, save_pacts
from storage.sources import Poll, end_run, save_polls, save_sources, start_run
from tests.storage.contents import contents, scratch
from tests.storage.samples import ACT, DAY, TEXT, article, failed, followed

Write = Callable[[DuckDBPyConnection], object]

# The ledger is made once, and each example leaves no trace in it: making one anew takes longer than all its writes.
each_example = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # Making a failure smaller would take longer than the bound of a test.
    phases=[Phase.explicit, Phase.generate],
)

few = st.integers(1, 3)
times = st.integers(0, 3).map(lambda h: DAY + timedelta(hours=h))
details = st.sampled_from([None, "", "it went wrong", "naïve – 'quoted' \U0001f30d"])


@st.composite
def acts(draw: st.DrawFn) -> Act:
    pair = draw(st.sampled_from([("NOR", "CHL"), ("NOR", "PER"), ("KEN", "FJI")]))
    status = draw(st.sampled_from([Status.NEGOTIATING, Status.SIGNED, Status.SUSPENDED, Status.IN_FORCE]))
    parties = tuple(Party(p, Role.PARTY) for p in pair)
    return replace(ACT, parties=parties, status=status, required=draw(st.booleans()))


@st.composite
def follows(draw: st.DrawFn) -> Followed:
    """One of a few entries in one of many states: not read, read, read with acts, with another text."""
    number = draw(st.integers(1, 2))
    if draw(st.booleans()):
        return replace(failed(number, draw(st.sampled_from(ProblemCode)), 503), followed_at=draw(times))
    found = tuple(draw(st.lists(acts(), max_size=2)))
    item = followed(number, found, draw(st.sampled_from(["Harbour Times", "Delta Post", ""])))
    item = replace(item, followed_at=draw(times), entry=followed(draw(few)).entry)
    if draw(st.booleans()):
        item = replace(item, article=article(number, text=draw(st.sampled_from([TEXT, TEXT + " More."]))))
    if draw(st.booleans()):
        broke = Problem(ProblemCode.READER_ERROR, draw(details) or "")
        item = replace(item, reading=None, problem=broke)
    return item


batches = st.lists(follows(), max_size=4)
reports = st.builds(
    lambda act, number, hour: Report(act_key(f"a{number}", act), act, f"a{number}", "Delta Post", hour),
    acts(), few, times,
)  # fmt: skip


@st.composite
def writes(draw: st.DrawFn) -> Write:  # noqa: C901 - one line for each write there is
    """Any one write of the storage floor."""
    now, number, run = draw(times), draw(few), f"r{draw(few)}"
    which = draw(st.integers(0, 9))
    if which == 0:
        batch, version = draw(batches), draw(st.sampled_from(["v1", "v2"]))
        return lambda db: save_followed(db, batch, run, version)
    if which == 1:
        first, second = draw(reports), draw(reports)
        pacts = [pact_of([first], "p1"), pact_of([second, first], "p2")]
        return lambda db: save_pacts(db, pacts)
    if which == 2:
        told = draw(st.lists(reports, max_size=3))
        places = {r.act_id: Place(f"p{number}", f"a{number}", 0.9) for r in told}
        return lambda db: save_acts(db, told, places, f"v{number}", now)
    if which == 3:
        kinds = draw(st.lists(st.tuples(few, st.sampled_from(ChangeKind), details), max_size=3))
        changes = [Change(f"c{n}", f"p{n}", f"a{number}", kind, was, "signed") for n, kind, was in kinds]
        return lambda db: save_changes(db, changes, now)
    if which == 4:
        deliveries = [delivery_of(f"c{n}", "desk", f"env:{run}") for n in draw(st.lists(few))]
        return lambda db: queue(db, deliveries, now)
    if which == 5:
        poll = Poll(f"s{number}", now, draw(st.sampled_from([None, 200, 503])), number, 0)
        again = replace(poll, problem=Problem(ProblemCode.UNREACHABLE, draw(details) or ""))
        return lambda db: save_polls(db, draw_some([poll, again], number), run)
    if which == 6:
        sources = [
            {"name": f"s{n}", "url": f"https://s.example/{number}", "outlet": run}
            for n in draw(st.lists(few))
        ]
        return lambda db: save_sources(db, sources, now)
    if which == 7:
        names = draw(st.lists(few, unique=True))
        return lambda db: save_subscriptions(
            db, [(f"n{n}", {"kinds": [run]}, [f"env:{now:%H}"]) for n in names]
        )
    if which == 8:
        return lambda db: start_run(db, run, f"flow {number}", now)
    outcome, counts = (
        draw(st.sampled_from(["completed", "failed"])),
        draw(st.dictionaries(st.sampled_from("ab"), few)),
    )

    def whole_run(db: DuckDBPyConnection) -> None:
        start_run(db, run, "watch", now)
        end_run(db, run, outcome, counts, now)

    return whole_run


def draw_some(polls: Sequence[Poll], number: int) -> Sequence[Poll]:
    """One, the other, or both."""
    return polls[:number] if number < 3 else polls[1:]


def do(ledger: Ledger, some: Sequence[Write]) -> dict[str, list[str]]:
    for write in some:
        with ledger.write() as db:
            write(db)
    return contents(ledger)


@each_example
@given(st.lists(writes(), min_size=1, max_size=6))
def test_writing_all_of_it_again_changes_nothing(ledger: Ledger, some: list[Write]) -> None:
    with scratch(ledger) as it:
        once = do(it, some)
        assert do(it, some) == once


@each_example
@given(st.lists(writes(), max_size=3), writes())
def test_doing_a_write_twice_in_a_row_is_doing_it_once(
    ledger: Ledger, before: list[Write], write: Write
) -> None:
    with scratch(ledger) as it:
        once = do(it, [*before, write])
        assert do(it, [write]) == once


@each_example
@given(st.lists(batches, min_size=1, max_size=4), st.integers(0, 2))
def test_recording_everything_again_changes_nothing(
    ledger: Ledger, some: list[list[Followed]], subscribers: int
) -> None:
    desks = [Subscription(name=f"desk-{n}", to=[f"env:DESK_{n}"], max_age_days=0) for n in range(subscribers)]
    with scratch(ledger) as it:
        for number, batch in enumerate(some):
            record(it, batch, desks, f"r{number}")
        once = contents(it)
        for number, batch in enumerate(some):
            record(it, batch, desks, f"r{number}")
        assert contents(it) == once


@each_example
@given(batches)
def test_what_is_followed_is_the_same_in_the_ledger_in_any_size_of_batch(
    ledger: Ledger, items: list[Followed]
) -> None:
    with scratch(ledger) as it:
        whole = do(it, [lambda db: save_followed(db, items, "r1", "v1")])
    with scratch(ledger) as it:
        assert do(it, [one_by_one(item) for item in items]) == whole


def one_by_one(item: Followed) -> Write:
    return lambda db: save_followed(db, [item], "r1", "v1")


ends = st.sampled_from([Tried.DELIVERED, Tried.REJECTED, Tried.RETRY, Tried.UNKNOWN])
outcomes = st.lists(st.tuples(st.integers(1, PACE.most_tries), ends, times), max_size=12)


@each_example
@given(outcomes)
def test_what_became_of_deliveries_may_be_told_again(
    ledger: Ledger, tries: list[tuple[int, Tried, datetime]]
) -> None:
    with scratch(ledger) as it:
        alert = claimed(it)
        some = [settling(replace(alert, attempts=n - 1), outcome, when) for n, outcome, when in tries]
        once = do(it, some)
        assert do(it, some) == once


def test_recording_again_in_transactions_of_its_own_changes_nothing(ledger: Ledger) -> None:
    desk = Subscription(name="desk", to=["env:DESK"], max_age_days=0)
    record(ledger, [followed(1), followed(2, outlet="Delta Post")], [desk], "r1")
    once = contents(ledger)
    record(ledger, [followed(1), followed(2, outlet="Delta Post")], [desk], "r1")
    assert contents(ledger) == once


@pytest.mark.parametrize("later", [Tried.RETRY, Tried.UNKNOWN])
def test_what_was_delivered_is_not_sent_again_because_an_overtaken_sender_failed(
    ledger: Ledger, later: Tried
) -> None:
    alert = claimed(ledger)
    done = do(ledger, [settling(alert, Tried.DELIVERED, DAY)])
    assert do(ledger, [settling(alert, later, DAY + timedelta(minutes=11))]) == done


def test_what_an_overtaken_sender_delivers_after_all_is_delivered(ledger: Ledger) -> None:
    alert = claimed(ledger)
    do(ledger, [settling(alert, Tried.UNKNOWN, DAY), settling(alert, Tried.DELIVERED, DAY)])
    with ledger.read() as db:
        assert db.execute("SELECT state FROM deliveries").fetchall() == [("delivered",)]
        assert db.execute("SELECT number, outcome FROM attempts").fetchall() == [(1, "delivered")]


def claimed(ledger: Ledger) -> Alert:
    """The one delivery of an empty ledger, taken by a sender."""
    desk = Subscription(name="desk", to=["env:DESK"], max_age_days=0)
    with ledger.write() as db:
        save_subscriptions(db, [("desk", {}, ["env:DESK"])])
    record(ledger, [followed(1)], [desk], "r1")
    with ledger.write() as db:
        (alert,) = claim(db, datetime.now(UTC))
    return alert


def settling(alert: Alert, outcome: Tried, when: datetime) -> Write:
    return lambda db: settle(db, [alert], outcome, None, when)


def test_rows_with_one_key_do_in_one_batch_what_they_would_do_one_after_the_other(ledger: Ledger) -> None:
    same = {"name": "n", "added_at": DAY, "language": None, "country": None}
    rows = [{**same, "url": f"https://s.example/{i}", "outlet": str(i)} for i in (1, 2)]
    with ledger.write() as db:
        merge(db, "sources", rows, key="name", update=("url",))
    with ledger.read() as db:
        assert db.execute("SELECT url, outlet FROM sources").fetchall() == [("https://s.example/2", "1")]


@pytest.mark.parametrize("read_first", [True, False])
def test_an_article_that_one_of_two_entries_of_a_batch_read_is_read(ledger: Ledger, read_first: bool) -> None:
    broken = replace(followed(1), reading=None, problem=Problem(ProblemCode.READER_ERROR, "it broke"))
    batch = [followed(1), broken] if read_first else [broken, followed(1)]
    assert record(ledger, batch, [], "r1").acts == 1
    with ledger.read() as db:
        assert db.execute("SELECT parser_version IS NOT NULL FROM articles").fetchall() == [(True,)]
