"""Two writers and three readers at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.opening import open_ledger
from tests.stress.invariants import Witness
from tests.stress.places import WAIT, can_publish

PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of it: how often it was written and read, the longest wait of each, and all that went wrong."""

    writes: int
    reads: int
    copies: int
    longest_write: float
    longest_wait: float
    rows: dict[str, int]
    wrongs: list[str]

    def __str__(self) -> str:
        return (
            f"{self.writes} writes (longest {self.longest_write:.2f} s), {self.reads} reads (longest wait "
            f"{self.longest_wait:.2f} s), {self.copies} published copies, {self.rows['articles']} articles, "
            f"{self.rows['acts']} acts, {len(self.wrongs)} wrongs"
        )


def crowd(place: str, seconds: float, writers: int = 2, readers: int = 3) -> Crowd:
    """Let them at the ledger for some seconds; where copies can be published, one more publishes and reads them."""
    writing = [start("writer", place, f"w{n}", str(seconds)) for n in range(writers)]
    reading = [start("reader", place, str(seconds)) for _ in range(readers)]
    copying = [start("reader", place, str(seconds), "publish")] if can_publish(place) else []
    wrongs: list[str] = []
    wrote, read, copied = (
        [ended(process, seconds, wrongs) for process in some] for some in (writing, reading, copying)
    )
    acknowledged = [ack for _, acks in wrote for ack in acks]
    witness = Witness()
    with open_ledger(place, WAIT).read() as db:
        wrongs += [*witness.wrongs(db), *lost(db, acknowledged)]
    return Crowd(
        writes=sum(last["done"] for last, _ in wrote),
        reads=sum(last["done"] for last, _ in read),
        copies=sum(last["done"] for last, _ in copied),
        longest_write=max((last["longest"] for last, _ in wrote), default=0.0),
        longest_wait=max((last["longest"] for last, _ in [*read, *copied]), default=0.0),
        rows=witness.most,
        wrongs=wrongs,
    )


def start(what: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of this folder's."""
    line = [sys.executable, "-m", f"tests.stress.{what}", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def ended(
    process: subprocess.Popen[str], seconds: float, wrongs: list[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a process said last, and all before it; whatever went wrong is added to `wrongs`."""
    try:
        said, errors = process.communicate(timeout=seconds + PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        said, errors = process.communicate()
        wrongs.append("a process did not end")
    lines = heard(said)
    if process.returncode:
        wrongs.append(f"a process ended with {process.returncode}: {errors.strip()[-400:]}")
    last = lines.pop() if lines and "done" in lines[-1] else {"done": 0, "longest": 0.0}
    wrongs += last.get("wrongs", [])
    return last, lines


def heard(said: str) -> list[dict[str, Any]]:
    """The whole lines of what a process said; one that was cut off was not said."""
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]


# Which table and key column an acknowledgement is about.
ACKNOWLEDGED = {
    "articles": ("articles", "article_id"),
    "attempts": ("attempts", "attempt_id"),
    "runs": ("runs", "run_id"),
    "polls": ("polls", "poll_id"),
}


def lost(db: Any, acknowledged: Sequence[dict[str, Any]]) -> list[str]:
    """What was acknowledged and is not there."""
    wrongs = []
    for what, (table, column) in ACKNOWLEDGED.items():
        wanted = sorted({key for ack in acknowledged for key in ack.get(what, [])})
        if not wanted:
            continue
        there = {row[0] for row in db.execute(f"SELECT {column} FROM {table}").fetchall()}
        gone = [key for key in wanted if key not in there]
        if gone:
            wrongs.append(f"{len(gone)} {what} acknowledged and lost, as {gone[0]}")
    return wrongs
