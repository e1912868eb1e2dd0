"""Which sentences are worth a parse: a learned look at their words and at who is named, before anything costs time."""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from parsers.acts.scene import Cast
from parsers.acts.segment import Sentence

_TOKEN = re.compile(r"[a-z]+|\d+|[$€£¥%]")
# Words are cut to this length, so that "signed" and "signing" are one; numbers are all one.
_CUT = 6
# An article of so few sentences costs little to parse, and says too little to be judged by its words.
BRIEF = 4
# Signs of who is named, and the number up to which each counts.
_CAST_SIGNS = {"@here=": 3, "@before=": 2, "@play=": 3}
MANY = max(_CAST_SIGNS.values())
# Sentences of this many characters more are one step longer.
_STEP = 60


@dataclass(frozen=True)
class Gate:
    """Weights by sign of a sentence, and the chances that a sentence, and the best of its article, must have.

    `longer` has that of the best where an article has so many sentences or more, the most first: of many sentences one
    is likely by chance.
    """

    weights: Mapping[str, float]
    sentence: float
    article: float
    longer: Sequence[tuple[int, float]] = ()

    def least(self, sentences: int) -> float:
        """The chance that the best of so many sentences must have."""
        return next((chance for many, chance in self.longer if sentences >= many), self.article)

    def worded(self, text: str, sentences: Sequence[Sentence], numbers: Iterable[int]) -> dict[int, float]:
        """What the wording of the numbered sentences speaks for it that they report an act, as log-odds by number."""
        return {n: self._worded(text, sentences[n], n) for n in numbers}

    def _worded(self, text: str, here: Sentence, number: int) -> float:
        """The sum over a sentence's `wording`, without a name for each of its many pairs of which nothing is known."""
        words = _words(text, here)
        pairs = {(a, b) for a, b in itertools.pairwise(words) if a in self._pairs and b in self._pairs[a]}
        known = self.weights.keys() & {*words, *_shape(here, number)}
        return math.fsum((*map(self.weights.__getitem__, known), *(self._pairs[a][b] for a, b in pairs)))

    def could(self, worded: Mapping[int, float], least: float, actors: int = MANY) -> bool:
        """Whether one of these sentences has this chance at the best, if so many actors are named: to ask before it is
        known who.
        """
        most = max(worded.values(), default=-math.inf) + self._best_of_cast[min(actors, MANY)]
        return self._likely(most) >= least - 1e-9

    def worth(self, worded: Mapping[int, float], sentences: Sequence[Sentence], cast: Cast) -> list[int]:
        """Those of these sentences that are worth a parse, in order; none where the whole article is not."""
        chances = {
            n: self._chance(worded[n], sentences, n, cast) for n in worded if cast.players(sentences[n].end)
        }
        if max(chances.values(), default=0.0) < self.least(len(sentences)):
            return []
        return [n for n, chance in chances.items() if chance >= self.sentence]

    def best(self, worded: Mapping[int, float], sentences: Sequence[Sentence], cast: Cast) -> float:
        """The chance (0 to 1) of the best of these sentences."""
        best, most = 0.0, self._best_of_cast[MANY]
        for number in sorted(worded, key=lambda n: -worded[n]):
            if self._likely(worded[number] + most) <= best:
                break
            if cast.players(sentences[number].end):
                best = max(best, self._chance(worded[number], sentences, number, cast))
        return best

    def _chance(self, worded: float, sentences: Sequence[Sentence], number: int, cast: Cast) -> float:
        return self._likely(worded + self._sum(naming(sentences, number, cast)))

    @functools.cached_property
    def _best_of_cast(self) -> list[float]:
        """The most that those who are named can add, by how many there are."""
        return [
            math.fsum(
                max(self.weights.get(f"{name}{n}", 0.0) for n in range(min(many, most) + 1))
                for name, most in _CAST_SIGNS.items()
            )
            for many in range(MANY + 1)
        ]

    @functools.cached_property
    def _pairs(self) -> dict[str, dict[str, float]]:
        """Weights of pairs of words, by the first and then the second."""
        found: dict[str, dict[str, float]] = {}
        for sign, weight in self.weights.items():
            first, parted, second = sign.partition(" ")
            if parted:
                found.setdefault(first, {})[second] = weight
        return found

    def _sum(self, found: frozenset[str]) -> float:
        return math.fsum(map(self.weights.__getitem__, self.weights.keys() & found))

    def _likely(self, total: float) -> float:
        return 1.0 / (1.0 + math.exp(-total - self.weights["bias"]))


def signs(text: str, sentences: Sequence[Sentence], number: int, cast: Cast) -> frozenset[str]:
    """What a sentence shows without a parse: its wording, and who is named in and before it."""
    return wording(text, sentences, number) | naming(sentences, number, cast)


def naming(sentences: Sequence[Sentence], number: int, cast: Cast) -> frozenset[str]:
    """How many actors a sentence and the one before name, and how many are in play."""
    here = sentences[number]
    named = {
        "@here=": _named(cast, here),
        "@before=": _named(cast, sentences[number - 1]) if number else 0,
        "@play=": cast.players(here.end),
    }
    return frozenset(f"{k}{min(n, _CAST_SIGNS[k])}" for k, n in named.items())


def wording(text: str, sentences: Sequence[Sentence], number: int) -> frozenset[str]:
    """What a sentence shows whoever is named: its words and pairs of words, its place and its length."""
    words = _words(text, sentences[number])
    pairs = (f"{a} {b}" for a, b in itertools.pairwise(words))
    return _shape(sentences[number], number).union(words, pairs)


def _words(text: str, here: Sentence) -> list[str]:
    found = _TOKEN.findall(text[here.start : here.end].lower())
    return ["#" if t.isdigit() else t[:_CUT] for t in found]


def _shape(here: Sentence, number: int) -> frozenset[str]:
    place, length = min(number, 3), min((here.end - here.start) // _STEP, 5)
    return frozenset((f"@place={place}", f"@length={length}"))


def _named(cast: Cast, sentence: Sentence) -> int:
    return len({i for m in cast.between(sentence.start, sentence.end) for i in m.ids})


@functools.cache
def gate() -> Gate:
    """The gate that ships with the package."""
    data = json.loads(
        (resources.files("parsers.acts") / "training" / "gate.json").read_text(encoding="utf-8")
    )
    return Gate(data["weights"], data["sentence"], data["article"], data["longer"])
