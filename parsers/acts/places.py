"""Where an act took place: cities and other places of a text, with their states."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.acts.actors.data import table
from parsers.acts.actors.gazetteer import fold
from parsers.acts.dates import speaks_of_same_occasion

SURE = 0.8


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """`text[start:end]` is the place; `state` its ISO 3166-1 alpha-3 code where known."""

    start: int
    end: int
    name: str
    state: str | None
    sure: float
    dateline: bool = False


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


NAME = r"[A-Z][\w'’-]+(?: (?:(?:de|do|da|del|di|el|al|la|le|los|las|of|the|sur|am) )?[A-Z][\w'’-]+){0,3}"
TOWN = r"(?:the )?(?:[\w-]+ )?(?:city|town|village|port|resort|capital|district)(?: of|,)? "
IN = re.compile(
    rf"\b(?P<prep>[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]o|[Oo]utside|hosted by) (?:{TOWN}|the )?(?P<name>{NAME})"
)
LINE = re.compile(
    r"(?m)^(?P<name>[A-Z][\w'’ -]{2,30}?)(?:,[^\n–—:]{1,40}?)?(?: ?\([^)\n]{1,30}\))? ?(?:--|[-–—]) ?(?=[A-Z\"“])"
)


def find_places(text: str) -> tuple[FoundPlace, ...]:
    """Places in order of text: cities that are known, and other names after "in" or "at"."""
    found: dict[int, FoundPlace] = {}
    for match in LINE.finditer(text):
        known = _known(match["name"].strip())
        if known:
            found[match.start()] = FoundPlace(
                match.start("name"), match.end("name"), *known, 0.5, dateline=True
            )
    for match in IN.finditer(text):
        for name in _prefixes(match["name"]):
            known = _known(name)
            if known:
                start = match.start("name")
                sure = 0.9 if match["prep"].lower() in {"in", "at"} else 0.4
                found[start] = FoundPlace(start, start + len(name), *known, sure)
                break
    return tuple(found[start] for start in sorted(found))


def _prefixes(name: str) -> list[str]:
    """The name and what is left when words are taken off its end: "Cairo Sunday" may hold "Cairo"."""
    words = name.split(" ")
    return [" ".join(words[:size]).removesuffix("'s").removesuffix("’s") for size in range(len(words), 0, -1)]


def _known(name: str) -> tuple[str, str | None] | None:
    found = _cities().get(fold(name).lower())
    if found is None:
        return None
    usual, state = found
    return (name if fold(name) == fold(usual) else usual, state)


def place_of(sentence: str) -> str | None:
    """The place of what a sentence reports; None where it names none."""
    sure = [place for place in find_places(sentence) if place.sure >= SURE]
    return sure[0].name if sure else None


def place_at(text: str, start: int, end: int) -> str | None:
    """The place of what `text[start:end]` reports: as the sentence says, else where the article's opening takes place.

    None where neither says one, or where the sentence speaks of another occasion.
    """
    own = place_of(text[start:end])
    if own:
        return own
    lead = text.find("\n\n", 1, 3000)
    lead = lead if lead > 0 else end
    if start > lead and not speaks_of_same_occasion(text[start:end]):
        return None
    places = sorted(
        find_places(text[: max(lead, end) if start < lead else lead]), key=lambda place: -place.sure
    )
    return places[0].name if places else None
