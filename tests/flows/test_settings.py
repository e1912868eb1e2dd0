from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings, open_reference

GOOD = """
[storage]
path = "data/ledger.duckdb"
[[sources]]
name = "harbour"
url = "https://harbour.example/feed"
[[subscriptions]]
name = "desk"
to = ["env:DESK"]
parties = ["jpn"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "pactwatch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_gives_typed_settings_with_paths_relative_to_it(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    assert settings.storage.path == tmp_path / "data/ledger.duckdb"
    assert settings.subscriptions[0].parties == ["JPN"]


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTWATCH_STORAGE__PATH", "/elsewhere/l.duckdb")
    monkeypatch.setenv("PACTWATCH_FETCH__TIMEOUT", "3")
    settings = load_settings(write(tmp_path, GOOD))
    assert (settings.storage.path, settings.fetch.timeout) == (Path("/elsewhere/l.duckdb"), 3.0)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("FETCH__ALLOW_HOSTS", "127.0.0.1", "is written as JSON"),
        ("FETCH__ALLOWHOSTS", "[]", "did you mean 'allow_hosts'"),
        ("FETCH__TIMEOUT", "soon", "valid number"),
    ],
)
def test_a_wrong_variable_is_one_line_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv("PACTWATCH_STORAGE__PATH", "l.duckdb")
    monkeypatch.setenv(f"PACTWATCH_{name}", value)
    with pytest.raises(SettingsError, match=remedy) as wrong:
        load_settings(write(tmp_path, GOOD))
    assert str(wrong.value).startswith(f"the environment: PACTWATCH_{name}")


@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ('url = "https', 'url = "ftp', "sources[1].url", "https://"),
        ("[storage]", '[schedule]\nwatch = "*/5 * * *"\n[storage]', "schedule.watch", "five parts"),
        ('name = "harbour"\n', "", "sources[1].name", "is missing; add it"),
        ('url = "https://', 'url = "https://me:secret@', "sources[1].url", "must not hold"),
        ("parties =", "partys =", "subscriptions[1].partys", "no such setting"),
        ('"env:DESK"', '"mailto://me:secret@example.org"', "subscriptions[1].to", "env:NAME or file:path"),
        ("[storage]", "[storage", "", "not valid TOML"),
        ("[storage]", '[fetch]\nallow_hosts = ["http://x/"]\n[storage]', "fetch.allow_hosts", "write it as"),
        ('path = "data', 'path = 5\nx = "', "storage.path", "path"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, remedy: str
) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    first = str(wrong.value).splitlines()[0]
    assert first.startswith(f"{path}: {place}")
    assert remedy in first
    assert "secret" not in str(wrong.value)


def test_two_things_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = GOOD + '[[sources]]\nname = "harbour"\nurl = "https://other.example/feed"\n'
    with pytest.raises(SettingsError, match="two sources are named 'harbour'"):
        load_settings(write(tmp_path, twice))


def test_a_missing_file_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="pactwatch init"):
        load_settings(tmp_path / "none.toml")


def test_the_starter_file_is_valid_also_with_every_example_taken_in(tmp_path: Path) -> None:
    import re
    from importlib.resources import files

    starter = (files("flows") / "starter.toml").read_text(encoding="utf-8")
    load_settings(write(tmp_path, starter))
    uncommented = re.sub(r"(?m)^# (?=[a-z_]+ = |\[\[)", "", starter)
    settings = load_settings(write(tmp_path, uncommented))
    assert [s.name for s in settings.subscriptions] == ["desk"]


def test_a_reference_is_opened_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK", " json://example.org \n")
    (tmp_path / "desk.url").write_text("json://example.com\n")
    assert open_reference("env:DESK", tmp_path) == "json://example.org"
    assert open_reference("file:desk.url", tmp_path) == "json://example.com"


@pytest.mark.parametrize("reference", ["env:NOT_SET_ANYWHERE", "file:none.url", "file:empty.url"])
def test_a_reference_to_nothing_says_what_to_set(tmp_path: Path, reference: str) -> None:
    (tmp_path / "empty.url").write_text("")
    with pytest.raises(SettingsError, match=reference):
        open_reference(reference, tmp_path)


LAKE = """
[storage]
url = "ducklake:postgres:dbname=pactwatch host=db.example user=pactwatch"
data_path = "lake"
password = "file:lake.password"
"""


def test_a_lake_is_opened_with_its_folder_and_password_relative_to_the_file(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    storage = load_settings(write(tmp_path, LAKE)).storage
    with pytest.raises(SettingsError, match=r"storage\.password file:.*lake\.password"):
        storage.open()
    (tmp_path / "lake.password").write_text("hush\n")
    assert "dbname=pactwatch" in storage.open().place
    assert "hush" not in storage.open().place
    assert storage.data_path == tmp_path / "lake"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("user=pactwatch", "password=secret", "storage.url"),
        ("dbname=pactwatch host=db.example", "postgresql://me:secret@db.example/l", "storage.url"),
        ("ducklake:postgres:", "mysql:", "storage.url"),
        ("file:lake.password", "secret", "storage.password"),
    ],
)
def test_a_wrong_address_of_a_lake_is_one_line_without_its_secret(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    path = write(tmp_path, LAKE.replace(old, new))
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    assert str(wrong.value).startswith(f"{path}: {place}")
    assert "secret" not in str(wrong.value)
    assert "\n" not in str(wrong.value)
