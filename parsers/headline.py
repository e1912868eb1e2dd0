"""The headline of a page: what it shows as such, or else what it calls itself, without its site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WORD = re.compile(r"\w+")
# How sites part a headline from their name; a dash only with space around it, as headlines have dashes of their own.
PARTED = re.compile(r"\s*[|»›·•—]\s*|\s+[-–~]\s+|\s*::\s*")
LONGEST = 300
# Share of the words of a shown heading that the page's own names for itself have, for it to be the headline.
ALIKE = 0.3
# What stands behind the last separator is a site's name where it has no more words than this and the rest has more.
NAME_WORDS = 5


def headline(shown: Sequence[str], named: Iterable[str], site: Iterable[str]) -> str:
    """The headline, from the headings that a page shows, what it calls itself, and the names of its site.

    Of several headings it is the one most like what the page calls itself; "" where there is nothing.
    """
    names = {letters(s) for s in site if s}
    told = [n for n in named if n]
    headings = [h for h in shown if h and letters(h) not in names and len(h) <= LONGEST]
    about = {w for n in told for w in words(n)}
    best = max(headings, key=lambda h: likeness(h, about), default="")
    if best and (not told or likeness(best, about) >= ALIKE or (len(headings) == 1 and len(words(best)) >= 4)):
        return best
    bare = [without_site(n, names) for n in told]
    return next((b for b in bare if letters(b) not in names), next(iter(bare), best))


def likeness(heading: str, about: set[str]) -> float:
    """Share of a heading's words that are among others."""
    mine = words(heading)
    return sum(w in about for w in mine) / len(mine) if mine else 0.0


def without_site(title: str, names: set[str]) -> str:
    """A title without the name of its site, at its end or its start, as its separators tell."""
    parts = PARTED.split(title)
    marks = PARTED.findall(title)
    while len(parts) > 1 and is_site(parts[-1], parts[:-1], names):
        parts.pop()
        marks.pop()
    while len(parts) > 1 and letters(parts[0]) in names:
        parts.pop(0)
        marks.pop(0)
    return "".join(a + b for a, b in zip(parts, [*marks, ""], strict=False))


def is_site(part: str, rest: Sequence[str], names: set[str]) -> bool:
    """Whether the last part of a title names its site: by name, or by being short behind a longer rest."""
    if letters(part) in names:
        return True
    own = len(words(part))
    return own <= NAME_WORDS and own < sum(len(words(r)) for r in rest) and not part[:1].islower()


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return WORD.findall(text.lower())


def letters(text: str) -> str:
    """The letters and digits of a text in small letters."""
    return "".join(words(text))
