"""A believed candidate -> an act: topics, sums, day, place, evidence and the reasons for each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.acts.candidate import Candidate
from parsers.acts.scene import Scene
from parsers.acts.sums import amounts_of
from parsers.acts.topics import find_topics
from parsers.acts.when import day_of
from parsers.acts.where import place_of
from parsers.model import Act, ActType, Kind, Party, Reason, Role, Topic


def assemble(
    scene: Scene, candidate: Candidate, others: Sequence[Candidate], confidence: float, *, required: bool
) -> Act:
    """The act of a candidate; `others` are the acts told in the same article, the candidate itself among them."""
    day, day_rule = day_of(scene, candidate)
    place, place_rule = place_of(scene, candidate, day)
    act = Act(
        type=candidate.type,
        kind=candidate.kind,
        status=candidate.status,
        parties=tuple(Party(i, r) for i, r in candidate.roles()),
        topics=topics_of(scene, candidate),
        evidence=scene.evidence(candidate.sentence),
        amounts=amounts_of(scene, candidate, others),
        date=day,
        place=place,
        required=required,
        confidence=confidence,
    )
    return replace(act, reasons=_reasons(scene, candidate, act, day_rule, place_rule))


def topics_of(scene: Scene, candidate: Candidate) -> tuple[Topic, ...]:
    """One to three topics, from the sentence and then from the title."""
    words = scene.words_of(candidate.sentence)
    next_to = [
        scene.words_of(n)
        for n in (candidate.sentence + 1, candidate.sentence - 1)
        if 0 <= n < len(scene.sentences)
    ]
    found = find_topics(words, (scene.title, *next_to), _USUAL.get(candidate.kind))
    return found or (Topic.DIPLOMACY,)


# What the kind of an act says of its topic, beside its words.
_USUAL: dict[Kind, dict[Topic, float]] = {
    Kind.CEASEFIRE: {Topic.PEACE: 2.0}, Kind.AID: {Topic.AID: 1.0}, Kind.INVESTMENT: {Topic.INVESTMENT: 0.5},
    Kind.PURCHASE: {Topic.TRADE: 0.5}, Kind.DEPLOYMENT: {Topic.DEFENCE: 2.0}, Kind.SPENDING: {Topic.DEFENCE: 0.5},
}  # fmt: skip


def _reasons(scene: Scene, c: Candidate, act: Act, day_rule: str, place_rule: str) -> tuple[Reason, ...]:
    """Why each field has its value: the words that gave it, and by what rule."""
    tree = scene.trees[c.sentence]
    anchor, start = tree.words[c.anchor], scene.words_of(c.sentence)[:80]
    target = tree.words[c.target].text if c.target is not None else anchor.text
    governed = " ".join(lemma for _, lemma in c.mood.governors[:3])
    reasons = [
        Reason("type", c.type, anchor.text, c.family),
        Reason("kind", c.kind, target, "its words" if c.type == ActType.AGREEMENT else "deed and its object"),
        Reason(
            "status", c.status, f"{governed} {anchor.text}".strip(), f"{c.rule} [{c.base}], {c.mood.tense}"
        ),
        Reason("topics", ",".join(act.topics), start, "topic terms"),
    ]
    for party in act.parties:
        rule = "go-between" if party.role == Role.MEDIATOR else c.how
        reasons.append(Reason("parties", f"{party.id}:{party.role}", _words_for(scene, c, party.id), rule))
    reasons += [Reason("amounts", f"{a.value:g} {a.unit}", start, "sum near the verb") for a in act.amounts]
    if act.date:
        reasons.append(Reason("date", act.date.isoformat(), start, day_rule))
    if act.place:
        reasons.append(Reason("place", act.place, act.place, place_rule))
    return tuple(reasons)


def _words_for(scene: Scene, c: Candidate, actor: str) -> str:
    """The words of the sentence that stand for an actor; empty where another sentence names it."""
    sentence = scene.sentences[c.sentence]
    found = [m for m in scene.cast.between(sentence.start, sentence.end) if actor in m.ids]
    return scene.text[found[0].start : found[0].end] if found else ""
