from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.commands.cli import main

ARTICLES = (
    '{"id": "a", "url": "https://harbour.example/1", "title": "Weather", "published": "2025-10-28T12:00:00+00:00",'
    ' "text": "It rained all day in the harbour,\\u2028and the ferry did not sail."}\n'
    '{"id": "b", "text": "Nothing happened."}\n'
)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    assert "pactwatch demo" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "init",
        "run",
        "backfill",
        "parse",
        "sql",
        "schema",
        "export",
        "publish",
        "open",
        "completion",
        "up",
    ],
)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    assert f"pactwatch {command}" in capsys.readouterr().out


def test_init_writes_a_file_once(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init") == 0
    assert (own_folder / "pactwatch.toml").exists()
    assert run("init") == 2
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["run"], ["sql", "SELECT 1"]])
def test_missing_settings_are_one_line_and_exit_code_2(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*command) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "pactwatch init" in error


def test_settings_without_a_source_say_what_to_add(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "pactwatch.toml").write_text("# nothing yet\n")
    assert run("run") == 2
    assert "[[sources]]" in capsys.readouterr().err


def test_parse_gives_one_line_of_json_an_article(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "articles.jsonl").write_text(ARTICLES, encoding="utf-8")
    assert run("parse", "--jsonl", "articles.jsonl") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(line) for line in lines] == [{"id", "url", "title", "published", "records"}] * 2
    assert [(line["id"], line["published"], line["records"]) for line in lines] == [
        ("a", "2025-10-28T12:00:00+00:00", []),
        ("b", None, []),
    ]


def test_parse_with_text_adds_text_author_and_language(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "articles.jsonl").write_text(ARTICLES, encoding="utf-8")
    assert run("parse", "--jsonl", "--text", "articles.jsonl") == 0
    line = json.loads(capsys.readouterr().out.splitlines()[0])
    assert set(line) == {"id", "url", "title", "published", "records", "text", "author", "language"}
    assert "\u2028" in line["text"]


def test_parse_reads_a_page_under_its_path(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paragraphs = (
        "<p>It rained all day in the harbour and the ferry did not sail, the master of the port said.</p>" * 4
    )
    (own_folder / "page.html").write_text(
        f"<html><title>Weather</title><article>{paragraphs}</article></html>"
    )
    assert run("parse", "--jsonl", "page.html") == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["id"], line["title"]) == ("page.html", "Weather")


NEWS = (
    '{"id": "%d", "published": "2025-10-28T12:00:00Z", "text": "BERGEN - Norway and Chile signed a fisheries agreement '
    'in Bergen on Tuesday, the Norwegian foreign ministry said."}\n'
)


def test_parse_explains_which_words_gave_which_field(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "news.jsonl").write_text(NEWS % 1)
    assert run("parse", "--jsonl", "--explain", "news.jsonl") == 0
    line = json.loads(capsys.readouterr().out)
    (record,) = line["records"]
    assert {reason["field"] for reason in record["reasons"]} >= {"status", "parties", "kind"}
    assert "signed" in {reason["words"] for reason in record["reasons"]}
    assert run("parse", "--explain", "news.jsonl") == 0
    assert "Norway" in capsys.readouterr().out


def test_several_workers_give_what_one_gives_in_the_same_order(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "news.jsonl").write_text("".join(NEWS % n for n in range(45)))
    assert run("parse", "--jsonl", "news.jsonl") == 0
    one = capsys.readouterr().out
    assert run("parse", "--jsonl", "--workers", "2", "news.jsonl") == 0
    assert capsys.readouterr().out == one


def test_parse_of_a_missing_file_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("parse", "--jsonl", "none.html") == 2
    error = capsys.readouterr().err
    assert "cannot be read" in error
    assert error.count("\n") == 1


def test_a_bad_line_says_why_stops_nothing_and_ends_with_1(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "mixed.jsonl").write_text(
        '\ufeff{"id": 0, "text": "One."}\n{"id":\n[1]\n{"id": "b", "text": "Two."}\n'
    )
    assert run("parse", "--jsonl", "mixed.jsonl") == 1
    shown = capsys.readouterr()
    assert [json.loads(line)["id"] for line in shown.out.splitlines()] == [
        "0",
        "mixed.jsonl, line 2",
        "mixed.jsonl, line 3",
        "b",
    ]
    assert "not valid JSON" in shown.err
    assert 'has no "text"' in shown.err


def test_parse_on_a_terminal_shows_why_there_is_nothing(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "empty.html").write_text("")
    (own_folder / "ja.txt").write_text(
        "両国の外相は川辺の古い税関で会談し、三時間話し合った。" * 5, encoding="utf-8"
    )
    assert run("parse", "empty.html", "ja.txt") == 0
    shown = capsys.readouterr().out
    assert "the page is empty" in shown
    assert "only English is read" in shown


def test_sql_answers_in_three_forms(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from storage.ledger import FileLedger

    FileLedger(own_folder / "l.duckdb").create()
    query = "SELECT 1 AS one, '[red]x' AS two"
    assert run("sql", "--ledger", "l.duckdb", query) == 0
    assert "[red]x" in capsys.readouterr().out
    assert run("sql", "--ledger", "l.duckdb", "--format", "csv", query) == 0
    assert capsys.readouterr().out.splitlines() == ["one,two", "1,[red]x"]
    assert run("sql", "--ledger", "l.duckdb", "--format", "json", query) == 0
    assert json.loads(capsys.readouterr().out) == [{"one": 1, "two": "[red]x"}]


def test_refused_sql_is_one_line_and_exit_code_2(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from storage.ledger import FileLedger

    FileLedger(own_folder / "l.duckdb").create()
    assert run("sql", "--ledger", "l.duckdb", "DROP TABLE acts") == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("completion", shell) == 0
    assert "_PACTWATCH_COMPLETE" in capsys.readouterr().out


def test_help_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = "{'prefect', 'spacy', 'duckdb', 'pyarrow', 'pydantic', 'trafilatura', 'apprise', 'numpy', 'rich'}"
    code = f"import sys, flows.commands.cli; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
