"""What people say of pacts: it is kept, holds against every later report and reading, and works at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


STANDING = {Saying.CONFIRM: Standing.CONFIRMED, Saying.REJECT: Standing.REJECTED}


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
    their own. LedgerError where a pact or act is not there, or nothing would be left of one.
    """
    with ledger.write() as db:
        found = {p: acts_of(db, p) for p in dict.fromkeys(current(db, p) for p in pacts)}
        correction = checked(saying, found, apart, note)
        save_correction(db, correction, now)
        touched = [a for acts in found.values() for a in acts]
        resolution = resolve(LedgerShelf(db), redo=touched, corrections=corrections(db))
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
    strange = sorted({*apart} - {*first})
    if strange:
        raise LedgerError(
            f"{strange[0]} is no act of pact {next(iter(found))}; see `pactwatch pact show` for its acts"
        )
    left = tuple(a for a in first if a not in apart)
    if not apart or not left:
        raise LedgerError("a split leaves some acts and takes some; name a part of the pact's acts")
    return Correction(saying, tuple(a for a in first if a in apart), left, note)


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
    if len(known) != 1 or len(name) < SHORTEST:
        why = "there is no pact" if not known else "there is more than one pact"
        raise LedgerError(
            f"{why} {name}; give the pact_id, or at least {SHORTEST} letters of it that no other has"
        )
    (found,) = known
    # What it was merged into may have been merged since.
    there = db.execute("SELECT 1 FROM pacts WHERE pact_id = ?", [found]).fetchone()
    return found if there else current(db, found)


SHORTEST = 6


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
    same: list[tuple[str, str]] = []
    apart: dict[str, str] = {}
    standing: dict[str, Standing] = {}
    for number, one in said:
        if one.saying is Saying.MERGE:
            same += [(one.acts[0], other) for other in (*one.acts[1:], *one.others)]
            for act_id in (*one.acts, *one.others):
                apart.pop(act_id, None)
        elif one.saying is Saying.SPLIT:
            ours, theirs = {*one.acts}, {*one.others}
            same = [pair for pair in same if not (ours & {*pair} and theirs & {*pair})]
            apart |= dict.fromkeys(one.acts, f"{number}:acts")
            apart |= dict.fromkeys(one.others, f"{number}:others")
        elif one.saying is Saying.CLEAR:
            for act_id in one.acts:
                standing.pop(act_id, None)
        else:
            standing |= dict.fromkeys(one.acts, STANDING[one.saying])
    return Corrections(tuple(same), apart, standing)
