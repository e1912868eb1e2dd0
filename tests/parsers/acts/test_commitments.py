"""Candidates for commitments: where there is one, of which kind, how it stands, and where there can be none."""

from __future__ import annotations

import pytest

from parsers.acts.candidate import Candidate
from parsers.acts.reader import gather
from parsers.acts.training.examples import scenes
from parsers.model import ActType


def told(text: str) -> list[Candidate]:
    """Candidate commitments of a text, before the filter."""
    row = {"text": text, "title": "", "published": "2024-05-15T12:00:00+00:00"}
    return [c for c in gather(next(scenes([row]))) if c.type == ActType.COMMITMENT]


@pytest.mark.parametrize(
    ("text", "kind", "status", "committer"),
    [
        # A verb and its particle, wherever the parser hangs it.
        ("Oslo would hand over six more patrol boats to Accra, the minister said.", "aid", "pledged", "NOR"),
        # What is handed to a state is given, whatever it is.
        ("Belgium hands back to Rwanda 40 carved drums from a museum.", "policy", "fulfilled", "BEL"),
        ("Cuba has sent a second consignment of its mosquito nets to Jamaica.", "aid", "fulfilled", "CUB"),
        # A measure stands for what it measures.
        ("The bulk of a Danish battalion arrived in Estonia on Friday.", "deployment", "fulfilled", "DNK"),
        # A promise kept.
        ("The last of the ferries that Japan promised Fiji arrived in Suva on Monday.", "aid", "fulfilled", "JPN"),
        ("Turkey has carried out its promise to open the border gate to Armenia.", "policy", "fulfilled", "TUR"),
        # Shares of the economy, spoken of before.
        ("Allies discussed defence spending. Italy said it would not go above 2.3 percent.", "spending", "rejected", "ITA"),
        # Saying no by the noun; what was done until now ends.
        ("Latvia will pay no dues to the Council of Europe, its minister said.", "aid", "rejected", "LVA"),
        ("Chad will make no further payments to the African Union.", "aid", "terminated", "TCD"),
        ("Finland has decided against joining the border mission.", "deployment", "rejected", "FIN"),
        # Who ends a debt gives.
        ("France cancelled the last of Somalia's debt of 90 million euros on Monday.", "aid", "fulfilled", "FRA"),
        # Under way is not yet done.
        ("Qatar is giving Lebanon 60 million dollars for its army.", "aid", "pledged", "QAT"),
        # "its" means the subject.
        ("Ghana has dropped its plan to buy eight Brazilian jets.", "purchase", "terminated", "GHA"),
        ("The World Bank is preparing a package of 900 million dollars for Peru.", "aid", "proposed", "WORLD_BANK"),
        ("The IMF has given the green light to a loan of 300 million dollars for Benin.", "aid", "pledged", "IMF"),
        ("Sweden would contribute 400 policemen to a mission in Haiti.", "deployment", "pledged", "SWE"),
    ],
)  # fmt: skip
def test_what_is_undertaken_and_how_it_stands(text: str, kind: str, status: str, committer: str) -> None:
    assert (kind, status, (committer,)) in {(c.kind, c.status, c.parties) for c in told(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Kenya sold Uganda goods worth 40 million dollars last year.",  # everyday trade
        "Japan has not settled how Seoul will pay for the ships.",  # a question
        "The project will help Nepal move from repairing roads to building them.",  # what a thing does
        "Rescinding the tax will please Washington, Canada said.",  # a matter, not a deed
        "A court ordered the Greek state to pay Albania 9 million euros.",
        "Bulgaria's ban on selling rockets hurts Serbia.",
        "France urged Mali to release the two soldiers.",  # asked of somebody else
        "Brazil will be content if Germany lifts the ban.",  # a condition
        "A Tripoli-based company built a road in Malta.",
        "Chile is suspending its participation in the treaty with Peru.",  # told as the end of an agreement
        "Spain and Portugal signed a deal to buy two ferries.",  # what an agreement is about
        "Norway's king presented his thanks to Iceland.",  # nothing concrete
        "The draft provides for the withdrawal of Russian troops.",
        "Nigeria said crude dropped 2 percent.",
        "Georgia mourned the crimes committed by Russia.",
        "Mexico has extended its gas contract with Bolivia.",
        "Roads in Niger were lowered.",  # nobody does it, and nothing changes hands
    ],
)
def test_where_nobody_undertakes_anything(text: str) -> None:
    assert [(c.rule, c.kind, c.status) for c in told(text)] == []


@pytest.mark.parametrize(
    ("text", "committer", "recipient"),
    [
        ("Uganda welcomed a contribution of 4 million euros from Austria to its schools.", {"AUT"}, {"UGA"}),
        ("Estonia will send 30 drones to Ukraine amid tensions with Belarus.", {"EST"}, {"UKR"}),
        ("Peru will give Bolivia 2 million dollars together with Chile.", {"PER", "CHL"}, {"BOL"}),
    ],
)
def test_who_gives_and_who_is_given(text: str, committer: set[str], recipient: set[str]) -> None:
    assert (committer, recipient) in [(set(c.parties), set(c.recipients)) for c in told(text)]


def test_who_stops_doing_something_is_told_once() -> None:
    assert {c.rule for c in told("Ghana undertook to stop issuing visas to Russian sailors.")} == {
        "deed stop"
    }


def test_suspending_is_no_spending() -> None:
    assert all(c.kind != "spending" for c in told("Rwanda is suspending all aid to Burundi from Monday."))


def test_soldiers_let_go_are_no_deployment() -> None:
    assert {c.kind for c in told("Togo will free the nine Ghanaian soldiers on Friday.")} == {"policy"}


def test_what_is_confirmed_may_have_been_said_before() -> None:
    found = {c.status for c in told("Poland confirmed that it would send tanks to Moldova.")}
    assert found == {"pledged", "reaffirmed"}


def test_a_verb_that_does_and_gives_is_told_once() -> None:
    found = told("Austria will contribute 3 million euros to Kosovo.")
    assert len({c.rule for c in found}) == 1


def test_sums_and_terms_of_a_deal_are_noted() -> None:
    [first, *_] = told("Under the agreement Egypt will pay Sudan 50 million dollars.")
    assert (first.notes["money"], first.notes["terms"]) == (1.0, 2.0)
