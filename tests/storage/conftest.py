from __future__ import annotations

from pathlib import Path

import pytest

from storage.ledger import FileLedger, Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    return made
