"""A transaction as a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit at the end of the block; roll back on an exception."""
    db.begin()
    try:
        yield
    except BaseException:
        # What went wrong first is what is told.
        with suppress(duckdb.Error):
            db.rollback()
        raise
    db.commit()
