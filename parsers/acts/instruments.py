"""What agreements are called, and where they stand in a sentence."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from parsers.acts import lexicon
from parsers.acts.modality import Mood
from parsers.acts.patterns import Patterns
from parsers.acts.roles import linked, owners
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree
from parsers.model import Kind, Status

FAMILIES = ("instrument", "talks", "relations", "captives")
SIDES = ("with", "between", "among", "and")
# Nouns that stand before "of the agreement" and mean it: "the text of the treaty", "a series of memoranda".
_MEANS = lexicon.words("grammar", "stands_for")


@functools.cache
def patterns(family: str) -> Patterns:
    table: dict[str, list[str]] = lexicon.load("operations")[family]
    return Patterns(table)


@functools.cache
def _nominal() -> dict[str, Status]:
    table: dict[str, list[str]] = lexicon.load("operations")["nominal"]
    return {noun: Status(status) for status, nouns in table.items() for noun in nouns}


def nominal(tree: Tree, i: int) -> Status | None:
    """What an event noun means: "the signing", "withdrawal"; None if the word is none."""
    return _nominal().get(tree.words[i].lower) or _nominal().get(tree.words[i].lemma)


def family_of(tree: Tree, i: int) -> tuple[str, bool] | None:
    """The family that a noun belongs to and whether the noun alone says so; None if it is none of them."""
    word = tree.words[i]
    forms = {word.lemma, word.lower}
    if (
        i >= 2
        and tree.words[i - 1].text == "-"
        and tree.words[i - 2].lower in lexicon.words("grammar", "prefixes")
    ):
        # "co-operation" and "cease-fire" come as three words.
        forms = {f"{tree.words[i - 2].lower}-{form}" for form in forms}
    other = lexicon.load("objects")["instrument"]["other_of"].get(word.lemma, ())
    if any(tree.words[p].lemma in other for k in tree.kids(i, "prep") for p in tree.kids(k, "pobj")):
        return None
    for strength in ("strong", "weak"):
        for family in FAMILIES:
            if forms & lexicon.words("objects", family, strength):
                return family, strength == "strong"
    return None


def instruments(tree: Tree, heads: Iterable[int]) -> Iterator[tuple[int, str, bool]]:
    """Agreements among the words of a slot: (word, family, strong), through "the text of", "a series of"."""
    for head in heads:
        word = tree.words[head]
        found = family_of(tree, head)
        inner = [
            c
            for k in tree.kids(head, "prep")
            if tree.words[k].lower not in {"with", "by"}
            for p in tree.kids(k, "pobj")
            for c in tree.conjuncts(p)
        ]
        if found and (found[1] or word.lemma not in _MEANS):
            yield head, *found
        elif word.lemma in _MEANS and any(family_of(tree, k) for k in inner):
            yield from instruments(tree, inner)
        elif found:
            yield head, *found


def with_determiner(tree: Tree, target: int, said: Mood) -> Mood:
    """ "no agreement was reached" says no as plainly as "not"."""
    none = tree.words[target].lower in {"nothing", "none", "neither"} or any(
        tree.words[k].lower in {"no", "neither"} for k in tree.kids(target, "det")
    )
    if none and not said.negated:
        return replace(said, negated=True)
    return said


def named_sides(scene: Scene, tree: Tree, target: int) -> tuple[str, ...]:
    """Sides that the words around the instrument name: "Japan's pact with", "a deal between A and B", "UK-EU treaty"."""
    return tuple(
        dict.fromkeys(
            (
                *owners(scene, tree, target),
                *linked(scene, tree, target, *SIDES),
                *linked(scene, tree, target, "by"),
            )
        )
    )


def kind_of(scene: Scene, tree: Tree, target: int, number: int) -> Kind:
    """The kind of an agreement from the words of its phrase, then of its sentence where the phrase is bare."""
    start, end = tree.span(target)
    phrase = f" {scene.text[start:end].lower()} "
    head = tree.words[target]
    if head.lemma == "instrument" and any(
        w in phrase for w in (" ratification", " accession", " acceptance")
    ):
        # Only treaties have such instruments.
        return Kind.TREATY
    for rule in lexicon.load("objects")["kind"]:
        if any(w in {head.lemma, head.lower} for w in rule["words"]):
            return _peaceful(phrase, Kind(rule["kind"]))
    for rule in lexicon.load("objects")["kind"]:
        if any(f" {w} " in phrase or f" {w}s " in phrase for w in rule["words"]):
            return Kind(rule["kind"])
    del number
    return Kind.AGREEMENT


def _peaceful(phrase: str, kind: Kind) -> Kind:
    """A "peace treaty" is a peace deal before it is a treaty."""
    return Kind.CEASEFIRE if kind == Kind.TREATY and "peace treaty" in phrase else kind
