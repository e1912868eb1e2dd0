"""Commitments that end, and troops that come and go: "halted all aid", "cancelled its order", "the last soldiers left"."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.deeds import forgives, means, substance, tells_deed, verbs
from parsers.acts.givers import recipients_of
from parsers.acts.modality import FUTURE, Mood, mood
from parsers.acts.no_deed import is_about_agreement, is_no_deed
from parsers.acts.patterns import objects, subjects
from parsers.acts.roles import actors_in, all_in, owners
from parsers.acts.scene import Scene
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.acts.things import kind_of
from parsers.acts.undertaking import Undertaking
from parsers.model import Kind, Status

_GIVEN = frozenset({Kind.AID, Kind.PURCHASE, Kind.INVESTMENT, Kind.DEPLOYMENT, Kind.SPENDING})


def by_ending(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "halted all aid", "scrapped its plan to buy", "cancelled a pledge": what was undertaken is undone."""
    if not ends(tree, verb) or forgives(tree, verb) or is_no_deed(tree, verb):
        return
    things = objects(tree, verb)
    words = lexicon.words("commitments", "objects", "noun")
    if is_about_agreement(tree, things) or tells_deed(tree, things):
        # The agreement tells of its own end, "dropped its plan to buy" is told by what was to be done.
        return
    kind, strength = kind_of(scene, tree, verb, things, ()) if things else (Kind.POLICY, 0)
    if kind not in _GIVEN and not any(tree.words[t].lemma in words for t in things):
        return
    said = mood(tree, verb)
    status = _undone(said)
    doers = all_in(scene, tree, subjects(tree, verb)) or tuple(
        a for t in things for a in owners(scene, tree, t)
    )
    if status is not None and strength:
        yield Undertaking(
            scene,
            tree,
            number,
            verb,
            things,
            "ending",
            f"{tree.words[verb].lemma} given",
            kind,
            strength,
            said,
        ).candidate(status, (doers, "subject" if doers else "none"), strong=True)


def ends(tree: Tree, verb: int) -> bool:
    """Whether the verb ends what it is done to."""
    return means(tree, verb, "end")


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
    heads = substance(tree, subjects(tree, verb))
    troops = lexicon.words("commitments", "objects", "deployment")
    if (
        not (comes or goes)
        or (tree.kids(verb, "dobj") and lemma not in verbs("reach"))
        or not any({tree.words[h].lemma, tree.words[h].lower} & troops for h in heads)
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
    yield Undertaking(
        scene, tree, number, verb, heads[:1], "movement", f"troops {lemma}", Kind.DEPLOYMENT, 2, said
    ).candidate(
        status,
        (doers, "subject" if doers else "none"),
        recipients,
        strong=bool(doers) and said.tense != FUTURE,
    )
