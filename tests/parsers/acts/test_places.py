"""Where an act took place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.places import find_places, place_at, place_of


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They signed it in Nairobi on Friday.", "Nairobi"),
        ("They met at Camp David.", "Camp David"),
        ("They met at the White House.", "Washington"),
        ("In Buenos Aires the ministers shook hands.", "Buenos Aires"),
        ("They met in the Swiss town of Davos.", "Davos"),
        ("Cairo said yes.", None),
        ("They met in secret.", None),
        ("It was signed in good faith.", None),
    ],
)
def test_the_place_of_a_sentence(sentence: str, expected: str | None) -> None:
    assert place_of(sentence) == expected


def test_a_place_knows_its_state_and_where_it_stands() -> None:
    text = "They signed it in Kathmandu."
    (place,) = find_places(text)
    assert (text[place.start : place.end], place.state) == ("Kathmandu", "NPL")


def test_a_capital_goes_before_a_namesake() -> None:
    assert [place.state for place in find_places("They met in London and in Victoria Falls.")] == [
        "GBR",
        "ZWE",
    ]


def test_a_dateline_is_a_place_of_its_own_kind() -> None:
    (place,) = find_places("HANOI, May 3 (Example) - They signed it.")
    assert (place.name, place.dateline) == ("Hanoi", True)


def test_a_later_sentence_on_the_same_occasion_takes_the_place_of_the_opening() -> None:
    text = "Peru and Chile signed a pact in Lima.\n\nThey also agreed on fish.\n\nNothing happened elsewhere."
    also, nothing = text.index("They also"), text.index("Nothing")
    assert place_at(text, also, nothing - 2) == "Lima"
    assert place_at(text, nothing, len(text)) is None


@given(st.text(alphabet="in at Rome Paris Oslo, –-\n", max_size=80))
def test_places_lie_in_the_text(text: str) -> None:
    for place in find_places(text):
        assert 0 <= place.start < place.end <= len(text)
