"""Commitments that end, and troops that come and go: "halted all aid", "cancelled its order", "the last soldiers left"."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.deeds import kind_of, recipients_of, verbs
from parsers.acts.modality import FUTURE, Mood, mood
from parsers.acts.patterns import objects, subjects
from parsers.acts.roles import actors_in, all_in, owners
from parsers.acts.scene import Scene
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status

_GIVEN = frozenset({Kind.AID, Kind.PURCHASE, Kind.INVESTMENT, Kind.DEPLOYMENT, Kind.SPENDING})


def by_ending(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "halted all aid", "scrapped its plan to buy", "cancelled a pledge": what was undertaken is undone."""
    if not ends(tree, verb):
        return
    things = objects(tree, verb)
    given = lexicon.words("commitments", "objects", "noun")
    kind, strength = kind_of(scene, tree, verb, things, ()) if things else (Kind.POLICY, 0)
    if kind not in _GIVEN and not any(tree.words[t].lemma in given for t in things):
        return
    said = mood(tree, verb)
    status = _undone(said)
    doers = all_in(scene, tree, subjects(tree, verb)) or tuple(
        a for t in things for a in owners(scene, tree, t)
    )
    if status is not None and strength:
        recipients = tuple(a for a in recipients_of(scene, tree, verb, things) if a not in doers)
        yield Candidate(
            ActType.COMMITMENT, kind, status, number, verb, things[0], doers, recipients, (), f"{tree.words[verb].lemma} given",
            "ending", str(status), said, "subject" if doers else "none", strong=True, notes={"strength": float(strength)},
        )  # fmt: skip


def ends(tree: Tree, verb: int) -> bool:
    """Whether the verb ends what it is done to."""
    lemma = tree.words[verb].lemma
    return lemma in verbs("end") or any(
        f"{lemma} {tree.words[k].lower}" in verbs("end") for k in tree.kids(verb, "prt")
    )


def _undone(said: Mood) -> Status | None:
    """A refusal to end is no end; a threat to end is none either; to think of it is a proposal."""
    if said.under("deny", "threaten", "refuse") or said.negated or said.negated_above:
        return None
    if said.under("wish") or said.could or said.conditional:
        return Status.PROPOSED
    return Status.TERMINATED


def by_movement(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "two hundred soldiers arrived", "the last troops left Mali": a deployment is told by the troops themselves."""
    lemma = tree.words[verb].lemma
    comes, goes = lemma in verbs("arrive"), lemma in verbs("depart")
    heads = subjects(tree, verb)
    troops = lexicon.words("commitments", "objects", "deployment")
    if (
        not (comes or goes)
        or not heads
        or not {tree.words[heads[0]].lemma, tree.words[heads[0]].lower} & troops
    ):
        return
    said = mood(tree, verb)
    status = commitment_status(said, done=True, reaffirmed=False)
    doers = tuple(
        dict.fromkeys(a for h in heads for a in (*owners(scene, tree, h), *actors_in(scene, tree, h)))
    )
    if status is None:
        return
    if goes and status in {Status.FULFILLED, Status.PLEDGED}:
        status = Status.TERMINATED
    recipients = tuple(a for a in recipients_of(scene, tree, verb, objects(tree, verb)) if a not in doers)
    strong = bool(doers) and said.tense != FUTURE
    yield Candidate(
        ActType.COMMITMENT, Kind.DEPLOYMENT, status, number, verb, heads[0], doers, recipients, (), f"troops {lemma}",
        "movement", str(status), said, "subject" if doers else "none", strong=strong, notes={"strength": 2.0},
    )  # fmt: skip
