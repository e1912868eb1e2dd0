"""Questions to a parsed sentence: who does it, to what, how it is said."""

from __future__ import annotations

import pytest

from parsers.acts.modality import FUTURE, PAST, PERFECT, Mood, mood
from parsers.acts.patterns import Patterns, objects, subjects
from parsers.acts.syntax import Tree, parse


def tree(text: str) -> Tree:
    return parse([(text, 0)])[0]


def at(found: Tree, lemma: str) -> int:
    return next(w.i for w in found.words if w.lemma == lemma)


def said(text: str, verb: str) -> Mood:
    found = tree(text)
    return mood(found, at(found, verb))


def texts(found: Tree, words: list[int]) -> set[str]:
    return {found.words[i].text for i in words}


def test_offsets_are_those_of_the_article() -> None:
    (found,) = parse([("Peru signed.", 100)])
    assert [(w.start, w.end) for w in found.words] == [(100, 104), (105, 111), (111, 112)]


def test_active_passive_and_participle_have_the_same_doer_and_object() -> None:
    for text in (
        "Norway signed the treaty.",
        "The treaty was signed by Norway.",
        "It is a treaty signed by Norway.",
        "It is the treaty that Norway signed.",
    ):
        found = tree(text)
        verb = at(found, "sign")
        assert texts(found, subjects(found, verb)) == {"Norway"}
        assert texts(found, objects(found, verb)) == {"treaty"}


def test_a_verb_under_another_has_its_subject() -> None:
    found = tree("Kenya agreed to send police officers.")
    assert texts(found, subjects(found, at(found, "send"))) == {"Kenya"}


def test_patterns_find_their_slot() -> None:
    table = Patterns({"terminated": ["withdraw from *", "tear up *"], "in_force": ["* take effect"]})
    for text, verb, meaning in (
        ("Peru withdrew from the pact.", "withdraw", "terminated"),
        ("The president tore up the pact.", "tear", "terminated"),
        ("The pact took effect on Monday.", "take", "in_force"),
    ):
        found = tree(text)
        ((status, _, filled),) = table.at(found, at(found, verb))
        assert status == meaning
        assert texts(found, filled) == {"pact"}


@pytest.mark.parametrize(
    ("text", "verb", "tense"),
    [
        ("Chile will send soldiers.", "send", FUTURE),
        ("Chile said that it would send soldiers.", "send", FUTURE),
        ("Chile has sent soldiers.", "send", PERFECT),
        ("Chile sent soldiers.", "send", PAST),
        ("Chile is to send soldiers.", "send", FUTURE),
    ],
)
def test_tense(text: str, verb: str, tense: str) -> None:
    assert said(text, verb).tense == tense


@pytest.mark.parametrize(
    ("text", "governor"),
    [
        ("They are expected to sign the pact.", "future"),
        ("They refused to sign the pact.", "refuse"),
        ("They denied that they had signed the pact.", "deny"),
        ("They agreed to sign the pact.", "agree"),
        ("They hope to sign the pact.", "wish"),
        ("Officials denied a report that they had signed the pact.", "deny"),
    ],
)
def test_what_governs_a_verb(text: str, governor: str) -> None:
    assert said(text, "sign").under(governor)


def test_negation_is_heard_on_the_verb_and_above_it() -> None:
    assert said("They did not sign the pact.", "sign").negated
    assert said("They have no plan to sign the pact.", "sign").negated_above
