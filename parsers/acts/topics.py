"""What an act is about: defence, trade, energy and eighteen topics more."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from parsers.model import Topic

# A second topic needs this share of the first one's score, a third one more
SECOND, THIRD = 0.5, 0.75


@cache
def _terms() -> dict[str, tuple[tuple[Topic, float], ...]]:
    """Term (lower case, without its mark) -> topics and weights."""
    data = tomllib.loads(resources.files(__package__).joinpath("topics.toml").read_text(encoding="utf-8"))
    terms: dict[str, list[tuple[Topic, float]]] = {}
    for topic, rows in data.items():
        for weight, words in rows.items():
            for word in words:
                terms.setdefault(word, []).append((Topic(topic), float(weight)))
    return {word: tuple(found) for word, found in terms.items()}


@cache
def _pattern() -> re.Pattern[str]:
    ordered = sorted(_terms(), key=len, reverse=True)
    parts = [
        re.escape(word[:-1]) + r"\w*" if word.endswith("^") else re.escape(word) + r"\b" for word in ordered
    ]
    return re.compile(rf"\b(?:{'|'.join(f'({part})' for part in parts)})")


@cache
def _by_group() -> tuple[str, ...]:
    return tuple(sorted(_terms(), key=len, reverse=True))


def scores(words: str) -> dict[Topic, float]:
    """The weight of each topic in some words; a term said again adds less each time."""
    said: dict[str, int] = {}
    for match in _pattern().finditer(words.lower()):
        term = _by_group()[(match.lastindex or 1) - 1]
        said[term] = said.get(term, 0) + 1
    found: dict[Topic, float] = {}
    for term, times in said.items():
        for topic, weight in _terms()[term]:
            found[topic] = found.get(topic, 0.0) + weight * (1 + math.log(times))
    return found


def find_topics(words: str, around: Sequence[str] = ()) -> tuple[Topic, ...]:
    """Up to three topics of some words, best first; `around`: less telling words (title, next sentences), nearest first.

    Empty only where no word tells anything.
    """
    total = scores(words)
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
