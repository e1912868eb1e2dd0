from __future__ import annotations

import pytest

from storage import views
from storage.documentation import documentation
from storage.ledger import FileLedger, Ledger
from storage.views import names, refresh_views, views_sql
from tests.storage.story import tell


def rows(ledger: Ledger, question: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(question).fetchall()


def test_views_are_written_only_when_their_text_has_changed(ledger: Ledger) -> None:
    with ledger.write() as db:
        assert refresh_views(db) is False
        db.execute("UPDATE views_version SET digest = 'of an older program'")
    ledger.create()
    with ledger.write() as db:
        assert refresh_views(db) is False


def test_what_a_program_no_longer_has_is_dropped(
    file_ledger: FileLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "digest", lambda: "newer")
    monkeypatch.setattr(views, "views_sql", lambda: "CREATE OR REPLACE VIEW lone AS SELECT 1 AS a;")
    with file_ledger.write() as db:
        assert refresh_views(db) is True
    left = rows(file_ledger, "SELECT view_name FROM duckdb_views() WHERE NOT internal")
    macros = rows(
        file_ledger, "SELECT 1 FROM duckdb_functions() WHERE NOT internal AND function_name = 'search'"
    )
    assert (left, macros) == ([("lone",)], [])


def test_everything_that_can_be_asked_is_documented(ledger: Ledger) -> None:
    with ledger.read() as db:
        things = documentation(db)
    assert [t.name for t in things if not t.comment] == []
    assert [
        (t.name, c.name) for t in things if t.sort in ("table", "view") for c in t.columns if not c.comment
    ] == []
    public = {n.split()[-1] for n in names(views_sql()) if not n.split()[-1].startswith("_")}
    assert public <= {t.name for t in things}


def test_every_example_runs(story: Ledger) -> None:
    with story.read() as db:
        for thing in documentation(db):
            if thing.example:
                db.execute(thing.example).fetchall()
            else:
                db.execute(f"FROM {thing.name}").fetchall()


def test_actors_are_found_by_id_and_by_name_in_any_case(story: Ledger) -> None:
    assert rows(story, "SELECT actor('jpn'), actor('japan'), actor('NATO'), actor('nobody')") == [
        ("JPN", "JPN", "NATO", "NOBODY")
    ]


def test_a_bloc_has_the_pacts_of_its_members(story: Ledger) -> None:
    assert rows(story, "SELECT inside, outside FROM pacts_of_bloc('EFTA') WHERE kind = 'treaty'") == [
        (["NOR"], ["CHL"])
    ]
    assert rows(story, "FROM pacts_of_bloc('JPN')") == []


def test_a_mediator_is_no_side(story: Ledger) -> None:
    assert rows(story, "FROM who_with_whom WHERE one = 'QAT' OR other = 'QAT'") == []
    assert rows(story, "SELECT sides, mediators FROM agreements WHERE kind = 'ceasefire'") == [
        (["COD", "M23"], ["QAT"])
    ]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (3e9, "USD", "USD 3 billion"),
        (5e8, "JPY", "JPY 500 million"),
        (2.5, "percent_gdp", "2.5% of GDP"),
        (1200, "EUR", "EUR 1,200"),
    ],
)
def test_sums_read_as_people_write_them(story: Ledger, value: float, unit: str, shown: str) -> None:
    assert rows(story, f"SELECT _sum({{'value': {value}::DOUBLE, 'unit': '{unit}'}})") == [(shown,)]


@pytest.mark.parametrize(
    ("words", "first", "how_many"),
    [
        ("fisheries treaty", "Chilean senate ratifies fisheries treaty", 3),
        ("FISHERY", "Chilean senate ratifies fisheries treaty", 3),
        ("ratif*", "Chilean senate ratifies fisheries treaty", 1),
        ("lithium", "Tokyo and Canberra shake hands on lithium", 1),
        ("M23", "Guns speak again near Goma", 2),
        ("the of and", None, 0),
        ("%_'\\ ()[", None, 0),
        ("", None, 0),
        ("eat", None, 0),
    ],
)
def test_search_finds_words_and_their_endings_best_first(
    story: Ledger, words: str, first: str | None, how_many: int
) -> None:
    with story.read() as db:
        found = db.execute(f"SELECT headline FROM search('{words.replace(chr(39), chr(39) * 2)}')").fetchall()
    assert len(found) == how_many
    if first:
        assert first in {str(row[0]) for row in found[:2]}


def test_search_finds_what_was_written_a_moment_ago(ledger: Ledger) -> None:
    assert rows(ledger, "FROM search('fisheries')") == []
    tell(ledger)
    assert len(rows(ledger, "FROM search('fisheries')")) == 3
