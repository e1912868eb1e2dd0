"""Days that a text speaks of, worked out from the day it was published."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from parsers.acts.date_rules import RULES, Precision, words

__all__ = [
    "FoundDate",
    "Precision",
    "Tense",
    "find_dates",
    "is_ago",
    "is_gathering",
    "is_summit",
    "resolve_date",
    "said_then",
]


class Tense(StrEnum):
    """Where the date lies, seen from the day of publication."""

    PAST = "past"
    TODAY = "today"
    FUTURE = "future"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`text[start:end]` means `value`; for a month, year or week that is its last day, and no day of an act."""

    start: int
    end: int
    value: date
    precision: Precision
    tense: Tense
    dateline: bool = False
    limit: bool = False  # "by", "until": a bound, not the day of anything
    loose: bool = False  # "from", "starting": the first day of something, not the day of the act

    @property
    def day(self) -> date | None:
        """The day, where the text says one."""
        return self.value if self.precision is Precision.DAY else None


LIMIT_BEFORE = re.compile(
    r"\b(?:by|until|till|before|after|no later than|through)(?: the end of| early| late| mid| at least| at the latest)?\W*$"
)
LOOSE_BEFORE = re.compile(r"\b(?:from|starting|beginning|dating|effective)(?: on| from)?\W*$")
# "DUBAI, Feb 23 (GAW) -", "MANILA (23 June 2025) —", "Bern, 16.09.2025 –"
DATELINE = re.compile(
    r"(?m)^[^\n.!?]{2,60}?[,(] ?(?P<when>[^\n()]{4,25}?)\)?(?:,? ?\([^)\n]{1,30}\))? ?(?:-{1,2}|–|—|:) ?"
)


def find_dates(text: str, published: datetime | None) -> tuple[FoundDate, ...]:
    """Dates in order of text, the longest first where they overlap; without `published` only dates that say a year."""
    return _find(text, published.date() if published else None)


# Several rules ask for the dates of one sentence. It is the day that decides: one moment has two, by the offset it is told in.
@functools.lru_cache(maxsize=256)
def _find(text: str, today: date | None) -> tuple[FoundDate, ...]:
    datelines = [found.span() for found in DATELINE.finditer(text)]
    found = sorted(_all(text, today, datelines), key=lambda item: (item.start, -item.end))
    kept: list[FoundDate] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def _all(text: str, today: date | None, datelines: list[tuple[int, int]]) -> Iterator[FoundDate]:
    for pattern, make in RULES:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 90) : match.start()]
            made = make(match, today, before)
            if made is None:
                continue
            value, precision = made
            on_line = any(start <= match.start() < end for start, end in datelines[:20])
            limit = bool(LIMIT_BEFORE.search(before)) or precision in {Precision.MONTH, Precision.YEAR}
            loose = bool(LOOSE_BEFORE.search(before)) and not match.groupdict().get("last")
            yield FoundDate(
                match.start(), match.end(), value, precision, _tense(value, today), on_line, limit, loose
            )


def _tense(value: date, today: date | None) -> Tense:
    if today is None:
        return Tense.UNKNOWN
    if value == today:
        return Tense.TODAY
    return Tense.PAST if value < today else Tense.FUTURE


def resolve_date(sentence: str, published: datetime | None) -> FoundDate | None:
    """The day that a sentence gives for what it reports; None where it names none.

    A day that bounds something ("by", "until", "from") does not count; one of what is done goes before one of saying so.
    """
    days = [
        f
        for f in find_dates(sentence, published)
        if f.precision is Precision.DAY and not (f.limit or f.loose)
    ]
    if not days:
        return None
    return min(days, key=lambda found: (found.dateline, said_then(sentence, found), found.start))


def said_then(sentence: str, found: FoundDate) -> bool:
    """Is it the day when somebody said so, rather than the day of what was said?"""
    before = sentence[max(0, found.start - 40) : found.start]
    return bool(re.search(rf"\b(?:{words('saying')})(?: (?:late|early|later|on|the))* ?$", before))


def is_gathering(sentence: str) -> bool:
    """Does a sentence tell of a meeting of many, where one after another may promise something?"""
    return bool(re.search(rf"\b(?:{words('gathering')})\b", sentence, re.IGNORECASE))


def is_summit(sentence: str) -> bool:
    """Does a sentence tell of a meeting of leaders?"""
    return bool(re.search(rf"\b(?:{words('summit')})\b", sentence, re.IGNORECASE))


def is_ago(sentence: str) -> bool:
    """Does a sentence say vaguely that what it tells was some time ago?"""
    return bool(re.search(rf"\b(?:{words('ago')})\b", sentence, re.IGNORECASE))
