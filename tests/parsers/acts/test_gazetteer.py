"""The names in the TOML files: no contradictions, and what each must have."""

from __future__ import annotations

from collections import defaultdict

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.actors.data import codes, members, table
from parsers.acts.actors.gazetteer import Gazetteer, What, fold, lower
from parsers.acts.actors.names import gazetteer, person_entries, state_entries
from parsers.model import Topic


def test_every_state_of_iso_3166_that_sits_in_the_united_nations_is_there() -> None:
    territories = {c for c, row in table("states").items() if "territory" in row["tags"]}
    assert len(codes() - territories) >= 195
    coded = {code for code in codes() if len(code) == 3 and code.isupper()}
    real = {country.alpha_3 for country in pycountry.countries}
    assert coded - real <= {"XKX", "DPR", "LPR"}


def test_members_are_states() -> None:
    for code in table("organisations"):
        assert set(members(code)) <= codes(), code


def test_ids_belong_to_one_list_only() -> None:
    organisations, movements = set(table("organisations")), set(table("movements"))
    assert not organisations & movements
    assert not organisations & codes()
    assert not movements & codes()


def test_bodies_and_people_belong_to_known_actors() -> None:
    known = set(codes()) | set(table("organisations")) | set(table("movements"))
    assert set(table("bodies")) <= known
    assert set(table("people")) <= known


def test_people_have_sensible_years() -> None:
    for code, rows in table("people").items():
        for name, short, first, last in rows:
            assert 1900 < first <= last < 2050, (code, name)
            assert " " in name or short == "", name


def test_no_name_stands_for_two_states() -> None:
    meanings = defaultdict(set)
    for entry in state_entries():
        if entry.what is What.STATE:
            meanings[lower(fold(entry.surface))].update(entry.ids)
    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}


def test_no_short_name_of_two_people_is_ambiguous_in_the_same_years() -> None:
    meanings = defaultdict(list)
    for entry in person_entries():
        meanings[fold(entry.surface)].append(entry)
    for name, entries in meanings.items():
        for one in entries:
            for other in entries:
                same_time = one.years[0] < other.years[1] and other.years[0] < one.years[1]
                assert one.ids == other.ids or not same_time, name


def test_nothing_is_an_actor_and_noise_at_once() -> None:
    noise = {name for names in table("noise").values() for name in names}
    named = {name for row in table("states").values() for name in (*row.get("names", ()), *row["demonyms"])}
    named |= {name for row in table("organisations").values() for name in row.get("names", ())}
    named |= {name for row in table("movements").values() for name in row["names"]}
    named |= {name for names in table("bodies").values() for name in names}
    assert not noise & named


@pytest.mark.parametrize(
    "name", ["states", "organisations", "movements", "bodies", "people", "noise", "contexts"]
)
def test_no_list_says_a_name_twice(name: str) -> None:
    for key, row in table(name).items():
        for names in row.values() if isinstance(row, dict) else [row]:
            if isinstance(names, list) and names and isinstance(names[0], str):
                assert len(names) == len(set(names)), key


def test_topics_of_the_data_are_the_topics_of_the_vocabulary() -> None:
    from parsers.acts.topics import _terms

    assert {topic for term in _terms() for topic, _ in term.topics} == set(Topic)


@given(st.text(max_size=80))
def test_folding_and_lowering_keep_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(lower(fold(text))) == len(text)


@given(st.text(alphabet="Japnese Uited KgdomNOR.,-’'\n", max_size=120))
def test_hits_stand_at_the_bounds_of_words(text: str) -> None:
    folded = fold(text)
    for hit in gazetteer().scan(folded):
        assert not (hit.start and folded[hit.start - 1].isalnum())
        assert not (hit.end < len(folded) and folded[hit.end].isalnum())


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert list(Gazetteer([]).scan("Japan")) == []
