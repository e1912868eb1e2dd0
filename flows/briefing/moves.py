"""What moved: changes of pacts as pages and feeds tell them, and the first screen's choice of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from flows.briefing.views import Ahead, PactView, Standing, World, standing
from flows.briefing.words import heading, quote, safe_url
from flows.wording import headed, spelled, words
from parsers.model import ChangeKind
from storage.briefing import Row

AHEAD = timedelta(weeks=6)
# What was published longer ago than this when it was found is no news of the day.
LATE = timedelta(days=30)
# Where several things of a pact moved, in this order.
ORDER = (ChangeKind.NEW, ChangeKind.STATUS, ChangeKind.PARTIES, ChangeKind.AMOUNT)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a pact, with the sentence that brought it; `before` and `after` are as the ledger keeps them."""

    id: str
    pact: PactView
    kind: ChangeKind
    before: str | None
    after: str
    recorded: datetime
    quote: str
    outlet: str
    url: str
    published: datetime | None

    @property
    def late(self) -> bool:
        """Whether it was old news when it was found."""
        return bool(self.published and self.recorded - self.published > LATE)

    @property
    def new(self) -> bool:
        """Whether the pact itself is."""
        return self.kind is ChangeKind.NEW

    @property
    def of_status(self) -> bool:
        """Whether `was` and `now` tell all of it."""
        return self.kind is ChangeKind.STATUS

    @property
    def was(self) -> Standing | None:
        """Where the pact stood before, if its status moved."""
        return standing(self.before) if self.of_status and self.before else None

    @property
    def now(self) -> Standing:
        """Where it stood then; what is not of its status leaves that as it is."""
        return standing(self.after) if self.new or self.of_status else self.pact.status

    @property
    def bad(self) -> bool:
        """Whether it is a move for the worse."""
        return self.now.tone == "off" and (self.new or self.of_status)

    @property
    def head(self) -> str:
        """In a few words: "Signed", "Joined by Chile"."""
        return headed(self.kind, self.before, self.after)

    @property
    def told(self) -> str:
        """As a sentence, from what to what."""
        said = spelled(self.kind, self.before, self.after, words(self.pact.kind), self.pact.status.code)
        return f"{said[:1].upper()}{said[1:]}."


def moves_of(rows: Iterable[Row], world: World) -> list[Move]:
    """Changes as pages show them."""
    return [move_of(row, world.by_id[row["pact_id"]]) for row in rows]


def move_of(row: Row, pact: PactView) -> Move:
    """A row of changes as pages show it."""
    return Move(
        row["change_id"],
        pact,
        ChangeKind(row["change"]),
        row["before"],
        row["after"],
        row["recorded_at"],
        quote(row["evidence"] or ""),
        heading(row["outlet"] or "", 120),
        safe_url(row["url"] or ""),
        row["published"],
    )


@dataclass(frozen=True, slots=True)
class Today:
    """The first screen: what is new and what moved since a moment, and the days of the next weeks.

    What went wrong stands first, then what most outlets tell. Each of `moved` is a pact's moves, one of each kind.
    """

    since: datetime
    new: list[Move]
    moved: list[list[Move]]
    ahead: list[Ahead]
    latest: datetime | None


def today_of(moves: Sequence[Move], ahead: Iterable[Ahead], now: datetime) -> Today:
    """What is new since the start of yesterday (UTC); moves come the latest first."""
    today = now.astimezone(UTC).date()
    since = datetime.combine(today - timedelta(days=1), time(), UTC)
    recent = [m for m in moves if m.recorded >= since]
    new = [m for m in recent if m.new]
    fresh = {m.pact.id for m in new}
    return Today(
        since,
        sorted(new, key=weight),
        sorted(joined(m for m in recent if m.pact.id not in fresh), key=lambda some: weight(some[0])),
        [a for a in ahead if today <= a.day <= today + AHEAD],
        max((m.recorded for m in moves), default=None),
    )


def joined(moves: Iterable[Move]) -> list[list[Move]]:
    """The moves of each pact, several of a kind as one from where it was to where it is; they come the latest first."""
    found: dict[str, dict[ChangeKind, Move]] = {}
    for move in moves:
        of_pact = found.setdefault(move.pact.id, {})
        last = of_pact.get(move.kind)
        of_pact[move.kind] = replace(last, before=move.before) if last else move
    return [sorted(of_pact.values(), key=lambda m: ORDER.index(m.kind)) for of_pact in found.values()]


def weight(move: Move) -> tuple[bool, bool, bool, int, float, str]:
    """Bad news first, old news last, then moves of status, then by how many outlets tell it and how sure it is."""
    pact = move.pact
    minor = not (move.new or move.of_status)
    return (not move.bad, move.late, minor, -len(pact.outlets), -pact.confidence, pact.id)
