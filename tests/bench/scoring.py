"""How well acts agree with annotated records: found, strict, alert, amounts, and the share of each field that is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from parsers.model import Act, Role

Record = dict[str, Any]
FIELDS = ("kind", "status", "parties", "topics", "date", "place")


@dataclass
class Tally:
    """Right, wrong and missed, for precision and recall."""

    right: float = 0
    wrong: float = 0
    missed: float = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Score:
    """The tallies of a set of articles; `fields` holds (right, compared) by field."""

    found: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    alert: Tally = field(default_factory=Tally)
    amounts: Tally = field(default_factory=Tally)
    fields: dict[str, tuple[int, int]] = field(default_factory=lambda: dict.fromkeys(FIELDS, (0, 0)))

    def figures(self) -> dict[str, float]:
        """All figures by name, rounded to three digits."""
        named = {
            "found": self.found.f1, "strict": self.strict.f1, "alert_precision": self.alert.precision,
            "alert_recall": self.alert.recall, "amounts": self.amounts.f1,
        }  # fmt: skip
        named |= {
            name: right / compared if compared else 0.0 for name, (right, compared) in self.fields.items()
        }
        return {name: round(value, 3) for name, value in named.items()}

    def add(self, records: Sequence[Record], acts: Sequence[Act]) -> None:
        """Count one article."""
        pairs = match(records, acts)
        needed = [i for i, r in enumerate(records) if r.get("required", True)]
        for i, j in pairs:
            if i in needed:
                self._compare(records[i], acts[j])
        missed = len(set(needed) - {i for i, _ in pairs})
        wrong = len(acts) - len(pairs)
        for tally in (self.found, self.strict):
            tally.missed += missed
            tally.wrong += wrong
        if needed or not records:
            self.alert.right += bool(needed and acts)
            self.alert.wrong += bool(acts and not needed)
            self.alert.missed += bool(needed and not acts)

    def _compare(self, record: Record, act: Act) -> None:
        self.found.right += 1
        same = {
            "kind": agrees(record, "kind", act.kind), "status": agrees(record, "status", act.status),
            "parties": named(record) == sides(act), "topics": bool(set(record["topics"]) & set(act.topics)),
            "date": agrees(record, "date", act.date.isoformat() if act.date else None),
            "place": (record["place"] or "").lower() == (act.place or "").lower(),
        }  # fmt: skip
        for name, right in same.items():
            before, compared = self.fields[name]
            self.fields[name] = (before + right, compared + 1)
        exact = same["status"] and same["parties"]
        self.strict.right += exact
        self.strict.wrong += not exact
        self.strict.missed += not exact
        gold, said = sums(record), Counter((a.unit, f"{a.value:.4g}") for a in act.amounts)
        self.amounts.right += (gold & said).total()
        self.amounts.wrong += (said - gold).total()
        self.amounts.missed += (gold - said).total()


def match(records: Sequence[Record], acts: Sequence[Act]) -> list[tuple[int, int]]:
    """Pairs of records and acts that tell of the same thing, the most alike first."""
    alike = [
        (likeness(r, a), bool(r.get("required", True)), i, j) for (i, r), (j, a) in product(enumerate(records), enumerate(acts))
    ]  # fmt: skip
    pairs: list[tuple[int, int]] = []
    for value, _, i, j in sorted(alike, reverse=True):
        if value and i not in {p for p, _ in pairs} and j not in {p for _, p in pairs}:
            pairs.append((i, j))
    return pairs


def likeness(record: Record, act: Act) -> float:
    """How alike a record and an act are; 0 where their type differs or they share less than half of their sides."""
    shared = jaccard(named(record), sides(act))
    if record["type"] != act.type or shared < 0.5:
        return 0.0
    said = Counter((a.unit, f"{a.value:.4g}") for a in act.amounts)
    return (
        4 * shared
        + 1.5 * agrees(record, "status", act.status)
        + 1.5 * agrees(record, "kind", act.kind)
        + 2 * jaccard(words(record["evidence"]), words(act.evidence.text))
        + jaccard(frozenset(record["topics"]), frozenset(act.topics))
        + bool(sums(record) & said)
    )


def agrees(record: Record, name: str, value: object) -> bool:
    """Whether a field is right, or is what another annotator said."""
    return value == record[name] or value in record.get("also", {}).get(name, ())


def named(record: Record) -> frozenset[str]:
    """The sides of a record, mediators aside."""
    return frozenset(p["id"] for p in record["parties"] if p["role"] != "mediator")


def sides(act: Act) -> frozenset[str]:
    """The sides of an act, mediators aside."""
    return frozenset(p.id for p in act.parties if p.role != Role.MEDIATOR)


def sums(record: Record) -> Counter[tuple[str, str]]:
    """The sums of a record, to four digits."""
    return Counter((a["unit"], f"{float(a['value']):.4g}") for a in record["amounts"])


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(re.findall(r"\w+", text.lower()))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of two sets that both have."""
    return len(a & b) / len(a | b) if a | b else 1.0
