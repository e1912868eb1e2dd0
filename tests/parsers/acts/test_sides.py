"""Who the sides of a candidate are: pronouns, gaps, private doers, and whom a commitment is for."""

from __future__ import annotations

import pytest

from parsers.acts.actors import find_actors
from parsers.acts.candidate import Candidate
from parsers.acts.reader import gather
from parsers.acts.scene import Scene
from parsers.acts.segment import body, sentences
from parsers.acts.syntax import parse
from parsers.model import ActType
from tests.parsers.acts.sample import PUBLISHED


def candidates(text: str, title: str = "") -> list[Candidate]:
    found = sentences(text)
    trees = parse([body(text, s) for s in found])
    cast = find_actors(title, text, PUBLISHED)
    return gather(Scene(title, text, PUBLISHED, found, dict(enumerate(trees)), cast))


def commitments(text: str, title: str = "") -> set[tuple[frozenset[str], frozenset[str]]]:
    return {
        (frozenset(c.parties), frozenset(c.recipients))
        for c in candidates(text, title)
        if c.type == ActType.COMMITMENT
    }


def doers(text: str, title: str = "") -> set[frozenset[str]]:
    return {parties for parties, _ in commitments(text, title)}


def sides(text: str, title: str = "") -> set[frozenset[str]]:
    return {c.sides() for c in candidates(text, title) if c.type == ActType.AGREEMENT}


STORY = "Mali is short of grain. Mali's government asked Niger and Mauritania for help. "


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru has dropped its plan to send 300 soldiers.",
        "Peru said that it would send 300 soldiers.",
        "Peru repeated that it would send 300 soldiers.",
    ],
)
def test_a_pronoun_means_the_doer_of_its_own_sentence_first(sentence: str) -> None:
    assert doers(STORY + sentence) == {frozenset({"PER"})}


def test_a_pronoun_without_a_doer_means_who_is_in_play() -> None:
    assert frozenset({"MLI"}) in doers("Mali met the donors. It will send 300 soldiers to Niger.")


@pytest.mark.parametrize(
    "text",
    [
        "Chile and Peru met in Lima. A Chilean company will buy 40 million dollars of Peruvian copper.",
        "Chile and Peru met. Acme Mining Corporation said that it would buy Peruvian copper for $40 million.",
        "Students from Chile agreed to give $2 million to Peru.",
    ],
)
def test_what_firms_and_private_people_do_is_no_candidate(text: str) -> None:
    assert not commitments(text)


def test_each_doer_that_shares_a_verb_makes_a_commitment_of_its_own() -> None:
    text = "Chile will give $5 million to Haiti, Peru $3 million and Ecuador 200,000 dollars."
    assert {frozenset({"CHL"}), frozenset({"PER"}), frozenset({"ECU"})} <= doers(text)
    assert (frozenset({"CHL"}), frozenset({"HTI"})) in commitments(text)


def test_who_joins_in_is_no_recipient() -> None:
    text = "Chile will give 5 million dollars to Haiti together with Peru."
    assert (frozenset({"CHL", "PER"}), frozenset({"HTI"})) in commitments(text)


def test_a_gift_without_a_receiver_may_be_for_whom_the_title_or_the_story_names() -> None:
    text = (
        "Donors met in Geneva. Chile promised 3 million dollars to Haiti. Peru, at odds with the UN, met Kenya. "
        "Peru will contribute 2 million dollars."
    )
    found = commitments(text)
    assert (frozenset({"PER"}), frozenset({"HTI"})) in found
    assert (frozenset({"PER"}), frozenset()) in found
    titled = commitments(
        "Peru met Kenya and Chile. Peru will contribute 2 million dollars.", "Help for Haiti"
    )
    assert (frozenset({"PER"}), frozenset({"HTI"})) in titled


def test_soldiers_sent_to_a_town_may_be_for_its_state() -> None:
    text = "Chile met Peru and Kenya. Chile will send 75 policemen to the force in Port-au-Prince."
    assert (frozenset({"CHL"}), frozenset({"HTI"})) in commitments(text)


def test_a_mediator_is_no_party_of_what_it_mediates() -> None:
    text = "Armenia and Azerbaijan each freed ten soldiers in an exchange mediated by Switzerland."
    assert not any("CHE" in found for found in sides(text))


def test_rebels_are_no_part_of_the_state_they_fight() -> None:
    text = "Chad's FACT rebels refused to sign the truce. Chad's FACT fighters were absent."
    first = [c for c in candidates(text) if c.sentence == 0 and "subject" in c.how]
    assert not any("TCD" in c.parties[:1] for c in first)


def test_a_second_side_may_be_a_list() -> None:
    text = "Norway signed off on the accession papers for Georgia and Moldova."
    assert frozenset({"NOR", "GEO", "MDA"}) in sides(text)


def test_a_group_without_a_name_stands_for_those_who_lead_it() -> None:
    text = "Vietnam and a group of donors led by Italy and Canada launched an energy partnership."
    assert frozenset({"VNM", "ITA", "CAN"}) in sides(text)


def test_a_house_that_votes_on_the_pact_of_others_is_a_side() -> None:
    text = "The Seimas on Friday refused to ratify the trade agreement between the European Union and Chile."
    assert frozenset({"LTU", "EU", "CHL"}) in sides(text)


def test_a_resolution_without_a_doer_may_be_of_all_who_meet() -> None:
    text = "The ministers of Kenya, Uganda and Rwanda met in Kigali. The statutes of the corridor treaty were adopted."
    assert frozenset({"KEN", "UGA", "RWA"}) in sides(text)


def test_aid_for_gaza_is_for_palestine_and_its_war_is_a_place() -> None:
    given = "Norway announced $10 million in aid for Gaza."
    assert (frozenset({"NOR"}), frozenset({"PSE"})) in commitments(given)
    assert not any(m.ids == ("PSE",) for m in find_actors("", "The Gaza war went on in Gaza.").mentions)
