"""How likely it is that two reports are about one pact: a logistic regression over what speaks for it and against it.

Its weights (weights.json) are learnt by `parsers.pacts.training` from annotated stories.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import exp

from parsers.pacts.blocks import blocks
from parsers.pacts.features import WORDED, Features, told, worded
from parsers.pacts.link import Link, Weighed
from parsers.pacts.profile import Profile, profile
from parsers.pacts.report import Report

__all__ = ["blocks", "likeness"]

# Less than this share of all their sides in common, and they are about two things.
SHARED = 0.3


def likeness(report: Report, earlier: Report) -> Link:
    """How likely it is that a report is about the same pact as an earlier one, and what was weighed.

    0 where it is too little to tell: most candidates are ruled out by who and what, without a look at their words.
    """
    one, other = profile(report), profile(earlier)
    if apart(one, other):
        return NOTHING
    found = told(report, earlier, one, other)
    if report.article_id != earlier.article_id and chance(total(found) + most_by_words()) < WORTH_TELLING:
        return NOTHING
    found = worded(found, report, earlier, one, other)
    score = chance(total(found))
    if score < WORTH_TELLING:
        return NOTHING
    known = weights()
    weighed = [(value * known[name], name) for name, value in found.items() if name in known]
    weighed.sort(key=lambda w: (-abs(w[0]), w[1]))
    return Link(score, tuple(Weighed(name, round(w, 2)) for w, name in weighed if name != "always"))


def total(found: Features) -> float:
    """The sum of what features weigh."""
    known = weights()
    return sum(value * known.get(name, 0.0) for name, value in found.items())


def most_by_words() -> float:
    """The most that a look at the words can add."""
    known = weights()
    return sum(most * max(known.get(name, 0.0), 0.0) for name, most in WORDED.items())


def chance(weight: float) -> float:
    """The chance (0 to 1) that a sum of weights tells."""
    return 1 / (1 + exp(-weight))


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
