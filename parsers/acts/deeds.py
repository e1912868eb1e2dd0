"""What is undertaken: deeds and things by kind, who does them and for whom."""

from __future__ import annotations

import functools
import re

from parsers.acts import lexicon
from parsers.acts.patterns import subjects
from parsers.acts.roles import actors_in, all_in, covering, linked, mentioned, owners
from parsers.acts.scene import Form, Scene, ids_of
from parsers.acts.syntax import Tree
from parsers.model import Kind

_KINDS = ("deployment", "purchase", "investment", "spending", "aid", "policy")
OBJECTS = ("spending", "deployment", "investment", "purchase", "policy", "aid")
_TO = (
    "to",
    "for",
    "with",
    "in",
    "from",
    "on",
    "of",
    "against",
    "into",
    "towards",
    "toward",
    "at",
    "by",
    "inside",
    "behind",
)
_GDP = re.compile(
    r"(?:per ?cent|%|pc) of (?:its |their |the )?(?:\w+ )?(?:gdp|gross domestic|economic output|output|national income)",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"[$€£¥]|\b(?:million|billion|trillion|crore|lakh|bn|dollars?|euros?|pounds?|yen|yuan|kron[eo]r?|francs?|rupees?|won|rand|naira|dirhams?|riyals?)\b",
    re.IGNORECASE,
)


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


def deed_kinds(tree: Tree, verb: int) -> tuple[str, ...]:
    """Kinds of commitment that a verb may carry out; empty if it is no deed."""
    lemma = tree.words[verb].lemma
    for k in tree.kids(verb, "prt", "advmod", "acomp", "oprd", "ccomp", "prep"):
        if found := _deeds().get(f"{lemma} {tree.words[k].lower}"):
            return found
    return _deeds().get(lemma, ())


def kind_of(
    scene: Scene, tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...]
) -> tuple[Kind, int]:
    """(kind, strength 0 to 3) of a deed or thing promised: by the nouns of its object, money, then the verb."""
    table = lexicon.load("commitments")["objects"]
    start, end = reach(tree, verb, things)
    phrase = scene.text[start:end]
    lowered = phrase.lower()
    money = bool(MONEY.search(phrase))
    if _GDP.search(phrase) or any(w in lowered for w in table["spending"]):
        return Kind.SPENDING, 3
    lemmas = {tree.words[k].lower for t in things for k in tree.under(t, skip={"relcl", "advcl", "acl"})}
    heads = {f for t in things for f in (tree.words[t].lemma, tree.words[t].lower)}
    named = next((k for k in OBJECTS if heads & set(table[k])), None) or next(
        (k for k in OBJECTS if lemmas & set(table[k])), None
    )
    if "purchase" in kinds:
        return Kind.PURCHASE, 2 + bool(named or money)
    if "investment" in kinds and (money or tree.words[verb].lemma == "invest"):
        return Kind.INVESTMENT, 3
    if "deployment" in kinds:
        return Kind.DEPLOYMENT, 2 + (named == "deployment")
    if named == "purchase" and "aid" in kinds:
        named = "aid"
    if named == "policy" and "aid" in kinds and money:
        named = "aid"
    if named is not None:
        return Kind(named), 2 + bool(money or named in kinds)
    if money:
        return Kind.AID if "policy" not in kinds or "aid" in kinds else Kind.POLICY, 2
    if any(covering(scene, tree, k) for t in things for k in (t, *_of_state(tree, t))):
        return Kind(kinds[0]) if kinds else Kind.POLICY, 1 + ("policy" in kinds)
    return Kind(kinds[0]) if kinds else Kind.POLICY, int(bool(kinds))


def _of_state(tree: Tree, thing: int) -> list[int]:
    """The adjective of a state where the noun only says that it is one: "a Palestinian state"."""
    stands = tree.words[thing].lemma in lexicon.words("commitments", "objects", "statehood")
    return tree.kids(thing, "amod", "compound", "poss", "nmod") if stands else []


def reach(tree: Tree, verb: int, things: list[int]) -> tuple[int, int]:
    """Offsets from the verb to the end of what it is about, relative clauses left out."""
    below = [k for t in things for k in tree.under(t, skip={"relcl", "advcl"})]
    below += [
        k
        for p in tree.kids(verb, "prep", "dative", "dobj", "npadvmod")
        for k in tree.under(p, skip={"relcl", "advcl"})
    ]
    below.append(verb)
    return tree.words[min(below)].start, tree.words[max(below)].end


def doers_of(scene: Scene, tree: Tree, verb: int) -> tuple[tuple[str, ...], str]:
    """Who undertakes it: the owner of the pledge that the verb hangs on, or the verb's subject."""
    word = tree.words[verb]
    if (
        word.dep in {"acl", "relcl"}
        and tree.words[word.head].pos in {"NOUN", "PROPN"}
        and word.tag in {"VB", "VBG"}
    ):
        at = word.head
        for _ in range(8):
            if found := owners(scene, tree, at):
                return found, "owner"
            if tree.words[at].dep not in {"pobj", "prep", "conj", "dobj"}:
                break
            at = tree.words[at].head
    heads = subjects(tree, verb)
    found = all_in(scene, tree, heads)
    return found, "subject" if found else ("other" if heads else "none")


def recipients_of(scene: Scene, tree: Tree, anchor: int, things: list[int]) -> tuple[str, ...]:
    """For whom: indirect objects, "to Kenya", "American exports", "recognise Palestine"."""
    found: list[str] = []
    for kid in tree.kids(anchor, "dative", "dobj"):
        if tree.words[kid].pos in {"PROPN", "PRON", "NOUN"}:
            found += actors_in(scene, tree, kid)
    found += linked(scene, tree, anchor, *_TO)
    for thing in things:
        found += actors_in(scene, tree, thing)
        found += owners(scene, tree, thing)
        found += linked(scene, tree, thing, *_TO)
        for k in tree.under(thing, skip={"relcl", "ccomp"}):
            found += ids_of([m for m in covering(scene, tree, k) if m.form != Form.PRONOUN])
    for prep in tree.kids(anchor, "prep"):
        for obj in tree.kids(prep, "pobj"):
            found += mentioned(scene, tree, obj)
    return tuple(dict.fromkeys(found))
