"""All that a ledger holds, to compare before and after."""

from __future__ import annotations

from storage.ledger import Ledger

TABLES = (
    "sources", "runs", "polls", "entries", "articles", "bodies", "acts", "pacts", "changes", "subscriptions",
    "deliveries", "attempts",
)  # fmt: skip


def contents(ledger: Ledger) -> dict[str, list[str]]:
    """Every row of every table as text, in order."""
    with ledger.read() as db:
        return {t: sorted(map(repr, db.execute(f"SELECT * FROM {t}").fetchall())) for t in TABLES}


def clear(ledger: Ledger) -> None:
    """Take every row out."""
    with ledger.write() as db:
        for table in TABLES:
            db.execute(f"DELETE FROM {table}")
