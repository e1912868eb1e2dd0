"""The made-up ledgers that benchmarks ask are such as the program writes."""

from __future__ import annotations

from pathlib import Path

from storage.check import Level, check_ledger
from tests.bench.briefing import made_up


def test_a_made_up_ledger_is_sound_and_has_as_many_pacts_as_were_asked_for(tmp_path: Path) -> None:
    ledger = made_up(tmp_path / "ledger.duckdb", 20)
    with ledger.read() as db:
        assert db.execute("SELECT count(*) FROM pacts").fetchone() == (20,)
    assert [f for f in check_ledger(ledger) if f.level is Level.WRONG] == []
