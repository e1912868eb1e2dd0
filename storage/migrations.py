"""Bring a ledger's schema up to date: numbered SQL files, each applied once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

from storage.errors import LedgerTooNewError

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
    """Apply the migrations that the ledger at `place` has not seen; returns the version that it has then.

    `fit` turns a file's SQL into what the ledger's format takes. LedgerTooNewError if a newer program wrote it.
    """
    tables = {row[0] for row in db.execute("SHOW TABLES").fetchall()}
    if "schema_version" not in tables:
        db.execute(VERSION_TABLE)
    known, seen = migrations(), version_of(db)
    if seen > max(known):
        why = f"{place} was written by a newer pactwatch (schema {seen}, this one knows {max(known)}); upgrade pactwatch"
        raise LedgerTooNewError(why)
    for version in sorted(v for v in known if v > seen):
        db.execute(fit(known[version]))
        db.execute("INSERT INTO schema_version VALUES (?, ?)", [version, datetime.now(UTC)])
    return max(known)


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
