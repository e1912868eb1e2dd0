"""All that a ledger holds, to compare before and after; and a ledger that forgets what is tried on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from duckdb import DuckDBPyConnection

from storage.ledger import Ledger

TABLES = (
    "sources", "runs", "polls", "entries", "articles", "bodies", "acts", "pacts", "changes", "subscriptions",
    "deliveries", "attempts", "blocks", "former_pacts", "corrections", "revisions", "source_states", "windows",
)  # fmt: skip


def contents(ledger: Ledger) -> dict[str, list[str]]:
    """Every row of every table as text, in order."""
    with ledger.read() as db:
        return {t: sorted(map(repr, db.execute(f"SELECT * FROM {t}").fetchall())) for t in TABLES}


class OneTransaction:
    """A ledger within one transaction that is never committed: an example costs milliseconds, on a lake too."""

    def __init__(self, db: DuckDBPyConnection) -> None:
        self.db = db

    @contextmanager
    def write(self) -> Iterator[DuckDBPyConnection]:
        yield self.db

    read = write


class Undone(Exception):  # noqa: N818 - nothing went wrong
    """Leaves a transaction without a trace."""


@contextmanager
def scratch(ledger: Ledger) -> Iterator[Ledger]:
    """The ledger for the block, and after it as it was before."""
    with suppress(Undone), ledger.write() as db:
        yield cast("Ledger", OneTransaction(db))
        raise Undone
