"""When an act is told to have been, as far as its own clause says: now, long ago, or without a word on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.dates import find_dates
from parsers.acts.modality import PAST, PERFECT, PLUPERFECT
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree
from parsers.model import Status

UNSAID, NOW, LONG_AGO = 0, 1, 2
# What happened within these days is still news.
NEWS = timedelta(days=10)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Branches that are another clause, with a time of their own.
_OTHER = frozenset({"relcl", "advcl", "ccomp", "parataxis", "acl", "conj"})


def when(scene: Scene, tree: Tree, anchor: int) -> int:
    """UNSAID, NOW or LONG_AGO by the words of time in the anchor's clause."""
    words = [tree.words[k] for k in _clause(tree, anchor)]
    lowered = {w.lower for w in words}
    if lowered & lexicon.words("grammar", "days"):
        return NOW
    year = scene.published.year if scene.published else 9999
    old = any(_YEAR.fullmatch(w.text) and int(w.text) < year for w in words)
    if not old and any(w.text in lexicon.words("grammar", "months") for w in words):
        return NOW if _is_new(scene, words[0].start, words[-1].end) else LONG_AGO
    return LONG_AGO if old or lowered & lexicon.words("grammar", "long_ago") else UNSAID


def _clause(tree: Tree, anchor: int) -> list[int]:
    """The words of the clause that the anchor stands in, in order."""
    at = anchor
    while tree.words[at].pos not in {"VERB", "AUX"} and tree.words[at].head != at:
        at = tree.words[at].head
    return tree.under(at, skip=_OTHER)


def _is_new(scene: Scene, start: int, end: int) -> bool:
    if scene.published is None:
        return True
    today = scene.published.date()
    found = [d.value for d in find_dates(scene.text[start:end], scene.published) if not d.dateline]
    return any(abs(today - value) <= NEWS for value in found)


def is_background(scene: Scene, tree: Tree, candidate: Candidate) -> bool:
    """ "the treaty, signed in 2012": a past of long ago, told in passing of the thing that the sentence is about."""
    said = candidate.mood
    if _reckoned_from(tree, candidate.anchor):
        return True
    return (
        said.clause in {"relative", "participle"}
        and said.tense in {PAST, PLUPERFECT}
        and not said.governors
        and when(scene, tree, candidate.anchor) == LONG_AGO
    )


def _reckoned_from(tree: Tree, anchor: int) -> bool:
    """ "three months after the two signed": what a time is reckoned from was told before."""
    for at in (anchor, *tree.above(anchor)):
        for mark in tree.kids(at, "mark"):
            if tree.words[mark].lower in {"after", "since"}:
                before = [
                    *tree.kids(mark, "npadvmod"),
                    *(k for k in tree.kids(at, "npadvmod") if k < mark),
                    mark - 1,
                ]
                return any(
                    k >= 0 and tree.words[k].lemma in (lexicon.words("grammar", "times") - {"hour"})
                    for k in before
                )
        if tree.words[at].dep in {"advcl", "relcl", "ccomp", "ROOT"}:
            return False
    return False


def retold(scene: Scene, tree: Tree, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates without those told in passing, whose sides go to what the sentence says of the same pact."""
    asides = [c for c in found if is_background(scene, tree, c) or _is_aside(scene, tree, c, found)]
    for candidate in found:
        if candidate in asides:
            continue
        for aside in asides:
            if aside.target is not None and aside.target == candidate.target and len(candidate.parties) < 2:
                candidate.parties = tuple(dict.fromkeys((*candidate.parties, *aside.parties)))
                candidate.how = "+".join(h for h in (candidate.how, "aside") if h)
        yield candidate


def _is_aside(scene: Scene, tree: Tree, candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """ "endorsed the deal that the two signed": with news of the same pact beside it, its past is no news."""
    return (
        candidate.target is not None
        and candidate.base in {Status.SIGNED, Status.AGREED, Status.PROPOSED, Status.NEGOTIATING}
        and candidate.mood.clause in {"relative", "participle"}
        and candidate.mood.tense in {PAST, PERFECT, PLUPERFECT}
        and when(scene, tree, candidate.anchor) != NOW
        and any(
            c.target == candidate.target and c.mood.clause == "main" and c.strong and c is not candidate
            for c in found
        )
    )
