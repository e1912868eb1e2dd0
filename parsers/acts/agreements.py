"""Agreements in a sentence: the verb, the instrument in its slot, the sides, and where it stands."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.modality import NONFINITE, Mood, mood
from parsers.acts.patterns import (
    SUBJECT,
    Pattern,
    Patterns,
    agents,
    is_passive,
    objects,
    prepositional,
    subjects,
)
from parsers.acts.roles import actors_in, all_in, covering, go_betweens, linked, mentioned, owners
from parsers.acts.scene import Scene
from parsers.acts.status import agreement_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status

FAMILIES = ("instrument", "talks", "relations", "captives")
_SIDES = ("with", "between", "among", "and")
# Nouns that stand before "of the agreement" and mean it: "the text of the treaty", "a series of memoranda".
_MEANS = frozenset(
    "text term wording version part content series number set package raft range couple round batch version detail provision element kind sort phase dozen draft framework principle point member range pair instrument implementation talk negotiation copy chapter form signing signature document remainder rest bulk series wave text".split()
)


@functools.cache
def _patterns(family: str) -> Patterns:
    table: dict[str, list[str]] = lexicon.load("operations")[family]
    return Patterns(table)


@functools.cache
def _nominal() -> dict[str, str]:
    table: dict[str, list[str]] = lexicon.load("operations")["nominal"]
    return {noun: status for status, nouns in table.items() for noun in nouns}


def agreements(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    """Every candidate agreement of a sentence."""
    between = go_betweens(scene, tree)
    targets: set[int | None] = set()
    for candidate in _told(scene, number, tree, between):
        targets.add(candidate.target)
        yield candidate
    for word in tree.words:
        if word.i not in targets and word.pos in {"NOUN", "PROPN"}:
            yield from _unheard_of(scene, number, tree, word.i, between)


def _told(scene: Scene, number: int, tree: Tree, between: tuple[str, ...]) -> Iterator[Candidate]:
    for word in tree.words:
        if word.pos in {"VERB", "AUX"}:
            yield from _by_verb(scene, number, tree, word.i, between)
            yield from _by_agreeing(scene, number, tree, word.i, between)
            yield from _by_leaving(scene, number, tree, word.i, between)
            yield from _by_meeting(scene, number, tree, word.i, between)
            yield from _by_turns(scene, number, tree, word.i, between)
        elif word.pos in {"NOUN", "PROPN", "VERB"}:
            yield from _by_noun(scene, number, tree, word.i, between)


def _unheard_of(
    scene: Scene, number: int, tree: Tree, target: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """An agreement or talks under a verb that no pattern knows: the filter may still believe it."""
    found = family_of(tree, target)
    if not found or not found[1] or found[0] not in {"instrument", "talks"}:
        return
    verb = next((a for a in tree.above(target) if tree.words[a].pos in {"VERB", "AUX"}), None)
    anchor = target if verb is None else verb
    said = mood(tree, anchor)
    base = Status.NEGOTIATING if found[0] == "talks" else Status.AGREED
    status = agreement_status(base, said, found[0])
    if status is None:
        return
    doers = all_in(scene, tree, subjects(tree, anchor)) if verb is not None else ()
    parties = tuple(dict.fromkeys((*doers, *_of_instrument(scene, tree, target))))
    yield Candidate(
        ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, anchor, target, parties, (), between,
        f"? {tree.words[anchor].lemma}", f"unknown {found[0]}", str(base), said, "subject" if doers else "named", strong=False,
    )  # fmt: skip


def family_of(tree: Tree, i: int) -> tuple[str, bool] | None:
    """The family that a noun belongs to and whether the noun alone says so; None if it is none of them."""
    word = tree.words[i]
    forms = {word.lemma, word.lower}
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
        inner = [c for k in tree.kids(head, "prep") for p in tree.kids(k, "pobj") for c in tree.conjuncts(p)]
        if found and (found[1] or word.lemma not in _MEANS):
            yield head, *found
        elif word.lemma in _MEANS and any(family_of(tree, k) for k in inner):
            yield from instruments(tree, inner)
        elif found:
            yield head, *found


def _by_verb(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    said: Mood | None = None
    for family in FAMILIES:
        done: set[int] = set()
        for meaning, pattern, filled in _patterns(family).at(tree, verb):
            for target, kind_of_thing, strong in instruments(tree, filled):
                if kind_of_thing != family or target in done:
                    continue
                done.add(target)
                said = said or mood(tree, verb)
                base = _in_their_hands(scene, tree, verb, Status(meaning))
                status = agreement_status(base, _with_determiner(tree, target, said), family)
                if status is None:
                    continue
                parties, how = _sides(scene, tree, verb, target, pattern)
                yield Candidate(
                    ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (),
                    between, pattern.source, family, meaning, said, how, strong,
                )  # fmt: skip


def _in_their_hands(scene: Scene, tree: Tree, verb: int, base: Status) -> Status:
    """A legislature that approves an agreement ratifies it."""
    if base != Status.AGREED or tree.words[verb].lemma not in lexicon.words("roles", "approving"):
        return base
    known = lexicon.words("roles", "legislatures")
    heads = subjects(tree, verb)
    named = {w.lower() for h in heads for w in scene.text[slice(*tree.span(h))].split()}
    return Status.RATIFIED if any(tree.words[h].lemma in known for h in heads) or named & known else base


def _with_determiner(tree: Tree, target: int, said: Mood) -> Mood:
    """ "no agreement was reached" says no as plainly as "not"."""
    if any(tree.words[k].lower in {"no", "neither"} for k in tree.kids(target, "det")) and not said.negated:
        return Mood(
            said.tense, True, said.could, said.conditional, said.governors, said.negated_above, said.clause
        )
    return said


def _by_agreeing(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "agreed to reopen", "agreed on the line of", "agreed that": an agreement without a word for it."""
    word = tree.words[verb]
    if word.lemma not in {"agree", "concur", "settle"}:
        return
    deeds = tree.kids(verb, "xcomp", "ccomp", "advcl")
    things = [
        p
        for k in tree.kids(verb, "prep")
        if tree.words[k].lower in {"on", "upon", "to", "over", "about"}
        for p in tree.kids(k, "pobj", "pcomp")
    ]
    things += tree.kids(verb, "dobj", "nsubjpass")
    if not deeds and not things:
        return
    if word.lemma == "settle" and not [
        t for t in things if actors_in(scene, tree, t) or linked(scene, tree, t, *_SIDES)
    ]:
        return
    target = (deeds or things)[0]
    said = mood(tree, verb)
    base = _deed_status(tree, deeds[0]) if deeds else Status.AGREED
    status = agreement_status(base, said, "agree")
    if status is None:
        return
    parties = all_in(scene, tree, subjects(tree, verb))
    parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "with", "between"))))
    yield Candidate(
        ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (), between,
        f"agree {tree.words[target].lemma}", "agree", "agreed", said, "subject", strong=True,
    )  # fmt: skip


def _by_leaving(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "quit the organisation", "withdrew from the court": what a member does to its membership."""
    if tree.words[verb].lemma not in lexicon.words("operations", "membership", "leave"):
        return
    prepositions = ("from", "of", "out")
    targets = [*objects(tree, verb), *(p for name in prepositions for p in prepositional(tree, verb, name))]
    for target in targets:
        bodies = [i for m in covering(scene, tree, target) for i in m.ids if not scene.cast.is_state(i)]
        if not bodies or family_of(tree, target):
            continue
        said = mood(tree, verb)
        status = agreement_status(Status.TERMINATED, said, "membership")
        doers = tuple(a for a in all_in(scene, tree, subjects(tree, verb)) if a not in bodies)
        if status is not None and doers:
            yield Candidate(
                ActType.AGREEMENT, Kind.TREATY, status, number, verb, target, (*doers, bodies[0]), (), between,
                f"{tree.words[verb].lemma} member", "membership", "terminated", said, "subject", strong=True,
            )  # fmt: skip
        return


def _by_turns(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "abolish visas for each other's citizens", "Fiji declined to sign", "proposes to Kenya that they": no word for it.

    What two sides do for each other is agreed; a signature without a text is one to the text told of before.
    """
    word = tree.words[verb]
    parties = all_in(scene, tree, subjects(tree, verb))
    things = tree.kids(verb, "dobj", "nsubjpass")
    said = mood(tree, verb)
    if word.lemma in lexicon.words("operations", "membership", "sign") and not things:
        parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "with"))))
        status, rule = agreement_status(Status.SIGNED, said, "instrument"), f"{word.lemma} alone"
    elif word.lemma in lexicon.words("operations", "membership", "propose") and tree.kids(verb, "ccomp"):
        parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "to"))))
        status, rule = agreement_status(Status.PROPOSED, said, "instrument"), f"{word.lemma} that"
    elif len(parties) >= 2 and _mutual(tree, verb):
        status, rule = agreement_status(Status.AGREED, said, "mutual"), "each other"
    else:
        return
    if status is not None and parties:
        target = things[0] if things else None
        kind = Kind.AGREEMENT if target is None else kind_of(scene, tree, target, number)
        yield Candidate(
            ActType.AGREEMENT, kind, status, number, verb, target, parties, (), between, rule, "turns", str(status), said,
            "subject", strong=False,
        )  # fmt: skip


def _mutual(tree: Tree, verb: int) -> bool:
    """Whether "each other" or "one another" stands in the clause."""
    below = [tree.words[k].lower for k in tree.under(verb, skip={"relcl", "ccomp", "advcl"})]
    pairs = zip(below, below[1:], strict=False)
    return any(pair in {("each", "other"), ("one", "another")} for pair in pairs) or "mutually" in below


def _by_meeting(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "met to discuss an end to the war": talks without a word for them."""
    if tree.words[verb].lemma not in lexicon.words("operations", "membership", "meet"):
        return
    aims = [
        k
        for k in tree.kids(verb, "xcomp", "advcl")
        if tree.words[k].lemma in lexicon.words("operations", "membership", "aim")
    ]
    parties = all_in(scene, tree, subjects(tree, verb))
    parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "with"))))
    status = agreement_status(Status.NEGOTIATING, said := mood(tree, verb), "talks") if aims else None
    if status is not None and parties:
        target = next(iter(objects(tree, aims[0])), aims[0])
        yield Candidate(
            ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (), between,
            f"{tree.words[verb].lemma} to {tree.words[aims[0]].lemma}", "meeting", "negotiating", said, "subject", strong=True,
        )  # fmt: skip


def _deed_status(tree: Tree, deed: int) -> Status:
    """What agreeing to do something comes to: to extend is to extend, to meet is to negotiate, else agreed."""
    lemma = tree.words[deed].lemma
    for family in ("instrument", "talks"):
        for meaning, _, filled in _patterns(family).at(tree, deed):
            if any(f == family for _, f, _ in instruments(tree, filled)):
                return (
                    Status(meaning)
                    if meaning in {"extended", "suspended", "terminated", "negotiating"}
                    else Status.AGREED
                )
    return Status.NEGOTIATING if lemma in {"meet", "talk", "negotiate", "discuss"} else Status.AGREED


def _by_noun(
    scene: Scene, number: int, tree: Tree, noun: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "the signing of the pact", "talks on a treaty", "a truce violation"."""
    word = tree.words[noun]
    meaning = _nominal().get(word.lower) or _nominal().get(word.lemma)
    if meaning is None:
        return
    inner = [
        c
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower
        in {"of", "on", "for", "from", "about", "to", "toward", "towards", "in", "over"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]
    inner += tree.kids(noun, "compound", "poss", "nmod")
    for target, family, strong in instruments(tree, inner):
        said = _noun_mood(tree, noun)
        base = Status(meaning)
        if family == "talks":
            # Talks that end have an outcome, which other words tell; they are no agreement that ends.
            base = Status.NEGOTIATING
        status = agreement_status(base, said, family)
        if status is None:
            continue
        doers = tuple(
            dict.fromkeys((*owners(scene, tree, noun), *linked(scene, tree, noun, "by", "with", "between")))
        )
        parties = tuple(dict.fromkeys((*doers, *_of_instrument(scene, tree, target))))
        yield Candidate(
            ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, noun, target, parties, (), between,
            f"{word.lemma} of *", family, meaning, said, "noun", strong,
        )  # fmt: skip


def _noun_mood(tree: Tree, noun: int) -> Mood:
    """An event noun is said as its verb is: "announced the signing", "called for the withdrawal"."""
    said = mood(tree, noun)
    if said.tense == NONFINITE:
        verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
        if verb is not None:
            above = mood(tree, verb)
            return Mood(
                above.tense,
                said.negated,
                said.could,
                said.conditional or above.conditional,
                said.governors,
                said.negated_above,
                said.clause,
            )
    return said


def _of_instrument(scene: Scene, tree: Tree, target: int) -> tuple[str, ...]:
    """Sides that the words around the instrument name: "Japan's pact with", "a deal between A and B", "UK-EU treaty"."""
    return tuple(
        dict.fromkeys(
            (
                *owners(scene, tree, target),
                *linked(scene, tree, target, *_SIDES),
                *linked(scene, tree, target, "by"),
            )
        )
    )


def _sides(scene: Scene, tree: Tree, verb: int, target: int, pattern: Pattern) -> tuple[tuple[str, ...], str]:
    """The sides of an agreement and from where they were taken."""
    doers = agents(tree, verb) if is_passive(tree, verb) else subjects(tree, verb)
    by_subject = () if pattern.slot == SUBJECT else all_in(scene, tree, doers)
    named = _of_instrument(scene, tree, target)
    beside = linked(scene, tree, verb, "with", "between", "among")
    explicit = linked(scene, tree, target, "between", "among") or linked(scene, tree, verb, "between")
    if len(explicit) >= 2:
        return explicit, "between"
    if tree.words[verb].lemma in lexicon.words("roles", "tells") and len(named) >= 2:
        return named, "named"
    parties = tuple(dict.fromkeys((*by_subject, *named, *beside)))
    how = "+".join(n for n, found in (("subject", by_subject), ("named", named), ("beside", beside)) if found)
    if len(parties) < 2 and (loose := _loose(scene, tree, verb, target)):
        parties = tuple(dict.fromkeys((*parties, *loose)))
        how += "+loose"
    return parties, how


def _loose(scene: Scene, tree: Tree, verb: int, target: int) -> tuple[str, ...]:
    """Sides hung where the parser put them: "with Japan" on another noun of the clause, "for both countries"."""
    found: list[str] = []
    for i in tree.under(verb, skip={"relcl", "advcl", "ccomp", "parataxis"}):
        if (
            tree.words[i].dep == "prep"
            and tree.words[i].lower in {"with", "between", "from"}
            and i > min(verb, target)
        ):
            for obj in tree.kids(i, "pobj"):
                found += all_in(scene, tree, tree.conjuncts(obj)) or mentioned(scene, tree, obj)
    return tuple(dict.fromkeys(found))


def kind_of(scene: Scene, tree: Tree, target: int, number: int) -> Kind:
    """The kind of an agreement from the words of its phrase, then of its sentence where the phrase is bare."""
    start, end = tree.span(target)
    phrase = f" {scene.text[start:end].lower()} "
    head = tree.words[target]
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
