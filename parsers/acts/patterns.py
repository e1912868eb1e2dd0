"""Small patterns over a parsed sentence: "withdraw from *", "* take effect", "put * on hold".

Words are lemmas; the first that is not `*` is the verb. `*` stands where the pattern's slot is: before the verb its
subject, after it its object, after a preposition the object of that.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from parsers.acts import lexicon
from parsers.acts.syntax import Tree

SUBJECT, OBJECT = "subject", "object"
_NEAR = frozenset(
    {
        "dobj",
        "prt",
        "prep",
        "pobj",
        "advmod",
        "acomp",
        "attr",
        "oprd",
        "npadvmod",
        "pcomp",
        "xcomp",
        "dative",
        "advcl",
        "ccomp",
        "neg",
        "amod",
        "aux",
        "nmod",
        "compound",
    }
)
_GAPS = frozenset({"that", "which", "who", "whom"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A verb, where the slot is (subject, object, or a preposition), and the words that must stand by the verb."""

    verb: str
    slot: str
    companions: tuple[str, ...]
    source: str


@functools.cache
def compiled(source: str) -> Pattern:
    """The pattern of its text; ValueError if it has no verb or not exactly one `*`."""
    parts = source.split()
    words = [p for p in parts if p != "*"]
    if not words or parts.count("*") != 1:
        raise ValueError(f"a pattern has a verb and one '*': {source!r}")
    at = parts.index("*")
    before = parts[at - 1] if at else ""
    companions = tuple(words[1:])
    if at == 0:
        slot = SUBJECT
    elif at > 1 and before in lexicon.words("grammar", "prepositions"):
        slot, companions = before, tuple(w for n, w in enumerate(words[1:], 1) if n != at - 1)
    else:
        slot = OBJECT
    return Pattern(words[0], slot, companions, source)


class Patterns:
    """A table of patterns by what they mean, ready to be tried at a verb."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._by_verb: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        for meaning, sources in table.items():
            for source in sources:
                pattern = compiled(source)
                self._by_verb[pattern.verb].append((meaning, pattern))
        for found in self._by_verb.values():
            # The more words a pattern asks for the more it says: "break off *" goes before "break *".
            found.sort(key=lambda m: (-len(m[1].companions), m[1].slot == OBJECT))

    def verbs(self) -> frozenset[str]:
        """Every verb that a pattern begins with."""
        return frozenset(self._by_verb)

    def plain(self, verb: str) -> str | None:
        """What the verb means with an object and no other word; None where no pattern says so."""
        return next(
            (m for m, p in self._by_verb.get(verb, ()) if p.slot == OBJECT and not p.companions), None
        )

    def at(self, tree: Tree, verb: int) -> Iterator[tuple[str, Pattern, list[int]]]:
        """What the verb may mean: (meaning, pattern, words that fill the slot), most specific pattern first."""
        for meaning, pattern in self._by_verb.get(tree.words[verb].lemma, ()):
            if _has_companions(tree, verb, pattern.companions):
                filled = fillers(tree, verb, pattern.slot)
                if filled:
                    yield meaning, pattern, filled


def _has_companions(tree: Tree, verb: int, companions: tuple[str, ...]) -> bool:
    return not companions or set(companions) <= _around(tree, verb)


def _around(tree: Tree, verb: int) -> set[str]:
    """Lemmas of a verb's particles, prepositions and objects, three steps down."""
    found: set[str] = set()
    level = [verb]
    for _ in range(3):
        level = [
            k
            for at in level
            if at == verb or tree.words[at].dep not in {"advcl", "ccomp"}
            for k in tree.children[at]
            if tree.words[k].dep in _NEAR
        ]
        found |= {tree.words[k].lemma for k in level}
    return found


def fillers(tree: Tree, verb: int, slot: str) -> list[int]:
    """The words in a verb's slot, with what is coordinated with them."""
    if slot == SUBJECT:
        return subjects(tree, verb)
    if slot == OBJECT:
        return objects(tree, verb)
    found = prepositional(tree, verb, slot)
    if not found and any(tree.words[k].lower == slot for k in tree.kids(verb, "prt")):
        # "broke off talks", "thrashed out a deal": what looks like a preposition belongs to the verb.
        return objects(tree, verb)
    return found


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether the verb is passive, as a finite verb or a participle."""
    word = tree.words[verb]
    if tree.kids(verb, "auxpass", "nsubjpass"):
        return True
    if _is_bare_passive(tree, verb):
        return True
    if word.tag != "VBN" or tree.kids(verb, "dobj", "aux"):
        return False
    if word.dep == "acl":
        return True
    return word.dep == "conj" and is_passive(tree, word.head)


def _is_bare_passive(tree: Tree, verb: int) -> bool:
    """ "the truce reached in Lomé": a pact reaches nothing itself, so a past tense without object is a participle."""
    word = tree.words[verb]
    if (
        word.tag != "VBD"
        or word.lemma not in lexicon.words("grammar", "done_to_pacts")
        or tree.kids(verb, "aux")
    ):
        return False
    things = [
        o for o in tree.kids(verb, "dobj") if tree.words[o].lemma not in lexicon.words("grammar", "times")
    ]
    heads = [*tree.kids(verb, "nsubj"), *([word.head] if word.dep == "acl" else [])]
    pacts = lexicon.words("objects", "instrument", "strong") | {"arrangement", "text", "draft"}
    return not things and any(tree.words[h].lemma in pacts for h in heads)


def subjects(tree: Tree, verb: int) -> list[int]:
    """Who or what does it: the grammatical subject of an active verb, shared and controlled subjects included."""
    if is_passive(tree, verb):
        return agents(tree, verb)
    return _surface_subject(tree, verb, depth=6)


def agents(tree: Tree, verb: int) -> list[int]:
    """The doers of a passive verb ("signed by the two ministers")."""
    return [
        c
        for by in tree.kids(verb, "agent", "prep")
        if tree.words[by].lower == "by"
        for p in tree.kids(by, "pobj")
        for c in tree.conjuncts(p)
    ]


def _surface_subject(tree: Tree, verb: int, depth: int) -> list[int]:
    if depth == 0:
        return []
    word = tree.words[verb]
    for subject in tree.kids(verb, "nsubj", "nsubjpass", "csubj"):
        if tree.words[subject].lower in _GAPS and word.dep == "relcl":
            return tree.conjuncts(word.head)
        return tree.conjuncts(subject)
    if word.dep in {"xcomp", "conj", "advcl", "pcomp", "ccomp"} and word.head != verb:
        above = word.head
        if tree.words[above].pos in {"NOUN", "PROPN", "ADP"}:
            above = next((a for a in tree.above(above) if tree.words[a].pos in {"VERB", "AUX"}), above)
        if (
            word.dep == "xcomp"
            and (given := tree.kids(above, "dobj"))
            and tree.words[above].lemma in lexicon.words("grammar", "object_control")
        ):
            return tree.conjuncts(given[0])
        return _surface_subject(tree, above, depth - 1)
    if word.dep == "acl":
        if word.tag == "VBG":
            return tree.conjuncts(word.head)
        return (
            _surface_subject(
                tree,
                next((a for a in tree.above(verb) if tree.words[a].pos in {"VERB", "AUX"}), verb),
                depth - 1,
            )
            if word.tag == "VB"
            else []
        )
    if word.dep == "relcl" and not tree.kids(verb, "dobj"):
        return []
    return []


def objects(tree: Tree, verb: int) -> list[int]:
    """What it is done to: the object of an active verb, the subject of a passive one, the noun of a relative clause."""
    word = tree.words[verb]
    if is_passive(tree, verb):
        if passive := tree.kids(verb, "nsubjpass"):
            if tree.words[passive[0]].lower in _GAPS and word.dep == "relcl":
                return tree.conjuncts(word.head)
            return tree.conjuncts(passive[0])
        if word.dep == "acl":
            return tree.conjuncts(word.head)
        if word.dep == "conj":
            return objects(tree, word.head)
        if word.dep == "xcomp":
            # "the treaty is expected to be signed"
            return _surface_subject(tree, word.head, depth=4)
        return tree.conjuncts(found[0]) if (found := tree.kids(verb, "nsubj")) else []
    found = [c for o in tree.kids(verb, "dobj", "attr", "dative", "oprd") for c in tree.conjuncts(o)]
    if found and tree.words[found[0]].lower in _GAPS and word.dep == "relcl":
        return tree.conjuncts(word.head)
    if found:
        return found
    if (
        word.dep == "relcl"
        and tree.kids(verb, "nsubj")
        and tree.words[tree.kids(verb, "nsubj")[0]].lower not in _GAPS
    ):
        return tree.conjuncts(word.head)
    # "signed and ratified the treaty": the first verb's object is the second's; "worth reading" aside.
    shared = [o for k in tree.kids(verb, "conj") for o in tree.kids(k, "dobj")]
    return [c for o in shared for c in tree.conjuncts(o)]


def prepositional(tree: Tree, verb: int, preposition: str) -> list[int]:
    """Objects of a preposition that hangs on the verb, directly or over a particle or object ("pulled out of")."""
    level, found = [verb], []
    for _ in range(4):
        level = [
            k
            for at in level
            for k in tree.children[at]
            if tree.words[k].dep
            in {"prep", "prt", "advmod", "dobj", "pobj", "attr", "acomp", "agent", "dative"}
        ]
        for k in level:
            if tree.words[k].lower == preposition:
                found += [c for p in tree.kids(k, "pobj", "pcomp") for c in tree.conjuncts(p)]
    if (
        not found
        and tree.words[verb].dep == "relcl"
        and any(tree.words[k].lower == preposition for k in tree.under(verb))
    ):
        found = [tree.words[verb].head]
    return found
