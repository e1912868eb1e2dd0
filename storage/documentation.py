"""What is in a ledger, as readable documentation: tables, columns, views and macros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from storage.views import views_sql


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, view or answer."""

    name: str
    type: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Documented:
    """One thing that can be asked: `sort` is table, view, table macro or macro; `example` is a question that runs."""

    sort: str
    name: str
    comment: str
    columns: tuple[Column, ...] = field(default=())
    signature: str = ""
    example: str = ""


def documentation(db: duckdb.DuckDBPyConnection) -> list[Documented]:
    """Everything that a ledger has, as the ledger itself tells it; macros, which it has no comments for, from their text."""
    said = dict(COMMENT_ON_COLUMN.findall(views_sql()))
    columns: dict[str, list[Column]] = {}
    for table, column, kind, comment in db.execute(COLUMNS).fetchall():
        told = comment or said.get(f"{table}.{column}", "").replace("''", "'")
        columns.setdefault(table, []).append(Column(column, kind, told))
    things = [
        Documented(sort, name, comment or "", tuple(columns.get(name, ())))
        for sort, name, comment in db.execute(THINGS).fetchall()
    ]
    have = {str(name) for (name,) in db.execute(MACROS).fetchall()}
    return [*things, *(m for m in macros(db) if m.name in have)]


COMMENT_ON_COLUMN = re.compile(r"^COMMENT ON COLUMN (\S+) IS '((?:[^']|'')*)';", re.MULTILINE)
HERE = "database_name = current_database() AND schema_name = current_schema() AND NOT internal"
THINGS = f"""
    SELECT * FROM (SELECT 'table' AS sort, table_name AS name, comment FROM duckdb_tables() WHERE {HERE}
    UNION ALL SELECT 'view', view_name, comment FROM duckdb_views() WHERE {HERE}) ORDER BY ALL
"""
COLUMNS = f"SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE {HERE} ORDER BY table_name, column_index"
MACROS = (
    "SELECT function_name FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal"
)
DOCUMENTED = re.compile(
    r"((?:^-- .*\n)+)^-- ((?:FROM|SELECT) .*)\nCREATE OR REPLACE MACRO (\w+)(\(.*\)) AS\s(TABLE\b)?",
    re.MULTILINE,
)


def macros(db: duckdb.DuckDBPyConnection) -> Iterator[Documented]:
    """The macros that are meant for people, from the text that makes them; their columns as their examples give them."""
    for told, example, name, signature, is_table in DOCUMENTED.findall(views_sql()):
        comment = " ".join(line.removeprefix("-- ") for line in told.strip().split("\n"))
        columns: tuple[Column, ...] = ()
        if is_table:
            rows = db.execute(f"DESCRIBE {example}").fetchall()
            columns = tuple(Column(row[0], row[1]) for row in rows)
        yield Documented("table macro" if is_table else "macro", name, comment, columns, signature, example)
