"""Verbs of deeds: what they mean, alone, with their particles and with what they are done to."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from parsers.acts import lexicon
from parsers.acts.patterns import objects
from parsers.acts.syntax import Tree

_KINDS = ("deployment", "purchase", "investment", "spending", "aid", "policy")
OBJECTS = ("spending", "deployment", "investment", "purchase", "policy", "aid")
_AMOUNTS = frozenset({"hundreds", "thousands", "dozens", "scores", "tens"})


@functools.cache
def verbs(meaning: str) -> frozenset[str]:
    return frozenset(lexicon.load("commitments")["verbs"][meaning])


@functools.cache
def _deeds() -> dict[str, tuple[str, ...]]:
    """Verb (with its particle) -> kinds that it may belong to, in order of how telling they are."""
    table: dict[str, list[str]] = lexicon.load("commitments")["kinds"]
    found: dict[str, tuple[str, ...]] = {}
    for kind in _KINDS:
        for verb in table[kind]:
            found[verb] = (*found.get(verb, ()), kind)
    return found


def with_particles(tree: Tree, verb: int) -> list[str]:
    """The verb with each word that may make one verb with it ("hand over"), the parser's own particles or not."""
    near = tree.kids(verb, "prt", "advmod", "acomp", "oprd", "ccomp")
    if verb + 1 < len(tree.words) and tree.words[verb + 1].tag in {"RP", "RB", "IN", "JJ"}:
        near = [verb + 1, *near]
    return [f"{tree.words[verb].lemma} {tree.words[k].lower}" for k in near]


def means(tree: Tree, verb: int, meaning: str) -> bool:
    """Whether the verb, alone or with its particle, is in a list of `[verbs]`."""
    known = verbs(meaning)
    return tree.words[verb].lemma in known or any(v in known for v in with_particles(tree, verb))


def deed_kinds(tree: Tree, verb: int) -> tuple[str, ...]:
    """Kinds of commitment that a verb may carry out; empty if it is no deed."""
    for whole in with_particles(tree, verb):
        if found := _deeds().get(whole):
            return found
    lemma = tree.words[verb].lemma
    if forgives(tree, verb):
        return ("aid",)
    if lemma in verbs("light"):
        table = lexicon.load("commitments")["objects"]
        heads = {f for t in objects(tree, verb) for f in (tree.words[t].lemma, tree.words[t].lower)}
        if light := tuple(k for k in ("aid", "investment", "purchase") if heads & set(table[k])):
            return light
    return _deeds().get(lemma, ())


def is_weak(tree: Tree, verb: int) -> bool:
    """Whether the verb undertakes something only with an object that says so: "put", "keep"; not "put up"."""
    return tree.words[verb].lemma in lexicon.words("commitments", "weak", "verbs") and not any(
        whole in _deeds() for whole in with_particles(tree, verb)
    )


def is_word_given(tree: Tree, verb: int) -> bool:
    """Whether the verb says what a word given is about: "its plan to buy", "a decision providing"."""
    word = tree.words[verb]
    given = lexicon.words("commitments", "objects", "noun")
    return word.dep == "acl" and word.tag in {"VB", "VBG"} and tree.words[word.head].lemma in given


def tells_deed(tree: Tree, things: Iterable[int]) -> bool:
    """Whether a thing is a word given that says itself what is to be done: "its plan to buy"."""
    return any(is_word_given(tree, k) and deed_kinds(tree, k) for t in things for k in tree.kids(t, "acl"))


def forgives(tree: Tree, verb: int) -> bool:
    """ "cancelled the last of its debt": who ends a debt gives."""
    owed = lexicon.words("commitments", "nouns", "owed")
    return tree.words[verb].lemma in verbs("end") and any(
        {tree.words[k].lower for k in (s, *tree.kids(s, "compound"))} & owed
        for s in substance(tree, objects(tree, verb))
    )


def substance(tree: Tree, things: Iterable[int]) -> list[int]:
    """The things and what they are a measure of: "part of a battalion", "a consignment of rice"."""
    found = list(things)
    measures = lexicon.words("commitments", "nouns", "measures")
    for thing in found:
        word = tree.words[thing]
        if (
            word.lemma in measures
            or word.pos == "NUM"
            or word.lower in _AMOUNTS
            or any(tree.words[k].pos in {"NUM", "SYM"} for k in tree.kids(thing, "nummod"))
        ):
            found += [
                c
                for k in tree.kids(thing, "prep")
                if tree.words[k].lower == "of"
                for p in tree.kids(k, "pobj")
                for c in tree.conjuncts(p)
            ]
    return found
