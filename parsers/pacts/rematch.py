"""Which acts of one reading of an article are those of an earlier reading, so that they keep their ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from parsers.model import Act
from parsers.pacts.copies import copied
from parsers.pacts.report import Report, sides
from parsers.urls import key

# Less alike than this, and it is another act.
SAME = 0.5
FIELDS = ("kind", "status", "parties", "topics", "amounts", "date", "place", "evidence", "required")


def rematched(old: Sequence[Report], new: Sequence[Report]) -> list[Report]:
    """The new acts, each with the id of the old one that it is; the most alike are paired first, each once."""
    pairs = sorted(
        ((alike(n.act, o.act), -i, -j) for i, n in enumerate(new) for j, o in enumerate(old)), reverse=True
    )
    ids: dict[int, str] = {}
    taken: set[int] = set()
    for score, i, j in pairs:
        if score >= SAME and -i not in ids and -j not in taken:
            ids[-i] = old[-j].act_id
            taken.add(-j)
    used = set(ids.values())
    for i, report in enumerate(new):
        if i not in ids:
            ids[i] = unused(report.act_id, used)
            used.add(ids[i])
    return [replace(report, act_id=ids[i]) for i, report in enumerate(new)]


def unused(act_id: str, used: Collection[str]) -> str:
    """The id of an act that is new; another where an edit put it where one stood that has kept that id elsewhere."""
    while act_id in used:
        act_id = key("act", act_id)
    return act_id


def alike(one: Act, other: Act) -> float:
    """How alike two acts of one article are, 0 to 1: sides, what, where it stands, and the sentence."""
    a, b = sides(one.parties), sides(other.parties)
    if one.type != other.type or not (a & b or a == b):
        return 0.0
    share = len(a & b) / len(a | b) if a | b else 1.0
    sentence = copied(one.evidence.text, other.evidence.text)
    return (
        0.4 * share + 0.3 * sentence + 0.15 * (one.status == other.status) + 0.15 * (one.kind == other.kind)
    )


def differing(one: Act, other: Act) -> list[str]:
    """The fields that two readings of an act differ in."""
    return [name for name in FIELDS if getattr(one, name) != getattr(other, name)]
