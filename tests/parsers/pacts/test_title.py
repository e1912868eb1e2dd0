"""Titles of pacts: who, what, on what, and its own name where the reports tell one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import ActType, Evidence, Kind, Party, Role, Topic
from parsers.pacts.report import Report
from parsers.pacts.title import names_in, proper_name, title
from tests.storage.samples import ACT

SIDES = (Party("AUS", Role.PARTY), Party("PNG", Role.PARTY))


def report(sentence: str, headline: str = "") -> Report:
    act = replace(ACT, evidence=Evidence(sentence, 0, len(sentence)))
    return Report(sentence, act, sentence, "Outlet", None, headline)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("On Monday the two leaders signed the Pukpuk Treaty in Canberra.", "Pukpuk Treaty"),
        ("Ministers signed the Treaty of Bergen on Friday.", "Treaty of Bergen"),
        ("They adopted the Kuala Lumpur Declaration on Thursday.", "Kuala Lumpur Declaration"),
        ("It ratified the Convention on Cluster Munitions.", "Convention on Cluster Munitions"),
        ("They signed a Memorandum of Understanding.", ""),
        ("Under the Paris Agreement, both pledged cuts.", ""),
        ("The two sides signed a treaty on defence.", ""),
        ("They signed the Australia-Japan Agreement.", ""),
        ("Trade Deal Signed By Both Leaders In Oslo", ""),
    ],
)
def test_a_name_is_read_off_its_capitals(sentence: str, name: str) -> None:
    assert proper_name([report(sentence)]) == name


def test_a_name_is_told_where_half_of_the_reports_have_it() -> None:
    named, bare = report("They signed the Pukpuk Treaty."), report("They signed a treaty.")
    other = report("They signed it.")
    assert proper_name([named, bare]) == "Pukpuk Treaty"
    assert proper_name([named, bare, other]) == ""
    line = title([named], ActType.AGREEMENT, Kind.TREATY, SIDES, (Topic.DEFENCE,))
    assert line == "Australia–Papua New Guinea treaty on defence (Pukpuk Treaty)"


@given(st.text(alphabet="aA bTreaty of.“ ", max_size=200))
def test_any_text_has_names_that_stand_in_it(text: str) -> None:
    assert all(name in text for name in names_in(text))
