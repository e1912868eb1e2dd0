"""Questions on a lake: what is answered, and what is refused one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.articles import save_followed
from storage.errors import QueryError
from storage.queries import ask
from tests.postgres import Cluster
from tests.storage.samples import followed

if TYPE_CHECKING:
    from storage.lake import LakeLedger

HIDDEN = "__ducklake_metadata_ledger"


@pytest.fixture(scope="module")
def full(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LakeLedger]:
    """A lake with rows of two states, only to be asked."""
    from storage.lake import LakeLedger

    with cluster.database() as name:
        lake = LakeLedger(cluster.address(name), data_path=tmp_path_factory.mktemp("vetting") / "lake")
        lake.create()
        with lake.write() as db:
            save_followed(db, [followed(n) for n in range(30)], "r1", "v1")
        with lake.write() as db:
            save_followed(db, [followed(40)], "r2", "v1")
        yield lake


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("SELECT count(*) FROM entries", [(31,)]),
        ("FROM entries SELECT count(*)", [(31,)]),
        ("SELECT count(*) FROM ledger.main.entries e JOIN articles USING (article_id)", [(31,)]),
        ("SELECT count(*) FROM entries AT (VERSION => 3)", [(30,)]),
        ("WITH recent AS (SELECT * FROM entries) SELECT count(*) FROM recent, range(2)", [(62,)]),
        ("SELECT count(*) FROM (SELECT unnest(range(3)))", [(3,)]),
        ("SELECT count(*) FROM information_schema.tables WHERE table_name = 'acts'", [(1,)]),
        ("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'polls'", [(9,)]),
        ("SELECT count(*) > 1 FROM ledger.snapshots()", [(True,)]),
        ("SELECT count(*) FROM (PIVOT entries ON run_id IN ('r1', 'r2') USING count(*) GROUP BY source)", [(1,)]),
    ],
)  # fmt: skip
def test_a_question_on_a_lake_is_answered(
    full: LakeLedger, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert list(ask(full, question).rows) == rows


@pytest.mark.parametrize(
    "question",
    ["SHOW TABLES", "DESCRIBE acts", "SUMMARIZE entries", "EXPLAIN SELECT 1", "EXPLAIN ANALYZE FROM entries"],
)
def test_what_an_analyst_looks_around_with_works(full: LakeLedger, question: str) -> None:
    assert ask(full, question).rows


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO entries SELECT * FROM entries",
        "DELETE FROM acts",
        "DROP TABLE acts",
        "CREATE TABLE mine (a INTEGER)",
        "CREATE TEMP TABLE mine (a INTEGER)",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{data}/out.csv'",
        "COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)",
        "COPY entries FROM '{file}'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{data}/out.csv'",
        "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{data}/out.csv'",
        "EXPLAIN /* */ ANALYZE COPY (SELECT 1) TO '{data}/out.csv'",
        "EXPLAIN ANALYZE SELECT 1; COPY (SELECT 1) TO '{data}/out.csv'",
        "PREPARE p AS COPY (SELECT 1) TO '{data}/out.csv'",
        "EXPORT DATABASE '{data}/dump'",
        "ATTACH '{data}/other.duckdb' AS other",
        "ATTACH '{folder}/other.duckdb' AS other",
        "ATTACH '{address}' AS other (TYPE postgres)",
        "DETACH ledger",
        "USE memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "RESET allowed_directories",
        "PRAGMA enable_profiling",
        "CHECKPOINT",
        "BEGIN; DELETE FROM acts",
        "CREATE SECRET (TYPE postgres, PASSWORD 'x')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM main.read_csv('/etc/passwd')",
        "SELECT (SELECT count(*) FROM read_text('/etc/passwd'))",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '{file}'",
        "DESCRIBE '{file}'",
        "SELECT * FROM read_parquet('{file}')",
        "SELECT * FROM glob('{data}/**')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('acts')",
        "SELECT * FROM json_execute_serialized_sql('{{}}')",
        "SELECT * FROM enable_logging(storage = 'file', storage_config = {{'path': '{data}/log'}})",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM postgres_query('__ducklake_metadata_ledger', 'SELECT pg_read_file(''/etc/hostname'')')",
        "SELECT * FROM postgres_execute('__ducklake_metadata_ledger', 'DROP TABLE ducklake_snapshot')",
        "CALL postgres_execute('__ducklake_metadata_ledger', 'DROP TABLE ducklake_snapshot')",
        "SELECT * FROM postgres_scan('{address}', 'public', 'ducklake_snapshot')",
        "SELECT * FROM system.main.postgres_query('__ducklake_metadata_ledger', 'SELECT 1')",
        "SELECT * FROM __ducklake_metadata_ledger.public.ducklake_snapshot",
        "SELECT * FROM __ducklake_metadata_ledger.ducklake_snapshot",
        "WITH a AS (FROM __ducklake_metadata_ledger.public.ducklake_snapshot) FROM a",
        "SELECT * FROM ducklake_expire_snapshots('ledger', older_than => now())",
        "SELECT * FROM ducklake_cleanup_old_files('ledger', cleanup_all => true)",
        "SELECT * FROM ducklake_delete_orphaned_files('ledger', cleanup_all => true)",
        "SELECT * FROM ledger.set_option('parquet_compression', 'snappy')",
        "CALL ledger.merge_adjacent_files()",
        "FROM ledger.flush_inlined_data()",
        "no sql at all",
        "",
        ";",
        "SELECT 1; SELECT 2",
        "SELECT * FROM no_such_table",
    ],
)
def test_what_writes_or_reaches_out_is_refused_in_one_line(full: LakeLedger, statement: str) -> None:
    assert full.data_path is not None
    before = contents(full.data_path)
    some = next(iter(before))
    address = full.place.removeprefix("ducklake:postgres:")
    asked = statement.format(folder=full.data_path.parent, data=full.data_path, file=some, address=address)
    with pytest.raises(QueryError) as refused:
        ask(full, asked)
    assert "\n" not in str(refused.value)
    assert contents(full.data_path) == before
    assert [p.name for p in full.data_path.parent.iterdir()] == [full.data_path.name]
    assert ask(full, "SELECT count(*) FROM entries").rows == [(31,)]


def test_the_locks_hold_even_where_nothing_was_looked_over(full: LakeLedger) -> None:
    import duckdb

    with full.read() as db:
        full.guard(db, "SELECT 1")
        for statement in (
            "FROM read_csv('/etc/passwd')",
            "COPY (SELECT 1) TO '/tmp/never-written.csv'",
            "LOAD httpfs",
        ):
            with pytest.raises(duckdb.Error):
                db.execute(statement)
            db.rollback()
            db.begin()


def test_the_locks_of_a_question_are_gone_with_it(full: LakeLedger) -> None:
    ask(full, "SELECT 1")
    with full.read() as db:
        db.execute("SET threads = 1")
        assert db.execute("SELECT count(*) FROM entries").fetchall() == [(31,)]


def test_a_question_without_end_is_stopped(full: LakeLedger) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(QueryError, match="stopped after"):
        ask(full, endless, seconds=0.3)


def contents(folder: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
