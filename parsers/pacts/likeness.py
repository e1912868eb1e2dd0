"""How likely it is that two reports are about one pact: a logistic regression over what speaks for it and against it.

Its weights (weights.json) are learnt by `parsers.pacts.training` from annotated stories.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import combinations
from math import exp

from parsers.model import Act
from parsers.pacts.features import features
from parsers.pacts.link import Link, Weighed
from parsers.pacts.profile import Profile, profile
from parsers.pacts.report import Report, sides

# Sides beyond these make no pairs: a pact of forty states is found by its first.
PAIRED = 6
# Less than this share of all their sides in common, and they are about two things.
SHARED = 0.3


def blocks(act: Act) -> frozenset[str]:
    """Keys of which two acts share one, if they can be about one pact: pairs of sides, or the only one."""
    who = sorted(sides(act.parties))
    if len(who) <= 1:
        return frozenset(who)
    pairs = {f"{a}|{b}" for a, b in combinations(who[:PAIRED], 2)}
    return frozenset(pairs | {"|".join(who)} if len(who) > PAIRED else pairs)


def likeness(report: Report, earlier: Report) -> Link:
    """How likely it is that a report is about the same pact as an earlier one, and what was weighed."""
    one, other = profile(report), profile(earlier)
    if apart(one, other):
        return NOTHING
    known = weights()
    weighed = [
        (value * known[name], name)
        for name, value in features(report, earlier, one, other).items()
        if name in known
    ]
    score = 1 / (1 + exp(-sum(w for w, _ in weighed)))
    if score < WORTH_TELLING:
        return Link(score)
    weighed.sort(key=lambda w: (-abs(w[0]), w[1]))
    return Link(score, tuple(Weighed(name, round(w, 2)) for w, name in weighed if name != "always"))


def apart(one: Profile, other: Profile) -> bool:
    """Whether too few of their sides are the same: one side in common makes no pact, unless it is all that is told."""
    shared = one.sides & other.sides
    if len(shared) == 1 and shared not in (one.sides, other.sides):
        return True
    return len(shared) < SHARED * len(one.sides | other.sides) or not shared


NOTHING = Link(0.0)
WORTH_TELLING = 0.3


@cache
def weights() -> dict[str, float]:
    """The weight of each feature."""
    found: dict[str, float] = json.loads(
        (files("parsers.pacts") / "weights.json").read_text(encoding="utf-8")
    )
    return found
