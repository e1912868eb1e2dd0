"""What is worth parsing is found without parsing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts import lexicon
from parsers.acts.patterns import Patterns
from parsers.acts.prefilter import fires, stem, stems


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru and Chile inked a pact.",
        "Talks resumed in Lomé.",
        "Kenya will send 600 officers.",
        "Both sides swapped prisoners.",
        "Tokyo has withdrawn from the accord.",
        "Malta undertook to see to the roof.",
        "Slovenia has flown its helicopters to Skopje.",
        "Cyprus paid in full.",
    ],
)
def test_sentences_of_acts_fire(sentence: str) -> None:
    assert fires(sentence)


@pytest.mark.parametrize("sentence", ["Rain fell in the north.", "", "Her brother is a painter."])
def test_other_sentences_do_not(sentence: str) -> None:
    assert not fires(sentence)


def test_every_strong_noun_fires() -> None:
    for family in ("instrument", "talks", "relations", "captives"):
        for noun in lexicon.load("objects")[family]["strong"]:
            assert fires(f"There is the {noun} again.")


def test_stems_are_beginnings_of_words() -> None:
    assert stem("pledge") == "pledg"
    assert all(s == s.lower() for s in stems())
    assert Patterns(lexicon.load("operations")["talks"]).verbs()


@given(st.text())
def test_any_text_may_be_looked_at(text: str) -> None:
    assert all(0 <= at < max(1, len(text)) for at in fires(text))
