"""A ledger of an early pactwatch (schema 2, of the demo's newsroom) is brought up to date, and nothing of it is lost."""

from __future__ import annotations

import lzma
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.briefing.site import build_site
from flows.reread import reread
from storage.check import check_ledger, sound
from storage.errors import LedgerUnreadableError
from storage.ledger import FileLedger
from storage.migrations import migrations
from storage.queries import ask
from tests.postgres import Cluster

KEPT = Path(__file__).with_name("ledger-2.duckdb.xz")
# Columns that both have, of what people rely on.
THERE = {
    "articles": "article_id, url, outlet, title, published, body_id",
    "acts": "act_id, article_id, kind, status, parties, evidence",
    "deliveries": "delivery_id, change_id, subscription, channel",
    "pacts": "pact_id, type, kind, status",
    "entries": "entry_id, url, title, problem",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.duckdb"
    path.write_bytes(lzma.decompress(KEPT.read_bytes()))
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return {t: db.execute(f"SELECT {c} FROM {t} ORDER BY ALL").fetchall() for t, c in THERE.items()}


def test_all_rows_are_there_afterwards_and_the_ledger_is_sound(old: Path) -> None:
    before = rows(old)
    assert len(before["pacts"]) == 14
    ledger = FileLedger(old)
    ledger.create()
    assert rows(old) == before
    with ledger.read() as db:
        assert db.execute("SELECT max(version) FROM schema_version").fetchone() == (max(migrations()),)
    findings = check_ledger(ledger)
    assert sound(findings), [f for f in findings if f.rows]
    # What it was before is kept beside it.
    assert [p for p in old.parent.iterdir() if p != old]


def test_it_can_be_asked_published_and_read_again(old: Path, tmp_path: Path) -> None:
    ledger = FileLedger(old)
    with pytest.raises(LedgerUnreadableError, match="pactwatch run"):
        build_site(ledger, tmp_path / "early", datetime.now(UTC))
    ledger.create()
    assert ask(ledger, "FROM pacts_of('Japan')").rows
    assert build_site(ledger, tmp_path / "site", datetime.now(UTC)).pacts == 14
    *_, found = reread(ledger, every=True)
    assert found.articles == len(rows(old)["articles"])
    assert sound(check_ledger(ledger))


def test_a_lake_of_that_time_is_brought_up_to_date_as_well(
    old: Path, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.lake import LakeLedger

    early = {version: sql for version, sql in migrations().items() if version <= 2}
    with cluster.database() as name:
        lake = LakeLedger(cluster.address(name), wait=20, data_path=tmp_path / "lake")
        with monkeypatch.context() as then:
            then.setattr("storage.migrations.migrations", lambda: early)
            then.setattr("storage.upgrade.refresh_views", lambda *_: None)
            lake.create()
            with lake.write() as db:
                db.execute(f"ATTACH '{old}' AS early (READ_ONLY)")
                for (table,) in db.execute(
                    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'early'"
                ).fetchall():
                    if table not in {"schema_version", "views_version"}:
                        db.execute(f"INSERT INTO {table} BY NAME SELECT * FROM early.{table}")
        lake.create()
        with lake.read() as db:
            told = {t: db.execute(f"SELECT {c} FROM {t} ORDER BY ALL").fetchall() for t, c in THERE.items()}
        assert told == rows(old)
        assert sound(check_ledger(lake)), [f for f in check_ledger(lake) if f.rows]
