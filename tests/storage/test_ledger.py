from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from storage.errors import LedgerBusyError, LedgerTooNewError, LedgerUnreadableError
from storage.ledger import FileLedger, Ledger
from storage.migrations import migrations


def test_creating_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.create()
    with ledger.read() as db:
        assert db.execute("SELECT count(*) FROM schema_version").fetchone() == (len(migrations()),)


def test_every_table_and_column_has_a_comment(ledger: Ledger) -> None:
    with ledger.read() as db:
        tables = db.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall()
        columns = db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal "
            # A lake keeps no comments on columns of views; test_documentation looks for those.
            "AND table_name NOT IN (SELECT view_name FROM duckdb_views())"
        )
        assert (tables, columns.fetchall()) == ([], [])


def test_a_block_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    def half_of_it() -> None:
        with ledger.write() as db:
            db.execute("INSERT INTO subscriptions VALUES ('a', '{}', [])")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_of_it()
    with ledger.read() as db:
        assert db.execute("SELECT count(*) FROM subscriptions").fetchone() == (0,)


def test_a_ledger_of_a_newer_program_is_refused(ledger: Ledger) -> None:
    with ledger.write() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, now())")
    with pytest.raises(LedgerTooNewError, match="newer pactwatch"):
        ledger.create()


def test_a_file_that_is_no_ledger_is_refused_with_the_remedy(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database " * 1000)
    with pytest.raises(LedgerUnreadableError, match=r"storage\.path"), FileLedger(other).read():
        pass


def test_a_missing_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    with (
        pytest.raises(LedgerUnreadableError, match="pactwatch run"),
        FileLedger(tmp_path / "none.duckdb").read(),
    ):
        pass


def test_a_missing_ledger_in_a_folder_named_like_a_lock_is_told_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(LedgerUnreadableError, match="no ledger"),
        FileLedger(tmp_path / "block" / "none.duckdb").read(),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerUnreadableError, match=r"storage\.path"):
        FileLedger(tmp_path / "file" / "ledger.duckdb").create()


def test_a_quote_in_the_path_is_only_a_quote(tmp_path: Path) -> None:
    odd = FileLedger(tmp_path / "it's; DROP" / "led'ger.duckdb")
    odd.create()
    assert odd.path.exists()


HOLD = (
    "import duckdb,sys,time; db=duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.readline()"
)


@pytest.fixture
def holder(file_ledger: FileLedger) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file_ledger.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate()


def test_a_ledger_that_another_program_holds_is_waited_for(
    file_ledger: FileLedger, holder: subprocess.Popen[str]
) -> None:

    def let_go() -> None:
        assert holder.stdin is not None
        holder.stdin.write("\n")
        holder.stdin.flush()

    timer = threading.Timer(0.3, let_go)
    timer.start()
    with file_ledger.write() as db:
        assert db.execute("SELECT 1").fetchone() == (1,)
    timer.join()


def test_a_ledger_held_for_too_long_says_so(file_ledger: FileLedger, holder: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(LedgerBusyError, match="held by another program"),
        FileLedger(file_ledger.path, wait=0.2).write(),
    ):
        pass


def test_the_file_keeps_the_storage_format_that_is_quick_on_long_text(file_ledger: FileLedger) -> None:
    with file_ledger.read() as db:
        row = db.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
        ).fetchone()
        assert row is not None
        assert str(row[0]).startswith("v1.2.0")
    assert duckdb.__version__.startswith("1.")


def test_two_migrations_of_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("0001_ledger.sql", "0002_one.sql", "0002_other.sql"):
        (tmp_path / name).write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(RuntimeError, match="two migrations have the number 2"):
        migrations(tmp_path)
