"""How likely it is that two reports are about one pact: a logistic regression over what speaks for it and against it.

Its weights (weights.json) are learnt by `parsers.pacts.training` from annotated stories.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import exp

from parsers.pacts.blocks import blocks
from parsers.pacts.features import features
from parsers.pacts.link import Link, Weighed
from parsers.pacts.profile import Profile, profile
from parsers.pacts.report import Report

__all__ = ["blocks", "likeness"]

# Less than this share of all their sides in common, and they are about two things.
SHARED = 0.3


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
    """Whether too few of their sides are the same: one side in common makes no pact, unless it is all that is told.

    What shares no block is apart too: nobody would look for it, so that it must not depend on who asks.
    """
    if one.blocks.isdisjoint(other.blocks):
        return True
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
