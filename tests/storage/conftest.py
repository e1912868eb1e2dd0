from __future__ import annotations

from pathlib import Path

import pytest

from storage.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    return made
