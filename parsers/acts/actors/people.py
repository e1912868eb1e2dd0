"""People who act for states and organisations, learnt from the article itself.

"Japan's Prime Minister Sanae Takaichi", "Sanae Takaichi, the Japanese prime minister": afterwards "Takaichi" is Japan.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from parsers.acts.actors.data import table
from parsers.acts.actors.gazetteer import lower
from parsers.acts.mention import Form, Mention


@dataclass(frozen=True, slots=True)
class Person:
    """`text[start:end]` is a name whose bearer holds an office; `ids` is empty where the text does not say whose."""

    start: int
    end: int
    name: str
    ids: tuple[str, ...]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rows = table("offices")
    heads = "|".join(sorted(map(re.escape, rows["heads"]), key=len, reverse=True))
    particles = "|".join(rows["particles"])
    word = r"(?<!\w)(?:[A-Z][\w'-]{0,30}\w\.?|[A-Z]\.)"
    name = rf"(?:(?:{word})(?: (?:(?:{particles})(?: |-))?(?:{word}|al-[A-Z]\w+)){{0,5}})"
    of = r"(?: (?:of|for) [^.;:,()\n]{1,70}?)?"
    title = rf"(?i:{heads})"
    before = re.compile(rf"{title}(?P<of>{of}),? (?P<name>{name})")
    after = re.compile(rf"{title}(?:(?: of| for) [^.;:,()\n]{{1,60}})?")
    ending = re.compile(rf"{name}$")
    return before, after, ending


@cache
def _never() -> frozenset[str]:
    rows = table("offices")
    return frozenset(rows["never"]) | {word.title() for word in rows["heads"]}


@cache
def _before_words() -> frozenset[str]:
    rows = table("offices")
    return frozenset(rows["before"]) | frozenset(rows["heads"])


class Names:
    """The named mentions of a text, to be looked up by place."""

    def __init__(self, mentions: list[Mention]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._mentions]
        self._ends = [mention.end for mention in self._mentions]

    def within(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie wholly in the range."""
        left, right = bisect_left(self._starts, start), bisect_right(self._ends, end)
        return self._mentions[left:right]

    def at(self, offset: int) -> Mention | None:
        """The mention that starts at the offset."""
        at = bisect_left(self._starts, offset)
        return self._mentions[at] if at < len(self._starts) and self._starts[at] == offset else None

    def before(self, offset: int) -> Mention | None:
        """The last mention that ends at or before the offset."""
        at = bisect_right(self._ends, offset)
        return self._mentions[at - 1] if at else None


def find_people(folded: str, named: list[Mention]) -> list[Person]:
    """People with an office, in order of text."""
    before, after, _ = _patterns()
    names = Names([mention for mention in named if mention.form is not Form.PERSON])
    people: dict[int, Person] = {}
    heads = _heads(folded)
    for found in _matches(before, folded, heads):
        person = _titled(folded, found, names)
        if person:
            people[person.start] = person
    for found in _matches(after, folded, heads):
        person = _explained(folded, found, names)
        if person and (person.start not in people or not people[person.start].ids):
            people[person.start] = person
    return [people[start] for start in sorted(people)]


def _heads(folded: str) -> list[int]:
    """Where words start that head a title, in order: tried there alone, the patterns cost a tenth."""
    found = _head_names().find_matches_as_indexes(lower(folded), overlapping=True)
    return sorted({start for _, start, _ in found if not start or not _in_word(folded[start - 1])})


def _in_word(char: str) -> bool:
    return char.isalnum() or char in "_-"


@cache
def _head_names() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([lower(head) for head in table("offices")["heads"]])


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What a pattern matches at these places, none inside another."""
    end = 0
    for start in starts:
        if start >= end and (found := pattern.match(text, start)):
            yield found
            end = found.end()


def _titled(folded: str, found: re.Match[str], names: Names) -> Person | None:
    """ "Japan's Prime Minister Sanae Takaichi", "the president of Zambia, Hakainde Hichilema"."""
    span = _trim(folded, found.start("name"), found.end("name"), names)
    if span is None:
        return None
    inside = names.within(found.start("of"), found.end("of"))
    owner = (
        inside[-1]
        if inside
        else _owner_before(folded, found.start(), names) or _owner_after(folded, span[1], names)
    )
    return Person(*span, folded[span[0] : span[1]], owner.ids if owner else ())


def _explained(folded: str, found: re.Match[str], names: Names) -> Person | None:
    """ "Sanae Takaichi, the Japanese prime minister", "Mulambo Haimbe, Minister of Foreign Affairs of Zambia"."""
    comma = folded.rfind(", ", max(0, found.start() - 62), found.start())
    if comma < 0 or re.search(r"[.;:()\n]", folded[comma : found.start()]):
        return None
    name = _patterns()[2].search(folded[max(0, comma - 120) : comma])
    if name is None:
        return None
    start = max(0, comma - 120)
    span = _trim(folded, start + name.start(), start + name.end(), names)
    inside = names.within(comma, found.end())
    if span is None or not _is_title(folded[comma + 2 : found.end()], inside):
        return None
    return Person(*span, folded[span[0] : span[1]], inside[0].ids if inside else ())


def _is_title(words: str, names: list[Mention]) -> bool:
    """Only words of titles before the head of the title: a clause between commas is none."""
    head = re.split(r" (?:of|for) ", words)[0]
    small = [
        word
        for word in re.findall(r"[a-z][\w-]*", head)
        if word not in {"the", "a", "an", "its", "s", "his", "her"}
    ]
    unknown = [word for word in small if word not in _before_words()]
    return len(unknown) <= (1 if names else 0)


def _owner_before(folded: str, start: int, names: Names) -> Mention | None:
    """The state or organisation right before a title: "Kenyan trade cabinet secretary", "Japan's first prime minister"."""
    owner = names.before(start)
    if owner is None or start - owner.end > 70:
        return None
    between = folded[owner.end : start]
    if not re.fullmatch(r"(?:'s?)?[ -]?(?:[\w'&-]+[ -]){0,7}", between):
        return None
    words = re.findall(r"[\w-]+", between.removeprefix("'s"))
    known = _before_words()
    return owner if all(word.lower() in known or word[0].isupper() for word in words) else None


def _owner_after(folded: str, end: int, names: Names) -> Mention | None:
    """The state right after a name: "President Alexander Stubb of Finland"."""
    of = re.match(r" of (?:the )?", folded[end : end + 8])
    return names.at(end + of.end()) if of else None


def _trim(folded: str, start: int, end: int, names: Names) -> tuple[int, int] | None:
    """Cut what is no part of a name off its ends; None where nothing is left."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", folded[start:end])]
    never = _never() | frozenset(table("offices")["address"])
    while words and folded[words[0][0] : words[0][1]] in never:
        words.pop(0)
    for at, (left, right) in enumerate(words):
        if folded[left:right] in _never():
            words = words[:at]
            break
    if not words or all(folded[left:right].lower() in _before_words() for left, right in words):
        return None
    left, right = words[0][0], words[-1][1]
    if folded[right - 1] == "." and right - words[-1][0] > 2:
        right -= 1
    if folded[left:right].endswith("'s"):
        right -= 2
    return None if names.within(left, right) or right - left < 3 else (left, right)


def short_names(name: str) -> list[str]:
    """Words of a name that may stand alone later: "Takaichi", "Al Zeyoudi", "von der Leyen"."""
    particles = frozenset(table("offices")["particles"])
    words = name.split()
    shorts = [word for word in words if len(word) > 2 and word[0].isupper() and word.lower() not in particles]
    for at, word in enumerate(words[:-1]):
        if word.lower() in particles:
            shorts.append(" ".join(words[at:]))
    return [name, *shorts]
