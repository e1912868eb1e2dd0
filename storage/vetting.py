"""Look a person's statement over before a lake runs it.

DuckDB can lock a file's own folder away; a lake has to go on reading its files and asking its catalogue, so a statement
is let through only if it is one SELECT (or SHOW, DESCRIBE, SUMMARIZE) that names no file and no function of the world.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from storage.errors import QueryError

# Table functions that read nothing but their arguments, the ledger or what DuckDB says of itself.
FUNCTIONS = frozenset({
    "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary",
    "duckdb_tables", "duckdb_columns", "duckdb_views", "duckdb_functions", "duckdb_schemas", "duckdb_types",
    "duckdb_keywords", "pragma_table_info", "pragma_show", "pragma_version", "pg_timezone_names",
    "snapshots", "current_snapshot", "table_info", "table_changes", "table_insertions", "table_deletions",
})  # fmt: skip
CATALOGS = frozenset({"", "ledger", "system", "temp", "main", "information_schema", "pg_catalog"})
PLAIN_NAME = re.compile(r"\w+")
EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?(?=SELECT\b|WITH\b|FROM\b)", re.IGNORECASE)
REFUSED = (
    "on a lake a question is one SELECT, SHOW, DESCRIBE or SUMMARIZE; that is none that can be looked over"
)


def vet(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    """QueryError where a statement is no plain question, or names a file, another database or an unknown function."""
    # An explained statement is the same statement.
    sql = EXPLAIN.sub("", sql, count=1)
    row = db.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        # DuckDB explains what is no SQL better than this can; it never gets as far as running it.
        raise QueryError(str(tree["error_message"]) if tree.get("error_type") == "parser" else REFUSED)
    if len(tree["statements"]) != 1:
        raise QueryError(REFUSED)
    macros = {str(name) for (name,) in db.execute(MACROS).fetchall()}
    for node in nodes(tree):
        if node.get("type") == "TABLE_FUNCTION":
            vet_function(node["function"], macros)
        elif node.get("type") == "BASE_TABLE":
            vet_table(node)


MACROS = "SELECT function_name FROM duckdb_functions() WHERE database_name = 'ledger' AND function_type = 'table_macro'"


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in a parsed statement."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def vet_function(call: dict[str, Any], macros: set[str]) -> None:
    """Only functions that reach nothing outside."""
    name = str(call.get("function_name", "")).lower()
    if name not in FUNCTIONS and name not in macros:
        raise QueryError(f"the function {name} is not allowed in a question on a lake")
    vet_schema(call)


def vet_table(table: dict[str, Any]) -> None:
    """Only tables of the ledger and of DuckDB itself."""
    name = str(table.get("table_name", ""))
    if not PLAIN_NAME.fullmatch(name):
        raise QueryError(f"{name} is no table of the ledger; files cannot be read in a question")
    vet_schema(table)


def vet_schema(item: dict[str, Any]) -> None:
    """Not the catalogue's own tables, which stand in a hidden database, whose name may be written as a schema."""
    places = {
        str(item.get(key) or "").lower() for key in ("catalog_name", "schema_name", "catalog", "schema")
    }
    if not places <= CATALOGS:
        raise QueryError(f"{', '.join(sorted(places - CATALOGS))} is not part of the ledger")
