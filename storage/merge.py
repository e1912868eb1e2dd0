"""Upserts: MERGE with an explicit SET from an Arrow batch, the same for every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

Row = Mapping[str, Any]


def merge(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], *, key: str, update: Sequence[str] = ()
) -> None:
    """Insert rows (column name -> value, every column named) that the table has not; update those it has.

    `key` is the key column; `update` are the columns to set where the key is there already (none: insert only).
    Rows with one key do in one batch what they would do one after the other.
    """
    if not rows:
        return
    unique = list(folded(rows, key, update).values())
    schema = db.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema
    columns = schema.names
    missing = set(columns).symmetric_difference(unique[0])
    if missing:
        raise ValueError(f"rows for {table} and its columns differ in {sorted(missing)}")
    db.register("batch", pa.Table.from_pylist(unique, schema=schema))
    names = ", ".join(f'"{c}"' for c in columns)
    values = ", ".join(f'batch."{c}"' for c in columns)
    sets = ", ".join(f'"{c}" = batch."{c}"' for c in update)
    matched = f"WHEN MATCHED THEN UPDATE SET {sets}" if sets else ""
    try:
        db.execute(
            f'MERGE INTO {table} USING batch ON {table}."{key}" = batch."{key}" '
            f"{matched} WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({values})"
        )
    finally:
        db.unregister("batch")


def folded(rows: Sequence[Row], key: str, update: Sequence[str]) -> dict[Any, Row]:
    """One row a key: the first, with the columns to update as the last has them."""
    found: dict[Any, Row] = {}
    for row in rows:
        first = found.setdefault(row[key], row)
        if first is not row and update:
            found[row[key]] = {**first, **{c: row[c] for c in update}}
    return found


@contextmanager
def among(db: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> Iterator[None]:
    """Within the block, SQL finds the ids in the table `ids` (column `id`).

    As a list in a parameter, each id would cost DuckDB several searches for packages that are not installed.
    """
    db.register("ids", pa.table({"id": pa.array(list(ids), pa.string())}))
    try:
        yield
    finally:
        db.unregister("ids")
