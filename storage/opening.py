"""Open a ledger by its place: a DuckDB file, or a lake."""

from __future__ import annotations

from pathlib import Path

from storage.ledger import WAIT_SECONDS, FileLedger, Ledger


def open_ledger(
    place: Path | str,
    wait: float = WAIT_SECONDS,
    data_path: Path | None = None,
    password: str | None = None,
) -> Ledger:
    """The ledger at a place: a path of a DuckDB file, or the address of a lake (`ducklake:postgres:...`).

    `data_path` and `password` are of a lake: the folder of its files, and the catalogue's password, if it has one.
    """
    if str(place).startswith("ducklake:"):
        from storage.lake import LakeLedger

        return LakeLedger(str(place), wait, data_path, password)
    return FileLedger(place, wait)
