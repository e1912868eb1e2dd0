"""Which sums belong to which act."""

from __future__ import annotations

import pytest

from parsers.acts.amounts import find_amounts, names_again, points_back
from parsers.acts.candidate import Candidate
from parsers.acts.reader import gather
from parsers.acts.scene import Scene
from parsers.acts.sums import amounts_of
from parsers.model import ActType, Status
from tests.parsers.acts.sample import staged


def sums(scene: Scene, candidate: Candidate, *others: Candidate) -> list[tuple[float, str]]:
    return [(a.value, a.unit) for a in amounts_of(scene, candidate, (candidate, *others))]


def first(
    scene: Scene, *parties: str, kind_of: ActType | None = None, sentence: int | None = None
) -> Candidate:
    return next(
        c
        for c in gather(scene)
        if set(parties) <= set(c.parties)
        and kind_of in {None, c.type}
        and (sentence is None or c.sentence == sentence)
    )


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("The loan, worth $40 million, is to be paid back over twenty years.", [(4e7, "USD")]),
        ("It is worth about $40 million.", [(4e7, "USD")]),
        ("The two will split a cost of $40 million.", [(4e7, "USD")]),
        ("Ghana will receive $40 million this year.", [(4e7, "USD")]),
        ("Cocoa sold in London brought growers $40 million.", []),
        ("Bilateral trade came to $40 million last year.", []),
    ],
)
def test_an_act_without_a_sum_takes_that_of_the_next_sentence_if_it_points_back(
    second: str, expected: list[tuple[float, str]]
) -> None:
    scene = staged(f"Ghana and Japan signed a loan agreement in Accra on Monday. {second}")
    assert sums(scene, first(scene, "GHA", "JPN", sentence=0)) == expected


def test_an_act_takes_the_sum_of_the_sentence_before_that_it_names_again() -> None:
    scene = staged(
        "Ghana has been waiting for a loan of $40 million. Ghana and Japan signed the loan on Monday."
    )
    assert sums(scene, first(scene, "GHA", "JPN", sentence=1)) == [(4e7, "USD")]


def test_a_headed_item_of_a_round_up_takes_no_sum_of_its_neighbour() -> None:
    scene = staged(
        "Ghana and Japan signed a loan agreement on Monday.\n\nPERU – CHILE.\n\nThe deal is worth $5 million."
    )
    assert sums(scene, first(scene, "GHA", "JPN", sentence=0)) == []


def test_a_refused_act_takes_no_sum_from_beside_it() -> None:
    scene = staged("Ghana rejected an agreement with Japan on Monday. The deal was worth $40 million.")
    candidate = first(scene, "GHA", "JPN", sentence=0)
    candidate.status = Status.REJECTED
    assert sums(scene, candidate) == []


def test_each_payer_has_the_sum_that_follows_its_name() -> None:
    scene = staged("Peru will give Haiti 3 million euros and Chile 2 million dollars.")
    peru = first(scene, "PER", kind_of=ActType.COMMITMENT)
    chile = Candidate(**{name: getattr(peru, name) for name in Candidate.__slots__} | {"parties": ("CHL",)})
    peru.parties = ("PER",)
    assert (sums(scene, peru, chile), sums(scene, chile, peru)) == ([(3e6, "EUR")], [(2e6, "USD")])


def test_a_clause_with_another_subject_keeps_its_sum() -> None:
    scene = staged("Norway will give Ukraine 30 million euros, and Poland has promised 20 million dollars.")
    assert sums(scene, first(scene, "NOR", kind_of=ActType.COMMITMENT)) == [(3e7, "EUR")]


def test_what_was_promised_before_is_no_part_of_a_new_pledge() -> None:
    scene = staged(
        "Norway will give Ukraine 30 million euros, on top of the 20 million euros of last autumn."
    )
    assert sums(scene, first(scene, "NOR", kind_of=ActType.COMMITMENT)) == [(3e7, "EUR")]


@pytest.mark.parametrize(
    "text",
    [
        "Peru gave 3 million euros and Chile 2 million, while Brazil waits",
        "3 million euros, of it 2 million for schools",
    ],
)
def test_a_number_may_leave_out_the_currency_of_the_sum_before(text: str) -> None:
    assert [(a.value, a.unit) for f in find_amounts(text) for a in f.amounts] == [(3e6, "EUR"), (2e6, "EUR")]


@pytest.mark.parametrize(
    "text", ["3 million euros for 2 million people", "they fed 2 million, at 3 million euros"]
)
def test_a_number_of_something_else_is_no_sum(text: str) -> None:
    assert [(a.value, a.unit) for f in find_amounts(text) for a in f.amounts] == [(3e6, "EUR")]


def test_a_debt_that_is_let_off_is_a_gift() -> None:
    (found,) = find_amounts("Beijing has written off a debt of $80 million")
    assert found.kind == "act"


def test_sentences_that_point_back() -> None:
    assert points_back("The $4 million Rural Roads Facility was approved in May.")
    assert not points_back("The minister has a house worth $4 million.")
    assert names_again("They signed the loan agreement.", "It asked for a loan of $4 million.")
    assert not names_again("They signed a loan agreement.", "It asked for a loan of $4 million.")
