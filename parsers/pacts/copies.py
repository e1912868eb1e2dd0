"""Which reports tell the same in words of their own: syndicated copies count as one, by their sentence or whole text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.pacts.report import Report
from parsers.sketch import likeness

WORD = re.compile(r"\w+")
# Share of its three-word runs that a sentence has in common with the one that it was copied from.
COPIED = 0.7
# Share of the five-word runs of two texts that both have, where the one is the other give or take an edit. Articles on
# one event that quote the same statement have far less.
SAME_TEXT = 0.5
# Reports that a new one is compared with; beyond them only exact copies are seen.
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


def same_text(one: Report, other: Report) -> bool:
    """Whether the articles of two reports are one text at two outlets; no where a sketch is not known.

    What an outlet prints twice is its own, and is no surer for it.
    """
    if one.outlet == other.outlet or one.article_id == other.article_id:
        return False
    return likeness(one.sketch, other.sketch) >= SAME_TEXT


def independent(told: Sequence[Report]) -> list[Report]:
    """The reports without those that say in the words of an earlier one what it says; in the order given."""
    kept: list[Report] = []
    exact: set[str] = set()
    for report in told:
        words = report.act.evidence.text
        if words in exact or any(retold(report, r) for r in kept[:COMPARED]):
            continue
        exact.add(words)
        kept.append(report)
    return kept


def retold(report: Report, earlier: Report) -> bool:
    """Whether a report is a copy of an earlier one."""
    return copied(report.act.evidence.text, earlier.act.evidence.text) or same_text(report, earlier)
