"""What people say of pacts: it is kept, holds against every later report and reading, and works at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import duckdb

from parsers.model import Standing
from parsers.pacts.report import order
from parsers.pacts.resolve import Resolution, resolve
from parsers.pacts.shelf import Corrections
from parsers.urls import key
from storage.errors import LedgerError
from storage.ledger import Ledger
from storage.merge import merge
from storage.pacts import save_resolution
from storage.shelf import LedgerShelf


class Saying(StrEnum):
    """What a person can say of pacts; CLEAR takes back what was said of their standing."""

    MERGE = "merge"
    SPLIT = "split"
    CONFIRM = "confirm"
    REJECT = "reject"
    CLEAR = "clear"


MOVING = frozenset({Saying.MERGE, Saying.SPLIT})
SHORTEST = 6
STANDING = {Saying.CONFIRM: Standing.CONFIRMED, Saying.REJECT: Standing.REJECTED}
# The acts on either side.
Split = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said: of a merge, the acts of the two pacts; of a split, those set apart and those left."""

    saying: Saying
    acts: tuple[str, ...]
    others: tuple[str, ...] = ()
    note: str | None = None


def correct(
    ledger: Ledger,
    saying: Saying,
    pacts: Sequence[str],
    apart: Sequence[str] = (),
    *,
    note: str | None = None,
    now: datetime,
) -> Resolution:
    """Keep what a person says, and let the pacts become it; nobody is alerted.

    `pacts` are the two to merge, or the one to split, confirm or reject; `apart` are the acts of it that are a pact of
    their own, by their ids or first letters. LedgerError where a pact or act is not there, or nothing would be left of one.
    """
    with ledger.write() as db:
        found = {p: acts_of(db, p) for p in dict.fromkeys(current(db, p) for p in pacts)}
        correction = checked(saying, found, apart, note)
        save_correction(db, correction, now)
        touched = [a for acts in found.values() for a in acts]
        # What is said of a pact's standing is said of the pact as it is: no act is moved by it.
        moving = saying in MOVING
        resolution = resolve(
            LedgerShelf(db),
            redo=touched if moving else (),
            look=() if moving else touched,
            corrections=corrections(db),
        )
        save_resolution(db, resolution, (), "", now)
    return resolution


def checked(
    saying: Saying, found: dict[str, tuple[str, ...]], apart: Sequence[str], note: str | None
) -> Correction:
    """The correction; LedgerError where it makes no sense."""
    first, *rest = found.values()
    if saying is Saying.MERGE:
        if len(found) < 2:
            raise LedgerError("they are one pact already; name two")
        return Correction(saying, first, tuple(a for acts in rest for a in acts), note)
    if saying is not Saying.SPLIT:
        return Correction(saying, first, (), note)
    taken = {act_named(name, first, next(iter(found))) for name in apart}
    left = tuple(a for a in first if a not in taken)
    if not taken or not left:
        raise LedgerError("a split leaves some acts and takes some; name a part of the pact's acts")
    return Correction(saying, tuple(a for a in first if a in taken), left, note)


def act_named(name: str, acts: Sequence[str], pact_id: str) -> str:
    """Which of a pact's acts is meant by an id or its first letters; LedgerError where that is not just one."""
    meant = [a for a in acts if a == name or (len(name) >= SHORTEST and a.startswith(name))]
    if len(meant) != 1:
        why = "is no act" if not meant else "is more than one act"
        raise LedgerError(f"{name} {why} of pact {pact_id}; see `pactwatch pact show {pact_id}` for its acts")
    return meant[0]


def current(db: duckdb.DuckDBPyConnection, name: str) -> str:
    """The id of a pact by its id, a former one, or the first letters of one; LedgerError where there is not just one."""
    rows = db.execute(
        "SELECT pact_id FROM pacts WHERE starts_with(pact_id, $1) UNION "
        "SELECT pact_id FROM former_pacts WHERE starts_with(former_id, $1) AND pact_id IS NOT NULL",
        [name],
    ).fetchall()
    known = {str(row[0]) for row in rows}
    if name in known:
        return name
    return the_one("pact", name, known)


def the_one(what: str, name: str, known: Collection[str]) -> str:
    """The only id that some first letters can mean; LedgerError where they mean none or several, or are too few."""
    if len(known) == 1 and len(name) >= SHORTEST:
        return next(iter(known))
    if not known:
        why = f"there is no {what} {name}"
    elif len(name) < SHORTEST:
        why = f"{name!r} is too short to name one {what}"
    else:
        why = f"there is more than one {what} {name}"
    raise LedgerError(f"{why}; give the {what}_id, or at least {SHORTEST} letters of it that no other has")


def acts_of(db: duckdb.DuckDBPyConnection, pact_id: str) -> tuple[str, ...]:
    """The acts of a pact, in the order of its reports."""
    members = LedgerShelf(db).members({pact_id})
    return tuple(k.report.act_id for k in sorted(members, key=lambda k: order(k.report)))


def save_correction(db: duckdb.DuckDBPyConnection, said: Correction, now: datetime) -> None:
    """Write what a person said."""
    row = {
        "correction_id": key("correction", said.saying, now.isoformat(), *said.acts, "and", *said.others),
        "correction": said.saying,
        "acts": list(said.acts),
        "others": list(said.others),
        "note": said.note,
        "made_at": now,
    }
    merge(db, "corrections", [row], key="correction_id")


def corrections(db: duckdb.DuckDBPyConnection) -> Corrections:
    """All that people said, the later over the earlier."""
    rows = db.execute(
        "SELECT correction_id, correction, acts, others FROM corrections ORDER BY made_at, correction_id"
    ).fetchall()
    return in_force(
        (i, Correction(Saying(saying), tuple(acts), tuple(others))) for i, saying, acts, others in rows
    )


def in_force(said: Iterable[tuple[str, Correction]]) -> Corrections:
    """What holds after corrections, each with its id, were made one after the other."""
    same: list[frozenset[str]] = []
    splits: dict[str, Split] = {}
    standing: dict[str, tuple[int, Standing]] = {}
    for turn, (number, one) in enumerate(said, 1):
        ours, theirs = frozenset(one.acts), frozenset(one.others)
        if one.saying is Saying.MERGE:
            same.append(ours | theirs)
            splits = {n: after for n, split in splits.items() if all(after := reunited(split, ours | theirs))}
        elif one.saying is Saying.SPLIT:
            # Each half stays one, also where its acts hung together by those of the other.
            same = [part for group in same for part in (group & ours, group - ours)] + [ours, theirs]
            splits[number] = (ours, theirs)
        elif one.saying is Saying.CLEAR:
            for act_id in one.acts:
                standing.pop(act_id, None)
        else:
            standing |= dict.fromkeys(one.acts, (turn, STANDING[one.saying]))
    return Corrections(tuple(g for g in same if len(g) > 1), set_apart(splits), standing)


def reunited(split: Split, one: frozenset[str]) -> Split:
    """A split after acts were merged: they are all on one side of it; a side that has none left is empty."""
    ours, theirs = split
    if ours & one:
        return ours | one, theirs - one
    return (ours, theirs | one) if theirs & one else split


def set_apart(splits: Mapping[str, Split]) -> dict[str, str]:
    """The group of each act that was set apart: on which side of which splits it is."""
    groups: dict[str, str] = {}
    for number, sides in splits.items():
        for side, acts in zip(("acts", "others"), sides, strict=True):
            for act_id in acts:
                groups[act_id] = f"{groups.get(act_id, '')} {number}:{side}".strip()
    return groups
