from __future__ import annotations

import logging
from pathlib import Path

import duckdb
import pytest

import storage.copies
import storage.migrations
from storage.copies import earlier_copies
from storage.errors import LedgerError, LedgerTooNewError
from storage.ledger import FileLedger
from storage.migrations import migrations
from tests.storage.filled import dump, fill

MORE = "ALTER TABLE sources ADD COLUMN note_{} VARCHAR"


def learn(monkeypatch: pytest.MonkeyPatch, *versions: int, sql: str = MORE) -> None:
    """Let the program know migrations beyond its own."""
    known = migrations() | {v: sql.format(v) for v in versions}
    monkeypatch.setattr(storage.migrations, "migrations", lambda: known)
    monkeypatch.setattr(storage.copies, "migrations", lambda: known)


@pytest.fixture
def file(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    fill(made)
    return made


def listed(file: FileLedger) -> list[str]:
    return sorted(p.name for p in file.path.parent.iterdir())


def test_a_migration_keeps_a_copy_of_the_ledger_as_it_was_and_says_so(
    file: FileLedger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = dump(file)
    learn(monkeypatch, 9001, 9002)
    with caplog.at_level(logging.INFO, "storage"):
        file.create()
    assert listed(file) == ["ledger.before-9001.duckdb", "ledger.duckdb"]
    kept = file.path.with_name("ledger.before-9001.duckdb")
    assert dump(FileLedger(kept)) == before
    assert [r.getMessage() for r in caplog.records] == [
        f"kept {kept}, a copy of the ledger before migration 9001"
    ]
    with file.read() as db:
        assert db.execute("SELECT note_9001, note_9002 FROM sources").fetchall() == [(None, None)]


def test_nothing_is_kept_where_nothing_is_to_be_migrated(
    file: FileLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.create()
    assert listed(file) == ["ledger.duckdb"]
    learn(monkeypatch, 9001)
    FileLedger(tmp_path / "other" / "new.duckdb").create()
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["new.duckdb"]


def test_the_last_three_copies_stay(file: FileLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    for last in range(9001, 9006):
        learn(monkeypatch, *range(9001, last + 1))
        file.create()
    assert [p.name for p in earlier_copies(file.path)] == [
        f"ledger.before-{version}.duckdb" for version in (9005, 9004, 9003)
    ]
    assert len(listed(file)) == 4


def test_a_migration_that_fails_changes_nothing_and_leaves_its_copy(
    file: FileLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(file)
    learn(monkeypatch, 9001)
    learn(monkeypatch, 9002, sql="ALTER TABLE nowhere ADD COLUMN n INTEGER")
    with pytest.raises(duckdb.Error):
        file.create()
    assert dump(file) == before
    assert len(earlier_copies(file.path)) == 1


def test_a_copy_that_cannot_be_made_stops_the_migration(
    file: FileLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(file)
    learn(monkeypatch, 9001)

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(storage.copies, "copy_file", full)
    with pytest.raises(LedgerError, match="before its migration: No space left"):
        file.create()
    assert dump(file) == before


def test_a_newer_ledger_is_refused_and_not_copied(file: FileLedger) -> None:
    with file.write() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, now())")
    with pytest.raises(LedgerTooNewError, match=r"schema 9999.*upgrade pactwatch"):
        file.create()
    assert listed(file) == ["ledger.duckdb"]
