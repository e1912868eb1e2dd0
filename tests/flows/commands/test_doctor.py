"""What `pactwatch doctor` says of things that are well, odd or broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.commands import checkups, versions
from flows.commands.cli import main
from flows.commands.doctor import examine
from flows.commands.looks import Level, Line
from flows.newsroom.loopback import Loopback, QuietHandler
from storage.ledger import FileLedger
from tests.storage.filled import fill

SECRET = "ntfy://token-that-nobody-may-see@ntfy.example/desk"
SETTINGS = """
[storage]
path = "ledger.duckdb"
[[sources]]
name = "harbour"
url = "https://harbour.example/feed"
[[subscriptions]]
name = "desk"
to = ["env:DOCTOR_DESK"]
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("DOCTOR_DESK", SECRET)
    path = tmp_path / "pactwatch.toml"
    path.write_text(SETTINGS)
    return path


def of(lines: list[Line], area: str) -> list[tuple[Level, str]]:
    return [(line.level, line.what) for line in lines if line.area == area]


def broken(lines: list[Line]) -> list[str]:
    return [f"{line.area}: {line.what}" for line in lines if line.level is Level.BROKEN]


def test_all_is_well_and_no_secret_is_shown(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = FileLedger(config.parent / "ledger.duckdb")
    ledger.create()
    fill(ledger)
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "-c", str(config), "--format", "json"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "token-that-nobody-may-see" not in told
    areas = {line["area"]: line for line in json.loads(told)}
    assert {
        "versions",
        "settings",
        "ledger",
        "runs",
        "sources",
        "channels",
        "disk",
        "clock",
        "prefect",
    } <= set(areas)
    assert areas["channels"]["what"] == "desk: env:DOCTOR_DESK is an address that Apprise knows"


def test_a_ledger_that_is_not_there_yet_is_no_fault(config: Path) -> None:
    ((level, what),) = of(examine(config), "ledger")
    assert (level, "none yet" in what) == (Level.NOTE, True)


def test_each_fault_is_a_line_with_its_remedy(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (config.parent / "ledger.duckdb").write_bytes(b"no ledger" * 1_000)
    monkeypatch.setenv("DOCTOR_DESK", "nothing that anybody knows")
    monkeypatch.setenv("PREFECT_API_URL", "http://user:hidden@127.0.0.1:9/api")
    monkeypatch.setattr(checkups.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    monkeypatch.setattr(checkups, "FIRST", datetime.now(UTC) + timedelta(days=1))
    lines = examine(config)
    assert [b.partition(":")[0] for b in broken(lines)] == ["ledger", "channels", "disk", "clock", "prefect"]
    assert "hidden" not in str(lines)
    assert "nothing that anybody knows" not in str(lines)
    assert all(line.remedy or line.area == "ledger" for line in lines if line.level is Level.BROKEN)


def test_settings_that_are_wrong_are_told_and_the_rest_is_looked_at(config: Path) -> None:
    config.write_text('[storage]\npaht = "x"\n')
    lines = examine(config)
    assert [line for line in broken(lines) if line.startswith("settings")]
    assert of(lines, "clock")


def test_a_version_that_does_not_fit_says_what_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {
        "fastapi": "0.165.0",
        "duckdb": "1.5.5",
        "duckdb-extension-ducklake": "1.5.4",
        "en-core-web-sm": "999.9.9",
    }
    monkeypatch.setattr(
        versions,
        "requires",
        lambda _: ["fastapi<0.151", "duckdb>=1.5.5", "gone>=1", 'other; extra == "lake"'],
    )
    monkeypatch.setattr(versions, "found", there.get)
    told = [line.what for line in versions.versions()]
    assert told == [
        "fastapi 0.165.0 is installed, <0.151 is wanted: with it every flow dies as it starts",
        "gone is not installed",
        "en-core-web-sm 999.9.9 is an empty package, no language model",
        "duckdb-extension-ducklake 1.5.4 fits DuckDB 1.5.5 only, and 1.5.5 is installed".replace(
            "DuckDB 1.5.5", "DuckDB 1.5.4"
        ),
    ]


class OldServer(QuietHandler):
    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        self.answer(200, {"Content-Type": "application/json"}, b'"2.20.0"')


def test_a_server_of_another_version_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(OldServer, 0) as server:
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.port}/api")
        (line,) = checkups.engine()
    assert line.level is Level.NOTE
    assert "is Prefect 2.20.0" in line.what


def test_clocks_that_differ_are_told() -> None:
    (line,) = checkups.same_time("Mon, 05 Jan 2015 10:00:00 GMT")
    assert line.level is Level.BROKEN
    assert list(checkups.same_time("no date")) == []


def test_alerts_that_wait_for_days_are_a_fault(config: Path) -> None:
    ledger = FileLedger(config.parent / "ledger.duckdb")
    ledger.create()
    fill(ledger)
    with ledger.write() as db:
        db.execute(
            "UPDATE deliveries SET state = 'queued', queued_at = now() - INTERVAL 3 DAY, settled_at = NULL"
        )
    assert of(examine(config), "outbox")[0][0] is Level.BROKEN


def test_a_source_that_fails_is_told_with_what_to_do(config: Path) -> None:
    ledger = FileLedger(config.parent / "ledger.duckdb")
    ledger.create()
    fill(ledger)
    with ledger.write() as db:
        db.execute(
            "UPDATE source_states SET state = 'failing', failures = 3, detail = 'the server answered 500'"
        )
    (line,) = [line for line in examine(config) if line.area == "sources"]
    assert (line.level, line.remedy) == (Level.BROKEN, "pactwatch sources check harbour")


def test_a_channel_of_the_operator_that_is_not_there_is_a_fault(config: Path) -> None:
    config.write_text(SETTINGS + '[operator]\nto = ["env:NOBODY_SET_IT"]\n')
    assert any("operator" in line and "NOBODY_SET_IT is not set" in line for line in broken(examine(config)))
