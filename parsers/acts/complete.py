"""Sides that a sentence leaves unsaid, as alternatives for the filter to choose from.

"The deal" of an earlier sentence, "the two governments", who else the sentence names, who is in play: each way to
complete a candidate makes a variant of it, and the filter learns which way to trust where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.acts import lexicon
from parsers.acts.beneficiaries import Story, for_whom, notes_of, story_of
from parsers.acts.candidate import Candidate
from parsers.acts.gapping import gapped, sharers
from parsers.acts.patterns import subjects
from parsers.acts.roles import actors_in, all_in, by_private, covering, mentioned
from parsers.acts.scene import Form, Mention, Scene, ids_of
from parsers.acts.syntax import Tree
from parsers.model import ActType, Status

_POINTS_BACK = lexicon.words("grammar", "points_back")
# What may stand between the names of a list: "A, the B and C".
_IN_LIST = re.compile(r"(?:,|,? and|,? &|/|-|–| as well as)\s*(?:the |both )?", re.IGNORECASE)
_VOTED = frozenset({Status.RATIFIED, Status.REJECTED, Status.SUSPENDED, Status.TERMINATED})
MOST_SIDES = 12
ROLL = 30  # mentions


def complete(scene: Scene, found: Sequence[Candidate]) -> list[Candidate]:
    """Variants of the candidates, in order; those of one candidate carry the same `group` note."""
    told: list[Candidate] = []
    made: list[Candidate] = []
    found = [c for base in found for c in (base, *gapped(scene, scene.trees[base.sentence], base))]
    # What firms, clubs and private people do is no act of states, whatever states are spoken of beside.
    found = [c for c in found if not by_private(scene, scene.trees[c.sentence], c.anchor)]
    story = story_of(scene, found)
    for number, candidate in enumerate(found):
        tree = scene.trees[candidate.sentence]
        candidate.notes["group"] = float(number)
        if candidate.type == ActType.AGREEMENT:
            variants = list(_agreement(scene, tree, candidate, told))
        else:
            variants = list(_commitment(scene, tree, candidate, told, story))
        unique = _unique(variants)
        made += unique
        told += unique[:1]
    return made


def _unique(variants: Iterable[Candidate]) -> list[Candidate]:
    """Variants that differ in their sides, the first of each kind, without those that have no side or too many."""
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    kept = []
    for variant in variants:
        key = tuple(sorted(variant.parties)), tuple(sorted(variant.recipients))
        if variant.parties and key not in seen and len(variant.parties) <= MOST_SIDES:
            seen.add(key)
            kept.append(variant)
    return kept


def _variant(base: Candidate, how: str, parties: Iterable[str], recipients: Iterable[str] = ()) -> Candidate:
    sides = tuple(dict.fromkeys(parties))
    given = tuple(r for r in dict.fromkeys(recipients) if r not in sides)
    return replace(
        base,
        parties=sides,
        recipients=given,
        how=f"{base.how}+{how}" if base.how else how,
        notes=dict(base.notes),
    )


def is_multilateral(scene: Scene, tree: Tree, candidate: Candidate) -> bool:
    """Whether the agreement is one that a single state can join or leave without a second side being named."""
    if candidate.target is None:
        return False
    start, end = tree.span(candidate.target)
    phrase = scene.text[start:end].lower()
    return any(re.search(rf"\b{re.escape(w)}\b", phrase) for w in lexicon.words("roles", "multilateral"))


def _agreement(scene: Scene, tree: Tree, base: Candidate, told: Sequence[Candidate]) -> Iterator[Candidate]:
    base.notes["multilateral"] = float(is_multilateral(scene, tree, base))
    base.notes["points_back"] = float(_points_back(tree, base))
    own = tuple(p for p in base.parties if p not in base.mediators)
    if tree.words[base.anchor].lemma not in lexicon.words("roles", "between"):
        own = own or base.parties
    base.parties = _listed(scene, tree, own)
    here = _others_here(scene, tree, base)
    if len(base.parties) >= 2:
        yield base
    before = [c for c in told if c.type == ActType.AGREEMENT and len(c.parties) >= 2]
    if before and set(base.parties) <= {*before[-1].parties, *before[-1].mediators}:
        yield _variant(base, "earlier", before[-1].parties)
    if "subject" not in base.how and len(roll := _roll(scene, tree)) > 2 and set(base.parties) < set(roll):
        yield _variant(base, "roll", roll)
    if len(base.parties) < 2:
        yield from _with_another(scene, tree, base, here, told=bool(before))
    elif ratifier := _ratifier(scene, tree, base):
        yield _variant(base, "ratifier", (*ratifier, *base.parties))
    elif len(base.parties) > 2:
        yield _variant(base, "first2", base.parties[:2])
        yield _variant(base, "last2", base.parties[-2:])
    elif here and base.how != "between":
        yield _variant(base, "more", (*base.parties, here[0]))


def _roll(scene: Scene, tree: Tree) -> tuple[str, ...]:
    """The first list of three states or more in an article: those who meet, where a resolution names nobody."""
    before = scene.cast.between(0, tree.words[0].start)[:ROLL]
    ids = next((i for run in _runs(scene, before) if len(i := ids_of(run)) > 2), ())
    return ids if all(map(scene.cast.is_state, ids)) else ()


def _with_another(
    scene: Scene, tree: Tree, base: Candidate, here: tuple[str, ...], *, told: bool
) -> Iterator[Candidate]:
    """Ways to find the other side: who else the sentence names, who is in play, nobody."""
    taken = (*base.parties, *base.mediators)
    if here:
        beside = _beside(scene, tree, here[0])
        if base.parties and len(beside) > 1 and not set(beside) & set(taken):
            yield _variant(base, "here+list", (*base.parties, *beside))
        yield _variant(base, "here", _listed(scene, tree, (*base.parties, *here)[:2]))
    if len(here) > 1 and not base.parties and told:
        yield _variant(base, "here3", here[:3])
    play = [a for a in scene.cast.pair_at(tree.words[base.anchor].start, 3) if a not in taken]
    if len(play) + len(base.parties) >= 2:
        yield _variant(base, "play", (*base.parties, *play)[:2])
    if base.parties:
        yield _variant(base, "alone", base.parties)


def _ratifier(scene: Scene, tree: Tree, base: Candidate) -> tuple[str, ...]:
    """The state whose house votes on an agreement of others: "the Senate ratified the accord between A and B"."""
    if base.status not in _VOTED:
        return ()
    houses = lexicon.words("roles", "legislatures")
    heads = subjects(tree, base.anchor) if tree.words[base.anchor].pos == "VERB" else []
    voting = [
        h
        for h in heads
        if tree.words[h].lemma in houses or any(m.form == Form.BODY for m in covering(scene, tree, h))
    ]
    return tuple(a for a in all_in(scene, tree, voting) if a not in base.parties)


def _points_back(tree: Tree, base: Candidate) -> bool:
    return base.target is not None and any(
        tree.words[k].lower in _POINTS_BACK for k in tree.kids(base.target, "det", "poss")
    )


def _listed(scene: Scene, tree: Tree, parties: tuple[str, ...]) -> tuple[str, ...]:
    """The parties with the rest of the list that they are named in, where the parser lost some: "A, B, the C and D"."""
    if not parties:
        return parties
    found = list(parties)
    for run in _lists(scene, tree):
        ids = [i for m in run for i in m.ids]
        if len(run) > 2 and len(set(ids) & set(parties)) >= 2:
            found += [i for i in ids if i not in found]
    return tuple(dict.fromkeys(found))


def _lists(scene: Scene, tree: Tree) -> Iterator[list[Mention]]:
    """Runs of mentions that only commas and "and" part."""
    yield from _runs(scene, scene.cast.between(tree.words[0].start, tree.words[-1].end))


def _runs(scene: Scene, mentions: Iterable[Mention]) -> Iterator[list[Mention]]:
    run: list[Mention] = []
    for mention in mentions:
        if run and not _IN_LIST.fullmatch(scene.text[run[-1].end : mention.start]):
            yield run
            run = []
        run.append(mention)
    yield run


def _beside(scene: Scene, tree: Tree, actor: str) -> tuple[str, ...]:
    """The actors of the list that an actor is named in: "Finland and Sweden"."""
    runs = ([i for m in run for i in m.ids] for run in _lists(scene, tree))
    return next((tuple(dict.fromkeys(ids)) for ids in runs if actor in ids), (actor,))


def _others_here(scene: Scene, tree: Tree, base: Candidate) -> tuple[str, ...]:
    """Other actors of the sentence: the subject of its main clause, then those nearest to the anchor; not mere places."""
    anchor = tree.words[base.anchor].start
    heads = [s for w in tree.words if w.dep == "ROOT" for s in tree.kids(w.i, "nsubj", "nsubjpass")]
    spans = [tree.span(s) for s in heads]
    tellers = _tellers(scene, tree, base)
    near = sorted(
        (
            m
            for m in scene.cast.between(tree.words[0].start, tree.words[-1].end)
            if m.form != Form.PRONOUN and m.sure >= 0.5
        ),
        key=lambda m: (
            m.start in tellers,
            not any(s <= m.start < e for s, e in spans),
            scene.text[max(0, m.start - 3) : m.start].lower() == "in ",
            abs(m.start - anchor),
        ),
    )
    taken = {*base.parties, *base.mediators}
    return tuple(dict.fromkeys(i for m in near for i in m.ids if i not in taken))


def _tellers(scene: Scene, tree: Tree, base: Candidate) -> frozenset[int]:
    """Where organisations are named that only tell of it: "the WHO says"."""
    said = lexicon.words("modality", "report")
    return frozenset(
        m.start
        for w in tree.words
        if w.lemma in said and w.i != base.anchor
        for s in tree.kids(w.i, "nsubj")
        for k in tree.under(s)
        for m in covering(scene, tree, k)
        if not any(map(scene.cast.is_state, m.ids))
    )


def _commitment(
    scene: Scene, tree: Tree, base: Candidate, told: Sequence[Candidate], story: Story
) -> Iterator[Candidate]:
    before = [
        c for c in told if c.type == ActType.COMMITMENT and c.parties and base.sentence - c.sentence <= 2
    ]
    if base.how == "detail":
        if before:
            yield _variant(base, "earlier", before[-1].parties, base.recipients or before[-1].recipients)
        return
    joint = _jointly(scene, tree, base.recipients)
    base.parties = tuple(dict.fromkeys((*base.parties, *joint))) if base.parties else ()
    apart = {*joint, *sharers(scene, tree, base)}
    base.recipients = tuple(r for r in base.recipients if r not in apart)
    for how, doers in _doers(scene, tree, base):
        yield from _for_whom(scene, base, how, doers, story)


def _jointly(scene: Scene, tree: Tree, given: Iterable[str]) -> list[str]:
    """Those named beside a commitment who take it on too: "together with Germany"."""
    words = lexicon.words("roles", "jointly")
    return [
        i
        for m in scene.cast.between(tree.words[0].start, tree.words[-1].end)
        for i in m.ids
        if i in given
        and scene.text[max(0, m.start - 30) : m.start]
        .removesuffix("the ")
        .endswith(tuple(f" {w} " for w in words))
    ]


def _doers(scene: Scene, tree: Tree, base: Candidate) -> Iterator[tuple[str, tuple[str, ...]]]:
    if base.parties:
        yield "", _listed(scene, tree, base.parties)
        return
    offset = tree.words[base.anchor].start
    if speaker := _speaker(scene, tree, base.anchor):
        yield "speaker", speaker
    play = tuple(a for a in scene.cast.in_play(offset) if a not in base.recipients)[:1]
    if play and (base.how != "other" or base.strong):
        yield "play", play


def _for_whom(
    scene: Scene, base: Candidate, how: str, doers: tuple[str, ...], story: Story
) -> Iterator[Candidate]:
    for way, given in for_whom(scene, base, doers, story):
        variant = _variant(base, f"{how}+{way}" if how else way, doers, given)
        variant.notes |= notes_of(variant.recipients, story, doers)
        yield variant


def _speaker(scene: Scene, tree: Tree, anchor: int) -> tuple[str, ...]:
    """Who says so: the subject of the verb of saying above the anchor."""
    for above in tree.above(anchor):
        if tree.words[above].pos == "VERB":
            for subject in subjects(tree, above):
                if found := actors_in(scene, tree, subject) or mentioned(scene, tree, subject):
                    return found[:2]
    return ()
