"""Where the gazetteer's names come from: CLDR, ISO 3166 and the TOML files of this room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pycountry
from babel import Locale

from parsers.acts.actors.data import table
from parsers.acts.actors.gazetteer import Entry, Gazetteer, What, fold
from parsers.acts.mention import Form

# Acronyms that would be another word
NEVER_A_WORD = frozenset({"QUAD", "SICA", "ARTEMIS", "CITES"})
# CLDR marks what is no plain name: "Congo - Kinshasa", "Myanmar (Burma)", "Hong Kong SAR China"
NOT_PLAIN = (" - ", "(", "SAR China", ",")


@cache
def gazetteer() -> Gazetteer:
    """All names of all actors, and the names that only look like one."""
    return Gazetteer(
        [
            *state_entries(),
            *organisation_entries(),
            *movement_entries(),
            *body_entries(),
            *person_entries(),
            *noise_entries(),
        ]
    )


def state_entries() -> Iterator[Entry]:
    """Names, demonyms and capitals of states, and the prefixes of pairs ("Franco-")."""
    for code, row in table("states").items():
        loose = frozenset(row.get("loose", ()))
        for name in dict.fromkeys([*row.get("names", ()), *_standard_names(code)]):
            yield Entry(name, (code,), What.STATE, Form.NAME, exact=_acronym(name), loose=name in loose)
        for name in row["demonyms"]:
            yield Entry(name, (code,), What.DEMONYM, Form.DEMONYM, 0.9, _acronym(name), name in loose)
        for name in row["capitals"]:
            yield Entry(name, (code,), What.CAPITAL, Form.CAPITAL, 0.8, loose=name in loose)
    for prefix, code in table("phrases")["prefixes"].items():
        yield Entry(f"{prefix}-", (code,), What.DEMONYM, Form.DEMONYM, 0.9)


@cache
def state_names() -> frozenset[str]:
    """The names of states as a folded text writes them."""
    return frozenset(fold(entry.surface) for entry in state_entries() if entry.what is What.STATE)


def _standard_names(code: str) -> Iterator[str]:
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return
    cldr = Locale("en").territories.get(country.alpha_2, "")
    for name in (
        cldr,
        country.name,
        getattr(country, "official_name", ""),
        getattr(country, "common_name", ""),
    ):
        if name and not any(mark in name for mark in NOT_PLAIN) and name not in {"Congo", "Korea"}:
            yield name.removeprefix("the ")


def _acronym(name: str) -> bool:
    """Short and all capitals: it must be written so ("US", and never "us")."""
    return name.isupper() and len(name) <= 7


def organisation_entries() -> Iterator[Entry]:
    """Organisations, their bodies and seats, and groups that stand for their members."""
    for code, row in table("organisations").items():
        if row.get("instrument"):  # an agreement with members, and no actor
            continue
        ids = tuple(row["members"]) if row.get("expand") else (code,)
        form = Form.PLURAL if row.get("expand") else Form.NAME
        for name in dict.fromkeys(
            written for listed in row.get("names", ()) for written in _spellings(listed)
        ):
            exact, loose = _acronym(name), name in row.get("loose", ())
            yield Entry(name, ids, What.ORGANISATION, form, exact=exact, loose=loose)
        for name in row.get("capitals", ()):
            yield Entry(name, ids, What.CAPITAL, Form.CAPITAL, 0.8)


def _spellings(name: str) -> tuple[str, ...]:
    """Long acronyms are written as a word by some: "Unesco", "Nato"."""
    if len(name) >= 4 and name.isalpha() and name.isupper() and name not in NEVER_A_WORD:
        return name, name.capitalize()
    return (name,)


def movement_entries() -> Iterator[Entry]:
    """Armed groups and movements; those that rule a state stand for it from then on."""
    for code, row in table("movements").items():
        state, since = row.get("acts_for"), row.get("since", 0)
        for name in row["names"]:
            exact, loose = _acronym(name), name in row.get("loose", ())
            if state:
                yield Entry(name, (state,), What.MOVEMENT, Form.NAME, 0.9, exact, loose, (since, 9999))
            if not state or since:
                yield Entry(
                    name,
                    (code,),
                    What.MOVEMENT,
                    Form.NAME,
                    1.0,
                    exact,
                    loose,
                    (0, since - 1 if since else 9999),
                )


def body_entries() -> Iterator[Entry]:
    """Parliaments, palaces, ministries and seats of government that stand for their state."""
    for code, names in table("bodies").items():
        for name in names:
            yield Entry(name, (code,), What.BODY, Form.BODY, 0.95, exact=_acronym(name))


def person_entries() -> Iterator[Entry]:
    """Leaders, ministers and heads of organisations, by full name and by the short name that suffices."""
    for code, rows in table("people").items():
        for name, short, first, last in rows:
            yield Entry(name, (code,), What.PERSON, Form.PERSON, 0.95, years=(first, last))
            if short:
                yield Entry(
                    short, (code,), What.PERSON, Form.PERSON, 0.85, loose=short != name, years=(first, last)
                )


def noise_entries() -> Iterator[Entry]:
    """Names that hold an actor's name and are none: seas, newspapers, companies, diseases."""
    for names in table("noise").values():
        for name in names:
            yield Entry(name, (), What.NOISE, Form.NAME, 0.0)
