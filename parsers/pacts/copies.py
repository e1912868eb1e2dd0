"""Which reports tell the same in words of their own: syndicated copies count as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.pacts.report import Report

WORD = re.compile(r"\w+")
# Share of its three-word runs that a sentence has in common with the one that it was copied from.
COPIED = 0.7
# Sentences that a new one is compared with; beyond them only exact copies are seen.
COMPARED = 60


@lru_cache(maxsize=16_384)
def runs(sentence: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words in a sentence; the whole of a shorter one."""
    words = tuple(w.lower() for w in WORD.findall(sentence))
    return frozenset(words[i : i + 3] for i in range(max(1, len(words) - 2)))


def copied(one: str, other: str) -> bool:
    """Whether two sentences are the same words, give or take an edit."""
    if one == other:
        return True
    a, b = runs(one), runs(other)
    # An editor cuts: what is left of a copy stands in the longer one.
    return len(a & b) >= COPIED * min(len(a), len(b)) and min(len(a), len(b)) > 5


def independent(told: Sequence[Report]) -> list[Report]:
    """The reports without those that say in the words of an earlier one what it says; in the order given."""
    kept: list[Report] = []
    exact: set[str] = set()
    for report in told:
        words = report.act.evidence.text
        if words in exact or any(copied(words, r.act.evidence.text) for r in kept[:COMPARED]):
            continue
        exact.add(words)
        kept.append(report)
    return kept
