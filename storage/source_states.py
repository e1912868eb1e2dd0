"""What is remembered of each source from one poll to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

import duckdb

from parsers.model import Health
from storage.merge import merge


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands; `url` is the settings' address, and all times are aware, in UTC.

    `interval` and `next_poll` are None until it was asked once, or where it is to be asked as soon as can be.
    """

    name: str
    url: str
    since: datetime
    state: Health = Health.ACTIVE
    kind: str = ""
    moved_to: str = ""
    etag: str = ""
    last_modified: str = ""
    interval: timedelta | None = None
    failures: int = 0
    next_poll: datetime | None = None
    wait_until: datetime | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    detail: str = ""

    @property
    def address(self) -> str:
        """Where it is asked: where it moved for good, or what the settings say."""
        return self.moved_to or self.url


TEXTS = ("kind", "moved_to", "etag", "last_modified", "detail")
COLUMNS = tuple("poll_interval" if f.name == "interval" else f.name for f in fields(SourceState))


def read_states(db: duckdb.DuckDBPyConnection) -> dict[str, SourceState]:
    """The states of all sources that were ever asked, paused or resumed, by name; none in an older program's ledger."""
    if ("source_states",) not in db.execute("SHOW TABLES").fetchall():
        return {}
    rows = db.execute(f"SELECT {', '.join(COLUMNS)} FROM source_states").fetchall()
    return {row[0]: state_of(dict(zip(COLUMNS, row, strict=True))) for row in rows}


def save_states(db: duckdb.DuckDBPyConnection, states: Iterable[SourceState]) -> None:
    """Write states, each in place of the one that its source had."""
    merge(db, "source_states", [row_of(s) for s in states], key="name", update=COLUMNS[1:])


def state_of(row: dict[str, object]) -> SourceState:
    """A row as a state."""
    seconds = row.pop("poll_interval")
    said = {name: value or "" if name in TEXTS else value for name, value in row.items()}
    said["state"] = Health(str(said["state"]))
    said["interval"] = timedelta(seconds=seconds) if isinstance(seconds, float) else None
    return SourceState(**said)  # type: ignore[arg-type]


def row_of(state: SourceState) -> dict[str, object]:
    """A state as a row."""
    row = {name: value or None if name in TEXTS else value for name, value in asdict(state).items()}
    interval = row.pop("interval")
    return {**row, "poll_interval": interval.total_seconds() if interval else None}
