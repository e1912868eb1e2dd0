"""Agreements that no word names: "agreed to reopen", "quit the bloc", "met to discuss", "Fiji declined to sign"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.instruments import (
    SIDES,
    family_of,
    instruments,
    kind_of,
    named_sides,
    patterns,
    with_determiner,
)
from parsers.acts.modality import mood
from parsers.acts.patterns import is_passive, objects, prepositional, subjects
from parsers.acts.roles import actors_in, all_in, covering, linked
from parsers.acts.scene import Scene
from parsers.acts.status import agreement_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status


def by_agreeing(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "agreed to reopen", "agreed on the line of", "agreed that": an agreement without a word for it."""
    word = tree.words[verb]
    if word.lemma not in {"agree", "concur", "settle"}:
        return
    deeds = [
        k for k in tree.kids(verb, "xcomp", "ccomp", "advcl") if tree.words[k].dep != "advcl" or _to(tree, k)
    ]
    things = [
        p
        for k in tree.kids(verb, "prep")
        if tree.words[k].lower in {"on", "upon", "to", "over", "about"}
        for p in tree.kids(k, "pobj", "pcomp")
    ]
    things += tree.kids(verb, "dobj", "nsubjpass")
    if is_passive(tree, verb):
        deeds = []
    if not deeds and not things:
        return
    if word.lemma == "settle" and not [
        t for t in things if actors_in(scene, tree, t) or linked(scene, tree, t, *SIDES)
    ]:
        return
    target = (deeds or things)[0]
    said = mood(tree, verb)
    base = _deed_status(tree, deeds[0]) if deeds else Status.AGREED
    status = agreement_status(base, said, "agree")
    if tree.words[target].lemma in lexicon.words("operations", "membership", "logistics"):
        # To agree on a date is to go on talking; not to, is no refusal of anything.
        status = Status.NEGOTIATING if status == Status.AGREED else None
    if status is None:
        return
    parties = all_in(scene, tree, subjects(tree, verb))
    beside = linked(scene, tree, verb, "with", "between")
    if _is_vague(tree, target) or (
        len(parties) == 1
        and not beside
        and deeds
        and not _about_pact(tree, deeds[0])
        and not _together(scene, tree, verb)
    ):
        # What one side alone agrees to do is a commitment.
        return
    parties = tuple(dict.fromkeys((*parties, *beside)))
    yield Candidate(
        ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (), between,
        f"agree {tree.words[target].lemma}", "agree", "agreed", said, "subject", strong=True,
    )  # fmt: skip


def _to(tree: Tree, verb: int) -> bool:
    return any(tree.words[k].lower == "to" for k in tree.kids(verb, "aux"))


def _is_vague(tree: Tree, target: int) -> bool:
    """Goodwill without anything to do: "agreed on the importance of dialogue"."""
    things = [target, *objects(tree, target)] if tree.words[target].pos == "VERB" else [target]
    return any(tree.words[t].lemma in lexicon.words("commitments", "vague", "words") for t in things)


def _about_pact(tree: Tree, deed: int) -> bool:
    """Whether a deed is done to an agreement or to talks: "agreed to extend the pact"."""
    things = [
        *objects(tree, deed),
        *(p for name in ("to", "into", "from", "on", "in") for p in prepositional(tree, deed, name)),
    ]
    return any(True for _ in instruments(tree, things)) or tree.words[deed].lemma in lexicon.words(
        "operations", "membership", "meet"
    )


def _together(scene: Scene, tree: Tree, verb: int) -> bool:
    """Whether the one actor of the subject stands for its many members: "ten members of OPEC agreed"."""
    return any(
        tree.words[h].tag in {"NNS", "NNPS"}
        and tree.words[h].lemma in lexicon.words("operations", "membership", "many")
        and not any(scene.cast.is_state(a) for a in all_in(scene, tree, [h]))
        for h in subjects(tree, verb)
    )


def _deed_status(tree: Tree, deed: int) -> Status:
    """What agreeing to do something comes to: to extend is to extend, to meet is to negotiate, else agreed."""
    lemma = tree.words[deed].lemma
    for family in ("instrument", "talks"):
        for meaning, _, filled in patterns(family).at(tree, deed):
            if any(f == family for _, f, _ in instruments(tree, filled)):
                return (
                    Status(meaning)
                    if meaning in {"extended", "suspended", "terminated", "negotiating"}
                    else Status.AGREED
                )
    if lemma in lexicon.words("operations", "membership", "prolong"):
        return Status.EXTENDED
    return Status.NEGOTIATING if lemma in {"meet", "talk", "negotiate", "discuss"} else Status.AGREED


def by_leaving(
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


def by_turns(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "abolish visas for each other's citizens", "Fiji declined to sign", "proposes to Kenya that they": no word for it.

    What two sides do for each other is agreed; a signature without a text is one to the text told of before.
    """
    word = tree.words[verb]
    parties = all_in(scene, tree, subjects(tree, verb))
    things = [
        k
        for k in tree.kids(verb, "dobj", "nsubjpass")
        if tree.words[k].lower not in {"it", "them", "one", "this"}
    ]
    said = mood(tree, verb)
    if things:
        said = with_determiner(tree, things[0], said)
    if (
        word.lemma in lexicon.words("operations", "membership", "sign")
        and not things
        and (not is_passive(tree, verb) or tree.kids(verb, "nsubjpass"))
        and not tree.kids(verb, "prt")
        and not prepositional(tree, verb, "for")
    ):
        parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "with"))))
        status, rule = agreement_status(Status.SIGNED, said, "instrument"), f"{word.lemma} alone"
    elif word.lemma in lexicon.words("operations", "membership", "propose") and tree.kids(verb, "ccomp"):
        parties = tuple(dict.fromkeys((*parties, *linked(scene, tree, verb, "to"))))
        status, rule = agreement_status(Status.PROPOSED, said, "instrument"), f"{word.lemma} that"
    elif len(parties) >= 2 and not said.under("drop") and _mutual(tree, verb):
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
    return (
        any(pair in {("each", "other"), ("one", "another")} for pair in pairwise(below))
        or "mutually" in below
    )


def by_meeting(
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
    bargain = any(
        tree.words[h].lemma in lexicon.words("operations", "membership", "bargainers")
        for h in subjects(tree, verb)
    )
    status = (
        agreement_status(Status.NEGOTIATING, said := mood(tree, verb), "talks") if aims or bargain else None
    )
    if status is not None and parties:
        aims = aims or [verb]
        target = next(iter(objects(tree, aims[0])), aims[0])
        yield Candidate(
            ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, verb, target, parties, (), between,
            f"{tree.words[verb].lemma} to {tree.words[aims[0]].lemma}", "meeting", "negotiating", said, "subject", strong=True,
        )  # fmt: skip


def _way_up(tree: Tree, target: int) -> Iterator[int]:
    """The words between a noun and its verb."""
    for a in tree.above(target):
        if tree.words[a].pos in {"VERB", "AUX"}:
            return
        yield a


def unheard_of(
    scene: Scene, number: int, tree: Tree, target: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """An agreement or talks under a verb that no pattern knows: the filter may still believe it."""
    found = family_of(tree, target)
    above = tree.words[tree.words[target].head]
    if above.pos == "VERB" and above.lemma in lexicon.words("modality", "report"):
        return
    if (
        tree.words[target].dep in {"nsubj", "attr"}
        or above.dep == "agent"
        or above.lower in lexicon.words("grammar", "circumstance")
    ):
        # What a pact does, or what is done under it, is not done to it.
        return
    if any(tree.words[a].lower in lexicon.words("grammar", "in_passing") for a in _way_up(tree, target)):
        return
    if not found or not found[1] or found[0] not in {"instrument", "talks"}:
        return
    verb = next((a for a in tree.above(target) if tree.words[a].pos in {"VERB", "AUX"}), None)
    anchor = target if verb is None else verb
    if tree.words[anchor].lemma in lexicon.words("operations", "membership", "idle"):
        return
    said = mood(tree, anchor)
    usual = Status.NEGOTIATING if found[0] == "talks" else Status.AGREED
    # "signed 20 billion dollars in deals": the verb is known, only its object is another word.
    base = Status(patterns(found[0]).plain(tree.words[anchor].lemma) or usual)
    status = agreement_status(base, said, found[0])
    if status is None:
        return
    doers = all_in(scene, tree, subjects(tree, anchor)) if verb is not None else ()
    parties = tuple(dict.fromkeys((*doers, *named_sides(scene, tree, target))))
    yield Candidate(
        ActType.AGREEMENT, kind_of(scene, tree, target, number), status, number, anchor, target, parties, (), between,
        f"? {tree.words[anchor].lemma}", f"unknown {found[0]}", str(base), said, "subject" if doers else "named", strong=False,
    )  # fmt: skip
