from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
import pytest

from flows.commands.care import age_of
from flows.progress import display_size
from flows.settings import load_settings
from storage.ledger import FileLedger
from tests.flows.commands.test_cli import run
from tests.storage.filled import dump, fill

OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileLedger:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pactwatch.toml").write_text('[storage]\npath = "pactwatch.duckdb"\n')
    made = FileLedger(tmp_path / "pactwatch.duckdb")
    made.create()
    fill(made)
    return made


@pytest.mark.parametrize("command", ["check", "compact", "backup", "restore"])
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger", command, "--help") == 0
    assert f"pactwatch ledger {command}" in capsys.readouterr().out


def test_the_commands_of_the_operations_page_run(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump(ledger)
    lines = [
        line[2:]
        for line in OPERATIONS.read_text(encoding="utf-8").splitlines()
        if line.startswith("$ pactwatch")
    ]
    assert {line.split()[2] for line in lines} == {"check", "backup", "restore", "compact"}
    for line in lines:
        assert run(*line.split()[1:]) == 0, line
        shown = capsys.readouterr()
        assert shown.err == ""
        assert "pactwatch.duckdb" in shown.out.replace("\n", "")
    after = dump(ledger)
    assert {t: rows for t, rows in after.items() if t != "bodies"} == {
        t: rows for t, rows in before.items() if t != "bodies"
    }


def test_check_tells_a_fault_in_a_table_and_by_its_exit_code(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert run("ledger", "check") == 0
    assert "is sound" in capsys.readouterr().out
    with ledger.write() as db:
        db.execute("UPDATE pacts SET acts = 7")
    assert run("ledger", "check", "--ledger", "pactwatch.duckdb") == 1
    shown = capsys.readouterr()
    assert "pacts that count other acts" in " ".join(shown.out.split())
    assert "1 fault" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(
    "command",
    [
        "check --ledger none.duckdb",
        "check --ledger pactwatch.toml",
        "compact --ledger none.duckdb",
        "compact --ledger pactwatch.toml",
        "backup --ledger none.duckdb away.duckdb",
        "backup pactwatch.duckdb",
        "backup --force pactwatch.duckdb",
        "backup pactwatch.toml/away.duckdb",
        "restore none.duckdb",
        "restore pactwatch.toml",
        "restore pactwatch.duckdb",
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(
    ledger: FileLedger, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ledger.path.read_bytes()
    assert run("ledger", *command.split()) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith("Error: ")
    assert ledger.path.read_bytes() == before
    assert {p.name for p in ledger.path.parent.iterdir()} == {"pactwatch.duckdb", "pactwatch.toml"}


@pytest.mark.parametrize(("text", "days"), [("90d", 90), ("2W", 14), ("18m", 540), (" 2y ", 730)])
def test_ages_are_written_as_people_write_them(text: str, days: int) -> None:
    assert age_of(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "2", "y", "0d", "-1d", "2 years", "999999d"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="90d or 2y"):
        age_of(text)


def test_an_age_before_all_time_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger", "compact", "--drop-bodies-older-than", "99999y") == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1_400_000, "1.4 MB"), (5_200_000_000_000, "5200.0 GB")]
)
def test_sizes_are_written_as_people_write_them(size: int, text: str) -> None:
    assert display_size(size) == text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("", "pactwatch.published.duckdb"),
        ("published = true", "pactwatch.published.duckdb"),
        ('published = "out/copy.duckdb"', "out/copy.duckdb"),
        ('published = ""', None),
        ("published = false", None),
        ('published = "false"', None),
    ],
)
def test_the_settings_say_where_the_copy_goes(tmp_path: Path, line: str, name: str | None) -> None:
    path = tmp_path / "pactwatch.toml"
    path.write_text(f'[storage]\npath = "pactwatch.duckdb"\n{line}\n')
    expected = tmp_path / name if name else None
    assert load_settings(path).storage.published_path() == expected


def test_the_environment_can_turn_the_copy_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTWATCH_STORAGE__PUBLISHED", "false")
    assert load_settings(tmp_path / "pactwatch.toml").storage.published_path() is None
