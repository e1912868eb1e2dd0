"""Made-up news texts of a given length: a vocabulary with Zipf's frequencies, set phrases, sentences and paragraphs.

Seeded, so that two runs make the same; neither noise nor one sentence over and over, so that compression has its work.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

VOCABULARY = 30_000
PHRASES = 6_000
# Share of the places in a text where a set phrase stands ("the prime minister said on Tuesday"), not a word alone.
PHRASED = 0.04
# Texts draw from a table in which a word stands as often as its frequency asks for: drawing is then one look-up.
TABLE = 1 << 20
SYLLABLES = [
    a + b
    for a in [
        "b",
        "c",
        "d",
        "f",
        "g",
        "h",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "w",
        "st",
        "tr",
        "pr",
        "ch",
    ]
    for b in ["a", "e", "i", "o", "u", "en", "er", "on", "al"]
]
SENTENCE = (8, 34)
PARAGRAPH = 3


class Newsroom:
    """Writes texts from a seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = np.random.default_rng(seed)
        words = self._vocabulary()
        phrases = [" ".join(words[i] for i in row) for row in self._draw(VOCABULARY, (PHRASES, 4))]
        table = np.array(words, dtype=object)[self._draw(VOCABULARY, TABLE)]
        places = self.random.random(TABLE) < PHRASED
        table[places] = np.array(phrases, dtype=object)[self._draw(PHRASES, int(places.sum()))]
        self.table = table
        self.starts = self._sentence_starts()

    def texts(self, count: int, length: int) -> Iterator[str]:
        """Texts of `length` characters each."""
        needed = length // 6
        for _ in range(count):
            pieces = self.table[self.random.integers(0, TABLE, needed)].tolist()
            for number, place in enumerate(self.starts[int(self.random.integers(0, len(self.starts)))]):
                if place >= needed:
                    break
                gap = ".\n\n" if number % PARAGRAPH == 0 else ". "
                pieces[place] = gap + pieces[place].capitalize()
            yield " ".join(pieces).replace(" .", ".").lstrip(".\n ")[:length]

    def title(self) -> str:
        """A headline."""
        return " ".join(self.table[self.random.integers(0, TABLE, 6)].tolist()).capitalize()

    def _vocabulary(self) -> list[str]:
        """Words that can be told apart, the frequent ones short."""
        words: dict[str, None] = {}
        rank = 0
        while len(words) < VOCABULARY:
            parts = self.random.integers(0, len(SYLLABLES), 1 + min(3, rank // 400))
            words["".join(SYLLABLES[i] for i in parts)] = None
            rank += 1
        return list(words)

    def _draw(self, size: int, shape: int | tuple[int, int]) -> np.ndarray:
        """Ranks below `size`, each as often as Zipf's law says."""
        weights = 1 / np.arange(1, size + 1)
        found = np.searchsorted(np.cumsum(weights / weights.sum()), self.random.random(shape))
        return np.minimum(found, size - 1)

    def _sentence_starts(self) -> list[list[int]]:
        """A few hundred ways of parting words into sentences."""
        return [np.cumsum(self.random.integers(*SENTENCE, 100)).tolist() for _ in range(500)]
