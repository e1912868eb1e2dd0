"""Where an act stands, by what its verb means and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.modality import CLASSES, FUTURE, PAST, PERFECT, PRESENT, Mood
from parsers.acts.status import agreement_status, commitment_status
from parsers.model import AGREEMENT_STATUSES, COMMITMENT_STATUSES, Status


def how(*governors: str, tense: str = PAST, negated: bool = False, could: bool = False) -> Mood:
    return Mood(tense, negated, could, False, tuple((g, g) for g in governors), False, "main")


@pytest.mark.parametrize(
    ("mood", "status"),
    [
        (how(), Status.SIGNED),
        (how("report"), Status.SIGNED),
        (how("agree"), Status.AGREED),
        (how("future"), Status.NEGOTIATING),
        (how(tense=FUTURE), Status.NEGOTIATING),
        (how("wish"), Status.PROPOSED),
        (how(could=True), Status.PROPOSED),
        (how("refuse"), Status.REJECTED),
        (how(tense=FUTURE, negated=True), Status.REJECTED),
        (how(negated=True), None),
        (how("deny"), None),
        (how("threaten"), None),
    ],
)
def test_signing_by_how_it_is_said(mood: Mood, status: Status | None) -> None:
    assert agreement_status(Status.SIGNED, mood, "instrument") == status


@pytest.mark.parametrize(
    ("mood", "done", "status"),
    [
        (how(tense=FUTURE), False, Status.PLEDGED),
        (how("agree"), False, Status.PLEDGED),
        (how("wish"), False, Status.PROPOSED),
        (how("refuse"), False, Status.REJECTED),
        (how(tense=FUTURE, negated=True), False, Status.REJECTED),
        (how("drop"), False, Status.TERMINATED),
        (how("reaffirm"), False, Status.REAFFIRMED),
        (how(tense=PERFECT), True, Status.FULFILLED),
        (how(negated=True), True, None),
        (how("deny"), False, None),
    ],
)
def test_commitments_by_how_they_are_said(mood: Mood, done: bool, status: Status | None) -> None:
    assert commitment_status(mood, done=done, reaffirmed=False) == status


moods = st.builds(
    Mood,
    st.sampled_from([PRESENT, PAST, PERFECT, FUTURE]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(CLASSES), st.just("x")), max_size=3).map(tuple),
    st.booleans(),
    st.just("main"),
)


@given(moods, st.sampled_from(sorted(AGREEMENT_STATUSES)), st.sampled_from(["instrument", "talks", "agree"]))
def test_an_agreement_never_gets_a_status_of_commitments(mood: Mood, base: Status, family: str) -> None:
    assert agreement_status(base, mood, family) in {None, *AGREEMENT_STATUSES}


@given(moods, st.booleans(), st.booleans())
def test_a_commitment_never_gets_a_status_of_agreements(mood: Mood, done: bool, reaffirmed: bool) -> None:
    assert commitment_status(mood, done=done, reaffirmed=reaffirmed) in {None, *COMMITMENT_STATUSES}
