"""The day of an act: as its own clause says, else that of the occasion the story goes on telling of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from parsers.acts.attach import Tie, tie, verb_of, word_at
from parsers.acts.candidate import Candidate
from parsers.acts.date_rules import words
from parsers.acts.dates import (
    FoundDate,
    Precision,
    Tense,
    find_dates,
    is_ago,
    is_gathering,
    resolve_date,
    said_then,
)
from parsers.acts.modality import FUTURE, PAST, PERFECT, PLUPERFECT, PRESENT, mood
from parsers.acts.scene import Scene, ids_of
from parsers.acts.sections import same_part
from parsers.acts.syntax import Tree
from parsers.model import ActType, Status

# An article of so few sentences is a brief: it tells the news of its own day.
BRIEF = 4
# How many sentences back the occasion may have been dated, how many sentences make the lead, and how many days ago
# an occasion may lie that the story goes on with.
REACH = 20
LEAD = 2
RECENT = 10
_PAST = frozenset({PAST, PERFECT, PLUPERFECT})
_OPEN = frozenset({Status.NEGOTIATING, Status.PROPOSED})
# "10.45 The text is out", "2:15pm:"; not "10.45 million"
_CLOCK = re.compile(r"\W*(?:[01]?\d|2[0-3])[.:][0-5]\d ?(?:[ap]\.?m\.?)?(?=:| ?[–—-] | \W?[A-Z])")


def day_of(scene: Scene, candidate: Candidate) -> tuple[date | None, str]:
    """The day of the act and by what rule; None where a reader cannot work it out."""
    if scene.published is None:
        own = resolve_date(scene.words_of(candidate.sentence), None)
        return (own.day, "day in the sentence") if own and own.day else (None, "")
    today, tense = scene.published.date(), candidate.mood.tense
    own, vague = _own_day(scene, candidate)
    if len(scene.sentences) <= BRIEF:
        if own and own.value <= today and tense not in {PRESENT, FUTURE}:
            return own.value, "day in the sentence"
        found = (
            None if own or tense == PRESENT or candidate.status in _OPEN else _inherited(scene, candidate)[0]
        )
        return (found, "day of the sentences around") if found else (today, "a brief of its own day")
    if own:
        return _told(own, today, candidate)
    if vague:
        return None, ""
    if step := _step(scene.words_of(candidate.sentence)):
        found = _inherited(scene, candidate)[0]
        return (found + timedelta(days=step), "day beside that of the occasion") if found else (None, "")
    if tense == PLUPERFECT:
        return None, ""
    if is_live(scene):
        return today, "live reporting"
    # "said it could send troops" is news of the occasion; talks and plans go on for longer.
    spoken = candidate.type == ActType.COMMITMENT and candidate.mood.under("report")
    if (candidate.status in _OPEN and not spoken) or (tense == PERFECT and candidate.sentence >= LEAD):
        return None, ""
    return _inherited(scene, candidate)


def _step(said: str) -> int:
    """How many days from the occasion a sentence says its act lies ("on the eve of the meeting"); 0 where it does not."""
    if re.search(rf"\b(?:{words('day_before')})\b", said):
        return -1
    return 1 if re.search(rf"\b(?:{words('day_after')})\b", said) else 0


def _told(own: FoundDate, today: date, candidate: Candidate) -> tuple[date | None, str]:
    """The day of the sentence, unless it is still to come and the act is not."""
    if own.value <= today:
        return own.value, "day in the sentence"
    ahead = candidate.mood.tense == FUTURE or candidate.mood.under("future", "wish")
    if candidate.status == Status.IN_FORCE or (candidate.status == Status.NEGOTIATING and ahead):
        return own.value, "day to come"
    return None, ""


def _own_day(scene: Scene, candidate: Candidate) -> tuple[FoundDate | None, bool]:
    """The day that the act's sentence gives it; and whether the sentence says instead, vaguely, that it is past."""
    sentence, tree = scene.sentences[candidate.sentence], scene.trees[candidate.sentence]
    said = scene.words_of(candidate.sentence)
    days: list[tuple[bool, Tie, bool, int, FoundDate]] = []
    nearest_vague = Tie.ASIDE
    for dated in find_dates(said, scene.published):
        word = word_at(tree, sentence.start + dated.start)
        found = _mended(tree, word, said, dated)
        how = tie(tree, word, candidate.anchor) if word is not None else Tie.OVER
        if found.precision == Precision.DAY and not (found.limit or found.loose):
            if how != Tie.ASIDE or _is_recent(found.value, scene):
                days.append((found.dateline, how, said_then(said, found), found.start, found))
        elif candidate.mood.tense in _PAST and _is_vague_past(said, found):
            nearest_vague = min(nearest_vague, how)
    best = min(days, default=None, key=lambda item: item[:4])
    # The day of an accusation is not that of the breach.
    if best and best[2] and candidate.status == Status.VIOLATED:
        return None, True
    if nearest_vague == Tie.OWN and (best is None or best[1] != Tie.OWN):
        return None, True
    return (best[4] if best else None), False


def _mended(tree: Tree, word: int | None, said: str, found: FoundDate) -> FoundDate:
    """A weekday told of what is done is that of the week past, whatever other clauses have still to come."""
    if word is None or found.tense != Tense.FUTURE or not said[found.start : found.end].endswith("day"):
        return found
    if " " in said[found.start : found.end] or mood(tree, verb_of(tree, word)).tense != PAST:
        return found
    return replace(found, value=found.value - timedelta(weeks=1), tense=Tense.PAST)


def _is_vague_past(said: str, found: FoundDate) -> bool:
    """ "last week", "this week" of what is done: a time without a day (months and years mostly date something else)."""
    if found.precision != Precision.WEEK or found.limit or found.loose:
        return False
    return found.tense == Tense.PAST or said[found.start : found.end].lower().startswith("this")


def _is_recent(day: date, scene: Scene) -> bool:
    """Can a day of a clause beside the act be that of the occasion the story tells of?"""
    return scene.published is not None and 0 <= (scene.published.date() - day).days <= RECENT


def is_live(scene: Scene) -> bool:
    """Is the article a live report, its entries headed by the time of day?"""
    clocks = (n for n in range(len(scene.sentences)) if _CLOCK.match(scene.words_of(n)))
    return next(clocks, None) is not None and next(clocks, None) is not None


def _inherited(scene: Scene, candidate: Candidate) -> tuple[date | None, str]:
    """The day of the occasion that the story goes on telling of: of the sentences before, or of those next to a lead."""
    if is_ago(scene.words_of(candidate.sentence)):
        return None, ""
    before = range(candidate.sentence - 1, max(-1, candidate.sentence - 1 - REACH), -1)
    after = (
        range(candidate.sentence + 1, min(len(scene.sentences), candidate.sentence + 3))
        if candidate.sentence < LEAD
        else ()
    )
    for number in (*before, *after):
        if not same_part(scene, candidate.sentence, number):
            continue
        if found := occasion(scene, number):
            if number < candidate.sentence and _is_aside(scene, candidate, number):
                return None, ""
            return found, "day of the sentences around"
    return None, ""


def _is_aside(scene: Scene, candidate: Candidate, number: int) -> bool:
    """Is what somebody will give told beside an occasion, no gathering, that the dated sentence has without them?"""
    if candidate.type != ActType.COMMITMENT or candidate.mood.tense not in {PRESENT, FUTURE}:
        return False
    sentence = scene.sentences[number]
    there = set(ids_of(scene.cast.between(sentence.start, sentence.end)))
    return not there & set(candidate.parties) and not any(
        is_gathering(scene.words_of(n)) for n in range(number, candidate.sentence)
    )


def occasion(scene: Scene, number: int) -> date | None:
    """The day, past or present, of what a sentence tells; None where it tells none."""
    published = scene.published
    if published is None:
        return None
    days = [
        d.day for d in find_dates(scene.words_of(number), published) if not (d.limit or d.loose) and d.day
    ]
    near = [d for d in days if d <= published.date() and (published.date() - d).days <= RECENT]
    if not near:
        return None
    # "on 6 and 7 May": what is agreed is agreed at the end.
    return max(d for d in near if 0 <= (d - near[0]).days <= 1)


def is_apart(scene: Scene, candidate: Candidate) -> bool:
    """Does an act's sentence say that it was at another time than the occasion the story tells of?"""
    said = scene.words_of(candidate.sentence)
    return bool(_step(said)) or is_ago(said) or candidate.mood.tense == PLUPERFECT
