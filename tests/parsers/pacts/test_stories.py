"""Invented stories: several outlets tell of one pact, beside other pacts of the same sides."""

from __future__ import annotations

from collections import Counter

import pytest

from parsers.pacts.training.stories import stories
from tests.bench.pacts import bcubed, figures, pairwise
from tests.bench.sets import article, halves, rows
from tests.bench.unseen import folds_of


@pytest.mark.parametrize("part", ["tune", "hold-out"])
def test_stories_beside_pacts_of_the_same_sides_are_told_apart_and_whole(part: str) -> None:
    found = figures(stories(halves("stories")[part]))
    assert (found.merged, found.split) == (0, 0)


def test_each_act_alone_would_leave_the_stories_in_pieces() -> None:
    assert figures(stories(rows("stories"))).alone < 0.7


def test_evidence_of_the_stories_stands_in_their_texts() -> None:
    for row in rows("stories"):
        assert article(row).published
        for record in row["records"]:
            assert record["evidence"] in row["text"]


def test_a_story_is_never_on_both_sides_of_a_cross_validation() -> None:
    told = stories(rows("stories"))
    folds = folds_of(told)
    of_pact = {(t.pact, folds[t.report.article_id]) for t in told}
    assert max(Counter(pact for pact, _ in of_pact).values()) == 1
    assert len(set(folds.values())) > 1


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "1"), ("a", "1"), ("b", "2")], (1.0, 1.0)),
        ([("a", "1"), ("b", "1")], (0.0, 1.0)),
        ([("a", "1"), ("a", "2")], (1.0, 0.0)),
        ([], (1.0, 1.0)),
    ],
)
def test_pairs_of_acts_are_right_or_missing(
    pairs: list[tuple[str, str]], expected: tuple[float, float]
) -> None:
    assert pairwise(pairs) == expected


def test_bcubed_agrees_with_a_case_worked_by_hand() -> None:
    # Precision (1/2 + 1/2 + 1) / 3, recall (1/2 + 1 + 1/2) / 3.
    assert bcubed([("a", "1"), ("b", "1"), ("a", "2")]) == pytest.approx(2 / 3)
