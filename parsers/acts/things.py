"""What is undertaken: the kind of a deed by the things that it is about, and how far its words alone say so."""

from __future__ import annotations

import functools
import re

from parsers.acts import lexicon
from parsers.acts.deeds import OBJECTS, means, substance
from parsers.acts.patterns import objects
from parsers.acts.roles import actors_in, covering, linked
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree
from parsers.model import Kind

_GDP = re.compile(
    r"(?:per ?cent|%|pc) of (?:its |their |the )?(?:\w+ )?(?:gdp|gross domestic|economic output|output|national income)",
    re.IGNORECASE,
)
# Defence budgets and the shares that allies promise, spoken of before a bare "2.1 per cent".
_BUDGETS = re.compile(
    r"\b(?:defen[cs]e|military|security) (?:\w+ ){0,3}(?:spending|budgets?|expenditure|target)|\bspending (?:target|goal)|"
    r"\bof (?:its |their |the )?(?:\w+ )?(?:gdp|gross domestic|economic output|national output|national income)",
    re.IGNORECASE,
)
_PERCENT = frozenset({"percent", "cent", "pc"})
MONEY = re.compile(
    r"[$€£¥]|\b(?:million|billion|trillion|crore|lakh|bn|dollars?|euros?|pounds?|yen|yuan|kron[eo]r?|francs?|rupees?|won|rand|naira|dirhams?|riyals?)\b",
    re.IGNORECASE,
)


def kind_of(
    scene: Scene, tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...]
) -> tuple[Kind, int]:
    """(kind, strength 0 to 3) of a deed or thing promised: by the nouns of its object, money, then the verb."""
    start, end = reach(tree, verb, things)
    money = bool(MONEY.search(scene.text[start:end]))
    # "spending three years" is no spending.
    about = scene.text[tree.words[verb].end : end]
    if _GDP.search(about) or _spending().search(about) or is_share(scene, tree, verb, things):
        return Kind.SPENDING, 3
    named = _named(tree, things)
    if (found := _by_verb(tree, verb, things, kinds, named, money=money)) is not None:
        return found
    named = _fitting(tree, verb, kinds, named, money=money)
    if named is not None:
        return Kind(named), 2 + bool(money or named in kinds)
    if money:
        return Kind.AID if "policy" not in kinds or "aid" in kinds else Kind.POLICY, 2
    return _of_nothing_named(scene, tree, verb, things, kinds)


def _named(tree: Tree, things: list[int]) -> str | None:
    """The kind that the nouns of the things are listed under: their heads first, then what else the phrase names."""
    table = lexicon.load("commitments")["objects"]
    lemmas = {tree.words[k].lower for t in things for k in tree.under(t, skip={"relcl", "advcl", "acl"})}
    heads = {f for t in substance(tree, things) for f in (tree.words[t].lemma, tree.words[t].lower)}
    return next((k for words in (heads, lemmas) for k in OBJECTS if words & set(table[k])), None)


def _by_verb(
    tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...], named: str | None, *, money: bool
) -> tuple[Kind, int] | None:
    """Kind and strength where the verb is telling: to buy, to invest, to deploy."""
    if "purchase" in kinds and (named or money or "policy" not in kinds):
        return Kind.PURCHASE, 3 if named or money else 2 if _counted(tree, things) else 1
    if "investment" in kinds and (money or tree.words[verb].lemma == "invest"):
        return Kind.INVESTMENT, 3
    if "deployment" in kinds:
        sure = tree.words[verb].lemma not in lexicon.words("commitments", "weak", "verbs")
        return Kind.DEPLOYMENT, 3 if named == "deployment" else 1 + sure
    return None


def _fitting(tree: Tree, verb: int, kinds: tuple[str, ...], named: str | None, *, money: bool) -> str | None:
    """The kind of the things as the verb means them: goods that are given are aid, soldiers let go are none sent."""
    if "aid" in kinds and (named == "purchase" or (named == "policy" and money)):
        return "aid"
    if named == "deployment" and means(tree, verb, "free"):
        return "policy"
    if named == "investment" and "policy" in kinds and not money:
        return "policy"
    return named


def _of_nothing_named(
    scene: Scene, tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...]
) -> tuple[Kind, int]:
    """Kind and strength of a deed to things that no list knows."""
    kind = Kind(kinds[0]) if kinds else Kind.POLICY
    handed = kinds and objects(tree, verb) and means(tree, verb, "transfer")
    if handed and _linked_actors(scene, tree, verb, things):
        # What is sent or handed to a state is given, whatever it is.
        return kind, 2
    if any(covering(scene, tree, k) for t in things for k in (t, *_of_state(tree, t))):
        return kind, 1 + ("policy" in kinds)
    return kind, int(bool(kinds))


@functools.cache
def _spending() -> re.Pattern[str]:
    """Words for spending, whole: "suspending" is none."""
    return re.compile(
        r"\b(?:" + "|".join(map(re.escape, lexicon.load("commitments")["objects"]["spending"])) + r")\b",
        re.IGNORECASE,
    )


def is_share(scene: Scene, tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether it is about a share of the economy for defence, said in full before: "would go to 3 per cent"."""
    if not any(tree.words[t].lower in _PERCENT or tree.words[t].text == "%" for t in things):
        return False
    at = tree.words[verb].start
    return bool(_BUDGETS.search(scene.text[max(0, at - 1500) : at]))


def _counted(tree: Tree, things: list[int]) -> bool:
    """Whether things are told by number or make: "24 Typhoons", "the F-35"."""
    return any(
        tree.kids(t, "nummod") or any(c.isdigit() for c in tree.words[t].text)
        for t in substance(tree, things)
    )


def _linked_actors(scene: Scene, tree: Tree, verb: int, things: list[int]) -> tuple[str, ...]:
    """To whom it goes: "to Tonga", "sent Guinea rice"."""
    found = [
        *linked(scene, tree, verb, "to"),
        *(a for k in tree.kids(verb, "dative") for a in actors_in(scene, tree, k)),
        *(a for t in things for a in linked(scene, tree, t, "to")),
    ]
    for k in tree.kids(verb, "advmod", "prt"):
        found += linked(scene, tree, k, "to")
    return tuple(found)


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
