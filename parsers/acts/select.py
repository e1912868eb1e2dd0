"""Which candidates are acts: those that the filter believes, each act once."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.acts.candidate import Candidate
from parsers.model import ActType, Status

# Of two tellings of one act the later stage is the news, where both are believed alike.
_ALIKE = 0.5


def overlap(a: Candidate, b: Candidate) -> float:
    """Jaccard index of the sides of two candidates."""
    one, two = a.sides(), b.sides()
    return len(one & two) / len(one | two) if one | two else 0.0


def select(
    candidates: Sequence[Candidate], found: Sequence[float], exact: Sequence[float], threshold: float
) -> list[int]:
    """Indices of candidates to report, in order of text.

    `found` is the chance that a candidate is an act at all, `exact` that its status and sides are right too.
    """
    order = sorted(range(len(candidates)), key=lambda i: (-round(found[i] * (0.5 + 0.5 * exact[i]), 9), i))
    kept: list[int] = []
    for i in order:
        if found[i] >= threshold and not any(same_act(candidates[k], candidates[i]) for k in kept):
            kept.append(i)
    return sorted(kept, key=lambda i: (candidates[i].sentence, candidates[i].anchor, i))


def same_act(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates of an article tell of one act."""
    if a.type != b.type:
        return False
    shared = overlap(a, b)
    if a.sentence == b.sentence:
        touching = a.anchor == b.anchor or (a.target is not None and a.target == b.target)
        return shared >= _ALIKE and (touching or a.kind == b.kind or a.type == ActType.COMMITMENT)
    if shared == 1.0 and a.status == b.status and a.kind == b.kind:
        return a.type == ActType.AGREEMENT or a.status != Status.PLEDGED or _same_thing(a, b)
    return False


def _same_thing(a: Candidate, b: Candidate) -> bool:
    """Two pledges of one kind by one side may be two pledges: only the same words are the same pledge."""
    return a.rule == b.rule
