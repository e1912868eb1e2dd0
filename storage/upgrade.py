"""Bring a ledger up to date with the program: its form, its views, and what no SQL can fill in."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from storage.migrations import migrate
from storage.transaction import transaction
from storage.views import refresh_views

# The migration since which acts are found by what they are about.
BLOCKS_CAME = 3
BATCH = 10_000
UNPLACED = (
    "SELECT DISTINCT article_id FROM acts WHERE act_id NOT IN (SELECT act_id FROM blocks) ORDER BY article_id"
)


def upgrade(
    db: duckdb.DuckDBPyConnection,
    place: str,
    fit: Callable[[str], str] = str,
    fit_views: Callable[[str], str] = str,
) -> None:
    """Make a new ledger's tables, or those of an older one as they are now; `db` is in no transaction.

    `fit` and `fit_views` turn SQL into what the ledger's format takes. LedgerTooNewError if a newer program wrote it.
    """
    had = migrate(db, place, fit)
    with transaction(db):
        refresh_views(db, fit_views)
        if 0 < had < BLOCKS_CAME:
            fill_blocks(db)


def fill_blocks(db: duckdb.DuckDBPyConnection) -> None:
    """Let the acts of an old ledger be found by what they are about, so that later reports join their pacts."""
    from storage.pacts import save_blocks
    from storage.shelf import LedgerShelf

    articles = [str(row[0]) for row in db.execute(UNPLACED).fetchall()]
    for first in range(0, len(articles), BATCH):
        known = LedgerShelf(db).of_articles(articles[first : first + BATCH])
        save_blocks(db, (k.report for k in known))
