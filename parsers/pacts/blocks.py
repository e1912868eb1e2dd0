"""Keys by which acts that can be about one pact are found."""

from __future__ import annotations

from itertools import combinations

from parsers.model import Act
from parsers.pacts.report import sides

# Sides beyond these make no pairs: a pact of forty states is found by its first.
PAIRED = 6


def blocks(act: Act) -> frozenset[str]:
    """Keys of which two acts share one, if they can be about one pact: pairs of sides, or the only one."""
    who = sorted(sides(act.parties))
    if len(who) <= 1:
        return frozenset(who)
    pairs = {f"{a}|{b}" for a, b in combinations(who[:PAIRED], 2)}
    return frozenset(pairs | {"|".join(who)} if len(who) > PAIRED else pairs)
