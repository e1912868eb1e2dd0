"""Ledgers to be hard on: a file, or a lake with a PostgreSQL of its own; each named by its place alone."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.deliveries import save_subscriptions
from storage.ledger import WAIT_SECONDS, Ledger
from storage.opening import open_ledger

BACKENDS = ("file", "lake")
# As long as the program itself waits; whoever has to wait longer has an error.
WAIT = WAIT_SECONDS
SUBSCRIPTION, CHANNEL = "desk", "env:DESK"


def why_not(backend: str) -> str | None:
    """Why there can be no such ledger here; None where there can."""
    if backend == "file":
        return None
    if importlib.util.find_spec("storage.lake") is None:
        return "there are no lakes in this version"
    from tests.postgres import why_no_cluster

    return why_no_cluster() or None


@contextmanager
def made(backend: str, folder: Path) -> Iterator[str]:
    """The place of a new ledger with one subscription."""
    if backend == "file":
        place = str(folder / "ledger.duckdb")
        prepare(open_ledger(place, WAIT))
        yield place
        return
    from storage.lake import LakeLedger
    from tests.postgres import Cluster

    with Cluster() as cluster, cluster.database() as database:
        address = cluster.address(database)
        prepare(LakeLedger(address, WAIT, data_path=folder / "lake"))
        yield address


def prepare(ledger: Ledger) -> None:
    """Make it, with somebody who wants to hear of everything."""
    ledger.create()
    with ledger.write() as db:
        save_subscriptions(db, [(SUBSCRIPTION, {}, [CHANNEL])])


def can_publish(place: str) -> bool:
    """Whether this version makes published copies of such a ledger."""
    return not is_lake(place) and importlib.util.find_spec("storage.publish") is not None


def can_compact(place: str) -> bool:
    """Whether this version tidies such a ledger up."""
    return is_lake(place) or importlib.util.find_spec("storage.care") is not None


def is_lake(place: str) -> bool:
    """Whether a place is a lake's."""
    return place.startswith("ducklake:")
