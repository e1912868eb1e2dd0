"""Which sentences are worth a parse: a learned look at their words and at who is named, before anything costs time."""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from parsers.acts.scene import Cast
from parsers.acts.segment import Sentence

_TOKEN = re.compile(r"[a-z]+|\d+|[$€£¥%]")
# Words are cut to this length, so that "signed" and "signing" are one; numbers are all one.
_CUT = 6
# An article of so few sentences costs little to parse, and says too little to be judged by its words.
BRIEF = 4
# Sentences of this many characters more are one step longer.
_STEP = 60


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights by sign of a sentence, and the chances that a sentence, and the best of its article, must have."""

    weights: Mapping[str, float]
    sentence: float
    article: float

    def chance(self, found: frozenset[str]) -> float:
        """The chance (0 to 1) that a sentence with these signs reports an act."""
        total = math.fsum(self.weights[sign] for sign in found if sign in self.weights)
        return 1.0 / (1.0 + math.exp(-total - self.weights["bias"]))

    def worth(
        self, text: str, sentences: Sequence[Sentence], numbers: Sequence[int], cast: Cast
    ) -> list[int]:
        """Those of the numbered sentences that are worth a parse, in order; none where the whole article is not."""
        chances = self._chances(text, sentences, numbers, cast)
        if max(chances.values(), default=0.0) < self.article:
            return []
        return [n for n, chance in chances.items() if chance >= self.sentence]

    def best(self, text: str, sentences: Sequence[Sentence], numbers: Sequence[int], cast: Cast) -> float:
        """The chance (0 to 1) of the best of the numbered sentences."""
        return max(self._chances(text, sentences, numbers, cast).values(), default=0.0)

    def _chances(
        self, text: str, sentences: Sequence[Sentence], numbers: Sequence[int], cast: Cast
    ) -> dict[int, float]:
        return {
            n: self.chance(signs(text, sentences, n, cast)) for n in numbers if cast.in_play(sentences[n].end)
        }


def signs(text: str, sentences: Sequence[Sentence], number: int, cast: Cast) -> frozenset[str]:
    """What a sentence shows without a parse: its words and pairs of words, who is named in and before it, its length."""
    here = sentences[number]
    words = [t[:_CUT] if t.isalpha() else t for t in _TOKEN.findall(text[here.start : here.end].lower())]
    words = ["#" if w.isdigit() else w for w in words]
    before = _named(cast, sentences[number - 1]) if number else 0
    return frozenset(
        (
            *words,
            *(f"{a} {b}" for a, b in itertools.pairwise(words)),
            f"@here={min(_named(cast, here), 3)}",
            f"@before={min(before, 2)}",
            f"@play={min(len(cast.in_play(here.end)), 3)}",
            f"@place={min(number, 3)}",
            f"@length={min((here.end - here.start) // _STEP, 5)}",
        )
    )


def _named(cast: Cast, sentence: Sentence) -> int:
    return len({i for m in cast.between(sentence.start, sentence.end) for i in m.ids})


@functools.cache
def gate() -> Gate:
    """The gate that ships with the package."""
    data = json.loads(
        (resources.files("parsers.acts") / "training" / "gate.json").read_text(encoding="utf-8")
    )
    return Gate(data["weights"], data["sentence"], data["article"])
