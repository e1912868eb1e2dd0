"""What the rules make of a sentence about agreements, before the filter judges it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.acts.actors import find_actors
from parsers.acts.agreements import agreements
from parsers.acts.candidate import Candidate
from parsers.acts.scene import Scene
from parsers.acts.segment import body, sentences
from parsers.acts.syntax import parse
from parsers.model import Kind, Status
from tests.parsers.acts.sample import PUBLISHED


def found(text: str) -> list[Candidate]:
    """The candidate agreements of a text of one sentence."""
    parts = sentences(text)
    trees = parse([body(text, s) for s in parts])
    scene = Scene("", text, PUBLISHED, parts, dict(enumerate(trees)), find_actors("", text, PUBLISHED))
    return [c for n, tree in enumerate(trees) for c in agreements(scene, n, tree)]


def told(candidates: Sequence[Candidate]) -> set[tuple[Status, frozenset[str]]]:
    return {(c.status, c.sides()) for c in candidates}


@pytest.mark.parametrize(
    ("text", "status", "sides"),
    [
        ("Ghana has accepted Togo's request to share the port.", Status.AGREED, {"GHA", "TGO"}),
        ("Peru has accepted Chile's proposal for talks.", Status.NEGOTIATING, {"PER", "CHL"}),
        ("Mali rejected a request by Niger to reopen the road.", Status.REJECTED, {"MLI", "NER"}),
        ("Free movement between Kenya and Uganda took effect on Monday.", Status.IN_FORCE, {"KEN", "UGA"}),
        ("Iran will not negotiate with Iraq.", Status.REJECTED, {"IRN", "IRQ"}),
        ("Chad's withdrawal from the African Union took effect on Friday.", Status.TERMINATED, {"TCD", "AU"}),
        ("Mexico broke off talks with Canada on Monday.", Status.REJECTED, {"MEX", "CAN"}),
        ("Norway and Iceland have thrashed out a deal on herring.", Status.AGREED, {"NOR", "ISL"}),
        ("Spain and Italy agreed to renew their quota swap.", Status.EXTENDED, {"ESP", "ITA"}),
        ("The treaty between Oman and Qatar is expected to be signed in June.", Status.NEGOTIATING, {"OMN", "QAT"}),
        ("Talks between Oman and Qatar to extend the accord continue.", Status.NEGOTIATING, {"OMN", "QAT"}),
        ("Cuba and Haiti signed the pact; more signatures are needed.", Status.SIGNED, {"CUB", "HTI"}),
        ("Fiji suspended the termination of its treaty with Tonga.", Status.EXTENDED, {"FJI", "TON"}),
        ("Zambia suspended all co-operation with Malawi.", Status.SUSPENDED, {"ZMB", "MWI"}),
        ("Brazil is authorised to sign the agreement with Peru.", Status.AGREED, {"BRA", "PER"}),
        ("Deputies in Latvia rejected the treaty that their government signed with Estonia.", Status.REJECTED, {"LVA", "EST"}),
    ],
)  # fmt: skip
def test_status_and_sides(text: str, status: Status, sides: set[str]) -> None:
    assert (status, frozenset(sides)) in told(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "The deal covers grain and sugar from Ukraine and Moldova.",
        "Japan has an agreement with Laos.",
        "Sudan has yet to sign the agreement with Egypt.",
        "The University of Malta and a college in Cyprus signed an agreement.",
        "The cricket associations of Nepal and Oman signed an agreement.",
        "Albania's two largest parties signed a coalition agreement.",
        "The loan came three months after Kenya and Rwanda signed a treaty.",
        "The road crosses Bolivia, which signed a treaty with Chile in 1904.",
        "Ecuador and Colombia did not say when the treaty would be signed.",
        "Laos and Vietnam were unable to agree on a date.",
        "In line with the treaty, Cuba sent doctors to Haiti.",
        "A law signed in Peru would have ended the pact with Chile, had it passed.",
    ],
)
def test_no_pact_comes_about(text: str) -> None:
    assert {c.status for c in found(text)} <= {Status.PROPOSED}


def test_a_go_between_who_is_turned_away_is_no_side() -> None:
    offers = [
        c
        for c in found("Ethiopia rejected an offer by Kenya to mediate in the conflict.")
        if c.family == "answers"
    ]
    assert [(c.parties, c.mediators) for c in offers] == [(("ETH",), ("KEN",))]


def test_leaving_an_organisation_is_leaving_its_treaty() -> None:
    assert {c.kind for c in found("Niger handed in its notice of withdrawal.")} == {Kind.TREATY}


def test_union_in_a_name_is_no_trade_union() -> None:
    assert (Status.SIGNED, frozenset({"EU", "NZL"})) in told(
        found("The European Union signed a free trade agreement with New Zealand.")
    )


@pytest.mark.parametrize(("day", "kept"), [("14 May", True), ("2 February", False)])
def test_a_pact_signed_lately_is_news_even_in_passing(day: str, kept: bool) -> None:
    statuses = {
        c.status for c in found(f"The accord, signed by Chad and Niger on {day}, is praised by traders.")
    }
    assert (Status.SIGNED in statuses) == kept


def test_talks_on_a_pact_that_fail_are_told_once() -> None:
    failed = [
        c
        for c in found("Talks between Benin and Togo on a fishing accord broke down on Monday.")
        if c.sides()
    ]
    assert [c.status for c in failed] == [Status.REJECTED]


def test_instruments_of_ratification_are_of_treaties() -> None:
    kinds = {
        c.kind for c in found("Samoa deposited its instrument of ratification of the agreement on Friday.")
    }
    assert Kind.TREATY in kinds


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Armenia calls the shelling a breach of the truce with Azerbaijan.", Status.VIOLATED),
        ("The French minister called for an extension of the truce between Chad and Niger.", Status.PROPOSED),
        ("Kazakhstan and Belarus signed the Collective Security Treaty on Monday.", Status.SIGNED),
        (
            "Uganda ratified the treaty, allowing the pact between Kenya and Uganda to enter into force.",
            Status.IN_FORCE,
        ),
    ],
)
def test_words_that_mean_several_things(text: str, status: Status) -> None:
    assert status in {c.status for c in found(text)}


def test_a_withdrawal_that_is_warned_of_is_none() -> None:
    assert found("Iran would withdraw from the treaty with Iraq, officials in Iran warned.") == []
