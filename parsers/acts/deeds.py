"""What is undertaken: deeds and things by kind, who does them and for whom."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from parsers.acts import lexicon
from parsers.acts.patterns import objects, subjects
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
# Defence budgets and the shares that allies promise, spoken of before a bare "2.1 per cent".
_BUDGETS = re.compile(
    r"\b(?:defen[cs]e|military|security) (?:\w+ ){0,3}(?:spending|budgets?|expenditure|target)|\bspending (?:target|goal)|"
    r"\bof (?:its |their |the )?(?:\w+ )?(?:gdp|gross domestic|economic output|national output|national income)",
    re.IGNORECASE,
)
_PERCENT = frozenset({"percent", "cent", "pc"})
_AMOUNTS = frozenset({"hundreds", "thousands", "dozens", "scores", "tens"})
MONEY = re.compile(
    r"[$€£¥]|\b(?:million|billion|trillion|crore|lakh|bn|dollars?|euros?|pounds?|yen|yuan|kron[eo]r?|francs?|rupees?|won|rand|naira|dirhams?|riyals?)\b",
    re.IGNORECASE,
)


@functools.cache
def verbs(meaning: str) -> frozenset[str]:
    return frozenset(lexicon.load("commitments")["verbs"][meaning])


@functools.cache
def _spending() -> re.Pattern[str]:
    """Words for spending, whole: "suspending" is none."""
    return re.compile(
        r"\b(?:" + "|".join(map(re.escape, lexicon.load("commitments")["objects"]["spending"])) + r")\b",
        re.IGNORECASE,
    )


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


def whose(scene: Scene, tree: Tree, noun: int) -> tuple[str, ...]:
    """Who has a plan or gives a word: in "Benin dropped its plan" the subject, else the owner named."""
    verb = tree.words[noun].head
    pronouns = [k for k in tree.kids(noun, "poss") if tree.words[k].lower in {"its", "their", "his", "her"}]
    own = tree.words[noun].dep == "dobj" and tree.words[verb].lemma not in lexicon.words("roles", "of_another")
    named = owners(scene, tree, noun)
    if own and (pronouns or not named) and (found := all_in(scene, tree, subjects(tree, verb))):
        return found
    return named


def forgives(tree: Tree, verb: int) -> bool:
    """ "cancelled the last of its debt": who ends a debt gives."""
    owed = lexicon.words("commitments", "objects", "owed")
    return tree.words[verb].lemma in verbs("end") and any(
        {tree.words[s].lemma, tree.words[s].lower} & owed for s in substance(tree, objects(tree, verb))
    )


def substance(tree: Tree, things: Iterable[int]) -> list[int]:
    """The things and what they are a measure of: "part of a battalion", "a consignment of rice"."""
    found = list(things)
    measures = lexicon.words("commitments", "objects", "measures")
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


def kind_of(
    scene: Scene, tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...]
) -> tuple[Kind, int]:
    """(kind, strength 0 to 3) of a deed or thing promised: by the nouns of its object, money, then the verb."""
    table = lexicon.load("commitments")["objects"]
    start, end = reach(tree, verb, things)
    phrase = scene.text[start:end]
    money = bool(MONEY.search(phrase))
    # "spending three years" is no spending.
    about = scene.text[tree.words[verb].end : end]
    if _GDP.search(about) or _spending().search(about) or is_share(scene, tree, verb, things):
        return Kind.SPENDING, 3
    lemmas = {tree.words[k].lower for t in things for k in tree.under(t, skip={"relcl", "advcl", "acl"})}
    heads = {f for t in substance(tree, things) for f in (tree.words[t].lemma, tree.words[t].lower)}
    named = next((k for k in OBJECTS if heads & set(table[k])), None) or next(
        (k for k in OBJECTS if lemmas & set(table[k])), None
    )
    if "purchase" in kinds and (named or money or "policy" not in kinds):
        return Kind.PURCHASE, 3 if named or money else 2 if _counted(tree, things) else 1
    if "investment" in kinds and (money or tree.words[verb].lemma == "invest"):
        return Kind.INVESTMENT, 3
    if "deployment" in kinds:
        sure = tree.words[verb].lemma not in lexicon.words("commitments", "weak", "verbs")
        return Kind.DEPLOYMENT, 3 if named == "deployment" else 1 + sure
    if named == "purchase" and "aid" in kinds:
        named = "aid"
    if named == "policy" and "aid" in kinds and money:
        named = "aid"
    if named == "deployment" and means(tree, verb, "free"):
        named = "policy"
    if named == "investment" and "policy" in kinds and not money:
        named = "policy"
    if named is not None:
        return Kind(named), 2 + bool(money or named in kinds)
    if money:
        return Kind.AID if "policy" not in kinds or "aid" in kinds else Kind.POLICY, 2
    if kinds and objects(tree, verb) and means(tree, verb, "transfer") and _linked_actors(scene, tree, verb, things):
        # What is sent or handed to a state is given, whatever it is.
        return Kind(kinds[0]), 2
    if any(covering(scene, tree, k) for t in things for k in (t, *_of_state(tree, t))):
        return Kind(kinds[0]) if kinds else Kind.POLICY, 1 + ("policy" in kinds)
    return Kind(kinds[0]) if kinds else Kind.POLICY, int(bool(kinds))


def is_share(scene: Scene, tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether it is about a share of the economy for defence, said in full before: "would go to 3 per cent"."""
    if not any(tree.words[t].lower in _PERCENT or tree.words[t].text == "%" for t in things):
        return False
    at = tree.words[verb].start
    return bool(_BUDGETS.search(scene.text[max(0, at - 1500) : at]))


def _counted(tree: Tree, things: list[int]) -> bool:
    """Whether things are told by number or make: "24 Typhoons", "the F-35"."""
    return any(
        tree.kids(t, "nummod") or any(c.isdigit() for c in tree.words[t].text) for t in substance(tree, things)
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
            if found := whose(scene, tree, at):
                return found, "owner"
            if tree.words[at].dep not in {"pobj", "prep", "conj", "dobj"}:
                break
            at = tree.words[at].head
    heads = subjects(tree, verb)
    if word.dep == "acl" and heads == [word.head]:
        # "a decision providing 2 billion" provides nothing itself.
        heads = []
    found = all_in(scene, tree, heads)
    return found, "subject" if found else ("other" if heads else "none")


def recipients_of(scene: Scene, tree: Tree, anchor: int, things: list[int]) -> tuple[str, ...]:
    """For whom: indirect objects, "to Kenya", "American exports", "recognise Palestine"."""
    found: list[str] = []
    for kid in tree.kids(anchor, "dative", "dobj"):
        if tree.words[kid].pos in {"PROPN", "PRON", "NOUN"}:
            found += actors_in(scene, tree, kid)
    found += linked(scene, tree, anchor, *_TO)
    for particle in tree.kids(anchor, "prt", "advmod"):
        found += linked(scene, tree, particle, *_TO)
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
