"""Commitments in a sentence: who undertakes, did, refused or dropped what, and for whom."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.agreements import family_of
from parsers.acts.candidate import Candidate
from parsers.acts.modality import FUTURE, PAST, PERFECT, PRESENT, Mood, mood
from parsers.acts.patterns import is_passive, objects, subjects
from parsers.acts.roles import actors_in, all_in, covering, linked, mentioned, owners
from parsers.acts.scene import Form, Scene, ids_of
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status

_KINDS = ("deployment", "purchase", "investment", "spending", "aid", "policy")
_OBJECTS = ("spending", "deployment", "investment", "purchase", "policy", "aid")
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
# "ordered troops to leave" is no order of goods.
_TELLS_TO = frozenset({"order", "help", "allow", "support", "get"})
_GDP = re.compile(
    r"(?:per ?cent|%|pc) of (?:its |their |the )?(?:\w+ )?(?:gdp|gross domestic|economic output|output|national income)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:million|billion|trillion|crore|lakh|bn|dollars?|euros?|pounds?|yen|yuan|kron[eo]r?|francs?|rupees?|won|rand|naira|dirhams?|riyals?)\b",
    re.IGNORECASE,
)


@functools.cache
def _verbs(meaning: str) -> frozenset[str]:
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


def commitments(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    """Every candidate commitment of a sentence."""
    for word in tree.words:
        if word.pos in {"VERB", "AUX"}:
            yield from _by_deed(scene, number, tree, word.i)
            yield from _by_word_given(scene, number, tree, word.i)
            yield from _by_detail(scene, number, tree, word.i)
            yield from _by_receipt(scene, number, tree, word.i)
        elif word.lemma in lexicon.words("commitments", "objects", "noun"):
            yield from _by_noun(scene, number, tree, word.i)


def deed_kinds(tree: Tree, verb: int) -> tuple[str, ...]:
    """Kinds of commitment that a verb may carry out; empty if it is no deed."""
    lemma = tree.words[verb].lemma
    for k in tree.kids(verb, "prt", "advmod", "acomp", "oprd", "ccomp", "prep"):
        if found := _deeds().get(f"{lemma} {tree.words[k].lower}"):
            return found
    return _deeds().get(lemma, ())


def _by_deed(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "will send", "agreed to buy", "is considering lifting", "handed over": the verb says what is done."""
    kinds = deed_kinds(tree, verb)
    if tree.words[verb].lemma in _TELLS_TO and tree.kids(verb, "xcomp", "ccomp"):
        return
    said = mood(tree, verb)
    kinds = kinds or _bare_deed(scene, tree, verb, said)
    if not kinds:
        return
    given = (
        said.under("agree", "refuse", "drop", "reaffirm", "wish", "future")
        or said.tense == FUTURE
        or said.could
    )
    done = not given and said.tense in {PRESENT, PAST, PERFECT}
    if said.under("threaten", "deny"):
        return
    things = objects(tree, verb) or [
        c for k in tree.kids(verb, "prep") for p in tree.kids(k, "pobj") for c in tree.conjuncts(p)
    ]
    if any((family := family_of(tree, t)) and family[1] for t in things):
        # What is done to an agreement or to talks is told by the agreement itself.
        return
    kind, strength = kind_of(scene, tree, verb, things, kinds)
    if done and strength < 2:
        return
    status = commitment_status(said, done=done, reaffirmed=False)
    if status is None:
        return
    doers, how = _doers(scene, tree, verb)
    yield _candidate(
        scene,
        tree,
        number,
        verb,
        things,
        doers,
        kind,
        status,
        said,
        how,
        f"deed {tree.words[verb].lemma}",
        "deed",
        strength,
    )


def _bare_deed(scene: Scene, tree: Tree, verb: int, said: Mood) -> tuple[str, ...]:
    """Kinds of a deed that no list knows: what is promised in so many words, or will cost a sum."""
    word = tree.words[verb]
    if word.lemma in {"be", "have", "say", "do"}:
        return ()
    promised = (
        bool(said.governors) and said.governors[0][0] == "agree" and word.dep in {"xcomp", "acl", "ccomp"}
    )
    things = objects(tree, verb)
    if things and (promised or said.tense == FUTURE or said.under("agree", "future")):
        start, end = _reach(tree, verb, things)
        if _MONEY.search(scene.text[start:end]):
            return ("aid",)
    return ("policy",) if promised else ()


def _by_word_given(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "pledged 3 billion", "announced an aid package", "reaffirmed its undertaking": the verb says that it is given."""
    lemma = tree.words[verb].lemma
    meaning = next(
        (
            m
            for m in ("pledge", "reaffirm", "announce", "fulfil", "refuse", "propose")
            if lemma in _verbs(m)
            or any(f"{lemma} {tree.words[k].lower}" in _verbs(m) for k in tree.kids(verb, "prt"))
        ),
        None,
    )
    if meaning is None or [k for k in tree.kids(verb, "xcomp") if deed_kinds(tree, k)]:
        return
    things = objects(tree, verb)
    if meaning == "pledge":
        things = things or [
            c
            for k in tree.kids(verb, "prep")
            for p in tree.kids(k, "pobj", "pcomp")
            for c in tree.conjuncts(p)
        ]
        if tree.kids(verb, "ccomp"):
            return
    if not things:
        return
    kind, strength = kind_of(scene, tree, verb, things, ())
    if strength == 0 and meaning != "pledge":
        return
    said = mood(tree, verb)
    status = _given_status(meaning, said)
    if status is None:
        return
    doers, how = _doers(scene, tree, verb)
    yield _candidate(
        scene,
        tree,
        number,
        verb,
        things,
        doers,
        kind,
        status,
        said,
        how,
        f"{lemma} *",
        meaning,
        strength + (meaning in {"pledge", "reaffirm"}),
    )


def _by_detail(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "This includes purchases of", "The package covers loans": what a commitment just told of consists of."""
    heads = subjects(tree, verb)
    if tree.words[verb].lemma not in _verbs("consist") or not heads:
        return
    subject = tree.words[heads[0]]
    if subject.lower not in {"this", "it", "that", "these", "which"} and subject.lemma not in lexicon.words(
        "commitments", "objects", "noun"
    ):
        return
    table = lexicon.load("commitments")["objects"]
    things = [
        o
        for o in objects(tree, verb)
        if any(tree.words[o].lower in table[k] or tree.words[o].lemma in table[k] for k in _OBJECTS)
    ]
    if not things:
        return
    kind, strength = kind_of(scene, tree, verb, things, ())
    said = mood(tree, verb)
    status = commitment_status(said, done=False, reaffirmed=False)
    if status is not None:
        yield _candidate(
            scene,
            tree,
            number,
            verb,
            things,
            (),
            kind,
            status,
            said,
            "detail",
            f"{tree.words[verb].lemma} *",
            "detail",
            strength,
        )


def _by_receipt(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "Kenya will receive a loan from Japan": the subject is the one that is given something."""
    if tree.words[verb].lemma not in _verbs("receive") or is_passive(tree, verb):
        return
    things = objects(tree, verb)
    kind, strength = kind_of(scene, tree, verb, things, ()) if things else (Kind.AID, 0)
    if strength < 2 or kind == Kind.POLICY:
        return
    said = mood(tree, verb)
    status = commitment_status(said, done=True, reaffirmed=False)
    givers = linked(scene, tree, verb, "from", "by") or tuple(
        a for t in things for a in (*linked(scene, tree, t, "from", "by"), *owners(scene, tree, t))
    )
    given = all_in(scene, tree, subjects(tree, verb))
    if status is None or not given:
        return
    yield Candidate(
        ActType.COMMITMENT, kind, status, number, verb, things[0], tuple(dict.fromkeys(g for g in givers if g not in given)),
        given, (), f"{tree.words[verb].lemma} *", "receive", str(status), said, "giver" if givers else "none", strong=True,
        notes={"strength": float(strength)},
    )  # fmt: skip


def _given_status(meaning: str, said: Mood) -> Status | None:
    if meaning == "refuse":
        return (
            None if said.negated or said.negated_above or said.under("deny", "threaten") else Status.REJECTED
        )
    if meaning == "propose":
        return None if said.under("deny") else Status.PROPOSED
    return commitment_status(said, done=meaning == "fulfil", reaffirmed=meaning == "reaffirm")


def _by_noun(scene: Scene, number: int, tree: Tree, noun: int) -> Iterator[Candidate]:
    """ "her commitment to a military buildup", "Japan's pledge of 3 billion": a noun says that the word is given."""
    inner = [
        c
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower in {"of", "to", "for", "on"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]
    if not inner or tree.kids(noun, "acl"):
        return
    kind, strength = kind_of(scene, tree, noun, inner, ())
    if not strength:
        return
    said = mood(tree, noun)
    verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
    reaffirmed = verb is not None and tree.words[verb].lemma in _verbs("reaffirm")
    status = commitment_status(said, done=False, reaffirmed=reaffirmed)
    if status is None:
        return
    doers = owners(scene, tree, noun)
    how = "owner" if doers else "none"
    if (
        not doers
        and verb is not None
        and tree.words[verb].lemma not in {"welcome", "hail", "praise", "thank"}
    ):
        doers, how = all_in(scene, tree, subjects(tree, verb)), "subject"
    yield _candidate(
        scene,
        tree,
        number,
        noun,
        inner,
        doers,
        kind,
        status,
        said,
        how,
        f"{tree.words[noun].lemma} of *",
        "noun",
        strength,
    )


def _doers(scene: Scene, tree: Tree, verb: int) -> tuple[tuple[str, ...], str]:
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


def kind_of(
    scene: Scene, tree: Tree, verb: int, things: list[int], kinds: tuple[str, ...]
) -> tuple[Kind, int]:
    """(kind, strength 0 to 3) of a deed or thing promised: by the nouns of its object, money, then the verb."""
    table = lexicon.load("commitments")["objects"]
    start, end = _reach(tree, verb, things)
    phrase = scene.text[start:end]
    lowered = phrase.lower()
    money = bool(_MONEY.search(phrase))
    if _GDP.search(phrase) or any(w in lowered for w in table["spending"]):
        return Kind.SPENDING, 3
    lemmas = {tree.words[k].lower for t in things for k in tree.under(t, skip={"relcl", "advcl", "acl"})}
    heads = {f for t in things for f in (tree.words[t].lemma, tree.words[t].lower)}
    named = next((k for k in _OBJECTS if heads & set(table[k])), None) or next(
        (k for k in _OBJECTS if lemmas & set(table[k])), None
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
    if any(covering(scene, tree, t) for t in things):
        return Kind(kinds[0]) if kinds else Kind.POLICY, 1 + ("policy" in kinds)
    return Kind(kinds[0]) if kinds else Kind.POLICY, int(bool(kinds))


def _reach(tree: Tree, verb: int, things: list[int]) -> tuple[int, int]:
    """Offsets from the verb to the end of what it is about, relative clauses left out."""
    below = [k for t in things for k in tree.under(t, skip={"relcl", "advcl"})]
    below += [
        k
        for p in tree.kids(verb, "prep", "dative", "dobj", "npadvmod")
        for k in tree.under(p, skip={"relcl", "advcl"})
    ]
    below.append(verb)
    return tree.words[min(below)].start, tree.words[max(below)].end


def _candidate(
    scene: Scene,
    tree: Tree,
    number: int,
    anchor: int,
    things: list[int],
    doers: tuple[str, ...],
    kind: Kind,
    status: Status,
    said: Mood,
    how: str,
    rule: str,
    family: str,
    strength: int,
) -> Candidate:
    given = tuple(a for a in _recipients(scene, tree, anchor, things) if a not in doers)
    return Candidate(
        ActType.COMMITMENT, kind, status, number, anchor, things[0] if things else None, doers, given, (), rule,
        family, str(status), said, how, strong=strength >= 2, notes={"strength": float(strength)},
    )  # fmt: skip


def _recipients(scene: Scene, tree: Tree, anchor: int, things: list[int]) -> tuple[str, ...]:
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
