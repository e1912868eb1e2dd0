"""The place of an act."""

from __future__ import annotations

import pytest

from parsers.acts.reader import gather
from parsers.acts.when import day_of
from parsers.acts.where import place_of
from parsers.model import ActType
from tests.parsers.acts.sample import staged

LONGER = " The hall was full. Nobody spoke. It rained. The press waited outside."


def place(text: str, sentence: int = 0, kind_of: ActType = ActType.AGREEMENT) -> str | None:
    scene = staged(text + LONGER)
    candidate = next(c for c in gather(scene) if c.sentence == sentence and c.type == kind_of)
    return place_of(scene, candidate, day_of(scene, candidate)[0])[0]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Peru and Chile signed a fishing agreement in Geneva on Monday.", "Geneva"),
        ("At a ceremony in Geneva Peru and Chile signed a fishing agreement on Monday.", "Geneva"),
        ("Meeting in Geneva, Peru and Chile agreed on a fishing accord on Monday.", "Geneva"),
        ("During a visit to Geneva Peru's president signed a fishing agreement with Chile.", "Geneva"),
        ("Peru and Chile signed a fishing agreement on Monday, officials in Geneva said.", None),
        ("Peru signed a fishing agreement with the government in Khartoum on Monday.", None),
        ("Peru and Sudan revived an agreement that they had signed in Geneva in 2015.", None),
        (
            "Peru and Chile signed a fishing agreement by video link on Monday, said a minister in Geneva.",
            None,
        ),
    ],
)
def test_the_place_of_the_acts_own_clause(sentence: str, expected: str | None) -> None:
    assert place(sentence) == expected


def test_where_something_will_be_sent_is_not_where_it_was_promised() -> None:
    assert (
        place("Peru will give Chile 5 million dollars for a clinic in Geneva.", kind_of=ActType.COMMITMENT)
        is None
    )


def test_an_act_told_further_down_has_the_place_of_the_occasion() -> None:
    text = "The leaders met in Geneva on Monday. The sun shone. Peru and Chile signed a fishing agreement."
    assert place(text, 2) == "Geneva"


def test_a_declaration_signed_now_bears_the_name_of_its_place() -> None:
    text = "Peru's and Chile's presidents signed the Cartagena Declaration on Monday. They also signed a fishing agreement."
    assert place(text, 1) == "Cartagena"


def test_an_act_of_the_lead_has_the_place_told_next() -> None:
    text = "Peru and Chile have signed a fishing agreement. The ministers put their names to it in Geneva on Monday."
    assert place(text) == "Geneva"


def test_an_act_of_another_day_has_not_the_place_of_the_occasion() -> None:
    text = "The leaders met in Geneva on Monday. Last Friday Peru and Chile signed a fishing agreement."
    assert place(text, 1) is None


def test_an_item_under_another_heading_has_another_place() -> None:
    text = "SUDAN.\n\nThe leaders met in Geneva on Monday.\n\nPERU.\n\nPeru and Chile signed a fishing agreement."
    assert place(text, 3) is None


def test_the_dateline_is_the_place_of_what_was_plainly_done_there() -> None:
    assert place("LIMA, May 13 (Agency) - Peru and Chile signed a fishing agreement on Monday.") == "Lima"


def test_the_dateline_is_not_the_place_of_what_is_ended_from_afar() -> None:
    assert place("LIMA, May 13 (Agency) - Peru said it had ended its fishing agreement with Chile.") is None
