"""`pacts.csv`, `pacts.json` and `pacts.parquet`: all pacts for other programs, in columns that are promised."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from parsers.text import one_line

# The promise: a column is never renamed or given another meaning; new ones come at the end.
COLUMNS = {
    "pact_id": "Key of the pact, 32 hex digits; stays while the pact's reports stay together.",
    "title": "A line that names it.",
    "type": "agreement or commitment.",
    "kind": "treaty, agreement, memorandum, declaration, ceasefire; spending, investment, purchase, aid, deployment, policy.",
    "status": "Where it stands after all reports, as in_force or pledged.",
    "parties": "All in it: ISO 3166-1 alpha-3 of states, else the usual acronym.",
    "committers": "Of these, who takes something on.",
    "recipients": "Of these, for whom.",
    "mediators": "Of these, who goes between.",
    "topics": "What about.",
    "sums": "Its sums as people write them.",
    "amounts": "Its sums: value, and unit (ISO 4217 or percent_gdp).",
    "day": "Day of its latest act that has one (ISO 8601), else empty.",
    "place": "Place of its latest act that has one, else empty.",
    "first_reported": "When the first article on it was published (UTC, ISO 8601).",
    "last_reported": "When the last one was (UTC, ISO 8601).",
    "outlets": "Who reported it.",
    "reports": "How many acts of articles report it.",
    "confidence": "Chance that it is right, 0 to 1.",
    "confirmed": "Whether a person confirmed it.",
}
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t")


def tables(found: pa.Table) -> Mapping[str, bytes]:
    """The three files by name."""
    rows = found.to_pylist()
    return {
        "pacts.csv": as_csv(rows),
        "pacts.json": as_json(rows),
        "pacts.parquet": as_parquet(found),
    }


def as_parquet(found: pa.Table) -> bytes:
    """The table as Parquet, with what each column is."""
    fields = [f.with_metadata({"description": COLUMNS[f.name]}) for f in found.schema]
    out = io.BytesIO()
    pyarrow.parquet.write_table(found.cast(pa.schema(fields)), out, compression="zstd")
    return out.getvalue()


def as_json(rows: list[dict[str, Any]]) -> bytes:
    """A list of objects, one a line."""
    lines = ",\n".join(json.dumps({k: simple(v) for k, v in row.items()}, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode("utf-8", "replace")


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """Lists stand in one cell, parted by "; "; a text that a spreadsheet would run begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(row[c]) for c in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> Any:
    """A value for a cell."""
    if isinstance(value, list):
        value = "; ".join(
            f"{v['value']:.15g} {v['unit']}" if isinstance(v, dict) else one_line(v) for v in value
        )
    value = simple(value)
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(FORMULA) else value


def simple(value: Any) -> Any:
    """What JSON can hold of a value."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    return value
