"""Moves of states that no pact is named in: a request is granted, a free border opens, a member goes, sides haggle."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.instruments import family_of, instruments, kind_of, nominal, patterns
from parsers.acts.modality import Mood, mood, noun_mood
from parsers.acts.patterns import SUBJECT, agents, is_passive, objects, subjects
from parsers.acts.roles import actors_in, all_in, covering, linked, owners
from parsers.acts.scene import Scene
from parsers.acts.status import agreement_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status


def moves(scene: Scene, number: int, tree: Tree, at: int, between: tuple[str, ...]) -> Iterator[Candidate]:
    """Candidates of a verb, or of a noun of leaving, that need no word for an agreement."""
    if tree.words[at].pos in {"VERB", "AUX"}:
        yield from _by_answer(scene, number, tree, at, between)
        yield from _by_effect(scene, number, tree, at, between)
        yield from _by_haggling(scene, number, tree, at, between)
    elif tree.words[at].pos == "NOUN":
        yield from _by_exit(scene, number, tree, at, between)


def _by_answer(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "accepted Peru's request", "rejects an offer by the envoys to mediate": what one side asked the other answers."""
    for meaning, pattern, filled in patterns("answers").at(tree, verb):
        for target in filled:
            if tree.words[target].lemma not in lexicon.words("objects", "answers", "strong"):
                continue
            asking = tuple(
                dict.fromkeys(
                    (*owners(scene, tree, target), *linked(scene, tree, target, "by", "from", "of"))
                )
            )
            doers = all_in(
                scene, tree, agents(tree, verb) if is_passive(tree, verb) else subjects(tree, verb)
            )
            if not doers or not set(asking) - set(doers):
                continue
            said = mood(tree, verb)
            status = agreement_status(Status(meaning), said, "instrument")
            if status is None:
                continue
            if status == Status.AGREED and _about_talks(tree, target):
                status = Status.NEGOTIATING
            goes_between = any(
                tree.words[k].lemma in lexicon.words("roles", "between") for k in tree.kids(target, "acl")
            )
            parties = doers if goes_between else tuple(dict.fromkeys((*doers, *asking)))
            mediators = tuple(dict.fromkeys((*between, *asking))) if goes_between else between
            yield _found(
                scene,
                tree,
                number,
                verb,
                target,
                parties=parties,
                mediators=mediators,
                status=status,
                said=said,
                rule=pattern.source,
                family="answers",
            )
            return


def _about_talks(tree: Tree, target: int) -> bool:
    """Whether what was asked for or offered is to talk: "a proposal for official talks"."""
    inner = [p for k in tree.kids(target, "prep") for p in tree.kids(k, "pobj")]
    return any(family == "talks" for _, family, _ in instruments(tree, inner))


def _by_effect(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "free movement between A and B took effect", "the withdrawal of A from the court took effect"."""
    for meaning, pattern, filled in patterns("instrument").at(tree, verb):
        if meaning != Status.IN_FORCE or pattern.slot != SUBJECT or not pattern.companions:
            continue
        target = filled[0]
        if family_of(tree, target) or nominal(tree, target) == Status.TERMINATED:
            return
        parties = tuple(
            dict.fromkeys(
                (
                    *owners(scene, tree, target),
                    *linked(scene, tree, target, "between", "among", "with", "for"),
                )
            )
        )
        said = mood(tree, verb)
        status = agreement_status(Status.IN_FORCE, said, "instrument")
        if status is not None and len(parties) >= 2:
            yield _found(
                scene,
                tree,
                number,
                verb,
                target,
                parties=parties,
                mediators=between,
                status=status,
                said=said,
                rule=pattern.source,
                family="effect",
            )
        return


def _by_haggling(
    scene: Scene, number: int, tree: Tree, verb: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "will not negotiate with", "is bargaining with": talks as a verb, without a text."""
    if tree.words[verb].lemma not in lexicon.words("operations", "membership", "haggle") or objects(
        tree, verb
    ):
        return
    across = linked(scene, tree, verb, "with")
    doers = tuple(a for a in all_in(scene, tree, subjects(tree, verb)) if a not in across)
    said = mood(tree, verb)
    status = agreement_status(Status.NEGOTIATING, said, "talks")
    if across and doers and status is not None:
        yield _found(
            scene,
            tree,
            number,
            verb,
            None,
            parties=(*doers, *across),
            mediators=between,
            status=status,
            said=said,
            rule=f"{tree.words[verb].lemma} with",
            family="haggling",
        )


def _by_exit(
    scene: Scene, number: int, tree: Tree, noun: int, between: tuple[str, ...]
) -> Iterator[Candidate]:
    """ "Chad's withdrawal from the court", "handed in their notices of withdrawal": a member goes, told by a noun."""
    if nominal(tree, noun) != Status.TERMINATED:
        return
    bodies = [
        i
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower == "from"
        for p in tree.kids(k, "pobj")
        if not family_of(tree, p)
        for m in covering(scene, tree, p)
        for i in m.ids
        if not scene.cast.is_state(i)
    ]
    notice = next((a for a in list(tree.above(noun))[:2] if tree.words[a].lemma == "notice"), None)
    if not bodies and (notice is None or any(tree.words[k].lower == "from" for k in tree.kids(noun, "prep"))):
        return
    said = noun_mood(tree, noun if notice is None else notice)
    status = agreement_status(Status.TERMINATED, said, "membership")
    verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
    own = (*owners(scene, tree, noun), *linked(scene, tree, noun, "of", "by"))
    doers = own or (all_in(scene, tree, subjects(tree, verb)) if verb is not None else ())
    parties = tuple(dict.fromkeys((*(d for d in doers if d not in bodies), *bodies[:1])))
    if status is not None and parties and parties != tuple(bodies[:1]):
        yield _found(
            scene,
            tree,
            number,
            noun,
            noun,
            parties=parties,
            mediators=between,
            status=status,
            said=said,
            rule="exit of member",
            family="membership",
            kind=Kind.TREATY,
        )


def _found(
    scene: Scene,
    tree: Tree,
    number: int,
    anchor: int,
    target: int | None,
    *,
    parties: tuple[str, ...],
    mediators: tuple[str, ...],
    status: Status,
    said: Mood,
    rule: str,
    family: str,
    kind: Kind | None = None,
) -> Candidate:
    if kind is None:
        kind = Kind.AGREEMENT if target is None else kind_of(scene, tree, target, number)
    how = "subject" if target is None or actors_in(scene, tree, anchor) else "named"
    return Candidate(
        ActType.AGREEMENT, kind, status, number, anchor, target, parties, (), mediators, rule, family, str(status), said,
        how, strong=True,
    )  # fmt: skip
