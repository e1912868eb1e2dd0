from __future__ import annotations

from pathlib import Path

import pytest

from storage.briefing import briefing, pacts_table, reports
from storage.errors import LedgerUnreadableError
from storage.ledger import FileLedger, Ledger


def test_the_briefing_asks_a_file_and_a_lake_alike(story: Ledger) -> None:
    with story.read() as db:
        asked = briefing(db)
        told = dict(reports(db))
        table = pacts_table(db)
    assert [p["kind"] for p in asked.pacts] == [
        "agreement",
        "aid",
        "treaty",
        "ceasefire",
        "purchase",
        "agreement",
    ]
    assert {p["pact_id"] for p in asked.pacts} == set(told) == set(table["pact_id"].to_pylist())
    assert sum(map(len, told.values())) == sum(p["acts"] for p in asked.pacts) == 10
    assert [c["change"] for c in asked.changes].count("new") == 6
    assert asked.actors["JPN"]["name"] == "Japan"
    assert (asked.ahead, asked.told, asked.former, asked.said) == ([], {}, {}, {})


def test_what_a_person_rejected_is_left_out(file_ledger: FileLedger) -> None:
    from tests.storage.story import tell

    tell(file_ledger)
    with file_ledger.write() as db:
        db.execute("UPDATE pacts SET standing = 'rejected' WHERE kind = 'treaty'")
        db.execute("UPDATE acts SET act_date = DATE '2026-01-01' WHERE kind IN ('treaty', 'aid')")
    with file_ledger.read() as db:
        asked = briefing(db)
        told = list(reports(db))
    assert len(asked.pacts) == len(told) == 5
    assert {c["pact_id"] for c in asked.changes} == {p["pact_id"] for p in asked.pacts}
    (day,) = asked.ahead
    assert day["status"] == "pledged"


def test_a_ledger_of_an_earlier_program_says_what_to_do(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "ledger.duckdb")
    ledger.create()
    with ledger.write() as db:
        db.execute("DROP VIEW copies")
    with ledger.read() as db, pytest.raises(LedgerUnreadableError, match="pactwatch run"):
        briefing(db)
