"""What the reader makes of articles, from a plain report to what should never break it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import acts
from parsers.model import COMMITMENT_KINDS, ActType, Kind, Reading, Role, Status
from tests.parsers.acts.sample import article


def read(text: str, title: str = "") -> Reading:
    return acts.read(article(text, title))


def test_a_signed_agreement_comes_with_its_proof() -> None:
    text = "BOGOTÁ - Colombia and Panama signed an agreement on border security on Tuesday.\n\nIt rained."
    (act,) = read(text, "Colombia and Panama sign border agreement").acts
    assert (act.type, act.kind, act.status) == (ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED)
    assert {p.id for p in act.parties} == {"COL", "PAN"}
    assert act.date is not None
    assert act.date.isoformat() == "2024-05-14"
    assert text[act.evidence.start : act.evidence.end] == act.evidence.text
    assert {r.field for r in act.reasons} >= {"type", "kind", "status", "parties", "topics", "date"}
    assert 0.5 < act.confidence <= 1


@pytest.mark.parametrize(
    ("text", "kind", "status", "sides"),
    [
        (
            "Japan and Mongolia have ratified a tax treaty, Tokyo said on Monday.",
            "treaty",
            "ratified",
            {"JPN", "MNG"},
        ),
        (
            "The ceasefire between Israel and Hezbollah took effect on Tuesday.",
            "ceasefire",
            "in_force",
            {"ISR", "HEZBOLLAH"},
        ),
        (
            "Brazil and Angola signed a memorandum of understanding on oil on Monday.",
            "memorandum",
            "signed",
            {"BRA", "AGO"},
        ),
        (
            "India and Nepal agreed on Tuesday to extend their power trade agreement.",
            "agreement",
            "extended",
            {"IND", "NPL"},
        ),
    ],
)
def test_kinds_and_statuses_of_agreements(text: str, kind: str, status: str, sides: set[str]) -> None:
    found = [a for a in read(text).acts if a.type == ActType.AGREEMENT]
    assert [(a.kind, a.status, {p.id for p in a.parties}) for a in found] == [(kind, status, sides)]


@pytest.mark.parametrize(
    ("text", "kind", "status", "committer", "recipient"),
    [
        ("Denmark pledged 40 million euros in aid to Moldova on Tuesday.", "aid", "pledged", "DNK", "MDA"),
        ("Spain will send 200 soldiers to Slovakia, Madrid announced on Monday.", "deployment", "pledged", "ESP", "SVK"),
        ("Hungary refused to send weapons to Ukraine, its foreign minister said.", "aid", "rejected", "HUN", "UKR"),
    ],
)  # fmt: skip
def test_commitments_say_who_and_for_whom(
    text: str, kind: str, status: str, committer: str, recipient: str
) -> None:
    found = [a for a in read(text).acts if a.type == ActType.COMMITMENT]
    assert (found[0].kind, found[0].status) == (kind, status)
    assert {(p.id, p.role) for p in found[0].parties} == {
        (committer, Role.COMMITTER),
        (recipient, Role.RECIPIENT),
    }


@pytest.mark.parametrize(
    "text",
    [
        "The foreign minister of Latvia denied on Monday that Latvia had signed a secret agreement with Estonia.",
        "Ajax signed the Ghanaian winger on a three-year deal after talks with two clubs.",
        "The ambassador of Fiji hosted a reception. Guests recalled the visit of 1998.",
        "Shares rose in Seoul on hopes of lower rates.",
    ],
)
def test_what_is_no_act_is_left_alone(text: str) -> None:
    reading = read(text)
    assert reading.acts == ()
    assert reading.why


def test_one_act_told_twice_is_one_act() -> None:
    text = (
        "Ghana and Togo signed a fishing agreement on Tuesday.\n\nThe agreement was signed by the two foreign ministers.\n\n"
        "Ghana and Togo signed the agreement in Lomé."
    )
    assert len(read(text, "Ghana and Togo sign fishing agreement").acts) == 1


def test_commitments_and_agreements_keep_to_their_kinds() -> None:
    text = "Canada and Jamaica signed a treaty on Monday.\n\nCanada will give Jamaica 5 million dollars for its police."
    for act in read(text).acts:
        assert (act.kind in COMMITMENT_KINDS) == (act.type == ActType.COMMITMENT)


def test_many_articles_are_read_in_order_and_as_if_alone() -> None:
    articles = [
        article(f"{a} and Chile signed an agreement on trade on Monday.") for a in ("Peru", "Kenya", "Japan")
    ] * 15
    assert list(acts.read_many(articles)) == [acts.read(a) for a in articles]


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "協定に署名した。" * 500, "signed a deal " * 3000, "." * 9000, "(" * 9000]
)
def test_odd_texts_are_read_and_say_why(text: str) -> None:
    assert read(text).why


def test_half_characters_do_not_break_the_proof() -> None:
    text = "Norway signed\ud800 an agreement with Japan on Monday. \udfff"
    for act in read(text).acts:
        assert text[act.evidence.start : act.evidence.end] == act.evidence.text


def test_a_thousand_names_are_no_trouble() -> None:
    assert isinstance(read("Norway, Japan, Kenya, Chile, France, Peru, " * 200 + "signed a treaty."), Reading)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Norway", "and", "Japan", "signed", "agreed", "to", "a", "treaty", ".", ",", "the", "will", "talks", "\n\n", "not", "“", "\x00", "Kenya"]),
        max_size=60,
    ).map(" ".join)
)  # fmt: skip
def test_any_order_of_words_is_read_alike_twice(text: str) -> None:
    first = read(text)
    assert read(text) == first
    for act in first.acts:
        assert text[act.evidence.start : act.evidence.end] == act.evidence.text
        assert len({p.id for p in act.parties}) == len(act.parties)


def test_importing_the_reader_loads_no_language_model() -> None:
    code = "import sys, parsers.acts; print('spacy' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
