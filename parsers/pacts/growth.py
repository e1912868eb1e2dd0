"""Whether a pact that people know gained a party or another sum, given its reports.

A second article is no news by naming more than the first: reporters differ, and the reader slips. So what is told within
a day of the first report belongs to the pact as it was announced; later, a party or sum counts once two outlets tell it in
words of their own and it passes the bar that all of a pact's fields pass. Of a sum, the same in another currency, or rounded
otherwise, is no other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from parsers.model import Amount, Change, ChangeKind
from parsers.pacts.copies import independent
from parsers.pacts.pact import heard
from parsers.pacts.report import Report, order, sides
from parsers.urls import key

Value = TypeVar("Value", bound=Hashable)

ANNOUNCED = timedelta(days=1)
OUTLETS = 2
# Sums that differ by less are one, rounded in two ways.
ROUNDED = 0.05


@dataclass(frozen=True, slots=True)
class Aspect(Generic[Value]):
    """What of a pact can grow: what a report says of it, whether a value is another than those known, and as text."""

    kind: ChangeKind
    said: Callable[[Report], Iterable[Value]]
    other: Callable[[Value, Collection[Value]], bool]
    shown: Callable[[Iterable[Value]], str]


def growth(pact_id: str, before: Iterable[Report], now: Iterable[Report]) -> list[Change]:
    """The changes of parties and sums that reports bring to a pact that others told before; at most one of each."""
    was, told = sorted(before, key=order), sorted(now, key=order)
    changes = (grown(PARTIES, pact_id, was, told), grown(AMOUNT, pact_id, was, told))
    return [change for change in changes if change]


def grown(
    aspect: Aspect[Value], pact_id: str, was: Sequence[Report], told: Sequence[Report]
) -> Change | None:
    """The change that a pact gained values of one aspect; None where it did not."""
    old = gained(aspect, was)
    new = {value: report for value, report in gained(aspect, told).items() if aspect.other(value, old)}
    if not new:
        return None
    known = list(dict.fromkeys((*announced(aspect, told), *old)))
    before, after = aspect.shown(known), aspect.shown([*known, *new])
    change_id = key("change", pact_id, aspect.kind, *sorted(aspect.shown([value]) for value in new))
    act_id = max(new.values(), key=order).act_id
    return Change(change_id, pact_id, act_id, aspect.kind, before or None, after)


def gained(aspect: Aspect[Value], told: Sequence[Report]) -> dict[Value, Report]:
    """What was told only after the announcement, by enough outlets; with the report that made it enough."""
    if len(told) <= OUTLETS:
        return {}
    known = announced(aspect, told)
    found: dict[Value, Report] = {}
    for value in heard(told, lambda r: tuple(aspect.said(r))):
        if not aspect.other(value, [*known, *found]):
            continue
        outlets: dict[str, Report] = {}
        for report in independent([r for r in told if value in set(aspect.said(r))]):
            outlets.setdefault(report.outlet, report)
        outlets.pop("", None)
        if len(outlets) >= OUTLETS:
            found[value] = list(outlets.values())[OUTLETS - 1]
    return found


def announced(aspect: Aspect[Value], told: Sequence[Report]) -> tuple[Value, ...]:
    """What was told while the pact was new; a report without a date counts to that."""
    first = told[0].published
    early = [r for r in told if not (first and r.published) or r.published - first <= ANNOUNCED]
    return tuple(dict.fromkeys(value for r in early for value in aspect.said(r)))


def other_sum(amount: Amount, known: Collection[Amount]) -> bool:
    """Whether a sum is another than all those known; no where those are in other currencies, as it may be one of them."""
    if not known:
        return True
    same_unit = [k.value for k in known if k.unit == amount.unit]
    return bool(same_unit) and all(
        abs(amount.value - v) > ROUNDED * max(abs(amount.value), abs(v)) for v in same_unit
    )


PARTIES: Aspect[str] = Aspect(
    ChangeKind.PARTIES,
    lambda r: sorted(sides(r.act.parties)),
    lambda value, known: value not in known,
    " ".join,
)
AMOUNT: Aspect[Amount] = Aspect(
    ChangeKind.AMOUNT,
    lambda r: r.act.amounts,
    other_sum,
    lambda values: "; ".join(f"{v.value:.15g} {v.unit}" for v in values),
)
