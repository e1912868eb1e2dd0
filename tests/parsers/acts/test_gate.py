"""The quick look lets news of pacts through and keeps the parser from the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts import read
from parsers.acts.actors import find_actors
from parsers.acts.gate import gate, wording
from parsers.acts.prefilter import worth_parsing
from parsers.acts.segment import sentences
from parsers.model import Article


def let_through(text: str, title: str = "") -> list[int]:
    found = sentences(text)
    worded = gate().worded(text, found, worth_parsing(text, found))
    return gate().worth(worded, found, find_actors(title, text))


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile signed a fisheries agreement in Lima on Monday.",
        "Norway will give Ukraine 2 billion kroner in military aid, its prime minister said.",
        "Mali has withdrawn from the treaty that it signed with Algeria in 2006.",
        "The parliament in Tbilisi ratified Georgia's free trade agreement with Turkey.",
    ],
)
def test_news_of_a_pact_is_let_through(text: str) -> None:
    assert let_through(text) == [0]


RECIPE = "The recipe takes ten minutes. Put the onions in a pan. Bring them to the boil. Add the salt. Serve it in Italy. "
MATCH = "Spain beat Germany in the final. The crowd sang. The striker scored twice. He thanked his coach. They flew home. "
SHOP = "Our team in France will help you reach your goals. Sign up for the offer. It ends soon. It is free. Call us now. "


@pytest.mark.parametrize("text", [RECIPE, MATCH, SHOP])
def test_other_texts_are_not(text: str) -> None:
    assert let_through(text) == []


def test_an_article_that_is_kept_out_says_why() -> None:
    reading = read(Article("", "", MATCH))
    assert not reading.acts
    assert reading.why


def test_a_short_text_is_parsed_whatever_its_words() -> None:
    assert let_through("Peru and Chile signed it in Lima.") == [0]


def test_a_sentence_far_from_any_actor_is_not_parsed() -> None:
    assert let_through("They signed the agreement on Tuesday.") == []


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = sentences(text)
    cast = find_actors("", text)
    worded = gate().worded(text, found, range(len(found)))
    assert 0.0 <= gate().best(worded, found, cast) <= 1.0
    for number in range(len(found)):
        assert cast.players(found[number].end) == len(cast.in_play(found[number].end))
    assert set(gate().worth(worded, found, cast)) <= set(range(len(found)))


@pytest.mark.parametrize("least", [0.05, 0.2, 0.5])
@given(
    st.lists(
        st.sampled_from(
            ["Peru", "and", "Chile", "signed", "a", "treaty", "goals", "scored.", "It", "ends.\n"]
        )
    )
)
def test_what_is_sorted_out_before_actors_are_looked_for_could_not_have_been_kept(
    least: float, words: list[str]
) -> None:
    text = " ".join(words)
    found = sentences(text)
    worded = gate().worded(text, found, range(len(found)))
    for number, told in worded.items():
        known = wording(text, found, number) & gate().weights.keys()
        assert told == pytest.approx(sum(gate().weights[sign] for sign in known))
    best = gate().best(worded, found, find_actors("", text))
    assert best < least or gate().could(worded, least)
    each = [gate().best({n: worded[n]}, found, find_actors("", text)) for n in worded]
    assert best == max(each, default=0.0)


def test_a_text_that_is_too_long_says_what_was_left_unread() -> None:
    reading = read(Article("", "", "Peru and Chile signed a treaty in Lima on Monday. " * 6000))
    assert "only its first 120,000 characters were read" in reading.why
