"""Where an act took place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.places import find_places, spelt


def sure(sentence: str) -> list[str]:
    return [place.name for place in find_places(sentence) if place.sure > 0.5]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They signed it in Nairobi on Friday.", ["Nairobi"]),
        ("They met at Camp David.", ["Camp David"]),
        ("They met at the White House.", ["Washington"]),
        ("In Buenos Aires the ministers shook hands.", ["Buenos Aires"]),
        ("They met in the Swiss town of Davos.", ["Davos"]),
        ("They signed it in the Ducal Palace, Genoa.", ["Genoa"]),
        ("During a visit to Nairobi they signed it.", ["Nairobi"]),
        ("The Geneva talks are over.", ["Geneva"]),
        ("Bali's summit yielded one paper.", ["Bali"]),
        ("They landed in the Peruvian capital on Monday.", ["Lima"]),
        ("The two came to Nairobi to sign it.", ["Nairobi"]),
        ("They signed the Cartagena Declaration.", ["Cartagena"]),
        ("They criticised the Cartagena Declaration.", []),
        ("They sent it to Nairobi.", []),
        ("Cairo said yes.", []),
        ("They met in secret.", []),
        ("It was signed in good faith.", []),
        ("Herders met in the Nairobi Province.", []),
    ],
)
def test_the_places_of_a_sentence(sentence: str, expected: list[str]) -> None:
    assert sure(sentence) == expected


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


@pytest.mark.parametrize(
    "line", ["LIMA.- They", "LIMA, May 3. /AGENCY/. They", "Lima. They", "LIMA (Agency) — They"]
)
def test_datelines_of_other_styles(line: str) -> None:
    (place,) = find_places(f"{line} signed it.")
    assert (place.name, place.dateline) == ("Lima", True)


def test_a_place_is_spelt_as_the_article_spells_it() -> None:
    assert spelt("Bogotá", "BOGOTA - They met in Bogota.") == "Bogota"
    assert spelt("Bogotá", "BOGOTA - They met.") == "Bogotá"


@given(st.text(alphabet="in at Rome Paris Oslo, –-\n", max_size=80))
def test_places_lie_in_the_text(text: str) -> None:
    for place in find_places(text):
        assert 0 <= place.start < place.end <= len(text)
