"""Entries wait from their listing until they were followed for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.model import Entry, ProblemCode
from storage.articles import Followed, save_followed
from storage.ledger import FileLedger, Ledger
from storage.waiting import FIRST_WAIT, MAX_TRIES, PATIENCE, Waiting, busy_hosts, due, save_listed, settle
from tests.storage.samples import failed, followed

NOW = datetime(2025, 11, 1, tzinfo=UTC)
ONE, TWO = (Waiting(followed(n).entry, "harbour", "Harbour Times") for n in (1, 2))


def listed(ledger: Ledger, *some: Waiting, at: datetime = NOW) -> list[Waiting]:
    with ledger.write() as db:
        return save_listed(db, some, at)


def came(ledger: Ledger, what: Followed, at: datetime = NOW) -> None:
    """What following an entry came to, written as a run does."""
    with ledger.write() as db:
        save_followed(db, [what], "run", "v1")
        settle(db, [what], at)


def waiting(ledger: Ledger, at: datetime = NOW, *, soon: bool = False) -> list[Waiting]:
    with ledger.read() as db:
        return due(db, at, soon=soon)


def test_an_entry_waits_until_it_was_followed_and_is_not_listed_twice(ledger: Ledger) -> None:
    assert listed(ledger, ONE, TWO, ONE) == [ONE, TWO]
    assert listed(ledger, TWO, ONE) == []
    assert {w.entry.url for w in waiting(ledger)} == {ONE.entry.url, TWO.entry.url}
    came(ledger, followed(1))
    assert waiting(ledger) == [TWO]
    assert listed(ledger, ONE) == []


@pytest.mark.parametrize(
    ("code", "status", "again"),
    [
        (ProblemCode.UNREACHABLE, None, True),
        (ProblemCode.HTTP_ERROR, 500, True),
        (ProblemCode.HTTP_ERROR, 404, False),
        (ProblemCode.NO_TEXT, 200, False),
        (ProblemCode.TOO_LARGE, 200, False),
        (ProblemCode.GONE, 410, False),
        (ProblemCode.FORBIDDEN_ADDRESS, None, False),
    ],
)
def test_only_what_may_pass_is_tried_again_and_not_at_once(
    file_ledger: FileLedger, code: ProblemCode, status: int | None, again: bool
) -> None:
    listed(file_ledger, ONE)
    came(file_ledger, failed(1, code, status))
    assert waiting(file_ledger, NOW + FIRST_WAIT - timedelta(seconds=1)) == []
    tried = [replace(ONE, feed="", tries=1)] if again else []
    assert waiting(file_ledger, NOW + FIRST_WAIT) == waiting(file_ledger, soon=True) == tried


def test_what_goes_wrong_six_times_is_given_up_after_about_two_days(file_ledger: FileLedger) -> None:
    listed(file_ledger, ONE)
    at, tries = NOW, 0
    while waiting(file_ledger, NOW + PATIENCE):
        while not waiting(file_ledger, at):
            at += timedelta(minutes=10)
        came(file_ledger, failed(1, ProblemCode.UNREACHABLE), at)
        tries += 1
    assert tries == MAX_TRIES
    assert timedelta(days=1) < at - NOW < timedelta(days=3)
    assert listed(file_ledger, ONE) == []


def test_a_host_that_asks_to_be_spared_is_spared_even_by_hand_and_it_is_no_try(
    file_ledger: FileLedger,
) -> None:
    listed(file_ledger, ONE)
    until = NOW + timedelta(hours=2)
    came(file_ledger, replace(failed(1, ProblemCode.RATE_LIMITED, 429), wait_until=until))
    with file_ledger.read() as db:
        assert busy_hosts(db, NOW) == [(ONE.entry.url, until)]
        assert busy_hosts(db, until) == []
    assert waiting(file_ledger, until - timedelta(seconds=1), soon=True) == []
    (left,) = waiting(file_ledger, until)
    assert left.tries == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=5), done=st.sets(st.integers(0, 5)))
def test_whatever_is_listed_is_either_waiting_or_followed(
    file_ledger: FileLedger, lists: list[list[int]], done: set[int]
) -> None:
    def entry(n: int) -> Waiting:
        return Waiting(Entry(f"https://h.example/{n}", f"{n}"), "h", "H")

    with file_ledger.write() as db:
        db.execute("DELETE FROM waiting")
        db.execute("DELETE FROM entries")
    for some in lists:
        listed(file_ledger, *map(entry, some))
    every = {n for some in lists for n in some}
    for n in sorted(done & every):
        came(file_ledger, Followed(entry(n).entry, "h", NOW))
    assert {w.entry.url for w in waiting(file_ledger)} == {entry(n).entry.url for n in every - done}
