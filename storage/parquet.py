"""All tables of a ledger as Parquet files, those that grow partitioned by month."""

from __future__ import annotations

from pathlib import Path

import duckdb

from storage.ledger import quoted

# The moment that puts a row of a table into its month: of publication where there is one, else of recording.
MOMENTS = {
    "articles": "coalesce(published, fetched_at)",
    "entries": "coalesce(published, followed_at)",
    "acts": "recorded_at",
    "changes": "recorded_at",
    "pacts": "coalesce(first_reported, pact_date::TIMESTAMPTZ)",
    "polls": "polled_at",
    "runs": "started_at",
    "deliveries": "queued_at",
    "attempts": "tried_at",
    "former_pacts": "recorded_at",
    "corrections": "made_at",
    "revisions": "fetched_at",
    "bodies": "seen",
}
# A body has no time of its own: it goes with the first article that has it.
BODIES = """(SELECT b.*, seen FROM bodies b LEFT JOIN
    (SELECT body_id, min(coalesce(published, fetched_at)) AS seen FROM articles GROUP BY body_id) USING (body_id))"""


def export_tables(db: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write each table into a folder of its own below `folder`, which is there and empty; returns rows by table.

    Rows stand in the order of their first column within a file, so that the same rows give the same files.
    """
    written = {}
    for (table,) in db.execute(TABLES).fetchall():
        source = BODIES if table == "bodies" else f'"{table}"'
        moment = MOMENTS.get(table)
        target = folder / table
        if moment is None:
            target.mkdir()
            question, to, how = f"SELECT * FROM {source}", target / "data.parquet", ""
        else:
            hidden = " EXCLUDE (seen)" if table == "bodies" else ""
            month = f"strftime({moment}, '%Y') AS \"year\", strftime({moment}, '%m') AS \"month\""
            question, to, how = (
                f"SELECT *{hidden}, {month} FROM {source}",
                target,
                ', PARTITION_BY ("year", "month")',
            )
        count = db.execute(
            f"COPY ({question} ORDER BY 1) TO '{quoted(to)}' (FORMAT parquet, COMPRESSION zstd{how})"
        ).fetchone()
        written[table] = int(count[0]) if count else 0
    return written


TABLES = """
    SELECT table_name FROM duckdb_tables()
    WHERE database_name = current_database() AND schema_name = current_schema() AND NOT internal ORDER BY ALL
"""
