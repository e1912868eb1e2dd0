from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from parsers.model import Amount, Change, ChangeKind, Party, Role
from parsers.pacts.growth import growth
from parsers.pacts.report import Report
from tests.parsers.pacts.test_resolve import ACT, Book, of, report

# Told in words of their own: what is said in another's words counts once.
SAYINGS = (
    "Oslo and Santiago put their names to an accord on fish.",
    "Peru has joined the pact that the two nations made, its foreign minister told reporters in Lima.",
    "A third country is now in the fisheries deal, diplomats close to the talks said on Monday night.",
    "In a widening of the scheme, Lima became a member, according to a statement by all sides.",
)


def told_in(saying: int, days: float, outlet: str, *parties: str, amounts: tuple[Amount, ...] = ()) -> Report:
    act = replace(of(ACT.status, *parties), amounts=amounts)
    return report(act, f"{outlet}{days}", outlet, days, said=SAYINGS[saying])


FIRST = told_in(0, 0, "Harbour Times", "NOR", "CHL")
JOINS = told_in(1, 5, "Delta Post", "NOR", "CHL", "PER")
ALSO = told_in(2, 6, "The Meridian", "NOR", "CHL", "PER")
AGAIN = told_in(3, 7, "Third Paper", "NOR", "CHL", "PER")


def found(before: Sequence[Report], *new: Report) -> list[tuple[ChangeKind, str | None, str]]:
    changes: list[Change] = growth("p", before, [*before, *new])
    return [(c.kind, c.before, c.after) for c in changes]


def test_a_party_that_two_outlets_tell_of_later_is_news_once() -> None:
    assert found([FIRST], JOINS) == []
    assert found([FIRST, JOINS], ALSO) == [(ChangeKind.PARTIES, "CHL NOR", "CHL NOR PER")]
    assert found([FIRST, JOINS, ALSO], AGAIN) == []


def test_a_party_told_within_a_day_was_there_from_the_start() -> None:
    soon = replace(JOINS, published=FIRST.published)
    assert found([FIRST, soon], ALSO) == []


@pytest.mark.parametrize(
    "second",
    [
        replace(ALSO, outlet="Delta Post"),
        replace(ALSO, outlet=""),
        replace(ALSO, act=replace(ALSO.act, evidence=JOINS.act.evidence)),
        replace(ALSO, act=replace(ALSO.act, parties=(*FIRST.act.parties, Party("PER", Role.MEDIATOR)))),
    ],
)
def test_one_outlet_twice_a_copy_and_a_mediator_make_no_party(second: Report) -> None:
    assert found([FIRST, JOINS], second) == []


def test_what_two_of_many_reports_say_is_a_slip() -> None:
    crowd = [told_in(0, 2 + n / 10, f"Paper {n}", "NOR", "CHL") for n in range(10)]
    assert found([FIRST, *crowd, JOINS], ALSO) == []


def sums(days: float, outlet: str, saying: int, *amounts: Amount) -> Report:
    return told_in(saying, days, outlet, "NOR", "CHL", amounts=amounts)


@pytest.mark.parametrize(
    ("first", "later", "news"),
    [
        ((), (Amount(2e6, "NOK"),), (None, "2000000 NOK")),
        ((Amount(2e6, "NOK"),), (Amount(3e6, "NOK"),), ("2000000 NOK", "2000000 NOK; 3000000 NOK")),
        ((Amount(2e6, "NOK"),), (Amount(2.05e6, "NOK"),), None),
        ((Amount(2e6, "NOK"),), (Amount(180_000, "USD"),), None),
        ((Amount(2e6, "NOK"),), (Amount(2e6, "NOK"),), None),
    ],
)
def test_another_sum_is_news_and_one_rounded_or_in_another_currency_is_none(
    first: tuple[Amount, ...], later: tuple[Amount, ...], news: tuple[str | None, str] | None
) -> None:
    known = [sums(0, "Harbour Times", 0, *first), sums(5, "Delta Post", 1, *later)]
    got = found(known, sums(6, "The Meridian", 2, *later))
    assert got == ([(ChangeKind.AMOUNT, *news)] if news else [])


def test_a_resolution_brings_the_change_with_the_act_that_made_it_sure() -> None:
    book = Book()
    book.take(FIRST)
    assert book.take(JOINS).changes == ()
    done = book.take(ALSO)
    assert len(book.groups()) == 1
    assert [(c.kind, c.act_id) for c in done.changes] == [(ChangeKind.PARTIES, ALSO.act_id)]
    assert book.take(AGAIN).changes == ()
