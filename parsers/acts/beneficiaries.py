"""For whom a commitment is, where its sentence leaves it unsaid: variants for the filter to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.acts.candidate import Candidate
from parsers.acts.places import find_places
from parsers.acts.scene import Scene
from parsers.model import ActType, Kind

_FOR_SOMEBODY = frozenset(
    {Kind.AID, Kind.DEPLOYMENT, Kind.PURCHASE, Kind.INVESTMENT, Kind.POLICY, Kind.SPENDING}
)
_IN_PLACE = frozenset({Kind.AID, Kind.DEPLOYMENT, Kind.INVESTMENT})
_OF_TITLE = 3


@dataclass(frozen=True, slots=True)
class Story:
    """Who is given something in an article: by how many sentences in so many words, and who stands in the title."""

    given: Counter[str]
    title: tuple[str, ...]


def story_of(scene: Scene, found: Sequence[Candidate]) -> Story:
    """What an article as a whole says about who receives."""
    pairs = {
        (c.sentence, r)
        for c in found
        if c.type == ActType.COMMITMENT
        for r in c.recipients
        if r not in c.parties
    }
    return Story(Counter(r for _, r in sorted(pairs)), scene.cast.in_play(0) if scene.title else ())


def for_whom(
    scene: Scene, base: Candidate, doers: tuple[str, ...], story: Story
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Ways to say for whom: (how it was found, recipients)."""
    given = tuple(r for r in base.recipients if r not in doers)
    if given:
        yield "given", given
        if len(given) > 1:
            yield "given1", given[:1]
    offset = scene.trees[base.sentence].words[base.anchor].start
    focus = [a for a in scene.cast.pair_at(offset, 4) if a not in (*doers, *given)]
    if base.kind == Kind.SPENDING:
        # A state's own budget is promised to an alliance, not to whoever is spoken of.
        focus = [a for a in focus if not scene.cast.is_state(a)]
    if base.kind in _FOR_SOMEBODY:
        if focus:
            yield "focus", (focus[0],)
            if given:
                yield "both", (*given, focus[0])
        if not given and base.kind != Kind.SPENDING:
            yield from _told(doers, focus, story)
            if base.kind in _IN_PLACE:
                yield from _there(scene, base, doers, focus)
    yield "nobody", ()


def _told(
    doers: tuple[str, ...], focus: Sequence[str], story: Story
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who receives elsewhere in the article, and whom the title names beside the doers."""
    elsewhere = [a for a, _ in story.given.most_common() if a not in doers]
    if elsewhere and elsewhere[0] not in focus[:1]:
        yield "story", (elsewhere[0],)
    titled = tuple(a for a in story.title if a not in doers)[:_OF_TITLE]
    if titled and titled[:1] != tuple(focus[:1]):
        yield "title", titled[:1]
    if len(titled) > 1:
        yield "titled", titled


def _there(
    scene: Scene, base: Candidate, doers: tuple[str, ...], focus: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The state in which it is done: "to the force in Port-au-Prince"."""
    tree = scene.trees[base.sentence]
    words = scene.text[tree.words[base.anchor].start : tree.words[-1].end]
    states = [p.state for p in find_places(words) if p.state and p.state not in doers]
    if states and states[:1] != list(focus[:1]):
        yield "place", (states[0],)


def notes_of(recipients: Iterable[str], story: Story, doers: Sequence[str]) -> dict[str, float]:
    """What the article says elsewhere for and against these recipients."""
    given = list(recipients)
    best = max((story.given[r] for r in story.given if r not in doers), default=0)
    return {
        "r_told": float(min(3, min((story.given[r] for r in given), default=0))),
        "r_best": float(bool(given) and best > 0 and min(story.given[r] for r in given) == best),
        "r_title": float(bool(given) and set(given) <= set(story.title)),
        "r_other": float(min(2, best)) if not given else 0.0,
    }
