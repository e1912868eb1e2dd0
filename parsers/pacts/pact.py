"""What a pact is, given the reports on it: a function of those reports alone, in whatever order they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from parsers.model import Pact, Party, Role, Standing, Status
from parsers.pacts.copies import independent
from parsers.pacts.report import Report, order
from parsers.pacts.title import title

Value = TypeVar("Value", bound=Hashable)

# What fewer reports than this say of a pact is a slip of theirs, or of the reader's.
HEARD = 0.25
SUREST = 0.99
# How far along its life a pact is; a report of an earlier stage does not move it back.
STAGE = {
    Status.PROPOSED: 0, Status.NEGOTIATING: 1, Status.PLEDGED: 2, Status.AGREED: 2, Status.SIGNED: 3,
    Status.REAFFIRMED: 3, Status.RATIFIED: 4, Status.IN_FORCE: 5, Status.FULFILLED: 6, Status.EXTENDED: 6,
    Status.SUSPENDED: 7, Status.VIOLATED: 7, Status.REJECTED: 7, Status.TERMINATED: 8,
}  # fmt: skip
SETBACKS = frozenset({Status.SUSPENDED, Status.VIOLATED, Status.REJECTED})
ENDS = SETBACKS | {Status.TERMINATED}
# Outlets that say the opposite of each other within this time contradict each other; later, things have moved on.
LATELY = timedelta(days=7)
RESUMED = frozenset({Status.AGREED, Status.SIGNED, Status.RATIFIED, Status.IN_FORCE, Status.EXTENDED})


class Step(StrEnum):
    """What a report does to a pact."""

    STARTS = "starts it"
    MOVES = "moves it"
    REPEATS = "repeats"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report does to a pact, and the report of another outlet that it contradicts, if any."""

    step: Step
    against: Report | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """Where a pact stands after some reports, and the act that brought it there."""

    status: Status
    act_id: str
    date: date | None
    place: str | None


def pact_of(reports: Sequence[Report], pact_id: str, standing: Standing | None = None) -> Pact:
    """The pact that some reports (at least one) are about."""
    told = sorted(reports, key=order)
    life = life_of(told)
    type_ = most_said(r.act.type for r in told)
    kind = most_said(r.act.kind for r in told if r.act.type == type_)
    parties = parties_of(told)
    topics = heard(told, lambda r: r.act.topics)
    times = [r.published for r in told if r.published]
    return Pact(
        id=pact_id,
        title=title(told, type_, kind, parties, topics),
        type=type_,
        kind=kind,
        status=life.status,
        parties=parties,
        topics=topics,
        amounts=heard(told, lambda r: r.act.amounts),
        outlets=tuple(sorted({r.outlet for r in told} - {""})),
        acts=len(told),
        confidence=1.0 if standing is Standing.CONFIRMED else confidence(told),
        required=standing is not Standing.REJECTED and any(r.act.required for r in told),
        date=life.date,
        place=life.place,
        first_reported=min(times, default=None),
        last_reported=max(times, default=None),
        standing=standing,
    )


def life_of(told: Sequence[Report]) -> Life:
    """Where the reports, in their order, leave the pact."""
    *_, last = lives(told)
    return last


def lives(told: Sequence[Report]) -> Iterator[Life]:
    """Where the pact stands after each of the reports, in their order."""
    first = told[0]
    life = Life(first.act.status, first.act_id, first.act.date, first.act.place)
    latest = first.published
    yield life
    for report in told[1:]:
        act = report.act
        if further(
            report, life.status, later=bool(latest and report.published and report.published > latest)
        ):
            # A day of its own has a place of its own, also where that is not told.
            place = act.place if act.date else act.place or life.place
            life = Life(act.status, report.act_id, act.date or life.date, place)
        elif act.status == life.status:
            life = Life(life.status, life.act_id, life.date or act.date, life.place or act.place)
        latest = report.published or latest
        yield life


def steps(told: Sequence[Report]) -> list[Told]:
    """What each report, in their order, does to the pact; one that moves it can contradict another too."""
    if not told:
        return []
    known = list(lives(told))
    found = [Told(Step.STARTS)]
    for n, report in enumerate(told[1:], 1):
        opposed = contradicted(report, known[n - 1].status, told[:n])
        if known[n].act_id == report.act_id:
            found.append(Told(Step.MOVES, opposed))
        else:
            found.append(Told(Step.CONTRADICTS if opposed else Step.REPEATS, opposed))
    return found


def contradicted(report: Report, status: Status, told: Sequence[Report]) -> Report | None:
    """The latest report by which another outlet just said that the pact holds where this one says it does not, or so back."""
    if report.published is None or (report.act.status in ENDS) == (status in ENDS):
        return None
    for earlier in reversed(told):
        if earlier.published is None or earlier.outlet == report.outlet or earlier.act.status != status:
            continue
        return earlier if report.published - earlier.published <= LATELY else None
    return None


def further(report: Report, status: Status, *, later: bool) -> bool:
    """Whether a report moves a pact along its life, or out of a setback that it had fallen into before."""
    if status in SETBACKS and report.act.status in RESUMED:
        return later
    return STAGE[report.act.status] > STAGE[status]


def parties_of(told: Sequence[Report]) -> tuple[Party, ...]:
    """Who is in it, each in the role that most reports give."""
    ids = heard(told, lambda r: tuple(dict.fromkeys(p.id for p in r.act.parties)))
    roles: dict[str, Counter[Role]] = {i: Counter() for i in ids}
    for report in told:
        for party in report.act.parties:
            if party.id in roles:
                roles[party.id][party.role] += 1
    return tuple(Party(i, roles[i].most_common(1)[0][0]) for i in ids)


def heard(told: Sequence[Report], said: Callable[[Report], Iterable[Value]]) -> tuple[Value, ...]:
    """What enough of the reports say, in the order in which it was first said."""
    counts: Counter[Value] = Counter()
    for report in told:
        counts.update(list(dict.fromkeys(said(report))))
    return tuple(value for value, n in counts.items() if n >= HEARD * len(told))


def most_said(values: Iterable[Value]) -> Value:
    """The most frequent value; of equals, the first."""
    return Counter(values).most_common(1)[0][0]


def confidence(told: Sequence[Report]) -> float:
    """Chance that it is right: each outlet that tells it in words of its own makes it surer."""
    best: dict[str, float] = {}
    for report in independent(told):
        best[report.outlet] = max(best.get(report.outlet, 0.0), report.act.confidence)
    wrong = 1.0
    for sure in best.values():
        wrong *= 1 - sure
    return min(1 - wrong, SUREST)
