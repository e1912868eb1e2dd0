"""What an act is about: defence, trade, energy and eighteen topics more."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import ahocorasick_rs

from parsers.acts.actors.gazetteer import lower
from parsers.model import Topic

# A second topic needs this share of the first one's score, a third one more
SECOND, THIRD = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """Some words that tell topics; an `open` one may go on ("export" in "exports")."""

    words: str
    open: bool
    topics: tuple[tuple[Topic, float], ...]


@cache
def _terms() -> tuple[Term, ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("topics.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[Topic, float]]] = {}
    for topic, rows in data.items():
        for weight, words in rows.items():
            for word in words:
                found.setdefault(word, []).append((Topic(topic), float(weight)))
    return tuple(Term(word.rstrip("^"), word.endswith("^"), tuple(tells)) for word, tells in found.items())


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([term.words for term in _terms()])


def scores(words: str) -> dict[Topic, float]:
    """The weight of each topic in some words; a term said again adds less each time, a longer term hides those in it."""
    said: Counter[int] = Counter()
    for key, _, _ in _longest(lower(words)):
        said[key] += 1
    found: dict[Topic, float] = {}
    for key, times in said.items():
        for topic, weight in _terms()[key].topics:
            found[topic] = found.get(topic, 0.0) + weight * (1 + math.log(times))
    return found


def _longest(low: str) -> list[tuple[int, int, int]]:
    """Terms at the bounds of words, in order, the longest where they overlap: (number, start, end)."""
    fits = [
        (key, start, end)
        for key, start, end in _automaton().find_matches_as_indexes(low, overlapping=True)
        if (not start or not low[start - 1].isalnum())
        and (_terms()[key].open or end == len(low) or not low[end].isalnum())
    ]
    fits.sort(key=lambda fit: (fit[1], -fit[2]))
    kept: list[tuple[int, int, int]] = []
    for fit in fits:
        if not kept or fit[1] >= kept[-1][2]:
            kept.append(fit)
    return kept


def find_topics(
    words: str, around: Sequence[str] = (), usual: Mapping[Topic, float] | None = None
) -> tuple[Topic, ...]:
    """Up to three topics of some words, best first; `around`: less telling words (title, next sentences), nearest first.

    `usual`: what such an act is mostly about, with weights. Empty only where nothing tells anything.
    """
    total = scores(words)
    for topic, weight in (usual or {}).items():
        total[topic] = total.get(topic, 0.0) + weight
    weight = 0.35
    for more in around:
        for topic, score in scores(more).items():
            total[topic] = total.get(topic, 0.0) + weight * score
        weight *= 0.6
    ranked = sorted(total.items(), key=lambda item: -item[1])
    if not ranked:
        return ()
    best = ranked[0][1]
    limits = (0.0, SECOND * best, THIRD * best)
    return tuple(topic for (topic, score), limit in zip(ranked, limits, strict=False) if score >= limit)
