"""Who is spoken of: every word that stands for a state, an organisation or a movement."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.acts.actors import Actors, find_actors, is_state, members
from parsers.acts.mention import Form

LATE_2025 = datetime(2025, 11, 3, 9, tzinfo=UTC)


def said(
    text: str, title: str = "", published: datetime | None = LATE_2025
) -> list[tuple[str, tuple[str, ...]]]:
    found = find_actors(title, text, published)
    return [(text[m.start : m.end], m.ids) for m in found.mentions]


def ids(text: str, title: str = "", published: datetime | None = LATE_2025) -> set[str]:
    return {actor for _, named in said(text, title, published) for actor in named}


def of(found: Actors, text: str, words: str) -> tuple[str, ...]:
    start = text.index(words)
    return next(m.ids for m in found.mentions if m.start <= start < m.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malta and the Seychelles opened talks.", {"MLT", "SYC"}),
        ("The Maltese envoy met the Ivorian side.", {"MLT", "CIV"}),
        ("Türkiye wrote to Côte d’Ivoire.", {"TUR", "CIV"}),
        ("US and UK officials met a DRC team.", {"USA", "GBR", "COD"}),
        ("The U.S.-Mongolia accord was renewed.", {"USA", "MNG"}),
        ("A Franco-Chilean pact was sealed.", {"FRA", "CHL"}),
        ("North and South Korea reopened a line.", {"PRK", "KOR"}),
        ("The African Union wrote to Unesco and to Ecowas.", {"AU", "UNESCO", "ECOWAS"}),
        ("The Baltic states bought radars.", {"EST", "LVA", "LTU"}),
        ("The Kremlin rang Downing Street.", {"RUS", "GBR"}),
        ("Hezbollah rejected it, as did the Polisario Front.", {"HEZBOLLAH", "POLISARIO"}),
        ("Lisbon offered help to Maputo.", {"PRT", "MOZ"}),
        ("Canada reopened its embassy in Baghdad.", {"CAN", "IRQ"}),
        ("Papua New Guinea, Guinea-Bissau and Equatorial Guinea signed.", {"PNG", "GNB", "GNQ"}),
        ("GREECE AND ALBANIA SIGN SEA ACCORD", {"GRC", "ALB"}),
    ],
)
def test_names_of_every_sort_stand_for_their_actors(text: str, expected: set[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan and Jordan Peterson had lunch.",
        "They ate turkey and told us about it.",
        "A story in the Washington Post said so.",
        "The Paris Agreement is ten years old.",
        "It recalled the Minsk agreements and the Kuala Lumpur peace declaration.",
        "The ships crossed the South China Sea into the Indian Ocean.",
        "Real Madrid lost to Inter Milan.",
        "Air France and Korean Air share the route.",
        "The group met in Vienna.",
        "She travelled to Nairobi by train.",
        "Oslo airport was closed.",
        "It cost US$ 40 million.",
        "He was shown the door; who would know?",
        "Paris Hilton wore a panama hat.",
    ],
)
def test_what_only_looks_like_an_actor_is_none(text: str) -> None:
    assert ids(text) == set()


def test_a_dateline_is_a_place_and_no_actor() -> None:
    assert ids("LIMA, Nov 2 (Example) - Fiji joined the pact.") == {"FJI"}
    assert ids("QUITO, ECUADOR (2 November 2025) — Fiji joined the pact.") == {"FJI"}


def test_private_people_are_mentioned_with_little_certainty() -> None:
    found = find_actors("", "A Spanish tourist spoke. The Spanish government answered.")
    tourist, government = found.mentions
    assert tourist.sure < 0.5 < government.sure


def test_a_minister_is_learnt_from_the_article_and_known_by_surname() -> None:
    text = "Belizean Trade Minister Ana Quintelle flew in. Ms Quintelle praised it. Quintelle will return."
    assert said(text)[1:] == [("Ana Quintelle", ("BLZ",)), ("Quintelle", ("BLZ",)), ("Quintelle", ("BLZ",))]


@pytest.mark.parametrize(
    "text",
    [
        "Bo Tarkell, the Danish energy minister, spoke.",
        "Denmark's energy minister, Bo Tarkell, spoke.",
        "Bo Tarkell, Minister for Energy of Denmark, spoke.",
        "The president of Denmark, Bo Tarkell, spoke.",
    ],
)
def test_a_title_on_either_side_tells_whose_minister_it_is(text: str) -> None:
    assert dict(said(text))["Bo Tarkell"] == ("DNK",)


def test_a_title_without_a_state_belongs_to_the_state_in_play() -> None:
    text = "Finland will join. Prime Minister Ulla Ranneberg said so."
    assert dict(said(text))["Ulla Ranneberg"] == ("FIN",)


def test_a_person_stands_for_the_office_held_when_the_article_appeared() -> None:
    assert ids("Kaja Kallas spoke.", published=datetime(2023, 5, 1, tzinfo=UTC)) == {"EST"}
    assert ids("Kaja Kallas spoke.", published=LATE_2025) == {"EU"}


def test_the_taliban_stand_for_the_state_once_they_rule_it() -> None:
    assert ids("The Taliban agreed.", published=datetime(2020, 2, 1, tzinfo=UTC)) == {"TALIBAN"}
    assert ids("The Taliban agreed.", published=LATE_2025) == {"AFG"}


def test_a_known_person_is_known_by_surname_after_the_full_name() -> None:
    assert said("Lin Jian spoke. Lin smiled. Jan Lin paints.")[:2] == [
        ("Lin Jian", ("CHN",)),
        ("Lin", ("CHN",)),
    ]
    assert ids("Lin smiled.") == set()


def test_a_state_right_after_a_name_tells_whose_president_it_is() -> None:
    assert dict(said("Norway waited. President Ana Quintelle of Belize spoke."))["Ana Quintelle"] == ("BLZ",)


def test_georgia_in_america_is_no_state() -> None:
    assert ids("Georgia counted again, and Atlanta waited.") == set()
    assert ids("Georgia and Armenia opened a road.") == {"GEO", "ARM"}


def test_the_bloc_of_a_region_is_the_one_whose_members_lie_there() -> None:
    text = "Mercosur wrote to the EU. The South American bloc was pleased."
    assert of(find_actors("", text), text, "The South American bloc") == ("MERCOSUR",)


def test_a_house_that_many_states_have_is_that_of_the_state_in_play() -> None:
    text = "SUVA - The House of Representatives passed it."
    assert ids(text) == {"FJI"}


def test_a_description_before_the_names_adds_nobody() -> None:
    assert said("Peru met Cuba. The neighbours Angola and Zambia watched.")[2:] == [
        ("Angola", ("AGO",)),
        ("Zambia", ("ZMB",)),
    ]


def test_a_culture_ministry_acts_for_its_state_and_a_singer_does_not() -> None:
    found = find_actors("", "The French culture ministry spoke. A French culture magazine did.")
    assert [mention.sure > 0.5 for mention in found.mentions] == [True, False]


def test_a_famous_surname_beside_another_name_is_somebody_else() -> None:
    assert ids("Melissa Macron paints; Macron Street is long.") == set()
    assert ids("Macron paints.") == {"FRA"}


def test_both_sides_are_the_pair_spoken_of_together() -> None:
    text = "Peru and Bolivia met in Geneva, with Sweden as host.\n\nThe two sides settled on a date."
    found = find_actors("", text)
    assert set(of(found, text, "The two sides")) == {"PER", "BOL"}
    assert set(found.pair_at(len(text))) == {"PER", "BOL"}


def test_the_title_tells_the_pair_that_the_text_opens_with() -> None:
    text = "The two governments will share radar data."
    found = find_actors("Iceland and Ireland agree on radar", text)
    assert set(of(found, text, "The two governments")) == {"ISL", "IRL"}


def test_names_in_the_same_sentence_go_before_the_pair_of_the_article() -> None:
    text = "Chile and Peru met. With Quito, Lima got a framework, which the two capitals welcomed."
    found = find_actors("", text)
    assert set(of(found, text, "the two capitals")) == {"ECU", "PER"}


def test_a_headed_paragraph_sets_who_is_meant() -> None:
    text = "NEPAL. The government dropped its claim.\n\nBHUTAN. The kingdom kept its own."
    found = find_actors("", text)
    assert of(found, text, "The government") == ("NPL",)
    assert of(found, text, "The kingdom") == ("BTN",)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Oman hosted Poland. The sultanate was pleased.", "The sultanate", "OMN"),
        ("Mercosur wrote to Norway. The bloc was pleased.", "The bloc", "MERCOSUR"),
        ("Qatar paid Ghana. The Gulf state was pleased.", "The Gulf state", "QAT"),
        ("The IMF met Ghana. The lender was pleased.", "The lender", "IMF"),
        ("Colombia wrote to the ELN. The rebel group was pleased.", "The rebel group", "ELN"),
    ],
)
def test_a_description_finds_the_actor_that_it_fits(text: str, words: str, expected: str) -> None:
    found = find_actors("", text)
    assert of(found, text, words) == (expected,)


def test_pronouns_mean_who_is_in_play() -> None:
    text = "Angola and Zambia signed it. They were pleased. Kenya was not. It left."
    found = find_actors("", text)
    assert set(found.resolve_pronoun(text.index("They"), "They")) == {"AGO", "ZMB"}
    assert found.resolve_pronoun(text.index("It left"), "It") == ("KEN",)


def test_the_title_and_the_lead_weigh_more_than_a_passing_name() -> None:
    text = "Cyprus will host the talks with Egypt.\n\nA firm from Japan built the hall."
    assert set(find_actors("Cyprus and Egypt to talk", text).in_play(len(text))[:2]) == {"CYP", "EGY"}


def test_the_title_gives_no_mentions() -> None:
    assert find_actors("Cuba and Spain agree", "Nobody spoke.").mentions == ()


def test_members_and_states_are_known() -> None:
    assert len(members("EU")) == 27
    assert "DEU" in members("NATO")
    assert members("NO_SUCH_BODY") == ()
    assert is_state("TWN")
    assert is_state("SOMALILAND")
    assert not is_state("EU")


def test_between_gives_the_mentions_of_a_stretch() -> None:
    text = "Chad wrote. Togo answered. Mali waited."
    found = find_actors("", text)
    assert [m.ids for m in found.between(text.index("Togo"), text.index("Mali"))] == [("TGO",)]


def test_pointing_words_carry_their_form() -> None:
    forms = [
        m.form
        for m in find_actors("", "Chile met Peru. The two countries and President Boric agreed.").mentions
    ]
    assert forms[:3] == [Form.NAME, Form.NAME, Form.PLURAL]


WORDS = st.lists(
    st.sampled_from(
        ["Japan", "the two sides", "Paris", "Agreement", "minister", "Mr", "Xi Jinping", "EU", "its", "said", ",", ".",
         "\n\n", "Jordan", "’s", "the bloc", "U.S.", "-", "İstanbul", "ß", "and", "Tokyo –"]
    ),
    max_size=40,
)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.one_of(WORDS.map(" ".join), st.text(max_size=200)))
def test_mentions_are_in_order_apart_and_in_the_text(text: str) -> None:
    found = find_actors(text[:40], text)
    last = 0
    for mention in found.mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert mention.ids
        assert 0 < mention.sure <= 1
        last = mention.end


def test_a_thousand_names_and_a_very_long_line_are_read() -> None:
    found = find_actors("", "Japan, Chile and the two countries agreed; " * 4000)
    assert len(found.mentions) == 12000


def test_the_country_is_the_subject_of_its_sentence() -> None:
    text = (
        "Latvia and Sweden met in Riga. Estonia's council decided on Friday that the country would buy mines."
    )
    assert of(find_actors("Sweden in Latvia", text), text, "the country") == ("EST",)


def test_the_cabinet_that_deals_with_a_state_is_somebody_elses() -> None:
    text = "The cabinet has scrapped an order of boats from France, its minister said."
    assert of(find_actors("Canberra drops French boats", text), text, "The cabinet") == ("AUS",)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Greece and the government in Tripoli began talks.", "the government", "LBY"),
        ("Italy wrote to the parliament in eastern Libya.", "the parliament", "LBY"),
        ("Oman heard from officials in Kabul and went on.", "Kabul", "AFG"),
    ],
)
def test_who_rules_from_a_place_stands_for_its_state(text: str, words: str, expected: str) -> None:
    assert of(find_actors("", text), text, words) == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "The University of Ghana and the Football Association of Wales met.",
        "A Dubai airline and a Tokyo newspaper sued each other.",
        "The ambassador to the UN spoke.",
    ],
)
def test_a_name_that_is_only_borne_stands_for_nobody(text: str) -> None:
    assert ids(text) == set()


def test_a_dateline_may_end_without_a_space() -> None:
    assert ids("WASHINGTON, June 18, 2025—Peru spoke.") == {"PER"}


def test_the_three_and_they_are_the_last_named_in_one_breath() -> None:
    text = "Kenya, Uganda and Rwanda met in Arusha. They signed a pact. France looked on. The three will meet again."
    found = find_actors("", text)
    assert set(found.resolve_pronoun(text.index("They"), "They")) == {"KEN", "UGA", "RWA"}
    assert set(of(found, text, "The three")) == {"KEN", "UGA", "RWA"}


def test_the_allies_are_their_alliance_where_it_is_spoken_of() -> None:
    text = "NATO met in Oslo with Norway as host. The allies agreed to spend more."
    assert of(find_actors("", text), text, "The allies") == ("NATO",)


def test_the_states_of_central_asia_are_five() -> None:
    assert ids("The five states of Central Asia met.") == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
