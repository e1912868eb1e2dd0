from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from flows.commands.cli import main
from flows.commands.export import MARK
from flows.commands.prompt import talk
from storage.ledger import FileLedger
from tests.storage.story import tell


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileLedger:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = FileLedger(tmp_path / "a.duckdb")
    made.create()
    tell(made)
    return made


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


ASK = "SELECT title, topics FROM pacts WHERE kind = 'treaty'"


def test_an_answer_comes_as_csv_and_json(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sql", ASK, "--ledger", "a.duckdb", "--format", "csv") == 0
    assert capsys.readouterr().out.split("\n")[:2] == [
        "title,topics",
        'Norway–Chile treaty on maritime affairs,"[""maritime""]"',
    ]
    assert run("sql", ASK, "--ledger", "a.duckdb", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"title": "Norway–Chile treaty on maritime affairs", "topics": ["maritime"]}
    ]


def test_an_answer_of_many_columns_is_shown_row_by_row_and_shares_are_short(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run("sql", "SELECT 1/3 AS share, * FROM pacts LIMIT 2", "--ledger", "a.duckdb") == 0
    told = capsys.readouterr().out
    assert "row 2" in told
    assert any(line.split() == ["share", "0.333"] for line in told.splitlines())
    assert run("sql", "SELECT title, status FROM pacts LIMIT 2", "--ledger", "a.duckdb") == 0
    assert "row 2" not in capsys.readouterr().out


def test_a_question_comes_from_a_file_or_a_pipe(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("q.sql").write_text(ASK + ";\n")
    assert run("sql", "--file", "q.sql", "--ledger", "a.duckdb") == 0
    assert "Norway–Chile" in capsys.readouterr().out
    for arguments in (["--file", "-"], []):
        monkeypatch.setattr(sys, "stdin", io.StringIO(ASK))
        assert run("sql", *arguments, "--ledger", "a.duckdb") == 0
        assert "1 row\n" in capsys.readouterr().out


def test_parquet_goes_to_a_file_whole(ledger: FileLedger, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sql", ASK, "--ledger", "a.duckdb", "--format", "parquet", "--output", "out.parquet") == 0
    assert pq.read_table("out.parquet").to_pylist() == [
        {"title": "Norway–Chile treaty on maritime affairs", "topics": ["maritime"]}
    ]
    assert run("sql", ASK, "--ledger", "a.duckdb", "--format", "parquet") == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--file", "none.sql"], "none.sql"),
        ([ASK, "--file", "q.sql"], "leave one out"),
        ([ASK, "--output", "no/such/folder.csv"], "cannot be written"),
        (["DROP TABLE acts"], "DROP is no question"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run("sql", *arguments, "--ledger", "a.duckdb") == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_the_prompt_takes_questions_over_lines_and_goes_on_after_a_fault(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text(
            ".format csv\rSELECT title\rFROM pacts WHERE kind = 'treaty';\rDROP TABLE acts;\r.schema news\r.quit\r"
        )
        talk(ledger, "table")
    said = capsys.readouterr().out
    assert "title\nNorway–Chile treaty on maritime affairs\n" in said
    assert "Error: DROP is no question" in said
    assert "change_id" in said
    kept = Path("state/pactwatch/history")
    assert "FROM pacts" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_schema_documents_tables_views_and_macros(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run("schema", "--ledger", "a.duckdb", "--format", form) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("evidence_start", "who_with_whom", "search", "pacts_of('JPN')"))
    if form == "json":
        assert {t["sort"] for t in json.loads(said)} == {"table", "view", "table macro", "macro"}


def test_an_export_has_a_folder_a_table_by_month_and_twice_is_once(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "parquet", "out", "--ledger", "a.duckdb") == 0
    first = {p.relative_to("out"): p.read_bytes() for p in Path("out").rglob("*") if p.is_file()}
    assert Path("articles/year=2025/month=10") in {p.parent for p in first}
    assert pq.read_table("out/acts").num_rows == 10
    assert pq.read_table("out/bodies").num_rows == 11
    assert run("export", "parquet", "out", "--ledger", "a.duckdb") == 0
    assert {p.relative_to("out"): p.read_bytes() for p in Path("out").rglob("*") if p.is_file()} == first
    assert sorted(p.name for p in Path().iterdir()) == ["a.duckdb", "out"]
    assert "articles: 11" in capsys.readouterr().out


def test_an_export_leaves_a_folder_of_others_alone(
    ledger: FileLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    assert run("export", "parquet", "mine", "--ledger", "a.duckdb") == 2
    assert "something else" in capsys.readouterr().err
    assert [p.name for p in Path("mine").iterdir()] == ["notes.txt"]
    assert not Path("mine", MARK).exists()


@pytest.mark.parametrize(
    ("name", "start"), [("a.csv", b"title,"), ("a.json", b"["), ("a.parquet", b"PAR1"), ("a.txt", b" ")]
)
def test_a_file_has_the_form_that_its_name_ends_in(ledger: FileLedger, name: str, start: bytes) -> None:
    assert run("sql", ASK, "--ledger", "a.duckdb", "--output", name) == 0
    assert Path(name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("question", "meant"), [("SELECT titel FROM pacts", "title"), ("FROM pact", "pacts")]
)
def test_a_slip_in_a_question_is_one_line_with_what_may_have_been_meant(
    ledger: FileLedger, question: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sql", question, "--ledger", "a.duckdb") == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert f'"{meant}"' in said
