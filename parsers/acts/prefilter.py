"""Which sentences can report an act: a quick look for trigger stems before anything is parsed."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from parsers.acts import lexicon
from parsers.acts.actors.gazetteer import lower
from parsers.acts.segment import Sentence


@functools.cache
def stems() -> tuple[str, ...]:
    """Beginnings of every word that a pattern or an instrument starts with, lower case, in order."""
    found: set[str] = set()
    objects = lexicon.load("objects")
    for family in ("instrument", "talks", "relations", "captives"):
        found |= set(objects[family]["strong"]) | set(objects[family]["weak"])
    commitments = lexicon.load("commitments")
    for words in (
        *commitments["verbs"].values(),
        *commitments["kinds"].values(),
        commitments["objects"]["noun"],
    ):
        found |= {word.split()[0] for word in words}
    found |= set(lexicon.load("triggers")["stems"])
    return tuple(sorted({stem(word) for word in found} - set(lexicon.load("triggers")["too_common"])))


def stem(word: str) -> str:
    """A word without the end that changes when it is inflected."""
    for end in ("ies", "ing", "es", "e", "y", "s"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


@functools.cache
def _automaton() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(stems())


def fires(text: str) -> list[int]:
    """Where words start that begin with a trigger stem, in order."""
    low = lower(text)
    found = _automaton().find_matches_as_indexes(low, overlapping=True)
    return sorted({at for _, at, _ in found if not at or not low[at - 1].isalnum()})


def worth_parsing(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Numbers of the sentences to parse, in order."""
    starts = [s.start for s in sentences]
    numbers = ((bisect_right(starts, at) - 1, at) for at in fires(text))
    return list(dict.fromkeys(n for n, at in numbers if n >= 0 and at < sentences[n].end))
