"""The reader's words are well-formed and contradict each other nowhere."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from parsers.acts import lexicon
from parsers.acts.instruments import FAMILIES
from parsers.acts.modality import CLASSES
from parsers.acts.patterns import compiled
from parsers.model import AGREEMENT_KINDS, AGREEMENT_STATUSES, COMMITMENT_KINDS

FILES = sorted(f.name for f in resources.files("parsers.acts.lexicon").iterdir() if f.name.endswith(".toml"))


@pytest.mark.parametrize("name", FILES)
def test_each_file_says_where_it_comes_from(name: str) -> None:
    head = (resources.files("parsers.acts.lexicon") / name).read_text(encoding="utf-8").split("\n\n")[0]
    assert "Source:" in head


@pytest.mark.parametrize("family", [*FAMILIES, "answers"])
def test_patterns_compile_and_mean_a_status_of_agreements(family: str) -> None:
    for status, patterns in lexicon.load("operations")[family].items():
        assert status in AGREEMENT_STATUSES
        for pattern in patterns:
            assert compiled(pattern).verb


def test_a_pattern_needs_a_verb_and_one_slot() -> None:
    for wrong in ("*", "sign", "* sign *"):
        with pytest.raises(ValueError, match="a verb and one"):
            compiled(wrong)


def test_an_event_noun_means_one_status() -> None:
    nouns = Counter(noun for found in lexicon.load("operations")["nominal"].values() for noun in found)
    assert [noun for noun, n in nouns.items() if n > 1] == []


def test_no_noun_is_strong_and_weak_in_one_family() -> None:
    for family in FAMILIES[1:]:
        found = lexicon.load("objects")[family]
        assert not set(found["strong"]) & set(found["weak"])


def test_kinds_are_those_of_the_vocabulary() -> None:
    assert {rule["kind"] for rule in lexicon.load("objects")["kind"]} <= AGREEMENT_KINDS
    assert set(lexicon.load("commitments")["kinds"]) == COMMITMENT_KINDS
    assert set(lexicon.load("commitments")["objects"]) - {"noun", "statehood"} == COMMITMENT_KINDS


def test_every_class_of_governing_words_has_words() -> None:
    assert all(lexicon.words("modality", name) for name in CLASSES)


def test_who_acts_for_a_state_and_who_goes_between_are_apart() -> None:
    assert not lexicon.words("roles", "tells") & {"sign", "agree", "ratify"}
    assert not lexicon.words("modality", "refuse") & lexicon.words("modality", "agree")
