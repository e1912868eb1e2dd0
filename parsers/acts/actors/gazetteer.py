"""The gazetteer: every name that stands for an actor, found in one pass over a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import ahocorasick_rs

from parsers.acts.mention import Form


class What(StrEnum):
    """What sort of thing a name names; it decides which second looks the name wants."""

    STATE = "state"
    ORGANISATION = "organisation"
    MOVEMENT = "movement"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    BODY = "body"
    PERSON = "person"
    NOISE = "noise"  # holds an actor's name and is none: "South China Sea", "Washington Post"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name and what it stands for.

    `exact` names match only as written, others in capitals too; `loose` ones are other words as well and want a second
    look; `years` is when a person held the office, or a group ruled.
    """

    surface: str
    ids: tuple[str, ...]
    what: What
    form: Form
    sure: float = 1.0
    exact: bool = False
    loose: bool = False
    years: tuple[int, int] = (0, 9999)


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` is a name of the gazetteer; the entries are all that it may mean."""

    start: int
    end: int
    entries: tuple[Entry, ...]


QUOTES = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "–": "-",
    "‑": "-",
    "\u2010": "-",
}


# So many are sooner replaced one after another than all in one go, character by character.
FEW = 20


def _plain_char(char: str) -> str:
    if char in QUOTES:
        return QUOTES[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isalpha() or base.isdigit() else char


def fold(text: str) -> str:
    """The text without accents and with plain quotes, dashes and spaces; every character keeps its place."""
    strange = {char for char in set(text) if ord(char) > 127}
    if not strange:
        return text
    if len(strange) > FEW:
        return text.translate({ord(char): _plain_char(char) for char in strange})
    for char in strange:
        text = text.replace(char, _plain_char(char))
    return text


def lower(folded: str) -> str:
    """Lower case, character by character where lower() would change the length."""
    low = folded.lower()
    if len(low) == len(folded):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


class Gazetteer:
    """Names of actors as an automaton; build it once, scan many texts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            same = by_key.setdefault(lower(fold(entry.surface)), [])
            if all(
                (e.ids, e.what, e.surface, e.years) != (entry.ids, entry.what, entry.surface, entry.years)
                for e in same
            ):
                same.append(entry)
        self._keys = list(by_key)
        self._entries = [[(entry, fold(entry.surface)) for entry in found] for found in by_key.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys) if self._keys else None

    def __len__(self) -> int:
        return len(self._keys)

    def scan(self, folded: str) -> Iterator[Hit]:
        """Hits in a folded text, in order, the longest first where they overlap."""
        if self._automaton is None:
            return
        found = self._automaton.find_matches_as_indexes(lower(folded), overlapping=True)
        fits = [hit for key, start, end in found if (hit := self._fit(folded, key, start, end))]
        fits.sort(key=lambda hit: (hit.start, -hit.end))
        last = 0
        for hit in fits:
            if hit.start >= last:
                yield hit
                last = hit.end

    def _fit(self, folded: str, key: int, start: int, end: int) -> Hit | None:
        if start and folded[start - 1].isalnum() and folded[start].isalnum():
            return None
        if end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum():
            return None
        words = folded[start:end]
        entries = tuple(entry for entry, surface in self._entries[key] if _written(entry, surface, words))
        return Hit(start, end, entries) if entries else None


def _written(entry: Entry, surface: str, words: str) -> bool:
    """Is this how the name is written: as listed, or all in capitals (unless it is then another word)?"""
    if words == surface:
        return True
    if entry.exact:
        return False
    return words == surface.upper() or (words[0].isupper() and words[1:] == surface[1:])
