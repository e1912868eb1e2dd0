from __future__ import annotations

import logging
from pathlib import Path

import click
import pytest

import flows.briefing.flow
from flows.briefing.flow import publish_briefing
from flows.commands.cli import main
from flows.settings import Briefing, Settings, SettingsError, Storage, load_settings
from storage.ledger import FileLedger

Told = list[tuple[str, int]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    lines: Told = []
    monkeypatch.setattr(
        flows.briefing.flow, "tell", lambda line, level=logging.INFO: lines.append((line, level))
    )
    return lines


def settings_file(folder: Path, story: FileLedger, more: str = "") -> Path:
    path = folder / "pactwatch.toml"
    path.write_text(f'[storage]\npath = "{story.path}"\n{more}')
    return path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_run_makes_the_briefing_where_the_settings_want_one(
    story: FileLedger, tmp_path: Path, told: Told
) -> None:
    storage = Storage(path=story.path)
    publish_briefing.fn(Settings(storage=storage))
    assert told == []
    publish_briefing.fn(Settings(storage=storage, briefing=Briefing(dir=tmp_path / "site")))
    ((line, level),) = told
    assert line.startswith("briefing: 6 pacts, ")
    assert level == logging.INFO
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_briefing_that_cannot_be_made_is_one_line_and_no_failure(
    story: FileLedger, tmp_path: Path, told: Told
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    publish_briefing.fn(Settings(storage=Storage(path=story.path), briefing=Briefing(dir=tmp_path)))
    publish_briefing.fn(
        Settings(storage=Storage(path=tmp_path / "none.duckdb"), briefing=Briefing(dir=tmp_path / "site"))
    )
    assert [level for _, level in told] == [logging.WARNING] * 2
    assert all(line.startswith("no briefing published") and "\n" not in line for line, _ in told)


def test_publish_takes_a_folder_or_that_of_the_settings(
    story: FileLedger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings_file(tmp_path, story, '[briefing]\ndir = "site"\nbase_url = "https://news.example/p"\n')
    assert run("publish", "-c", str(config)) == 0
    assert "6 pacts" in capsys.readouterr().out
    feed = (tmp_path / "site" / "feeds" / "all.xml").read_text(encoding="utf-8")
    assert 'href="https://news.example/p/feeds/all.xml"' in feed
    other = tmp_path / "other"
    assert run("publish", "--ledger", str(story.path), "--base-url", "", str(other)) == 0
    assert 'href="../feeds/all.xml"' in (other / "feeds" / "all.xml").read_text(encoding="utf-8")


def test_what_cannot_be_published_is_one_line(
    story: FileLedger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings_file(tmp_path, story)
    assert run("publish", "-c", str(config)) == 2
    assert "briefing.dir: is missing" in capsys.readouterr().err
    assert run("publish", "-c", str(config), "--base-url", "ftp://x", str(tmp_path / "site")) == 2
    assert "is no address of a folder" in capsys.readouterr().err
    assert run("publish", "-c", str(config), str(tmp_path)) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run("publish", "--ledger", str(tmp_path / "none.duckdb"), str(tmp_path / "site")) == 2
    assert "there is no ledger" in capsys.readouterr().err


def test_open_shows_the_first_page(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    assert run("open", str(site)) == 0
    assert shown == [(site / "index.html").as_uri()]
    assert capsys.readouterr().out.strip() == shown[0]
    assert run("open", str(tmp_path)) == 2
    assert "pactwatch publish" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["news.example", "https://", "https://u:p@news.example/", "https://n.example/?q"]
)
def test_an_address_that_files_cannot_stand_below_is_refused(
    tmp_path: Path, story: FileLedger, url: str
) -> None:
    config = settings_file(tmp_path, story, f'[briefing]\nbase_url = "{url}"\n')
    with pytest.raises(SettingsError, match=r"briefing\.base_url: .* is no address of a folder"):
        load_settings(config)
