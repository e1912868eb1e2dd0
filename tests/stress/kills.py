"""Writers killed at random moments, also while they commit, checkpoint, publish or tidy up."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.ledger import FileLedger
from storage.opening import open_ledger
from tests.stress.crowd import heard, lost, start
from tests.stress.invariants import Witness
from tests.stress.places import WAIT, can_compact, can_publish
from tests.stress.writer import published

# How long after it said where it is a writer may live.
LIVES = {"write": 0.6, "bulk": 0.6, "publish": 0.6, "compact": 0.6}
FOREVER = "100000"


@dataclass(slots=True)
class Kills:
    """How often writers were killed and where, what they had been told is written, and all that went wrong."""

    killed: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    slowest_open: float = 0.0
    copies_seen: int = 0
    left_over: int = 0
    wrongs: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        where = ", ".join(f"{n} in {mode}" for mode, n in self.killed.items())
        return (
            f"{sum(self.killed.values())} killed ({where}), {self.acknowledged} acknowledgements, slowest reopening "
            f"{self.slowest_open:.2f} s, copies looked at {self.copies_seen} times, {self.left_over} files left over, {len(self.wrongs)} wrongs"
        )


def modes(place: str) -> list[str]:
    """Where a writer to this ledger can be killed."""
    more = {"publish": can_publish(place), "compact": can_compact(place)}
    return ["write", "bulk", *(mode for mode, can in more.items() if can)]


def kills(place: str, times: int, folder: Path, seed: int = 1) -> Kills:
    """Kill so many writers one after the other, and look at the ledger after each; stops at the first wrong."""
    chance = random.Random(seed)
    found, witness, copies, everything = Kills(), Witness(), Witness(), []
    for number in range(times):
        mode = modes(place)[number % len(modes(place))]
        acknowledged = killed(place, f"k{seed}-{number}", mode, chance)
        everything += acknowledged
        found.killed[mode] = found.killed.get(mode, 0) + 1
        found.acknowledged += len(acknowledged)
        look(place, witness, acknowledged, found)
        if can_publish(place):
            look_at_copy(place, copies, found)
        if found.wrongs:
            found.wrongs.append(f"after kill {number} in {mode}, seed {seed}")
            break
    look(place, witness, everything, found)
    mine = {Path(place).name, published(FileLedger(place)).name}
    found.left_over = sum(".duckdb" in p.name and p.name not in mine for p in folder.iterdir())
    return found


def killed(place: str, name: str, mode: str, chance: random.Random) -> list[dict[str, Any]]:
    """Start a writer, let it come to where it is to be killed, kill it; what it acknowledged."""
    process = start("writer", place, name, FOREVER, mode)
    if process.stdout is None:
        raise RuntimeError("a writer without an output")
    said = ""
    while line := process.stdout.readline():
        said += line
        if mode == "write" or f'"entering": "{mode}"' in line:
            break
    time.sleep(chance.uniform(0, LIVES[mode]))
    early = process.poll()
    process.kill()
    rest, errors = process.communicate()
    if early is not None or not said:
        raise RuntimeError(f"a writer ended by itself: {errors.strip()[-600:]}")
    return [line for line in heard(said + rest) if "entering" not in line]


def look(place: str, witness: Witness, acknowledged: list[dict[str, Any]], found: Kills) -> None:
    """See that the ledger opens and is whole, and that nothing is lost."""
    began = time.monotonic()
    with open_ledger(place, WAIT).read() as db:
        found.slowest_open = max(found.slowest_open, time.monotonic() - began)
        found.wrongs += [*witness.wrongs(db), *lost(db, acknowledged)]


def look_at_copy(place: str, witness: Witness, found: Kills) -> None:
    """See that the published copy, once there is one, opens and is whole."""
    copy = published(FileLedger(place))
    if copy.exists():
        found.copies_seen += 1
        with FileLedger(copy, WAIT).read() as db:
            found.wrongs += [f"the copy: {wrong}" for wrong in witness.wrongs(db)]
