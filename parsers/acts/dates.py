"""Days that a text speaks of, worked out from the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from parsers.acts.date_rules import RULES, Precision, words

__all__ = [
    "FoundDate",
    "Precision",
    "Tense",
    "date_of",
    "find_dates",
    "resolve_date",
    "speaks_of_same_occasion",
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
    loose: bool = False  # "of", "since", "from": rather the day of something before

    @property
    def since(self) -> bool:
        """Is it rather a bound or the day of something before than the day of the act?"""
        return self.limit or self.loose

    @property
    def day(self) -> date | None:
        """The day, where the text says one."""
        return self.value if self.precision is Precision.DAY else None


LIMIT_BEFORE = re.compile(
    r"\b(?:by|until|till|before|after|no later than|through)(?: the end of| early| late| mid| at least| at the latest)?\W*$"
)
# "DUBAI, Feb 23 (GAW) -", "MANILA (23 June 2025) —", "Bern, 16.09.2025 –"
DATELINE = re.compile(
    r"(?m)^[^\n.!?]{2,60}?[,(] ?(?P<when>[^\n()]{4,25}?)\)?(?:,? ?\([^)\n]{1,30}\))? ?(?:-{1,2}|–|—|:) ?"
)


def find_dates(text: str, published: datetime | None) -> tuple[FoundDate, ...]:
    """Dates in order of text, the longest first where they overlap; without `published` only dates that say a year."""
    today = published.date() if published else None
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
            yield FoundDate(
                match.start(), match.end(), value, precision, _tense(value, today), on_line, limit
            )


def _tense(value: date, today: date | None) -> Tense:
    if today is None:
        return Tense.UNKNOWN
    if value == today:
        return Tense.TODAY
    return Tense.PAST if value < today else Tense.FUTURE


def resolve_date(sentence: str, published: datetime | None) -> FoundDate | None:
    """The day that a sentence gives for what it reports; None where it names none.

    A day that bounds something ("by", "until") does not count; one of what is done goes before one of saying so.
    """
    days = [f for f in find_dates(sentence, published) if f.precision is Precision.DAY and not f.limit]
    if not days:
        return None
    return min(days, key=lambda found: (found.dateline, found.loose, _said(sentence, found), found.start))


def _said(sentence: str, found: FoundDate) -> bool:
    """Is it the day when somebody said so, rather than the day of what was said?"""
    before = sentence[max(0, found.start - 40) : found.start]
    return bool(re.search(rf"\b(?:{words('saying')})(?: (?:late|early|later|on|the))* ?$", before))


def date_of(text: str, start: int, end: int, published: datetime | None) -> FoundDate | None:
    """The day of what `text[start:end]` reports: as the sentence says, else that of the occasion the article opens with.

    None where neither says one, or where the sentence speaks of something else.
    """
    own = resolve_date(text[start:end], published)
    if own:
        return replace(own, start=own.start + start, end=own.end + start)
    if find_dates(text[start:end], published) or not speaks_of_same_occasion(text[start:end]):
        return None
    lead = text.find("\n\n", 1, 3000)
    return resolve_date(text[: min(start, lead) if lead > 0 else start], published)


def speaks_of_same_occasion(sentence: str) -> bool:
    """Does a sentence go on about the occasion that the article opens with ("also", "at the same ceremony")?"""
    return bool(_same_occasion().search(sentence))


@cache
def _same_occasion() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words('same_occasion')})\b", re.IGNORECASE)
