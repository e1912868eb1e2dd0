"""How a text says a day, week, month or year: one pattern and one maker for each way."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources

MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAYS = {
    name: number
    for number, names in enumerate(
        ["monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat",
         "sunday sun"]
    )
    for name in names.split()
}  # fmt: skip
NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "a",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
        ],
        start=1,
    )
} | {"one": 1, "an": 1}

MONTH = r"(?P<month>JAN(?:UARY|\.)?|FEB(?:RUARY|\.)?|MAR(?:CH|\.)?|APR(?:IL|\.)?|MAY|JUNE?|JULY?|AUG(?:UST|\.)?|SEPT?(?:EMBER|\.)?|OCT(?:OBER|\.)?|NOV(?:EMBER|\.)?|DEC(?:EMBER|\.)?|Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
WEEKDAY = r"(?P<weekday>Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)"
# "on Tues.", "Wed 3 June"
SHORT_DAY = r"(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"


class Precision(StrEnum):
    """How much of the date the text says."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@cache
def words(name: str) -> str:
    """Words of dates.toml as alternatives of a pattern, the longest first."""
    text = resources.files(__package__).joinpath("dates.toml").read_text(encoding="utf-8")
    return "|".join(sorted(map(re.escape, tomllib.loads(text)[name]), key=len, reverse=True))


@cache
def _ahead() -> re.Pattern[str]:
    saying = rf"(?!\b(?:{words('saying')})\b)"
    return re.compile(
        rf"\b(?:(?:{words('future')})\b(?:{saying}[^.;\n]){{0,80}}|(?:until|till|by)(?: the)? )$"
    )


def _is_ahead(before: str) -> bool:
    """Do the words just before a date say that it is still to come?"""
    return bool(_ahead().search(before))


Made = tuple[date, Precision] | None
Maker = Callable[[re.Match[str], date | None, str], Made]


def _weekday(match: re.Match[str], today: date | None, before: str) -> Made:
    word = match["weekday"].lower()
    if today is None or word not in DAYS:  # "Mondays" is a habit
        return None
    back = (today.weekday() - DAYS[word]) % 7
    which = (match["which"] or "").lower().strip()
    if which in {"same", "that"}:  # the day was said before
        return None
    ahead = (7 - back) % 7 or 7
    if which in {"next", "coming", "this coming", "the coming", "the following"} or "week" in (
        match["later"] or ""
    ):
        return today + timedelta(days=ahead), Precision.DAY
    if which in {"last", "this past", "past", "the previous", "the past"}:
        return today - timedelta(days=back or 7), Precision.DAY
    if _is_ahead(before):
        return today + timedelta(days=ahead if back else 0), Precision.DAY
    return today - timedelta(days=back), Precision.DAY


def _in_month(match: re.Match[str], today: date | None, before: str) -> Made:
    """ "on the 11th": the nearest such day, past unless the words say otherwise."""
    if today is None:
        return None
    day = int(match["day"])
    months = range(2) if _is_ahead(before) else range(0, -2, -1)
    for step in months:
        number = today.year * 12 + today.month - 1 + step
        made = _make(number // 12, number % 12 + 1, day)
        if made and (made >= today if _is_ahead(before) else made <= today):
            return made, Precision.DAY
    return None


def _full(match: re.Match[str], today: date | None, before: str) -> Made:
    groups = match.groupdict()
    month = MONTHS[match["month"].lower().rstrip(".")]
    last = groups.get("last") or match["day"]
    year = groups.get("year")
    if not year and today is None:
        return None
    made = _make(int(year) if year else today.year if today else 0, month, int(last))
    if made and not year and today:
        made = _nearest(made, today, before)
    return (made, Precision.DAY) if made else None


def _nearest(made: date, today: date, before: str) -> date:
    """A day without a year lies within months of publication: earlier, unless that is most of a year away."""
    later = _make(made.year + 1, made.month, made.day) or made
    earlier = _make(made.year - 1, made.month, made.day) or made
    if _is_ahead(before) and (today - made).days > 90:
        return later
    if (made - today).days > 180:
        return earlier
    return later if (today - made).days > 270 else made


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: re.Match[str], today: date | None, before: str) -> Made:
    del today, before
    made = _make(int(match["year"]), int(match["m"]), int(match["day"]))
    return (made, Precision.DAY) if made else None


def _near(match: re.Match[str], today: date | None, before: str) -> Made:
    del before
    if today is None:
        return None
    word = match["near"].lower()
    shift = -1 if word.startswith(("yesterday", "last night")) else 1 if word.startswith("tomorrow") else 0
    if word.startswith("the day before"):
        shift = -2
    return today + timedelta(days=shift), Precision.DAY


def _ago(match: re.Match[str], today: date | None, before: str) -> Made:
    del before
    if today is None:
        return None
    number = NUMBERS.get(match["number"].lower()) or int(match["number"])
    unit = match["unit"].lower()
    if unit.startswith("day"):
        return today - timedelta(days=number), Precision.DAY
    if unit.startswith("week"):
        return today - timedelta(weeks=number), Precision.WEEK
    days = 30 if unit.startswith("month") else 365
    precision = Precision.MONTH if unit.startswith("month") else Precision.YEAR
    return (today - timedelta(days=days * number), precision) if number < 200 else None


def _span(match: re.Match[str], today: date | None, before: str) -> Made:
    """ "last week", "next month", "this year", "in the coming weeks"."""
    del before
    if today is None:
        return None
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(match["which"].lower(), 0)
    unit = match["unit"].lower().rstrip("s")
    if unit == "week":
        return today + timedelta(weeks=step), Precision.WEEK
    if unit == "month":
        return _end_of_month(today.year, today.month + step), Precision.MONTH
    if unit in {"year", "summer", "winter", "autumn", "spring", "fall"}:
        return date(today.year + step, 12, 31), Precision.YEAR
    return None


def _end_of_month(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _month(match: re.Match[str], today: date | None, before: str) -> Made:
    groups = match.groupdict()
    month = MONTHS[match["month"].lower().rstrip(".")]
    if groups.get("year"):
        return _end_of_month(int(match["year"]), month), Precision.MONTH
    if today is None:
        return None
    made = _end_of_month(today.year, month)
    if _is_ahead(before) and made < today:
        made = _end_of_month(today.year + 1, month)
    elif not _is_ahead(before) and (made - today).days > 150:
        made = _end_of_month(today.year - 1, month)
    return made, Precision.MONTH


def _year(match: re.Match[str], today: date | None, before: str) -> Made:
    del today, before
    return date(int(match["year"]), 12, 31), Precision.YEAR


RULES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (re.compile(rf"\b{YEAR}[-/](?P<m>\d\d)[-/](?P<day>\d\d)\b"), _iso),
    (re.compile(rf"\b(?P<day>\d{{1,2}})[./](?P<m>\d{{1,2}})[./]{YEAR}\b"), _iso),
    (re.compile(rf"\b{DAY}(?: ?[-–—] ?| to | and )(?P<last>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{MONTH}(?:,? {YEAR})?\b"), _full),
    (re.compile(rf"\b{DAY}[ -](?:of )?{MONTH}(?:[ ,-]{{1,2}}{YEAR})?(?![\w])"), _full),
    (re.compile(rf"\b{MONTH} (?:the )?{DAY}(?: ?[-–—] ?| to | and )(?P<last>\d{{1,2}})(?!\d)(?:,? {YEAR})?"), _full),
    (re.compile(rf"\b{MONTH} (?:the )?{DAY}(?![\d:]| ?(?:million|billion|per ?cent|%))(?:,? {YEAR})?\b"), _full),
    (re.compile(rf"\b(?:(?P<which>same|that|[Ll]ast|[Nn]ext|[Tt]his coming|[Tt]he coming|[Tt]his past|[Tt]his|[Pp]ast|[Cc]oming|[Tt]he previous|[Tt]he following) )?{WEEKDAY}(?P<later> week| of next week)?\b"), _weekday),
    (re.compile(rf"(?<=\bon ){SHORT_DAY}\b\.?(?P<which>)(?P<later>)"), _weekday),
    (re.compile(r"(?<=\bon )the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?= of (?:this|the current) month| instant|[,.;)]| in | at |$)(?: of (?:this|the current) month)?"), _in_month),
    (re.compile(r"\b(?P<near>(?:(?:a few|several|some|two|three|four|five|six|\d{1,2}|an|a) )?(?:minutes?|hours?) ago|moments ago|just now)\b", re.IGNORECASE), _near),
    (re.compile(r"\b(?P<near>(?:earlier |later |here |also )?today|tonight|[Tt]oday|[Yy]esterday|tomorrow|the day before yesterday|this (?:morning|afternoon|evening)|last night|earlier in the day)\b", re.IGNORECASE), _near),
    (re.compile(rf"\b(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)}) (?P<unit>days?|weeks?|months?|years?) ago\b", re.IGNORECASE), _ago),
    (re.compile(r"\b(?P<which>last|past|previous|this|next|coming) (?P<unit>weeks?|months?|year|summer|winter|autumn|spring|fall)\b", re.IGNORECASE), _span),
    (re.compile(rf"\b{MONTH},? (?:of )?{YEAR}\b"), _month),
    (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id-?|[Ll]ast|[Nn]ext|[Tt]his|before|after|of) ?{MONTH}\b(?! \d)"), _month),
    (re.compile(rf"\b(?:in|since|until|by|from|of|for|end of|early|late|before|after) (?:the end of |at least )?{YEAR}\b(?!-\d)", re.IGNORECASE), _year),
)  # fmt: skip
