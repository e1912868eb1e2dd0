"""Sides that a sentence leaves unsaid: "the deal" of an earlier sentence, "the two governments", who is in play."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.patterns import subjects
from parsers.acts.roles import actors_in, covering, mentioned
from parsers.acts.scene import Form, Scene
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status

_POINTS_BACK = frozenset({"the", "this", "that", "its", "their", "both", "these", "his", "her", "such"})
_ONE_SIDED = frozenset(
    {
        Status.RATIFIED,
        Status.TERMINATED,
        Status.VIOLATED,
        Status.SUSPENDED,
        Status.IN_FORCE,
        Status.REJECTED,
        Status.SIGNED,
        Status.NEGOTIATING,
        Status.PROPOSED,
    }
)
_FOR_SOMEBODY = frozenset({Kind.AID, Kind.DEPLOYMENT, Kind.PURCHASE, Kind.INVESTMENT})


def complete(scene: Scene, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the sides that the rest of the article gives them."""
    told: list[Candidate] = []
    for candidate in found:
        tree = scene.trees[candidate.sentence]
        if candidate.type == ActType.AGREEMENT:
            _agreement(scene, tree, candidate, told)
        else:
            _commitment(scene, tree, candidate, told)
        told.append(candidate)
    return told


def is_multilateral(scene: Scene, tree: Tree, candidate: Candidate) -> bool:
    """Whether the agreement is one that a single state can join or leave without a second side being named."""
    if candidate.target is None:
        return False
    start, end = tree.span(candidate.target)
    phrase = scene.text[start:end].lower()
    return any(re.search(rf"\b{re.escape(w)}\b", phrase) for w in lexicon.words("roles", "multilateral"))


def _agreement(scene: Scene, tree: Tree, candidate: Candidate, told: Sequence[Candidate]) -> None:
    multilateral = is_multilateral(scene, tree, candidate)
    candidate.notes["multilateral"] = float(multilateral)
    candidate.parties = (
        tuple(p for p in candidate.parties if p not in candidate.mediators) or candidate.parties
    )
    if len(candidate.parties) >= 2 or (multilateral and candidate.parties and candidate.status in _ONE_SIDED):
        return
    earlier = _same_before(tree, candidate, told)
    if earlier and set(candidate.parties) <= {*earlier.parties, *earlier.mediators}:
        candidate.parties, candidate.how = earlier.parties, candidate.how + "+earlier"
        return
    here = _others_here(scene, tree, candidate)
    if len({*candidate.parties, *here}) >= 2:
        candidate.parties = tuple(dict.fromkeys((*candidate.parties, *here)))[
            : max(2, len(candidate.parties))
        ]
        candidate.how += "+here"
        return
    offset = tree.words[candidate.anchor].start
    taken = (*candidate.parties, *candidate.mediators)
    play = [a for a in scene.cast.pair_at(offset, 3) if a not in taken]
    if candidate.parties and play:
        candidate.parties, candidate.how = (*candidate.parties, play[0]), candidate.how + "+play"
    elif not candidate.parties:
        candidate.parties, candidate.how = tuple(scene.cast.pair_at(offset, 2)), candidate.how + "+play2"


def _same_before(tree: Tree, candidate: Candidate, told: Sequence[Candidate]) -> Candidate | None:
    """The agreement told of before that "the pact" or "it" means."""
    if candidate.target is None:
        return None
    word = tree.words[candidate.target]
    determined = any(tree.words[k].lower in _POINTS_BACK for k in tree.kids(candidate.target, "det", "poss"))
    if not determined and word.pos != "PRON" and candidate.parties:
        return None
    before = [c for c in told if c.type == ActType.AGREEMENT and len(c.parties) >= 2]
    return before[-1] if before else None


def _others_here(scene: Scene, tree: Tree, candidate: Candidate) -> tuple[str, ...]:
    """Other actors of the sentence: the subject of its main clause, then those nearest to the anchor; not mere places."""
    anchor = tree.words[candidate.anchor].start
    main = {
        k
        for w in tree.words
        if w.dep == "ROOT"
        for s in tree.kids(w.i, "nsubj", "nsubjpass")
        for k in tree.under(s, skip={"relcl", "appos", "acl"})
    }
    leading = {m for k in main for m in covering(scene, tree, k)}
    near = sorted(
        (
            m
            for m in scene.cast.between(tree.words[0].start, tree.words[-1].end)
            if m.form != Form.PRONOUN and m.sure >= 0.5
        ),
        key=lambda m: (
            m not in leading,
            scene.text[max(0, m.start - 3) : m.start].lower() == "in ",
            abs(m.start - anchor),
        ),
    )
    taken = {*candidate.parties, *candidate.mediators}
    return tuple(dict.fromkeys(i for m in near for i in m.ids if i not in taken))


def _commitment(scene: Scene, tree: Tree, candidate: Candidate, told: Sequence[Candidate]) -> None:
    offset = tree.words[candidate.anchor].start
    if candidate.how == "detail":
        before = [
            c
            for c in told
            if c.type == ActType.COMMITMENT and c.parties and 0 <= candidate.sentence - c.sentence <= 2
        ]
        if before:
            candidate.parties = before[-1].parties
            candidate.recipients = (
                tuple(r for r in candidate.recipients if r not in candidate.parties) or before[-1].recipients
            )
        return
    if not candidate.parties and candidate.how != "other":
        speaker = _speaker(scene, tree, candidate.anchor)
        play = speaker or tuple(a for a in scene.cast.in_play(offset) if a not in candidate.recipients)[:1]
        candidate.parties, candidate.how = play, "speaker" if speaker else "play"
        candidate.recipients = tuple(r for r in candidate.recipients if r not in play)
    if not candidate.recipients and candidate.kind in _FOR_SOMEBODY:
        others = [a for a in scene.cast.pair_at(offset, 3) if a not in candidate.parties]
        if others:
            candidate.recipients = (others[0],)
            candidate.notes["recipient_guessed"] = 1.0


def _speaker(scene: Scene, tree: Tree, anchor: int) -> tuple[str, ...]:
    """Who says so: the subject of the verb of saying above the anchor."""
    for above in tree.above(anchor):
        if tree.words[above].pos == "VERB":
            for subject in subjects(tree, above):
                if found := actors_in(scene, tree, subject) or mentioned(scene, tree, subject):
                    return found[:2]
    return ()
