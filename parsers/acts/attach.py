"""Which clause of a sentence some words belong to, seen from the verb of an act."""

from __future__ import annotations

from enum import IntEnum

from parsers.acts.syntax import Tree

_VERBS = frozenset({"VERB", "AUX"})
# A clause that hangs so tells of something else than the clause above it.
_ASIDE = frozenset({"relcl", "acl", "advcl"})


class Tie(IntEnum):
    """How near a word stands to an act's verb; the smaller, the nearer."""

    OWN = 0  # hangs on the verb itself, or on what the verb governs directly
    OVER = 1  # on a verb that governs it ("said", "agreed to"), or on one coordinated with it
    UNDER = 2  # in a clause that says what is agreed or promised
    ASIDE = 3  # in a relative, participle or adverbial clause of its own


def word_at(tree: Tree, offset: int) -> int | None:
    """The word of a sentence that holds an offset of the article."""
    return next((word.i for word in tree.words if word.start <= offset < word.end), None)


def verb_of(tree: Tree, i: int) -> int:
    """The nearest verb at or above a word; the root where there is none."""
    if tree.words[i].pos in _VERBS and tree.words[i].dep not in {"aux", "auxpass"}:
        return i
    top = i
    for above in tree.above(i):
        if tree.words[above].pos in _VERBS and tree.words[above].dep not in {"aux", "auxpass"}:
            return above
        top = above
    return top


def tie(tree: Tree, i: int, anchor: int) -> Tie:
    """How the clause of word `i` stands to that of the word `anchor`."""
    verb, home = verb_of(tree, i), verb_of(tree, anchor)
    if verb == home:
        return Tie.OWN
    if governs(tree, verb, home):
        return Tie.OVER
    aside = False
    for above in (verb, *tree.above(verb)):
        if above == home:
            return Tie.ASIDE if aside else Tie.UNDER
        aside = aside or tree.words[above].dep in _ASIDE
    # Neither above nor below: coordinated, or in another branch of a verb further up.
    return Tie.ASIDE if aside else Tie.OVER


def governs(tree: Tree, verb: int, home: int) -> bool:
    """Does a verb stand over another, and not beside it in a sentence of its own ("A gave 3, and B gives 2")?"""
    here = home
    for above in tree.above(home):
        if tree.words[here].dep == "conj" and tree.kids(here, "nsubj", "nsubjpass"):
            return False
        if above == verb:
            return True
        here = above
    return False
