"""The copy of a ledger's file that is kept before a migration."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import duckdb

from storage.drafts import beside, copy_file, draft, put_in_place, told
from storage.migrations import migrations, version_of

KEPT = 3
log = logging.getLogger(__name__)


def copy_before_migration(db: duckdb.DuckDBPyConnection, path: Path) -> Path | None:
    """Keep a copy of a ledger that the next migration would change; returns where, None where nothing is to change.

    `db` is the only connection to it, in a transaction that has written nothing. The last three such copies stay.
    """
    next_version = pending(db)
    if next_version is None:
        return None
    kept = beside(path, f"before-{next_version:04}")
    db.execute("CHECKPOINT")
    with told(f"{path} cannot be copied before its migration"), draft(kept) as made:
        copy_file(path, made)
        put_in_place(made, kept)
    log.info("kept %s, a copy of the ledger before migration %d", kept, next_version)
    for older in earlier_copies(path)[KEPT:]:
        older.unlink(missing_ok=True)
    return kept


def pending(db: duckdb.DuckDBPyConnection) -> int | None:
    """The next migration that a ledger with anything in it waits for; None for none."""
    found = db.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'schema_version'"
    ).fetchone()
    seen = version_of(db) if found else 0
    return min((v for v in migrations() if v > seen), default=None) if seen else None


def earlier_copies(path: Path) -> list[Path]:
    """The copies that were kept before migrations, the last first."""
    name = re.compile(rf"{re.escape(path.stem)}\.before-(\d+){re.escape(path.suffix)}")
    found = ((name.fullmatch(p.name), p) for p in path.parent.iterdir())
    return [p for _, p in sorted(((int(m[1]), p) for m, p in found if m), reverse=True)]
