"""Check a ledger, a file or a lake: read every row, ask every check, open every view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import duckdb

from storage.checks import KEYS, Check, checks
from storage.errors import LedgerTooNewError, LedgerUnreadableError
from storage.ledger import Ledger, first_line
from storage.migrations import migrations, version_of

# DuckDB draws a bar on the terminal, over our own lines, while a statement takes long.
QUIET = "SET enable_progress_bar = false"


class Level(StrEnum):
    """How bad a finding is: nothing, worth knowing, or a fault."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many rows, and an example of their keys, or why it could not be asked."""

    area: str
    level: Level
    what: str
    rows: int = 0
    example: str = ""


def check_ledger(ledger: Ledger) -> list[Finding]:
    """All findings, those without a breach too (level ok); LedgerError where the ledger cannot be opened."""
    with ledger.read() as db:
        db.execute(QUIET)
        found = [checked("schema", "the schema", partial(schema_findings, db, ledger.place))]
        tables, views = objects(db, "tables"), objects(db, "views")
        missing = sorted(set(KEYS) - set(tables))
        found += [[Finding("schema", Level.WRONG, f"there is no table {table}")] for table in missing]
        for table in tables:
            found.append(checked("rows", f"{table} cannot be read", partial(read_all, db, table)))
        for check in checks():
            found.append(checked(check.area, check.breach, partial(breaches, db, check)))
        for view in views:
            found.append(checked("views", f"the view {view} does not run", partial(open_view, db, view)))
    return [finding for findings in found for finding in findings]


def sound(findings: list[Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(f.level is not Level.WRONG for f in findings)


def checked(area: str, breach: str, ask: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings of a check; one that cannot be asked is wrong, and says why."""
    try:
        return list(ask())
    except duckdb.Error as error:
        return [Finding(area, Level.WRONG, f"{breach}: {first_line(error)}")]


def schema_findings(db: duckdb.DuckDBPyConnection, place: str) -> Iterator[Finding]:
    """Whether this program knows the ledger's schema."""
    seen, known = known_version(db, place), max(migrations())
    older = f"schema {seen}; the next run brings it to {known}"
    yield (
        Finding("schema", Level.NOTE, older)
        if seen < known
        else Finding("schema", Level.OK, f"schema {seen}")
    )


def known_version(db: duckdb.DuckDBPyConnection, place: str) -> int:
    """The schema's version; LedgerTooNewError for one that this program does not know."""
    try:
        seen = version_of(db)
    except duckdb.Error as error:
        raise LedgerUnreadableError(f"{place} is no ledger of pactwatch ({first_line(error)})") from error
    known = max(migrations())
    if seen > known:
        why = f"{place} was written by a newer pactwatch (schema {seen}, this one knows {known}); upgrade pactwatch"
        raise LedgerTooNewError(why)
    return seen


def read_all(db: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """Read every value of a table: DuckDB finds a damaged block by its checksum when it reads it."""
    row = db.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table}" t').fetchone()
    yield Finding("rows", Level.OK, f"every value of {table} can be read", int(row[0]) if row else 0)


def breaches(db: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Finding]:
    """Ask one check."""
    row = db.execute(f"SELECT count(*), min(key::VARCHAR) FROM ({check.sql}) found(key)").fetchone()
    rows, example = row or (0, "")
    level = Level.OK if not rows else Level.NOTE if check.harmless else Level.WRONG
    yield Finding(check.area, level, check.breach, rows, example or "")


def open_view(db: duckdb.DuckDBPyConnection, view: str) -> Iterator[Finding]:
    """Ask a view for a row."""
    db.execute(f'SELECT * FROM "{view}" LIMIT 1').fetchall()
    yield Finding("views", Level.OK, f"the view {view} runs")


def objects(db: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """Names of the ledger's own tables or views."""
    column = kind.removesuffix("s") + "_name"
    rows = db.execute(
        f"SELECT {column} FROM duckdb_{kind}() WHERE database_name = current_database() "
        f"AND schema_name = current_schema() AND NOT internal ORDER BY {column}"
    ).fetchall()
    return [name for (name,) in rows]
