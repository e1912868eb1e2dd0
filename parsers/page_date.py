"""When a page says that it was published: what it tells programs first, then what it shows people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

Dated = tuple[datetime | None, str | None]
URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as they are said
MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{MONTH},?\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)
ISO_DAY = re.compile(r"\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b")
# Two numbers before a year are a day only where they can be read in one way, or are parted as only Europe does.
NUMBERS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})\b")
PUBLISHED = re.compile(
    r"\b(?:published|posted|first published|created|released|issued|written)\b", re.IGNORECASE
)
REVISED = re.compile(
    r"\b(?:updated|modified|edited|reviewed|revised|expires?|until|deadline)\b", re.IGNORECASE
)
# A line that shows a date shows little else.
LINE = 90
# Lines before and behind the headline among which its date is looked for.
BEFORE, BEHIND = 12, 25
SKIPPED = frozenset({"script", "style", "noscript", "template", "option", "footer", "nav", "svg"})


def parse_when(value: str) -> datetime | None:
    """An ISO 8601 or RFC 2822 time as an aware datetime with its own offset; None for anything else."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = parse(value.strip())
            when = when if when.tzinfo else when.replace(tzinfo=UTC)
            when.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return when
    return None


def day_in_url(url: str) -> datetime | None:
    """The day in an address, as /2025/10/28/; None where there is none."""
    found = URL_DAY.search(urlsplit(url).path)
    return midnight(int(found[1]), int(found[2]), int(found[3])) if found else None


def shown_date(root: html.HtmlElement, headline: str) -> datetime | None:
    """The day that a page shows near its headline, in words that no two countries read differently."""
    lines = list(shown_lines(root))
    start = next((n for n, line in enumerate(lines) if headline and line == headline), None)
    if start is None:
        return None
    days = []
    # Behind the headline first, then before it, the nearest first.
    for number in (
        *range(start, min(start + BEHIND, len(lines))),
        *range(start - 1, max(start - BEFORE, 0), -1),
    ):
        line, before = lines[number], lines[number - 1] if number else ""
        day = day_in_words(line) if len(line) <= LINE else None
        # What the day is of may stand on a line of its own before it.
        about = f"{before} {line}" if len(before) <= LINE else line
        if day and PUBLISHED.search(about):
            return day
        if day and not REVISED.search(about):
            days.append(day)
    return days[0] if days else None


def shown_lines(root: html.HtmlElement) -> Iterator[str]:
    """The pieces of text of a page in their order, the headline in one, without what is no part of an article."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            text = element.tail
        elif not isinstance(element.tag, str) or element.tag in SKIPPED:
            walk.skip_subtree()
            continue
        elif element.tag == "h1":
            text = element.text_content()
            walk.skip_subtree()
        else:
            text = element.text
        if line := " ".join((text or "").split()):
            yield line


def day_in_words(text: str) -> datetime | None:
    """The first day in a text whose month is a word, or that is in ISO form."""
    if found := DAY_FIRST.search(text):
        return midnight(int(found[3]), MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
    if found := MONTH_FIRST.search(text):
        return midnight(int(found[3]), MONTHS.index(found[1][:3].lower()) + 1, int(found[2]))
    if found := ISO_DAY.search(text):
        return midnight(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.search(text):
        one, other = int(found[1]), int(found[3])
        if found[2] == "." or one > 12 or one == other:
            return midnight(int(found[4]), other, one)
        return midnight(int(found[4]), one, other) if other > 12 else None
    return None


def guessed_date(root: html.HtmlElement, markup: str, url: str) -> datetime | None:
    """What htmldate makes of a page that says nothing plainly."""
    import logging

    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = find_date(
            root, url=url or None, original_date=True, extensive_search=False, outputformat="%Y-%m-%d"
        )
    except Exception:  # noqa: BLE001 - it raises this and that on hostile markup
        return None
    day = parse_when(found) if found else None
    # It reads 03/04/2025 as one or the other: believed where the page has the day in a form with one reading too.
    return day if day and any(form in markup for form in plain_forms(day)) else None


def plain_forms(day: datetime) -> list[str]:
    """A day in forms that have one reading."""
    forms = [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%d.%m.%Y}"]
    for month in (f"{day:%B}", f"{day:%b}", f"{day:%b}."):
        forms += [
            f"{month} {day.day}, {day:%Y}",
            f"{day.day} {month} {day:%Y}",
            f"{month} {day:%d}, {day:%Y}",
        ]
    return [*forms, *([f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}"] if day.day > 12 else ())]


def midnight(year: int, month: int, day: int) -> datetime | None:
    """The start of a day; None for one that is none or has not come."""
    try:
        when = datetime.combine(date(year, month, day), time(), UTC)
    except ValueError:
        return None
    return when if when < datetime.now(UTC) + timedelta(days=2) else None
