"""The second look: does a name, where it stands, mean the actor?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from parsers.acts.actors.data import table
from parsers.acts.actors.gazetteer import Entry, Hit, What
from parsers.acts.actors.names import state_names
from parsers.acts.mention import Mention

# Which meaning of a name comes first
ORDER = (
    What.NOISE,
    What.ORGANISATION,
    What.MOVEMENT,
    What.STATE,
    What.BODY,
    What.PERSON,
    What.DEMONYM,
    What.CAPITAL,
)
# "Quito, Ecuador": a town with its state is a place
IN_STATE = re.compile(r", ([A-Z][\w.-]+(?: [A-Z][\w.-]+){0,2})(?=[,.;)\n]| [a-z(-]|$)")
WORD_BEFORE = re.compile(r"([\w'.-]+)? ?([\w'.-]+) (?:the )?$")
PRIVATE_SURE = 0.3


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("contexts")["words"][name])


@cache
def _after(name: str) -> re.Pattern[str]:
    """A pattern for "one of these words comes next", with up to two words between that may stand there."""
    words = "|".join(sorted(map(re.escape, table("contexts")["words"][name]), key=len, reverse=True))
    between = {"instruments": "between", "private": "private_between"}.get(name)
    gap = "|".join(map(re.escape, table("contexts")["words"][between])) if between else "(?!)"
    return re.compile(rf"[ -](?:(?:{gap})[ -]){{0,2}}(?:{words})(?![\w'])", re.IGNORECASE)


@cache
def _official() -> re.Pattern[str]:
    words = "|".join(table("contexts")["words"]["official"])
    return re.compile(rf"(?: [\w-]+){{1,4}} (?:{words})(?![\w-])")


@cache
def _company() -> re.Pattern[str]:
    words = sorted(table("contexts")["words"]["company_after"], key=len, reverse=True)
    capital = "|".join(re.escape(word[0].upper() + word[1:]) for word in words)
    return re.compile(rf"(?: [A-Z][\w&-]*){{0,2}} (?:{capital})(?![\w'])")


def judge(folded: str, hit: Hit, published: datetime | None) -> Mention | None:
    """The mention that a hit is, or None where the name stands for no actor (a place, a person, a company)."""
    entry = _choose(hit, published)
    if entry.what is What.NOISE:
        return None
    check = CHECKS.get(entry.what)
    sure = check(folded, hit, entry) if check else entry.sure
    if sure <= 0:
        return None
    end = hit.end - folded[hit.start : hit.end].endswith("-")  # "Franco-"
    return Mention(hit.start, end, entry.ids, entry.form, sure)


def _choose(hit: Hit, published: datetime | None) -> Entry:
    """The first meaning in order of sort; of two offices of a person the one held on the day, else the later one."""
    year = published.year if published else None

    def rank(entry: Entry) -> tuple[int, bool, int]:
        first, last = entry.years
        return ORDER.index(entry.what), year is not None and not first <= year <= last, -last

    return min(hit.entries, key=rank)


def _capital(folded: str, hit: Hit, entry: Entry) -> float:
    before = WORD_BEFORE.search(folded[max(0, hit.start - 40) : hit.start])
    if before and not (_mission_before(folded, hit.start) or rules_from(folded, hit.start)):
        last = before[2].lower()
        if last in _words("place_before") or f"{(before[1] or '').lower()} {last}" in _words("place_before"):
            return 0.0
    tail = folded[hit.end : hit.end + 60]
    if _after("instruments").match(tail) or _after("place_after").match(tail) or tail.startswith("-based"):
        return 0.0
    if _bears_the_name(folded, hit) or _of_town(folded, hit):
        return 0.0
    state = IN_STATE.match(tail)
    if state and state[1] in state_names():
        return 0.0
    return entry.sure


def _mission_before(folded: str, start: int) -> bool:
    """ "The embassy in Havana", "its ambassador to Dhaka": the town stands for the host."""
    return bool(_mission().search(folded[max(0, start - 40) : start]))


@cache
def _mission() -> re.Pattern[str]:
    missions = "|".join(map(re.escape, table("contexts")["words"]["missions"]))
    return re.compile(rf"\b(?:{missions}) (?:back )?(?:in|to|at) $")


def rules_from(folded: str, start: int) -> bool:
    """ "The government in Tripoli", "the parliament in eastern Libya": who rules is told by the place it rules from."""
    return bool(_seat().search(folded[max(0, start - 50) : start]))


@cache
def _seat() -> re.Pattern[str]:
    seats = "|".join(map(re.escape, table("contexts")["words"]["seats"]))
    sides = "|".join(table("contexts")["words"]["quarters"])
    return re.compile(rf"\b(?:{seats}) (?:based )?in (?:(?:{sides}) )?$")


def _bears_the_name(folded: str, hit: Hit) -> bool:
    """ "The University of Ghana": schools, clubs and churches bear the name of a state."""
    # The pattern ends so; only then is it worth a look.
    before = folded[max(0, hit.start - 40) : hit.start]
    return before.lower().endswith((" of ", " of the ")) and bool(_private_owner().search(before))


@cache
def _private_owner() -> re.Pattern[str]:
    owners = "|".join(map(re.escape, table("contexts")["words"]["private_of"]))
    return re.compile(rf"\b(?:{owners}) of (?:the )?$", re.IGNORECASE)


def _of_town(folded: str, hit: Hit) -> bool:
    """ "A Dubai airline": the town only says where a firm or a person is from."""
    tail = folded[hit.end : hit.end + 60]
    article = re.search(r"\b(?:[Aa]n?|[Tt]he|[Tt]wo|[Tt]hree) $", folded[max(0, hit.start - 8) : hit.start])
    return bool(article and _after("private").match(tail) and not _official().match(tail))


def _state(folded: str, hit: Hit, entry: Entry) -> float:
    tail = folded[hit.end : hit.end + 60]
    if tail.startswith("$") or _company().match(tail) or _bears_the_name(folded, hit):
        return 0.0
    if entry.loose and in_a_persons_name(folded, hit):
        return 0.0
    if any(other.what is What.DEMONYM for other in hit.entries):  # "US" and "UK" are both
        return min(entry.sure, _demonym(folded, hit, entry))
    return entry.sure


def _demonym(folded: str, hit: Hit, entry: Entry) -> float:
    tail = folded[hit.end : hit.end + 60]
    if _company().match(tail) or _after("currency").match(tail):
        return 0.0
    if _after("private").match(tail) and not _official().match(tail):
        return PRIVATE_SURE
    if entry.loose and in_a_persons_name(folded, hit):
        return 0.0
    return entry.sure


def _organisation(folded: str, hit: Hit, entry: Entry) -> float:
    """A "Security Council" or "Commonwealth" may be a state's own: "Russia's Security Council"."""
    envoys = "|".join(table("contexts")["words"]["envoys"])
    if re.search(rf"\b(?:{envoys}) to (?:the )?$", folded[max(0, hit.start - 40) : hit.start], re.IGNORECASE):
        return 0.0  # "Peru's ambassador to the UN": Peru speaks
    if entry.loose:
        before = folded[max(0, hit.start - 30) : hit.start]
        if re.search(r"(?:'s?|\b[A-Z][\w-]+) $", before) and not re.search(
            r"\b(?:The|UN|U\.N\.|Nations) $", before
        ):
            return 0.0
        if re.match(r" (?:of [A-Z]|[A-Z])", folded[hit.end : hit.end + 6]):
            return 0.0
    return entry.sure


def _person(folded: str, hit: Hit, entry: Entry) -> float:
    """A short name next to another name is somebody else's: "Peter Cameron", "Trump Tower"."""
    return 0.0 if entry.loose and in_a_persons_name(folded, hit) else entry.sure


def _body(folded: str, hit: Hit, entry: Entry) -> float:
    """One word between an office and another name is a name: "President Duma Boko"."""
    one = " " not in folded[hit.start : hit.end]
    before = re.search(r"([A-Z][a-z]+) $", folded[max(0, hit.start - 30) : hit.start])
    named = (
        before and before[1] in _office_words() and re.match(r" [A-Z][a-z]", folded[hit.end : hit.end + 3])
    )
    return 0.0 if one and named else entry.sure


def in_a_persons_name(folded: str, hit: Hit) -> bool:
    """A capitalised word that begins no sentence stands right before, or one that is no office right after."""
    before = re.search(r"(?:^|[.!?:\n] ?|)([A-Z][a-z]+) $", folded[max(0, hit.start - 30) : hit.start])
    offices = _office_words()
    if before and before[1] not in offices:
        return True
    after = re.match(r" ([A-Z][a-z]+)", folded[hit.end : hit.end + 30])
    return bool(after and after[1] not in offices)


@cache
def _office_words() -> frozenset[str]:
    rows = table("offices")
    return frozenset(word.capitalize() for word in [*rows["heads"], *rows["before"]]) | frozenset(
        rows["never"]
    )


def is_elsewhere(folded: str, actor: str) -> bool:
    """Does the text speak of another place of the same name: Georgia in America?"""
    row = table("contexts")["elsewhere"].get(actor)
    if row is None:
        return False
    return any(word in folded for word in row["other"]) and not any(word in folded for word in row["own"])


CHECKS = {
    What.CAPITAL: _capital,
    What.STATE: _state,
    What.DEMONYM: _demonym,
    What.PERSON: _person,
    What.BODY: _body,
    What.ORGANISATION: _organisation,
    What.MOVEMENT: _organisation,
}

# No dateline that the expression takes is longer.
LONGEST_DATELINE = 200
# "DUBAI, Feb 23 (GAW) -", "ULAANBAATAR, MONGOLIA (30 October 2025) —", "Brussels –"
DATELINE = re.compile(
    r"[A-Z][\w'. ]{1,30}(?:[/,] ?[A-Z][\w'. ]{1,25}){0,3}(?:,? \(?[\w ,./]{0,30}\)?){0,2} ?(?:-{1,2} +|— *)(?=\S)"
)


def datelines(folded: str) -> list[tuple[int, int]]:
    """Where paragraphs open with the place that the story was sent from; names there are places."""
    found = (DATELINE.match(folded, start) for start in _line_starts(folded) if _has_dash(folded, start))
    return [line.span() for line in found if line and _sent_from(line[0])]


def _line_starts(text: str) -> Iterator[int]:
    start = 0
    while start < len(text):
        yield start
        start = text.find("\n", start) + 1 or len(text)


def _has_dash(folded: str, start: int) -> bool:
    """Whether a dash stands where it may end a dateline: so seldom that the look for one is spared."""
    end = start + LONGEST_DATELINE
    return folded.find("-", start, end) >= 0 or folded.find("—", start, end) >= 0


def _sent_from(words: str) -> bool:
    place = re.split(r"[,(/—]| -", words)[0].strip()
    if place.title() in state_names():
        return False
    return place.isupper() or (
        len(place.split()) <= 2 and not re.search(r"[a-z] [a-z]", words.split("(", maxsplit=1)[0])
    )
