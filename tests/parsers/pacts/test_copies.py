"""Which reports count as told in words of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from parsers.model import Act, ActType, Evidence, Kind, Party, Role, Status
from parsers.pacts.copies import SAME_TEXT, independent
from parsers.pacts.pact import pact_of
from parsers.pacts.report import Report
from parsers.sketch import likeness, sketch

WIRE = " ".join(f"word{n}" for n in range(300))
ACT = Act(
    ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)),
    (), Evidence("", 0, 0), confidence=0.6,
)  # fmt: skip
SAID = (
    "Norway and Chile signed a fisheries accord in Bergen on Tuesday afternoon.",
    "The two governments put their names to a deal on fish stocks.",
    "Oslo has bound itself to Santiago over the catch of cod.",
)


def report(n: int, outlet: str, text: str, article: str = "") -> Report:
    """A report of one act, each time in another sentence."""
    act = replace(ACT, evidence=Evidence(SAID[n], 0, len(SAID[n])))
    day = datetime(2025, 6, 1 + n, tzinfo=UTC)
    return Report(f"act-{n}", act, article or f"article-{n}", outlet, day, sketch=sketch(text))


def test_a_mirror_of_a_text_makes_a_pact_no_surer_though_another_sentence_of_it_was_taken() -> None:
    first, mirror = report(0, "Wire", WIRE), report(1, "Mirror", f"By our desk. {WIRE}")
    assert independent([first, mirror]) == [first]
    assert pact_of([first, mirror], "p").confidence == pact_of([first], "p").confidence


def test_a_cut_copy_is_a_copy_and_a_text_of_its_own_is_none() -> None:
    first = report(0, "Wire", WIRE)
    cut = report(1, "Mirror", " ".join(WIRE.split()[:230]))
    own = report(2, "Delta Post", " ".join(f"other{n}" for n in range(300)))
    assert independent([first, cut, own]) == [first, own]
    assert pact_of([first, cut, own], "p").confidence > pact_of([first, cut], "p").confidence


def test_two_texts_that_quote_one_statement_are_no_copies() -> None:
    statement = " ".join(WIRE.split()[:100])
    one, other = (f"{statement} {' '.join(f'{o}{n}' for n in range(200))}" for o in "ab")
    assert likeness(sketch(one), sketch(other)) < SAME_TEXT
    told = [report(0, "Wire", one), report(1, "Delta Post", other)]
    assert independent(told) == told


def test_what_is_not_known_of_a_text_is_no_ground_for_a_copy() -> None:
    told = [report(0, "Wire", ""), report(1, "Mirror", ""), report(2, "Delta Post", WIRE)]
    assert independent(told) == told


def test_acts_of_one_article_or_outlet_are_told_apart_by_their_sentences_alone() -> None:
    same_article = [report(0, "Wire", WIRE, "a"), report(1, "Wire", WIRE, "a")]
    assert independent(same_article) == same_article
    update = [report(0, "Wire", WIRE), report(1, "Wire", WIRE + " More.")]
    assert independent(update) == update


def test_the_sketch_is_no_part_of_what_is_reported() -> None:
    assert report(0, "Wire", WIRE) == report(0, "Wire", "")
