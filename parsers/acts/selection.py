"""Which candidates are acts: those that the filter believes, each act once."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.acts.candidate import Candidate
from parsers.model import ActType, Status

# Of two tellings of one act the later stage is the news, where both are believed alike.
_ALIKE = 0.5
_FIRM = frozenset({Status.SIGNED, Status.AGREED, Status.RATIFIED, Status.IN_FORCE, Status.EXTENDED})


def overlap(a: Candidate, b: Candidate) -> float:
    """Jaccard index of the sides of two candidates."""
    one, two = a.sides(), b.sides()
    return len(one & two) / len(one | two) if one | two else 0.0


def beliefs(
    candidates: Sequence[Candidate], found: Sequence[float], exact: Sequence[float]
) -> dict[int, float]:
    """The best variant of each candidate, by index, and how far it is believed that there is an act at all.

    `found` is the chance that a variant is an act, `exact` that its status and sides are right too. That there is an
    act is believed as of the surest variant.
    """
    best: dict[float, int] = {}
    belief: dict[float, float] = {}
    for i, candidate in enumerate(candidates):
        group = candidate.notes.get("group", -1.0 - i)
        belief[group] = max(belief.get(group, 0.0), found[i])
        if group not in best or found[i] * exact[i] > found[best[group]] * exact[best[group]]:
            best[group] = i
    return {i: belief[group] for group, i in best.items()}


def select(
    candidates: Sequence[Candidate], found: Sequence[float], exact: Sequence[float], threshold: float
) -> dict[int, float]:
    """Indices of the variants to report, in order of text, and how far each is believed."""
    believed = beliefs(candidates, found, exact)
    kept: list[int] = []
    for i in sorted(believed, key=lambda i: (-round(believed[i] * exact[i], 9), i)):
        if believed[i] >= threshold and not any(same_act(candidates[k], candidates[i]) for k in kept):
            kept.append(i)
    return {
        i: believed[i] for i in sorted(kept, key=lambda i: (candidates[i].sentence, candidates[i].anchor, i))
    }


def same_act(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates of an article tell of one act."""
    if a.type != b.type:
        return False
    shared = overlap(a, b)
    if a.sentence == b.sentence:
        # A sentence that tells of two agreements is rare; one that tells what each of several gives is not.
        return a.type == ActType.AGREEMENT or shared >= _ALIKE or bool({*a.parties} & {*b.parties})
    if shared < 1.0:
        return False
    if a.status == b.status and abs(a.sentence - b.sentence) == 1:
        return True
    if a.type == ActType.AGREEMENT and (_only_mentions(a, b) or _points(a, b)):
        return True
    if a.status == b.status and a.kind == b.kind:
        return a.type == ActType.AGREEMENT or a.status != Status.PLEDGED or _same_thing(a, b)
    return False


def _points(a: Candidate, b: Candidate) -> bool:
    """Whether one tells the status of the other again in words that point back: "the deal was signed"."""
    return a.status == b.status and bool(a.notes.get("points_back") or b.notes.get("points_back"))


def _only_mentions(a: Candidate, b: Candidate) -> bool:
    """Whether the later of two only speaks again of what the earlier told: "the deal" that "was welcomed"."""
    later, earlier = (a, b) if a.sentence > b.sentence else (b, a)
    return bool(later.notes.get("points_back")) and later.status == Status.AGREED and earlier.status in _FIRM


def _same_thing(a: Candidate, b: Candidate) -> bool:
    """Two pledges of one kind by one side may be two pledges: only the same words are the same pledge."""
    return a.rule == b.rule
