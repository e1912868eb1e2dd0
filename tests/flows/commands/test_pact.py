"""`pactwatch pact` and `pactwatch explain`: what a person sees, and what their corrections do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows.record import record
from parsers.model import Party, Role, Status
from storage.ledger import FileLedger
from tests.flows.commands.test_cli import run
from tests.storage.samples import ACT, TEXT, followed

PACTS = Path(__file__).parents[3] / "docs" / "pacts.md"
OTHER = replace(ACT, parties=(Party("KEN", Role.PARTY), Party("FJI", Role.PARTY)))


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileLedger:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "pactwatch.toml").write_text('[storage]\npath = "pactwatch.duckdb"\n')
    made = FileLedger(tmp_path / "pactwatch.duckdb")
    made.create()
    items = [
        followed(1),
        followed(2, (replace(ACT, status=Status.RATIFIED),), "Delta Post"),
        followed(3, (OTHER,)),
    ]
    record(made, items, [], "r1")
    return made


def column(ledger: FileLedger, question: str) -> list[str]:
    with ledger.read() as db:
        return [str(row[0]) for row in db.execute(question).fetchall()]


def biggest(ledger: FileLedger) -> str:
    return column(ledger, "SELECT pact_id FROM pacts ORDER BY acts DESC")[0]


def test_a_pact_is_shown_with_its_reports_in_order(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pact", "show", biggest(ledger)[:8]) == 0
    shown = capsys.readouterr().out
    assert "Norway–Chile agreement on maritime affairs" in shown
    assert "signed, starts it" in shown
    assert "ratified, moves it  Delta Post" in shown
    assert TEXT in shown


def test_a_pact_is_given_as_json_too(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pact", "show", biggest(ledger), "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pact"]["status"] == "ratified"
    assert [r["step"] for r in told["reports"]] == ["starts it", "moves it"]


def test_corrections_say_what_became_of_them(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = column(ledger, "SELECT pact_id FROM pacts ORDER BY acts DESC")
    assert run("pact", "merge", one[:8], other[:8], "--note", "one treaty") == 0
    assert f"{other}  is now {one}" in capsys.readouterr().out
    act = column(ledger, "SELECT act_id FROM acts WHERE list_contains([p.id FOR p IN parties], 'KEN')")[0]
    assert run("pact", "split", one, act) == 0
    assert len(column(ledger, "SELECT 1 FROM pacts")) == 2
    assert run("pact", "reject", one, "--note", "a company deal") == 0
    assert "rejected" in capsys.readouterr().out
    assert run("pact", "clear", one) == 0
    assert run("pact", "confirm", one) == 0
    assert "confirmed" in capsys.readouterr().out
    assert run("pact", "show", one) == 0
    assert "one treaty" in capsys.readouterr().out


def test_explain_tells_words_and_what_was_weighed(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    follower = column(ledger, "SELECT act_id FROM acts WHERE follows IS NOT NULL")[0]
    assert run("explain", follower[:8]) == 0
    shown = capsys.readouterr().out
    assert "It follows on" in shown
    assert "same kind" in shown
    starter = column(ledger, "SELECT follows FROM acts WHERE follows IS NOT NULL")[0]
    assert run("explain", starter, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["follows"] is None


def test_what_is_not_there_is_one_line(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("pact", "show", "nothing") == 2
    assert run("explain", "nothing") == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 2
    assert all(line.startswith("Error: there is no") for line in told)
    assert run("explain", biggest(ledger)[:8]) == 2
    assert "is a pact; `pactwatch pact show" in capsys.readouterr().err


def test_the_commands_of_the_page_run(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    pacts = column(ledger, "SELECT pact_id FROM pacts ORDER BY acts DESC")
    acts = column(ledger, f"SELECT act_id FROM acts WHERE pact_id = '{pacts[0]}' ORDER BY follows NULLS LAST")
    named = {"PACT": pacts[0], "OTHER": pacts[1], "ACT": acts[0]}
    lines = [
        line[2:] for line in PACTS.read_text(encoding="utf-8").splitlines() if line.startswith("$ pactwatch")
    ]
    assert len(lines) >= 6
    for line in lines:
        words = line.partition("   #")[0].split(" --note ")
        note = ["--note", words[1].strip("'")] if len(words) > 1 else []
        assert run(*(named.get(w, w) for w in words[0].split()[1:]), *note) == 0, (
            line,
            capsys.readouterr().err,
        )
