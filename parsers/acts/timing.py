"""When an act is told to have been, as far as its own clause says: now, long ago, or without a word on it."""

from __future__ import annotations

import re

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.patterns import is_passive
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree

UNSAID, NOW, LONG_AGO = 0, 1, 2
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Branches that are another clause, with a time of their own.
_OTHER = frozenset({"relcl", "advcl", "ccomp", "parataxis", "acl"})


def clause_of(tree: Tree, anchor: int) -> list[int]:
    """The words of the clause that the anchor stands in, in order."""
    at = anchor
    while tree.words[at].pos not in {"VERB", "AUX"} and tree.words[at].head != at:
        at = tree.words[at].head
    return [k for k in tree.under(at, skip=_OTHER | {"conj"})]


def when(scene: Scene, tree: Tree, anchor: int) -> int:
    """UNSAID, NOW or LONG_AGO by the words of time in the anchor's clause."""
    words = [tree.words[k] for k in clause_of(tree, anchor)]
    lowered = {w.lower for w in words}
    if lowered & lexicon.words("grammar", "days"):
        return NOW
    year = scene.published.year if scene.published else 9999
    if any(_YEAR.fullmatch(w.text) and int(w.text) < year for w in words):
        return LONG_AGO
    far = lowered & lexicon.words("grammar", "long_ago") or any(
        w.text in lexicon.words("grammar", "months") for w in words
    )
    return LONG_AGO if far else UNSAID


def stamp(scene: Scene, tree: Tree, candidate: Candidate) -> None:
    """Note of a candidate when it was, by what sort of clause tells it, and whether what it is done to is known."""
    said = candidate.mood
    time = when(scene, tree, candidate.anchor)
    aside = {"main": 0, "participle": 1, "relative": 2, "adverbial": 3}.get(said.clause, 4)
    candidate.notes["when"] = float(time)
    candidate.notes["told"] = float(10 * aside + time)
    passive = tree.words[candidate.anchor].pos in {"VERB", "AUX"} and is_passive(tree, candidate.anchor)
    candidate.notes["voice"] = float(10 * passive + aside)
