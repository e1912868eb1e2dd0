from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import flows.publish
from flows.publish import publish_copy
from flows.settings import Storage
from storage.ledger import FileLedger
from tests.storage.filled import dump, fill

if TYPE_CHECKING:
    from storage.lake import LakeLedger

Told = list[tuple[str, int]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    lines: Told = []
    monkeypatch.setattr(flows.publish, "tell", lambda line, level=logging.INFO: lines.append((line, level)))
    return lines


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=1)
    made.create()
    fill(made)
    return made


def test_the_copy_is_published_once_and_told(ledger: FileLedger, told: Told) -> None:
    storage = Storage(path=ledger.path)
    copy = ledger.path.with_name("ledger.published.duckdb")
    publish_copy.fn(ledger, storage)
    ((line, level),) = told
    assert line.startswith(f"published {copy} (")
    assert level == logging.INFO
    assert dump(FileLedger(copy)) == dump(ledger)
    publish_copy.fn(ledger, storage)
    assert len(told) == 1


def test_no_copy_is_made_where_none_is_wanted(ledger: FileLedger, told: Told) -> None:
    publish_copy.fn(ledger, Storage(path=ledger.path, published=False))
    assert told == []
    assert [p.name for p in ledger.path.parent.iterdir()] == [ledger.path.name]


def test_a_copy_that_cannot_be_made_is_one_line_and_no_failure(ledger: FileLedger, told: Told) -> None:
    for published in (ledger.path, ledger.path / "below" / "copy.duckdb"):
        publish_copy.fn(ledger, Storage(path=ledger.path, published=published))
    assert [level for _, level in told] == [logging.WARNING] * 2
    assert all(line.startswith("no copy published") and "\n" not in line for line, _ in told)


def test_a_lake_needs_no_copy(lake: LakeLedger, tmp_path: Path, told: Told) -> None:
    before = set(tmp_path.iterdir())
    publish_copy.fn(lake, Storage(path=tmp_path / "ledger.duckdb"))
    ((line, _),) = told
    assert "read live" in line
    assert set(tmp_path.iterdir()) == before
