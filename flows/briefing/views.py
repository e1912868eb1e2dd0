"""Rows of the ledger made ready for pages: every text cleaned, named and linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from flows.briefing.words import (
    ROLES,
    TONES,
    actor_slug,
    day,
    heading,
    iso,
    percent,
    quote,
    safe_url,
    slug,
    tone,
    words,
)
from parsers.names import display_amount, display_name
from storage.briefing import Asked, Row

AHEAD = timedelta(weeks=6)
# What was published longer ago than this when it was found is no news of the day.
LATE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who can be in a pact: id, name, sort (state, organisation, movement, unknown), page, and members of a bloc."""

    id: str
    name: str
    sort: str
    page: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """An actor in a pact with its role, as ROLES words it."""

    actor: Actor
    role: str
    part: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A status as it is shown."""

    code: str
    label: str
    tone: str
    sign: str


@dataclass(frozen=True, slots=True)
class PactView:
    """A pact as pages show it; days are ISO or "", `sure` is in percent."""

    id: str
    page: str
    title: str
    type: str
    kind: str
    status: Standing
    sides: tuple[Side, ...]
    topics: tuple[str, ...]
    sums: tuple[str, ...]
    amounts: tuple[tuple[float, str], ...]
    date: date | None
    place: str
    first: datetime | None
    last: datetime | None
    outlets: tuple[str, ...]
    reports: int
    confidence: float
    confirmed: bool
    debatable: bool

    @property
    def sure(self) -> str:
        """How likely it is right."""
        return percent(self.confidence)

    @property
    def month(self) -> str:
        """The month of its last report: 2025-10, or "undated"."""
        return iso(self.last or self.first)[:7] or "undated"


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a pact, with the sentence that brought it."""

    id: str
    pact: PactView
    new: bool
    before: Standing | None
    after: Standing
    recorded: datetime
    quote: str
    outlet: str
    url: str
    published: datetime | None

    @property
    def late(self) -> bool:
        """Whether it was old news when it was found."""
        return bool(self.published and self.recorded - self.published > LATE)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day that lay ahead when a report named it."""

    pact: PactView
    day: date
    status: Standing
    place: str
    quote: str
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class World:
    """All pacts (last reported first) with what changed (latest first), what lies ahead, and who is in any of them."""

    pacts: list[PactView]
    moves: list[Move]
    ahead: list[Ahead]
    actors: dict[str, Actor]
    by_actor: dict[str, list[PactView]]
    by_id: dict[str, PactView] = field(default_factory=dict)


def world_of(asked: Asked) -> World:
    """The rows as views."""
    actors = Actors(asked.actors)
    pacts = [pact_view(row, actors) for row in asked.pacts]
    by_id = {p.id: p for p in pacts}
    by_actor: dict[str, list[PactView]] = {}
    for pact in pacts:
        for side in pact.sides:
            by_actor.setdefault(side.actor.id, []).append(pact)
    return World(
        pacts,
        [move_view(row, by_id[row["pact_id"]]) for row in asked.changes],
        [ahead_view(row, by_id[row["pact_id"]]) for row in asked.ahead],
        {i: actors.of(i) for i in sorted(by_actor)},
        by_actor,
        by_id,
    )


class Actors:
    """Views of actors by id, each made once; one that the ledger has no name for has its id as one."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._made: dict[str, Actor] = {}

    def of(self, actor_id: str) -> Actor:
        """The actor with an id."""
        if actor_id not in self._made:
            row = self._rows.get(actor_id, {})
            name = heading(row.get("name") or display_name(actor_id), 120)
            page = actor_slug(actor_id)
            self._made[actor_id] = Actor(
                actor_id, name, row.get("sort", "unknown"), page, tuple(row.get("members", ()))
            )
        return self._made[actor_id]


def standing(code: str) -> Standing:
    """A status as it is shown."""
    tone_ = tone(code)
    return Standing(code, words(code), tone_, TONES[tone_][0])


def pact_view(row: Row, actors: Actors) -> PactView:
    """A row of pacts as pages show it."""
    return PactView(
        id=row["pact_id"],
        page=slug(row["pact_id"]),
        title=heading(row["title"]) or "Untitled pact",
        type=row["type"],
        kind=row["kind"],
        status=standing(row["status"]),
        sides=sides_of(row["parties"], actors),
        topics=tuple(row["topics"]),
        sums=sums_of(row["amounts"]),
        amounts=tuple((a["value"], a["unit"]) for a in row["amounts"]),
        date=row["pact_date"],
        place=heading(row["place"] or "", 120),
        first=row["first_reported"],
        last=row["last_reported"],
        outlets=tuple(heading(o, 120) for o in row["outlets"]),
        reports=row["acts"],
        confidence=row["confidence"],
        confirmed=row["standing"] == "confirmed",
        debatable=not row["required"],
    )


def sides_of(parties: Iterable[Row], actors: Actors) -> tuple[Side, ...]:
    """Parties as pages show them."""
    return tuple(Side(actors.of(p["id"]), p["role"], str(ROLES.get(p["role"], p["role"]))) for p in parties)


def sums_of(amounts: Sequence[Row]) -> tuple[str, ...]:
    """Sums as people write them."""
    return tuple(display_amount(a["value"], a["unit"]) for a in amounts)


def move_view(row: Row, pact: PactView) -> Move:
    """A row of changes as pages show it."""
    return Move(
        row["change_id"],
        pact,
        row["change"] == "new",
        standing(row["before"]) if row["before"] else None,
        standing(row["after"]),
        row["recorded_at"],
        quote(row["evidence"] or ""),
        heading(row["outlet"] or "", 120),
        safe_url(row["url"] or ""),
        row["published"],
    )


def ahead_view(row: Row, pact: PactView) -> Ahead:
    """A row of days ahead as pages show it."""
    return Ahead(
        pact,
        row["day"],
        standing(row["status"]),
        heading(row["place"] or "", 120),
        quote(row["evidence"]),
        heading(row["outlet"], 120),
        safe_url(row["url"]),
    )


@dataclass(frozen=True, slots=True)
class Today:
    """The first screen: what is new and what moved since a moment, and the days of the next weeks.

    What went wrong stands first, then what most outlets tell.
    """

    since: datetime
    new: list[Move]
    moved: list[Move]
    ahead: list[Ahead]
    latest: datetime | None


def today_of(world: World, now: datetime) -> Today:
    """What is new since the start of yesterday (UTC)."""
    since = datetime.combine(now.astimezone(UTC).date() - timedelta(days=1), time(), UTC)
    recent = [m for m in world.moves if m.recorded >= since]
    new = [m for m in recent if m.new]
    fresh = {m.pact.id for m in new}
    last_day = now.astimezone(UTC).date() + AHEAD
    return Today(
        since,
        sorted(new, key=weight),
        sorted(joined(m for m in recent if not m.new and m.pact.id not in fresh), key=weight),
        [a for a in world.ahead if now.astimezone(UTC).date() <= a.day <= last_day],
        max((m.recorded for m in world.moves), default=None),
    )


def joined(moves: Iterable[Move]) -> list[Move]:
    """Several moves of one pact as one, from where it was to where it is; they come the latest first."""
    found: dict[str, Move] = {}
    for move in moves:
        last = found.get(move.pact.id)
        if last is None:
            found[move.pact.id] = move
        else:
            found[move.pact.id] = Move(
                last.id, last.pact, last.new, move.before, last.after, last.recorded, last.quote, last.outlet,
                last.url, last.published,
            )  # fmt: skip
    return list(found.values())


def weight(move: Move) -> tuple[bool, bool, int, float, str]:
    """Bad news first, old news last, then by how many outlets tell it and how sure it is."""
    pact = move.pact
    return (move.after.tone != "off", move.late, -len(pact.outlets), -pact.confidence, pact.id)


def dated(when: date | datetime | None) -> tuple[str, str]:
    """A day for machines and for people."""
    return iso(when), day(when)
