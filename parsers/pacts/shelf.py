"""What is known already: the acts of the ledger with their places in pacts, and what people said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parsers.model import Standing
from parsers.pacts.likeness import blocks
from parsers.pacts.link import Weighed
from parsers.pacts.report import Report


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act belongs: its pact, the earlier act that it follows on (None for none), and why."""

    pact_id: str
    follows: str | None = None
    score: float = 0.0
    reasons: tuple[Weighed, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """An act that has its place."""

    report: Report
    place: Place


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people said: groups of acts that are of one pact, acts set apart in groups of their own, and standing by act.

    A standing comes with the number of the saying that gave it, as pacts with one each can become one.
    """

    same: tuple[frozenset[str], ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, tuple[int, Standing]] = field(default_factory=dict)

    def allow(self, act_id: str, earlier: str) -> bool:
        """Whether an act may follow on another: one that was set apart, only within its group."""
        group = self.apart.get(act_id)
        return group is None or group == self.apart.get(earlier)

    def standing_of(self, act_ids: Iterable[str]) -> Standing | None:
        """What was said last of the pact of some acts."""
        return max((self.standing[a] for a in act_ids if a in self.standing), default=(0, None))[1]


class Shelf(Protocol):
    """Where known acts are looked up; none of the answers need be in any order."""

    def near(self, reports: Sequence[Report]) -> Collection[Known]:
        """Acts that share a block with any of the reports."""

    def members(self, pact_ids: Collection[str]) -> Collection[Known]:
        """All acts of some pacts."""

    def acts(self, act_ids: Collection[str]) -> Collection[Known]:
        """Those of some acts that are known."""


class MemoryShelf:
    """A shelf of known acts in memory."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._acts = {k.report.act_id: k for k in known}

    def put(self, known: Iterable[Known], gone: Iterable[str] = ()) -> None:
        """Set acts on it, in place of what it has of them, and take others off."""
        self._acts.update({k.report.act_id: k for k in known})
        for act_id in gone:
            self._acts.pop(act_id, None)

    def near(self, reports: Sequence[Report]) -> Collection[Known]:
        keys = frozenset().union(*(blocks(r.act) for r in reports)) if reports else frozenset[str]()
        return [k for k in self._acts.values() if not keys.isdisjoint(blocks(k.report.act))]

    def members(self, pact_ids: Collection[str]) -> Collection[Known]:
        return [k for k in self._acts.values() if k.place.pact_id in pact_ids]

    def acts(self, act_ids: Collection[str]) -> Collection[Known]:
        return [self._acts[a] for a in act_ids if a in self._acts]

    def pacts(self) -> dict[str, list[Report]]:
        """The reports of each pact."""
        found: defaultdict[str, list[Report]] = defaultdict(list)
        for known in self._acts.values():
            found[known.place.pact_id].append(known.report)
        return dict(found)
