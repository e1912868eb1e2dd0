from __future__ import annotations

import pytest

from storage.errors import QueryError
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
        "SELECT interval '1000000000 days'",
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
