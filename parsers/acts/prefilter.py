"""Which sentences can report an act: a quick look for trigger stems before anything is parsed."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from parsers.acts import lexicon
from parsers.acts.actors.gazetteer import lower
from parsers.acts.segment import Sentence

_NO_WORD = re.compile(r"[\W_]")


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

    return ahocorasick_rs.AhoCorasick([f" {s}" for s in stems()])


def fires(text: str) -> list[int]:
    """Where words start that begin with a trigger stem, in order."""
    spaced = _NO_WORD.sub(" ", lower(text))
    # A stem is looked for with the space before it, and the first word has none: so the place is the word's.
    return [at for _, at, _ in _automaton().find_matches_as_indexes(f" {spaced}", overlapping=False)]


def worth_parsing(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Numbers of the sentences to parse, in order."""
    starts = [s.start for s in sentences]
    numbers = ((bisect_right(starts, at) - 1, at) for at in fires(text))
    return list(dict.fromkeys(n for n, at in numbers if n >= 0 and at < sentences[n].end))
