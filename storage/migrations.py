"""Bring a ledger's schema up to date: numbered SQL files, each applied once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

from storage.errors import LedgerTooNewError
from storage.transaction import transaction

SCHEMA = files("storage") / "schema"
# Statements that would change nothing are left out: on a lake each leaves a state behind.
VERSION_TABLE = """
    CREATE TABLE schema_version (version INTEGER NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
    COMMENT ON TABLE schema_version IS 'Which migrations of the schema this ledger has seen.';
    COMMENT ON COLUMN schema_version.version IS 'Number of the migration.';
    COMMENT ON COLUMN schema_version.applied_at IS 'When it was applied (UTC).';
"""
MIGRATION = re.compile(r"(\d{4})_\w+\.sql")


def migrate(db: duckdb.DuckDBPyConnection, place: str, fit: Callable[[str], str] = str) -> int:
    """Apply the migrations that the ledger at `place` has not seen, a transaction each; returns the version that it had, 0 for
    a new one.

    One after another, since DuckDB changes the form of a table no more in a transaction that has changed its rows; of a new
    ledger, which has none, all at once. `fit` turns a file's SQL into what the ledger's format takes. LedgerTooNewError if a
    newer program wrote it.
    """
    known, seen = migrations(), version_of(db) if has_versions(db) else None
    if seen and seen > max(known):
        why = f"{place} was written by a newer pactwatch (schema {seen}, this one knows {max(known)}); upgrade pactwatch"
        raise LedgerTooNewError(why)
    waiting = sorted(v for v in known if v > (seen or 0))
    for together in [[v] for v in waiting] if seen else [waiting]:
        with transaction(db):
            if seen is None:
                db.execute(VERSION_TABLE)
            for version in together:
                db.execute(fit(known[version]))
                db.execute("INSERT INTO schema_version VALUES (?, ?)", [version, datetime.now(UTC)])
    return seen or 0


def has_versions(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether a ledger has the table of its migrations."""
    return ("schema_version",) in db.execute("SHOW TABLES").fetchall()


def version_of(db: duckdb.DuckDBPyConnection) -> int:
    """Number of the last migration that a ledger with a version table has seen; 0 for none."""
    row = db.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return int(row[0]) if row else 0


def migrations(folder: Traversable = SCHEMA) -> dict[int, str]:
    """The numbered SQL files of the schema; RuntimeError where two have the same number, as one would never be applied."""
    found: dict[int, str] = {}
    for file in folder.iterdir():
        if numbered := MIGRATION.fullmatch(file.name):
            number = int(numbered.group(1))
            if number in found:
                raise RuntimeError(f"two migrations have the number {number}; {file.name} is one of them")
            found[number] = file.read_text(encoding="utf-8")
    return found
