"""Sketches of texts: what they tell of two texts, without having either."""

from __future__ import annotations

import random

import pytest

from parsers.sketch import RUN, SIZE, WORD, likeness, sketch

random.seed(7)
WORDS = [f"w{n}" for n in range(2_000)]


def text(seed: int, words: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def shared(one: list[str], other: list[str]) -> float:
    """What a sketch estimates, counted."""
    a, b = ({tuple(t[i : i + RUN]) for i in range(len(t) - RUN + 1)} for t in (one, other))
    return len(a & b) / len(a | b)


def test_a_sketch_has_a_bounded_size_in_order_and_fits_the_column() -> None:
    made = sketch(" ".join(text(1, 900)))
    assert len(made) == SIZE
    assert list(made) == sorted(set(made))
    assert 0 <= made[0] <= made[-1] < 2**32


def test_a_text_is_all_like_itself_whatever_its_case_spaces_and_points() -> None:
    said = "Norway and Chile signed a fisheries accord in Bergen on Tuesday."
    assert sketch(said) == sketch("NORWAY and Chile\n\nsigned -- a fisheries accord, in Bergen, on Tuesday")
    assert likeness(sketch(said), sketch(said)) == 1


def test_what_has_no_words_is_like_nothing() -> None:
    assert sketch("") == sketch(" -- \n") == ()
    assert likeness((), ()) == likeness(sketch("a b c d e f"), ()) == 0


def test_a_text_shorter_than_a_run_is_one_run() -> None:
    assert len(sketch("Rain again")) == 1
    assert likeness(sketch("Rain again"), sketch("Rain once more")) == 0


@pytest.mark.parametrize("kept", [1.0, 0.9, 0.7, 0.5, 0.2, 0.0])
def test_likeness_is_near_the_share_that_is_common(kept: float) -> None:
    for seed in range(8):
        one = text(seed, 400)
        other = one[: int(400 * kept)] + text(seed + 100, 400 - int(400 * kept))
        told = likeness(sketch(" ".join(one)), sketch(" ".join(other)))
        assert told == pytest.approx(shared(one, other), abs=0.22)


def test_short_texts_are_compared_exactly() -> None:
    one, other = text(1, 40), [*text(1, 40)[:30], *text(2, 10)]
    told = likeness(sketch(" ".join(one)), sketch(" ".join(other)))
    assert len(WORD.findall(" ".join(one))) == 40
    assert told == pytest.approx(shared(one, other))
