"""A sketch of a text: a few numbers by which two texts are compared without having either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

WORD = re.compile(r"\w+")
RUN = 5
SIZE = 64

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The `SIZE` smallest hashes (0 to 2**32 - 1, ascending) of the runs of `RUN` words in a text; () for no words."""
    words = [w.lower() for w in WORD.findall(text)]
    starts = range(max(1, len(words) - RUN + 1)) if words else ()
    return tuple(sorted({crc32(" ".join(words[i : i + RUN]).encode()) for i in starts})[:SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of all runs of two texts that both have, 0 to 1, told from their sketches; 0 where either has none."""
    if not one or not other:
        return 0.0
    both = set(one) & set(other)
    # Only the smallest of all are known to be in the one or the other; beyond them a sketch is silent.
    lowest = sorted({*one, *other})[:SIZE]
    return sum(h in both for h in lowest) / len(lowest)
