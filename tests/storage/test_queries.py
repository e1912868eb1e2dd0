from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from storage.errors import LedgerUnreadableError, QueryError
from storage.ledger import FileLedger
from storage.queries import ask


def test_a_question_gets_columns_and_rows(file_ledger: FileLedger) -> None:
    answer = ask(file_ledger.path, "SELECT 1 AS one, 'b' AS two")
    assert (answer.columns, list(answer.rows)) == (("one", "two"), [(1, "b")])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM acts",
        "CREATE TABLE mine (a INTEGER)",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{ledger}' (USE_TMP_FILE false)",
        "ATTACH '{folder}/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('{ledger}')",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "EXPORT DATABASE '{folder}/dump'",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "no sql at all",
        "",
        ";",
        "SELECT date '9999999-01-01'",
        "PRAGMA enable_profiling",
        "CALL enable_logging()",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "USE temp",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "CREATE SECRET (TYPE s3)",
        "PREPARE mine AS SELECT 1",
        "EXPLAIN COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT getenv('HOME')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE acts",
        "SELECT len(range(2000000000))",
        "SELECT string_agg(repeat('x', 1000000), '') FROM range(100000)",
        "SELECT i, repeat('x', 1000000) FROM range(600) t(i)",
        "SELECT * FROM range(2000000)",
    ],
)
def test_what_writes_or_reaches_out_is_refused_in_one_line(file_ledger: FileLedger, statement: str) -> None:
    before = file_ledger.path.read_bytes()
    with pytest.raises(QueryError) as refused:
        ask(file_ledger.path, statement.format(folder=file_ledger.path.parent, ledger=file_ledger.path))
    assert "\n" not in str(refused.value)
    assert file_ledger.path.read_bytes() == before
    assert [p.name for p in file_ledger.path.parent.iterdir()] == [file_ledger.path.name]


def test_a_question_without_end_is_stopped(file_ledger: FileLedger) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(QueryError, match="stopped after"):
        ask(file_ledger.path, endless, seconds=0.3)


@pytest.mark.parametrize(
    "endless",
    ["SELECT length(repeat('x', 4000000000))", "SELECT count(*) FROM range(100000000) a, range(100000000) b"],
)
def test_one_long_value_does_not_outlive_its_time(file_ledger: FileLedger, endless: str) -> None:
    with pytest.raises(QueryError):
        ask(file_ledger.path, endless, seconds=0.3)


def test_an_answer_keeps_its_types(file_ledger: FileLedger) -> None:
    answer = ask(
        file_ledger.path,
        "SELECT 1 AS a, 2 AS a, ['x'] AS b, DATE '2025-10-28' AS c, sum(x) AS d FROM range(3) t(x)",
    )
    assert answer.columns == ("a", "a", "b", "c", "d")
    assert answer.rows == [(1, 2, ["x"], date(2025, 10, 28), 3)]


def test_a_missing_ledger_is_said_as_everywhere(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnreadableError, match="pactwatch run"):
        ask(tmp_path / "none.duckdb", "SELECT 1")
