"""`pactwatch sub ...` and `pactwatch explain PACT --sub NAME`: what a person sees, and what stands in the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.record import record
from flows.settings import load_settings
from parsers.model import Party, Role, Topic
from storage.ledger import FileLedger
from tests.flows.commands.test_cli import run
from tests.storage.samples import ACT, followed

SETTINGS = """\
# Ours; ask the desk before you change it.
[storage]
path = "pactwatch.duckdb"
[watchlists]
neighbours = ["Norway", "Sweden"]

# The desk
[[subscriptions]]
name = "desk"
to = ["env:DESK"]
parties = ["list:neighbours"]   # all of them
topics = ["maritime"]
"""
CONFIG = Path("pactwatch.toml")
OTHER = replace(ACT, parties=(Party("NOR", Role.PARTY), Party("FJI", Role.PARTY)), topics=(Topic.TRADE,))


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileLedger:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    CONFIG.write_text(SETTINGS)
    made = FileLedger(tmp_path / "pactwatch.duckdb")
    made.create()
    return made


def fill(ledger: FileLedger) -> None:
    record(
        ledger, [followed(1), followed(2, (OTHER,))], load_settings(CONFIG).subscriptions, "r1", any_age=True
    )


def test_adding_leaves_what_is_there_as_it_is_and_a_wrong_one_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = ["to=env:ASIA,file:pager.url", "parties=Japan,group:ASEAN", 'digest="daily 07:30"', "timezone=Asia/Tokyo",
              'min_amount={ USD = "1 billion" }', "min_outlets=2", "not={ kinds = ['purchase'] }", "deadline_days=30,7"]  # fmt: skip
    assert run("sub", "add", "asia", *values) == 0
    text = CONFIG.read_text()
    assert text.startswith(SETTINGS)
    added = load_settings(CONFIG).subscriptions[1]
    assert (added.name, added.parties, added.min_outlets, added.deadline_days) == (
        "asia",
        ["JPN", "group:ASEAN"],
        2,
        [30, 7],
    )
    assert run("sub", "add", "more", "to=env:X", "topics=defense") == 2
    assert "topics[1]" in (told := capsys.readouterr().err)
    assert "did you mean 'defence'" in told
    assert run("sub", "add", "more", "to=env:X", "topic=trade") == 2
    assert "did you mean 'topics'" in capsys.readouterr().err
    assert run("sub", "add", "asia", "to=env:X") == 2
    assert CONFIG.read_text() == text
    assert [p.name for p in Path().glob("*.toml")] == ["pactwatch.toml"]


def test_editing_pausing_muting_and_taking_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sub", "edit", "desk", "topics=trade,energy", "min_confidence=0.7") == 0
    assert run("sub", "mute", "desk", "--parties", "Norway,Sweden", "--until", "2999-01-01") == 0
    assert run("sub", "mute", "desk", "--pact", "3f9a1c", "--until", "2w") == 0
    assert run("sub", "pause", "desk") == 0
    desk = load_settings(CONFIG).subscriptions[0]
    assert (desk.topics, desk.min_confidence, desk.paused) == (["trade", "energy"], 0.7, True)
    assert [(m.pact, m.parties) for m in desk.mute] == [("", ["NOR", "SWE"]), ("3f9a1c", [])]
    assert run("sub", "pause", "desk", "--resume") == 0
    assert run("sub", "edit", "desk", "topics=") == 0
    desk = load_settings(CONFIG).subscriptions[0]
    assert (desk.topics, desk.paused) == ([], False)
    assert "# all of them" in CONFIG.read_text()
    assert run("sub", "rm", "dusk") == 2
    assert "did you mean 'desk'" in capsys.readouterr().err
    assert run("sub", "rm", "desk") == 0
    assert load_settings(CONFIG).subscriptions == []
    assert run("sub", "add", "desk", "to=env:DESK") == 0


def test_a_list_and_one_are_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sub", "list") == 0
    shown = capsys.readouterr().out
    assert "one of list:neighbours" in shown
    assert "at once" in shown
    assert run("sub", "show", "desk") == 0
    shown = capsys.readouterr().out
    assert "# all of them" in shown
    assert (
        "Hears of: topics: one of maritime; min_confidence: at least 0.5; parties: one of list:neighbours"
        in shown
    )


def test_a_preview_counts_shows_samples_and_says_what_held_back_the_rest(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(ledger)
    assert run("sub", "preview", "desk", "--since", "2025-10-01") == 0
    shown = capsys.readouterr().out
    assert "of 2 changes: 1 alert in 1 message" in shown
    assert "2025-10-28" in shown
    assert "Signed: Norway–Chile agreement on maritime affairs" in shown
    assert "Held back by one condition alone: 1 (topics 1)" in shown
    assert "one of maritime" in shown
    assert run("sub", "preview", "desk", "--since", "2025-10-30") == 0
    assert "of 0 changes: 0 alerts" in capsys.readouterr().out


def test_explain_says_which_condition_let_a_pact_through_or_not_and_what_was_queued(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(ledger)
    with ledger.read() as db:
        pacts = dict(db.execute("SELECT topics[1], pact_id FROM pacts").fetchall())
    assert run("explain", pacts["maritime"][:8], "--sub", "desk") == 0
    shown = capsys.readouterr().out
    assert "It meets the rule" in shown
    assert "env:DESK: queued" in shown
    assert run("explain", pacts["trade"], "--sub", "desk") == 0
    shown = capsys.readouterr().out
    assert "It does not meet the rule" in shown
    assert "Nothing was queued for it." in shown
    assert run("explain", pacts["trade"], "--sub", "dsk") == 2
    assert "did you mean 'desk'" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["log", "dead"])
def test_alerts_of_a_subscription_that_is_not_there_are_a_mistake(
    what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("alerts", what, "--sub", "dsek") == 2
    assert "did you mean 'desk'" in capsys.readouterr().err
    assert run("alerts", what, "--sub", "desk") == 0
