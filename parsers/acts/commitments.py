"""Commitments in a sentence: who undertakes, did, refused or dropped what, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.deeds import deed_kinds, forgives, is_weak, is_word_given, means, tells_deed
from parsers.acts.endings import by_ending, by_movement, ends
from parsers.acts.given import by_detail, by_keeping, by_noun, by_receipt, by_word_given
from parsers.acts.givers import doers_of
from parsers.acts.modality import FUTURE, NONFINITE, Mood, mood
from parsers.acts.no_deed import is_about_agreement, is_empty, is_no_deed, is_of_agreement, is_told_by_thing
from parsers.acts.patterns import objects
from parsers.acts.scene import Scene
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.acts.things import MONEY, is_share, kind_of, reach
from parsers.acts.undertaking import Undertaking
from parsers.model import Kind, Status

_NOTHING = frozenset({"nothing", "none", "nobody"})


def commitments(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    """Every candidate commitment of a sentence."""
    for word in tree.words:
        if word.pos in {"VERB", "AUX"}:
            yield from _by_verb(scene, number, tree, word.i)
            yield from by_keeping(scene, number, tree, word.i)
            yield from by_detail(scene, number, tree, word.i)
            yield from by_receipt(scene, number, tree, word.i)
            yield from by_ending(scene, number, tree, word.i)
            yield from by_movement(scene, number, tree, word.i)
        elif word.lemma in lexicon.words("commitments", "objects", "noun"):
            yield from by_noun(scene, number, tree, word.i)


def _by_verb(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """What a verb does and the word that it gives are one act: told once, by the surer reading."""
    readings = [_by_deed, by_word_given]
    if means(tree, verb, "announce") or means(tree, verb, "pledge"):
        # "approved a loan" is not yet to lend, "will grant a loan" is.
        readings = readings if mood(tree, verb).tense == FUTURE else readings[::-1]
    for reading in readings:
        if told := list(reading(scene, number, tree, verb)):
            yield from told
            return


def _by_deed(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "will send", "agreed to buy", "is considering lifting", "handed over": the verb says what is done."""
    things = objects(tree, verb) or [
        c for k in tree.kids(verb, "prep") for p in tree.kids(k, "pobj") for c in tree.conjuncts(p)
    ]
    said = _with_nothing(tree, things, mood(tree, verb))
    known = deed_kinds(tree, verb)
    kinds = known or _bare_deed(scene, tree, verb, said, things)
    if not kinds or said.under("threaten", "deny") or is_no_deed(tree, verb):
        return
    if is_about_agreement(tree, things) or is_empty(tree, verb, things) or tells_deed(tree, things):
        # What is done to an agreement or to talks is told by the agreement itself.
        return
    done = _is_done(tree, verb, said)
    kind, strength = kind_of(scene, tree, verb, things, kinds)
    undoes = ends(tree, verb) and kind != Kind.POLICY and not forgives(tree, verb)
    if undoes or (strength < 2 and (done or is_weak(tree, verb))) or (done and means(tree, verb, "routine")):
        return
    if kind == Kind.POLICY and _is_stopped(tree, verb):
        # "to stop issuing permits" is told by the stop.
        return
    who, how = doers_of(scene, tree, verb)
    if is_told_by_thing(
        tree, verb, how, said, done=done, sure=bool(known) and strength > 1
    ) or _is_agreed_between(tree, verb, who, said):
        return
    told = Undertaking(
        scene, tree, number, verb, things, "deed", f"deed {tree.words[verb].lemma}", kind, strength, said
    )
    for status in _statuses(tree, verb, said, done=done):
        yield told.candidate(status, (who, how))


def _is_stopped(tree: Tree, verb: int) -> bool:
    word = tree.words[verb]
    return (
        word.dep in {"xcomp", "dobj"}
        and word.tag == "VBG"
        and ends(tree, word.head)
        and bool(deed_kinds(tree, word.head))
    )


def _is_agreed_between(tree: Tree, verb: int, who: tuple[str, ...], said: Mood) -> bool:
    """ "agreed with China to renew", "the two agreed to renew": an agreement, and told as one."""
    if (
        not said.governors
        or said.governors[0] != ("agree", "agree")
        or tree.words[verb].dep not in {"xcomp", "conj"}
    ):
        return False
    above = next(a for a in tree.above(verb) if tree.words[a].lemma == "agree")
    return len(who) > 1 or any(tree.words[k].lower == "with" for k in tree.kids(above, "prep"))


def _is_done(tree: Tree, verb: int, said: Mood) -> bool:
    """Whether the verb tells of the deed itself: no word given before it, no future, nothing that is only under way."""
    given = (
        said.under("agree", "refuse", "drop", "reaffirm", "wish", "future")
        or said.tense in {FUTURE, NONFINITE}
        or said.could
    )
    word = tree.words[verb]
    under_way = word.tag == "VBG" and (bool(tree.kids(verb, "aux")) or is_word_given(tree, verb))
    return not given and not under_way


def _with_nothing(tree: Tree, things: list[int], said: Mood) -> Mood:
    """ "will pay no dues", "has lent nothing" are as negative as "not"."""
    empty = any(
        tree.words[t].lower in _NOTHING or any(tree.words[k].lower == "no" for k in tree.kids(t, "det"))
        for t in things
    )
    return replace(said, negated=True) if empty and not said.negated else said


def _statuses(tree: Tree, verb: int, said: Mood, *, done: bool) -> Iterator[Status]:
    """Where the deed stands; two readings where "confirmed that it would" leaves open whether it was known before."""
    status = commitment_status(said, done=done, reaffirmed=False)
    if status == Status.PLEDGED and _keeps_word(tree, verb):
        status = Status.FULFILLED
    if status == Status.REJECTED and _was_done_before(tree, verb):
        status = Status.TERMINATED
    if status is not None:
        yield status
    if status == Status.PLEDGED and any(
        g in lexicon.words("commitments", "verbs", "confirm") for _, g in said.governors
    ):
        yield Status.REAFFIRMED


def _was_done_before(tree: Tree, verb: int) -> bool:
    """ "will no longer send", "make no further payments": what was done until now ends."""
    near = [verb, *objects(tree, verb)]
    said = {
        tree.words[k].lower for at in near for k in tree.kids(at, "advmod", "amod", "det", "neg", "npadvmod")
    }
    return bool(said & {"longer", "further", "more", "anymore"})


def _keeps_word(tree: Tree, verb: int) -> bool:
    """ "carried out its pledge to open": the word that was given is kept."""
    word = tree.words[verb]
    if not is_word_given(tree, verb) and not is_of_agreement(tree, verb):
        return False
    above = tree.words[word.head].head
    return means(tree, above, "keep") and mood(tree, above).tense != FUTURE


def _bare_deed(scene: Scene, tree: Tree, verb: int, said: Mood, things: list[int]) -> tuple[str, ...]:
    """Kinds of a deed that no list knows: what is promised in so many words, or will cost a sum."""
    word = tree.words[verb]
    if word.lemma in {"be", "have", "say", "do"}:
        return ()
    if means(tree, verb, "share") and is_share(scene, tree, verb, things):
        return ("spending",)
    promised = (
        bool(said.governors)
        and said.governors[0][0] == "agree"
        and word.head < verb
        and (word.dep in {"xcomp", "ccomp"} or (word.dep == "acl" and word.tag == "VB"))
    )
    direct = objects(tree, verb)
    if direct and (promised or said.tense == FUTURE or said.under("agree", "future")):
        start, end = reach(tree, verb, direct)
        if MONEY.search(scene.text[start:end]):
            return ("aid",)
    return ("policy",) if promised and direct else ()
