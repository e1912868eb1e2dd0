"""Stored articles are read again: what stays, what changes, and that nobody hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import flows.reread
from flows.record import record
from flows.reread import Differences, reread
from flows.settings import Subscription
from parsers.model import Act, Article, Evidence, Party, Problem, Reading, Role, Status
from parsers.pacts.rematch import rematched
from parsers.pacts.report import Report
from storage.check import check_ledger, sound
from storage.corrections import Saying, correct
from storage.ledger import FileLedger, Ledger
from tests.flows.commands.test_cli import run
from tests.storage.filled import dump
from tests.storage.samples import ACT, DAY, TEXT, followed

PAGE = Path(__file__).parents[2] / "docs" / "reread.md"
DESK = Subscription(name="desk", to=["env:DESK"], max_age_days=0)
RATIFIED = replace(ACT, status=Status.RATIFIED)
ELSEWHERE = replace(ACT, parties=(Party("KEN", Role.PARTY), Party("FJI", Role.PARTY)))
Reader = Callable[[Article], tuple[Reading | None, Problem | None]]


def reads(*acts: Act) -> Reader:
    """A reader that finds these in every article."""
    return lambda article: (Reading(acts, "" if acts else "nothing any more"), None)


@pytest.fixture
def ledger(file_ledger: FileLedger) -> Ledger:
    return begun(file_ledger)


@pytest.fixture(params=["file_ledger", "lake"])
def either(request: pytest.FixtureRequest) -> Ledger:
    return begun(request.getfixturevalue(request.param))


def begun(made: Ledger) -> Ledger:
    record(made, [followed(1), followed(2), followed(3, (ELSEWHERE,)), followed(4, ())], [DESK], "r1")
    return made


def again(ledger: Ledger, *, write: bool = True) -> Differences:
    *_, last = reread(ledger, every=True, write=write)
    return last


def rows(ledger: Ledger, question: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(question).fetchall()


def test_the_same_reading_changes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    of = {1: (ACT,), 2: (ACT,), 3: (ELSEWHERE,), 4: ()}
    monkeypatch.setattr(
        flows.reread,
        "read_acts",
        lambda a: (Reading(of[int(a.url[-1])], "nothing in it reports an act"), None),
    )
    before = dump(ledger)
    found = again(ledger)
    assert (found.articles, found.gained, found.lost, found.changed) == (4, [], [], {})
    assert dump(ledger) == before


def test_an_act_that_is_read_otherwise_keeps_its_id_and_its_pact(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(ledger, "SELECT act_id, pact_id, recorded_at FROM acts WHERE status = 'signed' ORDER BY 1")
    monkeypatch.setattr(flows.reread, "read_acts", reads(RATIFIED))
    found = again(ledger)
    assert found.changed == {"status": 2}
    after = rows(ledger, "SELECT act_id, pact_id, recorded_at FROM acts ORDER BY 1")
    kept = [row for row in before if row in after]
    assert len(kept) == 2
    assert sound(check_ledger(ledger))


def test_acts_are_gained_and_lost_and_nobody_hears_of_it(
    either: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries = rows(either, "SELECT count(*) FROM deliveries")
    monkeypatch.setattr(flows.reread, "read_acts", reads(ELSEWHERE))
    found = again(either)
    assert (len(found.gained), len(found.lost)) == (3, 2)
    assert rows(either, "SELECT DISTINCT len(parties) FROM pacts") == [(2,)]
    assert rows(either, "SELECT count(*) FROM deliveries") == deliveries
    monkeypatch.setattr(flows.reread, "read_acts", reads())
    assert len(again(either).lost) == 4
    assert rows(either, "SELECT count(*) FROM pacts") == [(0,)]
    assert rows(either, "SELECT DISTINCT why_no_acts FROM articles") == [("nothing any more",)]
    assert sound(check_ledger(either))


def test_a_dry_run_tells_the_same_and_writes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(ledger)
    monkeypatch.setattr(flows.reread, "read_acts", reads(ELSEWHERE))
    would = again(ledger, write=False)
    assert dump(ledger) == before
    assert again(ledger) == would


def test_what_people_said_holds_when_all_is_read_again(
    either: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = rows(either, "SELECT pact_id FROM pacts ORDER BY acts DESC")
    correct(either, Saying.MERGE, [str(one[0]), str(other[0])], now=datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(
        flows.reread, "read_acts", lambda a: reads(ELSEWHERE if a.url.endswith("3") else RATIFIED)(a)
    )
    again(either)
    assert rows(either, "SELECT pact_id FROM pacts") == [one]


def test_only_what_another_version_read_is_read_and_a_second_call_has_nothing_to_do(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.reread, "read_acts", reads(ACT))
    assert list(reread(ledger)) == []
    monkeypatch.setattr(flows.reread, "PARSER_VERSION", "next")
    monkeypatch.setattr(flows.reread, "BATCH", 1)
    assert len(list(reread(ledger, most=3))) == 3
    assert len(list(reread(ledger))) == 1
    assert list(reread(ledger)) == []


def test_articles_before_a_day_are_left_and_texts_that_were_let_go_are_counted(
    file_ledger: FileLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(file_ledger, [followed(1), followed(4, ())], [], "r1")
    monkeypatch.setattr(flows.reread, "read_acts", reads(ACT))
    assert list(reread(file_ledger, date(2099, 1, 1), every=True)) == []
    with file_ledger.write() as db:
        db.execute("UPDATE bodies SET text = ''")
    before = dump(file_ledger)
    (found,) = reread(file_ledger, every=True)
    assert (found.articles, found.without_text) == (2, 2)
    assert dump(file_ledger) == before


def test_reading_again_brings_the_sketches_of_an_older_ledger(
    either: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = rows(either, "SELECT article_id, sketch FROM articles ORDER BY 1")
    with either.write() as db:
        db.execute("UPDATE articles SET sketch = NULL")
    of = {1: (ACT,), 2: (ACT,), 3: (ELSEWHERE,), 4: ()}
    monkeypatch.setattr(flows.reread, "read_acts", lambda a: (Reading(of[int(a.url[-1])]), None))
    again(either, write=False)
    assert rows(either, "SELECT count(sketch) FROM articles") == [(0,)]
    again(either)
    assert rows(either, "SELECT article_id, sketch FROM articles ORDER BY 1") == kept
    assert rows(either, "SELECT count(sketch) FROM articles") == [(3,)]


def test_pacts_that_become_one_are_told_as_merged_and_not_as_gone(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.reread, "read_acts", reads(ACT))
    one, other = rows(ledger, "SELECT pact_id FROM pacts ORDER BY acts DESC")
    alone = rows(ledger, f"SELECT act_id FROM acts WHERE pact_id = '{other[0]}'")
    same = replace(ELSEWHERE, parties=ACT.parties)
    monkeypatch.setattr(flows.reread, "rematched", lambda old, new: [replace(n, act_id=o.act_id, act=same) for o, n in zip(old, new, strict=False)])  # fmt: skip
    found = again(ledger)
    assert (len(found.pacts_merged), found.pacts_gone) == (1, [])
    assert rows(ledger, f"SELECT pact_id FROM acts WHERE act_id = '{alone[0][0]}'") == [one]


def test_the_command_tells_what_would_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pactwatch.toml").write_text('[storage]\npath = "pactwatch.duckdb"\n')
    made = FileLedger(tmp_path / "pactwatch.duckdb")
    made.create()
    record(made, [followed(1, (ELSEWHERE,))], [], "r1")
    assert run("reread", "--all", "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "1 article read again" in shown
    assert "acts lost" in shown
    assert "Nothing was written" in shown
    assert run("reread", "--all", "--format", "json") == 0
    assert '"articles": 1' in capsys.readouterr().out
    assert run("reread") == 0
    assert "Nothing is otherwise" in capsys.readouterr().out


def report(act: Act, name: str) -> Report:
    return Report(name, act, "a1", "Harbour Times", DAY)


def test_acts_are_paired_with_what_they_were_the_most_alike_first() -> None:
    moved = replace(RATIFIED, evidence=Evidence("Chile's senate approved the accord with Norway.", 90, 137))
    old = [report(ACT, "one"), report(moved, "two")]
    new = [
        report(replace(moved, status=Status.IN_FORCE), "x"),
        report(replace(ACT, place=None), "y"),
        report(ELSEWHERE, "z"),
    ]
    assert [r.act_id for r in rematched(old, new)] == ["two", "one", "z"]
    assert TEXT


def test_the_commands_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pactwatch.toml").write_text('[storage]\npath = "pactwatch.duckdb"\n')
    made = FileLedger(tmp_path / "pactwatch.duckdb")
    made.create()
    record(made, [followed(1)], [], "r1")
    lines = [line[2:].partition("   #")[0] for line in PAGE.read_text().splitlines() if line.startswith("$ ")]
    assert len(lines) == 3
    for line in lines:
        assert run(*line.split()[1:]) == 0, (line, capsys.readouterr().err)


def test_a_merge_holds_where_an_act_of_it_is_no_longer_read(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = [str(row[0]) for row in rows(ledger, "SELECT pact_id FROM pacts ORDER BY acts DESC")]
    correct(ledger, Saying.MERGE, [one, other], now=datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(
        flows.reread,
        "read_acts",
        lambda a: (Reading(() if a.url.endswith("/3") else (ACT,), "nothing any more"), None),
    )
    again(ledger)
    assert rows(ledger, "SELECT pact_id FROM pacts") == [(one,)]
    assert sound(check_ledger(ledger))
