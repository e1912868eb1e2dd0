"""The place of an act: as its own clause says, else that of the occasion the story goes on telling of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from parsers.acts.attach import Tie, tie, verb_of, word_at
from parsers.acts.candidate import Candidate
from parsers.acts.dates import Tense, find_dates, is_summit
from parsers.acts.instruments import family_of
from parsers.acts.modality import FUTURE, NONFINITE, PAST, PLUPERFECT, mood
from parsers.acts.places import (
    FoundPlace,
    find_places,
    is_event,
    is_holding,
    is_meeting,
    is_remote,
    is_settled,
    spelt,
)
from parsers.acts.scene import Scene
from parsers.acts.sections import same_part
from parsers.acts.syntax import Tree
from parsers.acts.when import LEAD, REACH, is_apart, occasion
from parsers.model import ActType, Status

# In so many sentences after one of the lead its place may still be told.
AHEAD = 3
_SURE = 0.8
_AT_A_DISTANCE = frozenset(
    {Status.SUSPENDED, Status.TERMINATED, Status.EXTENDED, Status.IN_FORCE, Status.VIOLATED}
)


def place_of(scene: Scene, candidate: Candidate, day: date | None) -> tuple[str | None, str]:
    """The place of the act and by what rule; `day` is the act's, where known."""
    if is_remote(scene.words_of(candidate.sentence)):
        return None, ""
    own = [p for p in _places(scene, candidate.sentence) if _is_of(scene, candidate, p)]
    if own:
        return spelt(own[0].name, scene.text), "place in the sentence"
    if not _goes_on(scene, candidate, day):
        return None, ""
    for number in _around(scene, candidate):
        told = occasion(scene, number)
        if told and day and told != day and number < candidate.sentence:
            return None, ""
        said = scene.words_of(number)
        if (told and day and told != day) or is_remote(said) or _is_of_another_day(scene, number, day):
            continue
        if found := next(_of_occasion(scene, number), None):
            return spelt(found.name, scene.text), "place of the sentences around"
    return _dateline(scene, candidate)


def _goes_on(scene: Scene, candidate: Candidate, day: date | None) -> bool:
    """Does an act without a place of its own belong to the occasion the story tells of? One without a day does not."""
    return day is not None and candidate.status not in _AT_A_DISTANCE and not is_apart(scene, candidate)


def _is_of_another_day(scene: Scene, number: int, day: date | None) -> bool:
    """Does a sentence tell of a time, and not of the act's day?"""
    told = [d for d in find_dates(scene.words_of(number), scene.published) if not d.dateline]
    return bool(told) and not any(d.value == day or d.tense == Tense.FUTURE for d in told)


def _around(scene: Scene, candidate: Candidate) -> Iterator[int]:
    """Numbers of the sentences that may tell the place: those before, nearest first; of a lead, those after it."""
    at = candidate.sentence
    before = range(at - 1, max(-1, at - 1 - REACH), -1)
    after = range(at + 1, min(len(scene.sentences), at + 1 + AHEAD)) if at < LEAD else ()
    yield from (n for n in (*before, *after) if same_part(scene, at, n))


def _places(scene: Scene, number: int) -> Iterator[FoundPlace]:
    """Places of a sentence that stand after "in" or "at", with offsets in the article."""
    start = scene.sentences[number].start
    for place in find_places(scene.words_of(number)):
        if place.sure >= _SURE and not place.dateline:
            yield place.moved(start)


def _of_occasion(scene: Scene, number: int) -> Iterator[FoundPlace]:
    """Places of a sentence beside the act where something happened, and not where somebody is from."""
    tree = scene.trees.get(number)
    for place in _places(scene, number):
        if tree is None:
            if not is_settled(_before(scene.text, place.start)):
                yield place
            continue
        word = word_at(tree, place.start)
        if word is None:
            continue
        head = _head(tree, word)
        verb = verb_of(tree, head)
        if not _is_beside(tree, verb) and _stands(tree, head) and _meets(tree, verb):
            yield place


def _before(text: str, at: int) -> str:
    """The word before "in Oslo"."""
    found = re.search(r"([\w-]+) (?:in|at)(?: the)? $", text[max(0, at - 60) : at])
    return found[1].lower().removesuffix("s") if found else ""


def _is_beside(tree: Tree, verb: int) -> bool:
    """Is a verb of another time than the story's, or in a clause that only describes somebody or something?"""
    said = mood(tree, verb)
    if said.tense in {PLUPERFECT, FUTURE} or said.under("wish", "future"):
        return True
    return any(
        tree.words[i].dep in {"relcl", "acl"} and not _is_held(tree, i) for i in (verb, *tree.above(verb))
    )


def _is_held(tree: Tree, verb: int) -> bool:
    """Does a participle say where people are ("meeting in", "a summit hosted in")?"""
    return tree.words[verb].tag == "VBG" or is_holding(tree.words[verb].lemma)


def _meets(tree: Tree, verb: int) -> bool:
    """Is a verb one of what people do at a place together, or is it none at all (a sentence without a verb)?"""
    return (
        is_meeting(tree.words[verb].lemma) or tree.words[verb].lemma == "be" or tree.words[verb].dep == "ROOT"
    )


def _is_of(scene: Scene, candidate: Candidate, place: FoundPlace) -> bool:
    """Is a place of the act's sentence where the act took place?"""
    tree = scene.trees[candidate.sentence]
    word = word_at(tree, place.start)
    if word is None:
        return False
    head = _head(tree, word)
    if not _stands(tree, head) or (
        verb_of(tree, head) != head and is_settled(_before(scene.text, place.start))
    ):
        return False
    verb = verb_of(tree, head)
    how = tie(tree, head, candidate.anchor)
    if how == Tie.OWN:
        # Where ships will be sent is not where they were promised.
        done = candidate.mood.tense != FUTURE and tree.words[candidate.anchor].tag not in {"VB", "VBG"}
        return candidate.type == ActType.AGREEMENT or done
    if how == Tie.OVER:
        return True
    return is_meeting(tree.words[verb].lemma) and (how == Tie.UNDER or _is_held(tree, verb))


def _head(tree: Tree, word: int) -> int:
    """What a place says where it is: the word that its preposition hangs on, through "the city of"."""
    here = word
    for above in tree.above(word):
        if is_event(tree.words[above].lemma) and tree.words[here].dep in {"compound", "poss", "nmod"}:
            return above
        if tree.words[here].dep == "prep" and tree.words[here].lower != "of":
            # "the High Commission of India in Oslo"
            owner = tree.words[above].head
            return tree.words[owner].head if tree.words[owner].lower == "of" else above
        here = above
    return here


def _stands(tree: Tree, i: int) -> bool:
    """Does a place after a word say where something took place, and not where somebody or something is from?"""
    if verb_of(tree, i) == i or is_event(tree.words[i].lemma) or family_of(tree, i) is not None:
        return True
    return not is_settled(tree.words[i].lemma)


def _dateline(scene: Scene, candidate: Candidate) -> tuple[str | None, str]:
    """The place of the dateline, of what was plainly done there, or promised where many met."""
    line = next((p for p in find_places(scene.text[:300]) if p.dateline), None)
    if line is None or not same_part(scene, 0, candidate.sentence):
        return None, ""
    lead = [scene.words_of(n) for n in range(min(LEAD, len(scene.sentences)))]
    if any(map(is_remote, lead)):
        return None, ""
    done = candidate.mood.tense in {PAST, NONFINITE} and not candidate.mood.under("report")
    if done or any(map(is_summit, lead)):
        return spelt(line.name, scene.text), "place of the dateline"
    return None, ""
