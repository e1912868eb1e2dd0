"""Where an act took place: cities and other places of a text, with their states."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from parsers.acts.actors.data import table
from parsers.acts.actors.gazetteer import fold


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """`text[start:end]` is the place; `state` its ISO 3166-1 alpha-3 code where known."""

    start: int
    end: int
    name: str
    state: str | None
    sure: float
    dateline: bool = False

    def moved(self, by: int) -> FoundPlace:
        """The same place, counted from another beginning of the text."""
        return replace(self, start=self.start + by, end=self.end + by)


@cache
def _cities() -> dict[str, tuple[str, str | None]]:
    """Folded lower-case name -> its usual spelling and state."""
    text = resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    cities: dict[str, tuple[str, str | None]] = {}
    for key, (name, state) in rows["meeting"].items():
        cities[fold(key).lower()] = (name, state)
    for state, row in table("states").items():
        for name in row["capitals"]:
            cities.setdefault(fold(name).lower(), (name, state))
    for state, names in rows["cities"].items():
        for name in names:
            cities.setdefault(fold(name).lower(), (name, state))
    return cities


@cache
def _capitals() -> dict[str, tuple[str, str]]:
    """What a state's people are called -> its capital and the state."""
    rows = table("states").items()
    return {
        who: (row["capitals"][0], state) for state, row in rows if row["capitals"] for who in row["demonyms"]
    }


NAME = r"[A-Z][\w'’-]+(?: (?:(?:de|do|da|del|di|el|al|la|le|los|las|of|the|sur|am) )?[A-Z][\w'’-]+){0,3}"
TOWN = r"(?:the )?(?:[\w-]+ )?(?:city|town|village|port|resort|capital|district)(?: of|,)? "
IN = re.compile(
    rf"\b(?P<prep>[Ii]n|[Aa]t|[Vv]isit(?:s|ed|ing)?(?: to)?|[Nn]ear|[Ff]rom|[Tt]o|into|[Oo]utside|hosted by) (?:{TOWN}|the )?(?P<name>{NAME})"
)
# "came to Oslo", "flew into Oslo"
ARRIVES = re.compile(
    r"\b(?:came|come|comes|flew|flown|fly|flies|travelled|traveled|travels|travel|was on|went|goes|headed|trip|visit) $"
)
# "in the Peruvian capital"
CAPITAL = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Vv]isit to|[Vv]isited) the (?P<people>[A-Z][\w-]+(?: [A-Z][\w-]+)?) capital\b"
)
# "at the Ducal Palace, Genoa"
AFTER = re.compile(rf",? (?P<name>{NAME})")
# "ROME, May 3 (Agency) - ", "LIMA.- ", "MOSCOW, May 3. /AGENCY/."; the last two only open a text
LINE = re.compile(
    r"(?m)\A(?P<first>[A-Z][\w'’ ]{2,30}?)(?:, [^\n.]{3,25})?\.(?:-| /[^/\n]{2,30}/\.?)?\s|"
    r"^(?P<name>[A-Z][\w'’ -]{2,30}?)(?:,[^\n–—:]{1,40}?)?(?: ?\([^)\n]{1,30}\))? ?(?:--|[-–—]) ?(?=[A-Z\"“])"
)


def find_places(text: str) -> tuple[FoundPlace, ...]:
    """Places in order of text: cities that are known, and other names after "in" or "at"."""
    found: dict[int, FoundPlace] = {}
    for match in LINE.finditer(text):
        group = "name" if match["name"] else "first"
        known = _known(match[group].strip())
        if known:
            found[match.start()] = FoundPlace(
                match.start(group), match.end(group), *known, 0.5, dateline=True
            )
    for match in IN.finditer(text):
        near = match["prep"].lower().startswith(("in", "at", "visit")) or ARRIVES.search(
            text[: match.start()]
        )
        sure = 0.9 if near else 0.4
        start = match.start("name")
        if not (place := _longest(match["name"], start, sure)) and (more := AFTER.match(text, match.end())):
            place = _longest(more["name"], more.start("name"), sure)
        if place:
            found[place.start] = place
    for match in CAPITAL.finditer(text):
        if city := _capitals().get(match["people"]):
            found[match.start("people")] = FoundPlace(match.start("people"), match.end(), *city, 0.9)
    for match in (*_occasions().finditer(text), *_christened().finditer(text)):
        if place := _longest(match["name"], match.start("name"), 0.9):
            found.setdefault(place.start, place)
    return tuple(found[start] for start in sorted(found))


def _longest(name: str, start: int, sure: float) -> FoundPlace | None:
    """The longest known place that some words begin with."""
    for part in _prefixes(name):
        if known := _known(part):
            return FoundPlace(start, start + len(part), *known, sure)
    return None


@cache
def _occasions() -> re.Pattern[str]:
    """ "the Geneva talks", "Bali's summit"."""
    nouns = "|".join(sorted(_words()["named"]))
    return re.compile(rf"\b(?:[Tt]he )?(?P<name>{NAME})(?:['’]s)? (?:{nouns})\b")


@cache
def _christened() -> re.Pattern[str]:
    """ "signed the Cartagena Declaration": what is declared now bears the name of the town where it is."""
    verbs, papers = "|".join(_words()["declares"]), "|".join(_words()["papers"])
    return re.compile(rf"\b(?:{verbs}) (?:[\w-]+ ){{0,3}}?the (?P<name>{NAME}) (?:{papers})\b")


def _prefixes(name: str) -> list[str]:
    """The name and what is left when words are taken off its end: "Cairo Sunday" may hold "Cairo"."""
    words = name.split(" ")
    sizes = [
        size
        for size in range(len(words), 0, -1)
        if size == len(words) or words[size] not in _words()["others"]
    ]
    return [" ".join(words[:size]).removesuffix("'s").removesuffix("’s") for size in sizes]


def _known(name: str) -> tuple[str, str | None] | None:
    found = _cities().get(fold(name).lower())
    if found is None:
        return None
    usual, state = found
    return (name if not name.isupper() and fold(name) == fold(usual) else usual, state)


def spelt(name: str, text: str) -> str:
    """A place as the article spells it, with or without its accents."""
    return name if name in text or fold(name) not in text else fold(name)


def is_event(noun: str) -> bool:
    """Does a noun stand for an occasion that takes place somewhere?"""
    return noun in _words()["events"]


def is_settled(noun: str) -> bool:
    """Is a noun one of those that are in a place for good ("the government in", "the embassy in", "a camp in")?"""
    return noun in _words()["settled"]


def is_holding(verb: str) -> bool:
    """Is a verb one of holding a meeting?"""
    return verb in _words()["holds"]


def is_remote(sentence: str) -> bool:
    """Does a sentence tell of people who are not in one place (by video link, on the telephone)?"""
    return any(words in sentence for words in _words()["remote"])


def is_meeting(verb: str) -> bool:
    """Is a verb one of what is done at a place: to meet, to sign, to speak?"""
    return verb in _words()["meets"]


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of [occasion] by their kind."""
    text = resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    return {name: frozenset(found) for name, found in tomllib.loads(text)["occasion"].items()}
