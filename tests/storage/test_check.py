"""Every check of a ledger is tested by breaking a sound one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from storage.check import Finding, Level, breaches, check_ledger, sound
from storage.checks import checks
from storage.errors import LedgerTooNewError, LedgerUnreadableError
from storage.ledger import FileLedger, Ledger
from tests.storage.filled import fill

TWICE = {
    "sources": "name", "runs": "run_id", "polls": "poll_id", "entries": "entry_id", "articles": "article_id",
    "bodies": "body_id", "acts": "act_id", "pacts": "pact_id", "changes": "change_id", "subscriptions": "name",
    "deliveries": "delivery_id", "attempts": "attempt_id", "former_pacts": "former_id",
    "corrections": "correction_id", "revisions": "revision_id", "source_states": "name",
    "windows": "window_id",
}  # fmt: skip
EVENT_TIMES = {
    "sources": ["added_at"], "runs": ["started_at", "ended_at"], "polls": ["polled_at"], "entries": ["followed_at"],
    "articles": ["fetched_at"], "acts": ["recorded_at"], "changes": ["recorded_at"],
    "deliveries": ["queued_at", "claimed_at", "settled_at"], "attempts": ["tried_at", "ended_at"],
}  # fmt: skip
FETCHED = ("followed_at", "fetched_at")
WORDS = [
    "acts.type", "acts.kind", "acts.status", "pacts.type", "pacts.kind", "pacts.status", "changes.change",
    "changes.before", "changes.after", "entries.problem", "polls.problem", "runs.outcome", "deliveries.state",
    "attempts.outcome", "pacts.standing", "corrections.correction", "source_states.state",
    "windows.state",
]  # fmt: skip
# What breaks a ledger -> the breach that has to be found.
BREAKS = {
    **{f"INSERT INTO {t} FROM {t} LIMIT 1": f"{t} have one {k} twice" for t, k in TWICE.items()},
    **{f"UPDATE {t} SET {k} = ''": f"{t} without a {k}" for t, k in TWICE.items()},
    **{
        f"UPDATE {t} SET {c} = TIMESTAMPTZ '{when}'": f"{t} whose {c} is before {1990 if c in FETCHED else 2020} or in the future"
        for t, columns in EVENT_TIMES.items()
        for c, when in zip(columns, ("1970-01-01", "2999-01-01", "1999-01-01"), strict=False)
    },
    **{
        f"UPDATE {w.replace('.', ' SET ')} = 'signd'": f"{w.split('.')[0]} with an unknown {w.split('.')[1]}"
        for w in WORDS
    },
    "UPDATE entries SET url = url || 'x'": "entries that are not what their key was made from",
    "UPDATE articles SET url = 'https://other.example/'": "articles that are not what their key was made from",
    "UPDATE bodies SET text = replace(text, 'signed', 'singed')": "bodies that are not what their key was made from",
    "UPDATE polls SET source = 'other'": "polls that are not what their key was made from",
    "UPDATE windows SET part = 'other'": "windows that are not what their key was made from",
    "UPDATE deliveries SET channel = 'env:OTHER'": "deliveries that are not what their key was made from",
    "UPDATE attempts SET number = 2": "attempts that are not what their key was made from",
    "DELETE FROM articles": "entries whose article_id is not in articles",
    "DELETE FROM articles ": "acts whose article_id is not in articles",
    "DELETE FROM bodies": "articles whose body_id is not in bodies",
    "DELETE FROM pacts": "acts whose pact_id is not in pacts",
    "DELETE FROM pacts ": "changes of a pact that never was",
    "DELETE FROM acts": "changes whose act_id is not in acts",
    "DELETE FROM changes": "deliveries whose change_id is not in changes",
    "DELETE FROM deliveries": "attempts whose delivery_id is not in deliveries",
    "UPDATE revisions SET article_id = 'none'": "revisions whose article_id is not in articles",
    "UPDATE revisions SET body_id = 'none'": "revisions whose body_id is not in bodies",
    "DELETE FROM runs": "polls whose run_id is not in runs",
    "DELETE FROM runs ": "entries whose run_id is not in runs",
    "DELETE FROM subscriptions": "deliveries whose subscription is not in subscriptions",
    "INSERT INTO bodies VALUES (left(sha256('body' || chr(31) || 'A'), 32), 'A')": "bodies that no article refers to",
    "UPDATE acts SET evidence = ''": "acts without evidence",
    "UPDATE bodies SET text = ''": "acts whose article's text was let go",
    "UPDATE acts SET evidence_start = evidence_start + 1":
        "acts whose evidence does not stand in the text where they say",
    "UPDATE acts SET parties = [{'id': 'NOR', 'role': 'friend'}]": "acts with an unknown role or topic",
    "UPDATE pacts SET topics = ['weather']": "pacts with an unknown role or topic",
    "UPDATE acts SET kind = 'aid'": "acts whose kind does not fit their type",
    "UPDATE pacts SET type = 'commitment'": "pacts whose kind does not fit their type",
    "UPDATE acts SET parties = []": "acts without a party",
    "UPDATE pacts SET parties = []": "pacts without a party",
    "UPDATE acts SET confidence = 1.1": "acts whose confidence is not from 0 to 1",
    "UPDATE pacts SET confidence = 'nan'": "pacts whose confidence is not from 0 to 1",
    "UPDATE entries SET published = TIMESTAMPTZ '0019-01-01'":
        "entries whose published is before 1900 or over 50 years ahead",
    "UPDATE articles SET published = TIMESTAMPTZ '2999-01-01'":
        "articles whose published is before 1900 or over 50 years ahead",
    "UPDATE acts SET act_date = DATE '1066-01-01'": "acts whose act_date is before 1900 or over 50 years ahead",
    "UPDATE pacts SET pact_date = DATE '2999-01-01'": "pacts whose pact_date is before 1900 or over 50 years ahead",
    "UPDATE runs SET ended_at = started_at - INTERVAL 1 HOUR": "runs whose ended_at is before their started_at",
    "UPDATE pacts SET last_reported = first_reported - INTERVAL 1 DAY":
        "pacts whose last_reported is before their first_reported",
    "UPDATE deliveries SET settled_at = queued_at - INTERVAL 1 SECOND":
        "deliveries whose settled_at is before their queued_at",
    "UPDATE attempts SET ended_at = tried_at - INTERVAL 1 SECOND": "attempts whose ended_at is before their tried_at",
    "UPDATE attempts SET outcome = 'sending'": "tries that are under way though nobody sends their delivery",
    "DELETE FROM acts ": "pacts that no act reports",
    "UPDATE pacts SET acts = 7": "pacts that count other acts than they have",
    "DELETE FROM changes ": "pacts that nobody was told are new",
    "UPDATE acts SET follows = 'nobody'": "acts whose follows is not in acts",
    "INSERT INTO acts SELECT * REPLACE ('next' AS act_id, act_id AS follows, 'other' AS pact_id) FROM acts":
        "acts that follow on an act of another pact",
    "DELETE FROM blocks": "acts that cannot be found by what they are about",
    "UPDATE blocks SET act_id = 'nobody'": "blocks of acts that are not there",
    "DELETE FROM attempts": "deliveries that are delivered without a try that was",
    "UPDATE deliveries SET state = 'queued'": "deliveries that are to be sent again though a try was delivered",
    "UPDATE deliveries SET settled_at = NULL": "deliveries that ended and do not say when",
    "UPDATE attempts SET number = 2 ": "deliveries whose tries are not numbered one by one",
}  # fmt: skip


def breached(findings: list[Finding]) -> list[str]:
    return [f.what for f in findings if f.level is not Level.OK]


def test_a_ledger_that_was_only_written_by_the_program_is_sound(ledger: Ledger) -> None:
    assert breached(check_ledger(ledger)) == []
    fill(ledger)
    assert breached(check_ledger(ledger)) == []


def test_every_check_has_a_break_that_it_finds() -> None:
    assert {check.breach for check in checks()} == set(BREAKS.values())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a sound ledger; what a test breaks in it is rolled back."""
    made = FileLedger(tmp_path_factory.mktemp("check") / "ledger.duckdb")
    made.create()
    fill(made)
    with duckdb.connect(str(made.path)) as db:
        db.execute("SET TimeZone = 'UTC'")
        yield db


@pytest.mark.parametrize("sql", BREAKS)
def test_a_break_is_found(filled: duckdb.DuckDBPyConnection, sql: str) -> None:
    (check,) = [c for c in checks() if c.breach == BREAKS[sql]]
    filled.begin()
    try:
        filled.execute(sql)
        (found,) = breaches(filled, check)
    finally:
        filled.rollback()
    assert found.level is (Level.NOTE if check.harmless else Level.WRONG)
    assert found.rows >= 1


def test_a_fault_makes_a_ledger_unsound_and_names_a_row(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.write() as db:
        db.execute("UPDATE acts SET evidence_start = evidence_start + 1")
    findings = check_ledger(ledger)
    (found,) = [f for f in findings if f.level is not Level.OK]
    assert (found.area, found.rows, found.example[:4]) == ("evidence", 1, "act-")
    assert not sound(findings)


def test_only_what_breaks_something_is_a_fault(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.write() as db:
        db.execute("DELETE FROM subscriptions")
    findings = check_ledger(ledger)
    assert len(breached(findings)) == 1
    assert sound(findings)


def test_a_view_that_does_not_run_is_found(ledger: Ledger) -> None:
    with ledger.write() as db:
        db.execute("CREATE TABLE passing AS SELECT 1 AS a")
        db.execute("CREATE VIEW broken AS SELECT a FROM passing")
        db.execute("DROP TABLE passing")
    (found,) = breached(check_ledger(ledger))
    assert found.startswith("the view broken does not run: ")
    assert "\n" not in found


def test_a_table_that_is_not_there_is_found(ledger: Ledger) -> None:
    with ledger.write() as db:
        db.execute("DROP TABLE attempts")
    assert "there is no table attempts" in breached(check_ledger(ledger))


def test_a_damaged_block_is_found(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "ledger.duckdb")
    ledger.create()
    fill(ledger)
    with ledger.write() as db:
        db.execute(
            "INSERT INTO bodies SELECT i::VARCHAR, repeat(hash(i)::VARCHAR, 50) FROM range(20000) t(i)"
        )
    content = bytearray(ledger.path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = bytes(4096)
    ledger.path.write_bytes(bytes(content))
    findings = check_ledger(ledger)
    assert not sound(findings)
    assert all("\n" not in f.what for f in findings)


def test_an_older_ledger_is_a_note(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.check.migrations", lambda: {1: "", 2: "", 99: ""})
    findings = check_ledger(ledger)
    assert sound(findings)
    assert any("the next run brings it to 99" in what for what in breached(findings))


def test_a_newer_ledger_and_what_is_no_ledger_are_refused(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.write() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, now())")
    with pytest.raises(LedgerTooNewError, match="upgrade pactwatch"):
        check_ledger(ledger)
    with ledger.write() as db:
        db.execute("DROP TABLE schema_version")
    with pytest.raises(LedgerUnreadableError, match="no ledger of pactwatch"):
        check_ledger(ledger)
    with pytest.raises(LedgerUnreadableError, match="there is no ledger"):
        check_ledger(FileLedger(tmp_path / "none.duckdb"))
