"""Which sentences can report an act: a quick look for trigger stems before anything is parsed."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from parsers.acts import lexicon
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


def fires(sentence: str) -> bool:
    """Whether a sentence has a word that begins with a trigger stem."""
    spaced = _NO_WORD.sub(" ", sentence.lower())
    return bool(_automaton().find_matches_as_indexes(f" {spaced}", overlapping=False))


def worth_parsing(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Numbers of the sentences to parse, in order."""
    return [n for n, s in enumerate(sentences) if fires(text[s.start : s.end])]
