"""Rows of the ledger made ready for pages: every text cleaned, named and linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flows.briefing.words import (
    ROLES,
    TONES,
    actor_slug,
    heading,
    iso,
    percent,
    quote,
    safe_url,
    tone,
)
from flows.wording import page_name, words
from parsers.names import display_amount, display_name
from storage.briefing import Asked, Row


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
    """All pacts (last reported first), what lies ahead, and who is in any of them."""

    pacts: list[PactView]
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
        page=page_name(row["pact_id"]),
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
