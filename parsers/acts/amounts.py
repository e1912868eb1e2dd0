"""Sums of money and shares of national income in a text, whatever the currency and the style."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from parsers.model import Amount

GDP = "percent_gdp"
# So many characters on, a number still speaks of the currency of the sum before.
REACH = 120
INCOME = re.compile(r"\bGDP\b|gross domestic product|national income|economic output")
SPENDING = re.compile(
    r"\b(?:spen[dt]\w*|target|goal|benchmark|reach\w*|meet|above|increase\w*|rais\w+|defen[cs]e|commit\w*)\b"
)
NO_TARGET = re.compile(r"\b(?:surplus|deficit|debt|growth|inflation|remittances|revenue)\b")


class AmountKind(StrEnum):
    """What a sum is, by the words around it."""

    ACT = "act"  # nothing speaks against its being what is agreed or promised
    TRADE = "trade"  # what is bought and sold between states anyway
    PRICE = "price"  # per barrel, per tonne, a share
    FINE = "fine"
    PAST = "past"  # paid or counted last year
    BEFORE = "before"  # what was promised earlier, and is added to or changed
    MARKET = "market"  # revenues, debts, losses, needs


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """`text[start:end]` says the amounts (two for a range); `kind` tells what is no part of an act."""

    start: int
    end: int
    amounts: tuple[Amount, ...]
    kind: AmountKind = AmountKind.ACT

    def moved(self, by: int) -> FoundAmount:
        """The same sum, counted from another beginning of the text."""
        return replace(self, start=self.start + by, end=self.end + by)


@cache
def _money() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("money.toml").read_text(encoding="utf-8"))


def _any(words: Sequence[str] | dict[str, Any]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = _money()
    words = _any(data["after"]).replace(r"\ ", "[ -]")
    digits = r"\d{1,3}(?:[, \u00a0\u202f]\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    scale = rf"(?:[ \u00a0-]?(?:{_any(data['scale'])})\b\.?)"
    to = r"(?: ?[-–—] ?| to | and | or )"
    signs = _any(data["before"])
    codes = "|".join(sorted(_codes()))
    before = re.compile(
        rf"(?<![\w$€£])(?P<sign>(?:{signs})|(?:{codes})[ $]?)[ \u00a0]?"
        rf"(?P<low>{digits})(?P<scale1>{scale})?(?:{to}(?:(?P=sign) ?)?(?P<high>{digits})(?P<scale2>{scale})|(?<=\d))?(?![\d%])",
        re.IGNORECASE,
    )
    number = rf"{digits}|(?:{_any(data['words'])})(?= |-)"
    adjective = r"(?:(?:further|additional|another|more|new|such|full) )?"
    after = re.compile(
        rf"(?<![\w.,$€£])(?P<low>{number})(?P<scale1>(?:{scale}){{0,2}})(?:{to}(?P<high>{digits})(?P<scale2>(?:{scale}){{0,2}}))?"
        rf"(?: (?:in|of) |[ \u00a0-]){adjective}(?:(?P<code>{codes})|(?P<word>(?:{words}))s?)(?![\w])",
        re.IGNORECASE,
    )
    percent = re.compile(
        rf"(?<![\w.,])(?:(?P<low>{digits}|{_any(data['words'])})(?: ?%| per ?cent| ?pc)?{to})?(?P<high>{digits}|{_any(data['words'])})"
        r"[ -]?(?:%|per ?cent(?:age points?)?|pc\b)(?P<of>[^.;]{0,45}?\b(?:GDP|gross domestic product|national income|GNI|economic output"
        r"|economy|gross national income|national output|G\.D\.P\.)(?!\w))?",
        re.IGNORECASE,
    )
    return before, after, percent


def points_back(sentence: str) -> bool:
    """Does a sentence go on about the deal or the money of the one before ("The loan", "It is worth")?"""
    return bool(_pointers().match(sentence))


def names_again(sentence: str, before: str) -> bool:
    """Does a sentence speak of "the loan" where the one before spoke of a loan?"""
    nouns = rf"\b(?:{_any(_money()['back']['nouns'])})\b"
    spoken = {
        n
        for phrase in re.findall(r"\b[Tt]he ((?:[\w-]+ ?){1,3})", sentence)
        for n in re.findall(nouns, phrase)
    }
    return bool(spoken & set(re.findall(nouns, before)))


def payment(sentence: str) -> int:
    """Where a sentence says that somebody gets or pays something; 0 where it says no such thing."""
    found = re.search(rf"\b(?:{_any(_money()['back']['payment'])})\b", sentence)
    return found.start() if found else 0


@cache
def _pointers() -> re.Pattern[str]:
    back = _money()["back"]
    nouns, verbs = _any(back["nouns"]), _any(back["verbs"])
    return re.compile(
        rf"(?:under )?(?:the|this|these|that)(?: [^\s,;:]+){{0,4}}? (?:{nouns})s?\b|it (?:{verbs})\b|(?:the two|both)\b",
        re.IGNORECASE,
    )


@cache
def _codes() -> frozenset[str]:
    """ISO 4217 codes that the data knows."""
    data = _money()
    named = {*data["before"].values(), *data["after"].values()}
    named |= {code for row in data["ambiguous"].values() for code in row.values()}
    return frozenset(code for code in named if len(code) == 3 and code.isupper())


def find_amounts(text: str, context: Sequence[str] = (), around: str = "") -> tuple[FoundAmount, ...]:
    """Sums in order of text; `context`: ids of actors in play, the likeliest payer first, for "crowns" and "dollars".

    `around` is more of the article: where it speaks of national income, "raise spending to 3.5 percent" is a share of it.
    """
    before, after, percent = _patterns()
    found: list[FoundAmount] = []
    for match in before.finditer(text):
        found += _sum(text, match, match["sign"].strip(" \u00a0"), context)
    for match in after.finditer(text):
        found += _sum(text, match, match["code"] or match["word"].lower().replace("-", " "), context)
    speaks_of_gdp = bool(INCOME.search(text) or INCOME.search(around))
    for match in percent.finditer(text):
        found += _share(text, match, speaks_of_gdp=speaks_of_gdp)
    return _apart([*found, *_bare(text, found)])


@cache
def _bare_pattern() -> re.Pattern[str]:
    scale = _any(_money()["scale"])
    return re.compile(
        rf"(?<![\w.,$€£-])(?P<low>\d{{1,3}}(?:[.,]\d+)?)(?P<scale> (?:{scale})\b)(?=[,.;:)]| (?:{_any(_money()['bare'])})\b|$)"
    )


def _bare(text: str, found: Sequence[FoundAmount]) -> Iterator[FoundAmount]:
    """Sums that leave out the currency of the one before: "Peru gave 3 million euros and Chile 2 million"."""
    for match in _bare_pattern().finditer(text):
        before = [item for item in found if item.end <= match.start() and match.start() - item.end < REACH]
        if not before:
            continue
        last = max(before, key=lambda item: item.end)
        if last.amounts[0].unit != GDP:
            amount = Amount(_value(match["low"], match["scale"]), last.amounts[0].unit)
            yield FoundAmount(match.start(), match.end(), (amount,), last.kind)


def _sum(text: str, match: re.Match[str], unit: str, context: Sequence[str]) -> list[FoundAmount]:
    high, scale = match["high"], match["scale2"] or match["scale1"]
    unit = _currency(unit, context)
    if not unit or not _plausible(match):
        return []
    values = [_value(match["low"], match["scale1"] or (scale if high else ""))]
    if high:
        values.append(_value(high, scale))
    amounts = tuple(Amount(value, unit) for value in values)
    return [FoundAmount(match.start(), match.end(), amounts, _kind(text, match.start(), match.end()))]


def _plausible(match: re.Match[str]) -> bool:
    """One-letter signs ("R", "K", "P") and words like "sum" or "real" want digits and a scale."""
    low, scale = match["low"], match["scale1"] or match["scale2"]
    groups = match.groupdict()
    sign, word = groups.get("sign"), (groups.get("word") or "").lower()
    if sign is not None and re.fullmatch(r"[A-Za-z.]{1,4}", sign.strip()):
        written = sign.strip() in _money()["before"] or sign.strip() in _codes()
        glued = match.start("low") == match.start("sign") + len(sign.strip())  # "COP26" is no sum
        return written and (bool(scale) or "," in low or (len(sign.strip()) == 3 and not glued))
    if word in {"sum", "real", "sol", "som", "won", "pound", "crown", "lei", "lira", "cfa"} or word == "a":
        return bool(scale) or (word == "pound" and "," in low)
    return low[0].isdigit() or bool(scale) or low.lower() not in {"a", "an", "one"}


def _value(number: str, scale: str | None) -> float:
    words: dict[str, float] = _money()["words"]
    low = number.lower()
    value = float(words[low]) if low in words else float(re.sub(r"[, \u00a0\u202f]", "", number))
    for part in re.findall(r"[A-Za-z]+", scale or ""):
        value *= _money()["scale"][part.lower()]
    return round(value, 6)


def _currency(unit: str, context: Sequence[str]) -> str:
    data = _money()
    low = unit.lower()
    found = data["after"].get(low) or data["after"].get(low.removesuffix("s")) or data["before"].get(unit)
    found = found or next((v for k, v in data["before"].items() if k.lower() == low), "") or unit.upper()
    if found in _codes():
        return str(found)
    return _by_speaker(found, context)


def _by_speaker(word: str, context: Sequence[str]) -> str:
    """The currency that an ambiguous word means among these actors; plain dollars stay US unless one payer is in play."""
    choices: dict[str, str] = _money()["ambiguous"].get(word, {})
    for actor in context if word != "dollars" else context[:1]:
        if actor in choices:
            return choices[actor]
    return choices.get("", "")


def _share(text: str, match: re.Match[str], *, speaks_of_gdp: bool) -> list[FoundAmount]:
    """Percentages of national income; one without "of GDP" counts where spending or a target is spoken of."""
    values = [_value(match["low"], "")] if match["low"] else []
    values.append(_value(match["high"], ""))
    kind = AmountKind.ACT
    if not match["of"]:
        clause = text[max(0, match.start() - 80) : match.start()]
        if not speaks_of_gdp or max(values) > 10 or not SPENDING.search(clause):
            return []
    elif NO_TARGET.search(text[max(0, match.start() - 60) : match.start()]):
        kind = AmountKind.MARKET
    amounts = tuple(Amount(value, GDP) for value in values)
    return [FoundAmount(match.start(), match.end(), amounts, kind)]


@cache
def _kind_patterns() -> dict[AmountKind, re.Pattern[str]]:
    kinds = _money()["kinds"]
    return {
        AmountKind(name): re.compile(rf"\b(?:{_any(words)})\b", re.IGNORECASE)
        for name, words in kinds.items()
    }


def _kind(text: str, start: int, end: int) -> AmountKind:
    left = re.split(r"[.;:]\s|\n", text[max(0, start - 90) : start])[-1]
    right = re.split(r"[.;:]\s|\n", text[end : end + 50])[0]
    patterns = _kind_patterns()
    if patterns[AmountKind.PRICE].match(right.lstrip()):
        return AmountKind.PRICE
    if patterns[AmountKind.BEFORE].search(left[-40:]):
        return AmountKind.BEFORE
    if patterns[AmountKind.ACT].search(left):
        return AmountKind.ACT
    for kind in (AmountKind.TRADE, AmountKind.FINE, AmountKind.MARKET):
        if patterns[kind].search(left):
            return kind
    return AmountKind.PAST if patterns[AmountKind.PAST].match(right.lstrip()) else AmountKind.ACT


def _apart(found: list[FoundAmount]) -> tuple[FoundAmount, ...]:
    kept: list[FoundAmount] = []
    for amount in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return tuple(kept)
