"""A believed candidate -> an act: topics, sums, day, place, evidence and the reasons for each field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from parsers.acts.candidate import Candidate
from parsers.acts.dates import find_dates, resolve_date
from parsers.acts.modality import FUTURE, PERFECT, PLUPERFECT, PRESENT
from parsers.acts.places import place_at
from parsers.acts.scene import Scene
from parsers.acts.sums import amounts_of
from parsers.acts.topics import find_topics
from parsers.model import Act, ActType, Kind, Party, Reason, Role, Status, Topic

# An article of so few sentences is a brief: it tells the news of its own day.
BRIEF = 4
# How many sentences back the occasion may have been dated, how many sentences make the lead, and how many days ago
# an occasion may lie that the story goes on with.
REACH = 12
LEAD = 2
RECENT = 10
_AGO = re.compile(
    r"\b(?:earlier this (?:week|month|year)|last (?:week|month|year)|this week|at the weekend|recently|in recent)\b",
    re.IGNORECASE,
)
_OPEN = frozenset({Status.NEGOTIATING, Status.PROPOSED})


def assemble(
    scene: Scene, candidate: Candidate, others: Sequence[Candidate], confidence: float, *, required: bool
) -> Act:
    """The act of a candidate; `others` are the acts told in the same article, the candidate itself among them."""
    day, day_rule = day_of(scene, candidate)
    here = scene.sentences[candidate.sentence]
    act = Act(
        type=candidate.type,
        kind=candidate.kind,
        status=candidate.status,
        parties=tuple(Party(i, r) for i, r in candidate.roles()),
        topics=topics_of(scene, candidate),
        evidence=scene.evidence(candidate.sentence),
        amounts=amounts_of(scene, candidate, others),
        date=day,
        place=place_at(scene.text, here.start, here.end),
        required=required,
        confidence=confidence,
    )
    return replace(act, reasons=_reasons(scene, candidate, act, day_rule))


def day_of(scene: Scene, candidate: Candidate) -> tuple[date | None, str]:
    """The day of the act and by what rule; None where a reader cannot work it out."""
    words = scene.words_of(candidate.sentence)
    published = scene.published.date() if scene.published else None
    said = candidate.mood
    if len(scene.sentences) <= BRIEF:
        own = resolve_date(words, scene.published)
        if own and own.day and published and own.day <= published and said.tense not in {PRESENT, FUTURE}:
            return own.day, "day in the sentence"
        return published, "a brief of its own day"
    own = resolve_date(words, scene.published)
    if own and own.day and not (own.limit or own.loose):
        if published and own.day > published and candidate.status not in _OPEN:
            return (own.day, "day to come") if candidate.status == Status.IN_FORCE else (None, "")
        if candidate.status in _OPEN and published and own.day > published:
            return None, ""
        return own.day, "day in the sentence"
    if candidate.status in _OPEN or said.tense == PLUPERFECT or not published:
        return None, ""
    if said.tense == PERFECT and candidate.sentence >= LEAD:
        return None, ""
    return _inherited(scene, candidate)


def _inherited(scene: Scene, candidate: Candidate) -> tuple[date | None, str]:
    """The day of the occasion that the story goes on telling of: of the sentences before, or of those next to a lead."""
    if _AGO.search(scene.words_of(candidate.sentence)):
        return None, ""
    before = range(candidate.sentence - 1, max(-1, candidate.sentence - 1 - REACH), -1)
    after = (
        range(candidate.sentence + 1, min(len(scene.sentences), candidate.sentence + 3))
        if candidate.sentence < LEAD
        else ()
    )
    for number in (*before, *after):
        if found := _occasion(scene, number):
            return found, "day of the sentences around"
    return None, ""


def _occasion(scene: Scene, number: int) -> date | None:
    """The day, past or present, of what a sentence tells; None where it tells none."""
    published = scene.published
    if published is None:
        return None
    words = scene.words_of(number)
    days = [d.day for d in find_dates(words, published) if not (d.limit or d.loose) and d.day]
    near = [d for d in days if d <= published.date() and (published.date() - d).days <= RECENT]
    return near[0] if near else None


def topics_of(scene: Scene, candidate: Candidate) -> tuple[Topic, ...]:
    """One to three topics, from the sentence and then from the title."""
    words = scene.words_of(candidate.sentence)
    next_to = [
        scene.words_of(n)
        for n in (candidate.sentence + 1, candidate.sentence - 1)
        if 0 <= n < len(scene.sentences)
    ]
    found = find_topics(words, (scene.title, *next_to))
    return found or (_USUAL.get(candidate.kind, Topic.DIPLOMACY),)


_USUAL = {
    Kind.CEASEFIRE: Topic.PEACE, Kind.AID: Topic.AID, Kind.INVESTMENT: Topic.INVESTMENT, Kind.PURCHASE: Topic.TRADE,
    Kind.DEPLOYMENT: Topic.DEFENCE, Kind.SPENDING: Topic.DEFENCE,
}  # fmt: skip


def _reasons(scene: Scene, c: Candidate, act: Act, day_rule: str) -> tuple[Reason, ...]:
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
        reasons.append(Reason("place", act.place, act.place, "place in the sentence"))
    return tuple(reasons)


def _words_for(scene: Scene, c: Candidate, actor: str) -> str:
    """The words of the sentence that stand for an actor; empty where another sentence names it."""
    sentence = scene.sentences[c.sentence]
    found = [m for m in scene.cast.between(sentence.start, sentence.end) if actor in m.ids]
    return scene.text[found[0].start : found[0].end] if found else ""
