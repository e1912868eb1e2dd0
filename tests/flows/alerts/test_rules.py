from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.alerts.groups import groups, knowledge, members_of, region
from flows.alerts.matcher import Matcher
from flows.alerts.rules import News, clauses
from flows.alerts.subscription import Subscription
from flows.settings import SettingsError, load_settings
from parsers.acts.actors.data import codes
from parsers.model import (
    ActType,
    Amount,
    Change,
    ChangeKind,
    Kind,
    Pact,
    Party,
    Role,
    Status,
    Topic,
)
from tests.bench import matching
from tests.flows.alerts.one_rule import matches

PACT = Pact(
    "p1", "Norway–Chile agreement on maritime affairs", ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED,
    (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY), Party("EU", Role.MEDIATOR)), (Topic.MARITIME,),
    (Amount(2e6, "NOK"),), ("Harbour Times", "Delta Post"), 2, 0.8,
)  # fmt: skip
NEW = Change("c1", "p1", "a1", ChangeKind.NEW, None, "signed")
WORDS = f"{PACT.title}\nOslo and Santiago put their names to a fisheries  accord, with salmon in it."


def sub(lists: dict[str, list[str]] | None = None, **rule: object) -> Subscription:
    made = Subscription.model_validate({"name": "desk", "to": ["env:X"], **rule})
    made.with_lists(lists or {})
    return made


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ({"parties": ["Norway"]}, True),
        ({"parties": ["ivory coast"]}, False),
        ({"parties": ["group:EU"]}, True),
        ({"parties": ["EU"]}, True),
        ({"parties": ["group:NATO"]}, True),
        ({"parties": ["group:ASEAN", "group:AU"]}, False),
        ({"parties": ["list:neighbours"]}, True),
        ({"parties_all": ["NOR", "CHL"]}, True),
        ({"parties_all": ["NOR", "JPN"]}, False),
        ({"parties_all": ["NOR", "group:NATO"]}, False),  # Norway is not itself and one more
        ({"parties_all": ["CHL", "group:NATO"]}, True),
        ({"parties": ["EU"], "roles": ["mediator"]}, True),
        ({"parties": ["NOR"], "roles": ["mediator", "recipient"]}, False),
        ({"roles": ["mediator"]}, True),
        ({"regions": ["South America"]}, True),
        ({"regions": ["africa"]}, False),
        ({"min_amount": {"NOK": "2 million"}}, True),
        ({"min_amount": {"NOK": 2000001}}, False),
        ({"min_amount": {"usd": 1}}, False),
        ({"min_amount": {"USD": "1 billion", "NOK": "1,500,000"}}, True),
        ({"min_outlets": 2}, True),
        ({"min_outlets": 3}, False),
        ({"text": ["Fisheries accord"]}, True),
        ({"text": ["fish"]}, False),
        ({"text": ["fish", "salmon"]}, True),
        ({"regex": r"fisher\w+\s+accord"}, True),
        ({"regex": "^tuna"}, False),
        ({"any": [{"kinds": ["treaty"]}, {"parties": ["CHL"], "topics": ["maritime"]}]}, True),
        ({"any": [{"kinds": ["treaty"]}, {"topics": ["trade"]}]}, False),
        ({"all": [{"kinds": ["agreement"]}, {"not": {"topics": ["trade"]}}]}, True),
        ({"not": {"parties": ["CHL"]}}, False),
        ({"not": [{"parties": ["JPN"]}, {"parties": ["CHL"], "kinds": ["treaty"]}]}, True),
        ({"parties": ["NOR"], "not": {"any": [{"min_outlets": 2}]}}, False),
    ],
)
def test_a_rule_fires_where_all_that_it_says_holds(rule: dict[str, object], fires: bool) -> None:
    asked = sub({"neighbours": ["Sweden", "list:more"], "more": ["Norway"]}, **rule)
    assert matches(asked, NEW, PACT, WORDS) is fires
    assert [d.subscription for d in Matcher([asked]).asking(News(NEW, PACT, WORDS))] == [asked] * fires


def test_a_deadline_is_only_for_those_who_asked_for_deadlines() -> None:
    deadline = replace(NEW, kind=ChangeKind.DEADLINE, after="2025-12-31")
    assert not matches(sub(), deadline, PACT)
    assert matches(sub(deadline_days=7), deadline, PACT)


def test_each_clause_says_what_it_wants_and_what_there_is() -> None:
    asked = sub(parties=["JPN"], min_amount={"USD": "1.5 billion"}, **{"not": {"kinds": ["treaty"]}})
    told = {c.name: (c.wants, c.has(News(NEW, PACT, WORDS))) for c in clauses(asked, {})}
    assert told["parties"] == ("one of JPN", "NOR, CHL, EU (mediator)")
    assert told["min_amount"] == ("at least $1.5 billion", "NOK 2 million")
    assert told["not[1]"][0] == "not: (kinds one of treaty)"


GOOD = """
[watchlists]
neighbours = ["Sweden"]
[[subscriptions]]
name = "desk"
to = ["env:DESK"]
"""


@pytest.mark.parametrize(
    ("line", "place", "remedy"),
    [
        ('parties = ["Japn"]', "subscriptions[1].parties[1]", "did you mean 'japan'"),
        ('parties = ["JPN", "group:UN"]', "subscriptions[1].parties[2]", "name its members in a watchlist"),
        ('parties = ["list:neighbors"]', "subscriptions[1].parties[1]", "did you mean 'neighbours'"),
        ('any = [{ parties = ["list:x"] }]', "subscriptions[1].any[1].parties[1]", "no watchlist 'x'"),
        ('topics = ["defense"]', "subscriptions[1].topics[1]", "did you mean 'defence'"),
        ('any = [{ kinds = ["treaties"] }]', "subscriptions[1].any[1].kinds[1]", "did you mean 'treaty'"),
        ('any = [{ kind = ["treaty"] }]', "subscriptions[1].any[1].kind", "did you mean 'kinds'"),
        ('not = { statused = ["signed"] }', "subscriptions[1].not[1].statused", "did you mean 'statuses'"),
        ("min_amount = { USX = 5 }", "subscriptions[1].min_amount", "there is no currency 'USX'"),
        ('min_amount = { USD = "a lot" }', "subscriptions[1].min_amount.USD", '"1.5 billion"'),
        ('regions = ["west afrika"]', "subscriptions[1].regions[1]", "did you mean 'west africa'"),
        ('regex = "(a"', "subscriptions[1].regex", "RE2"),
        (r"regex = '(\w+) \1'", "subscriptions[1].regex", "back-references"),
        ('timezone = "Europe/Olso"', "subscriptions[1].timezone", "did you mean 'Europe/Oslo'"),
        ('digest = "hourly"', "subscriptions[1].digest", 'write "daily 07:30"'),
        ('quiet_hours = "22-7"', "subscriptions[1].quiet_hours", "22:00-07:00"),
        ('mute = { pact = "nope", until = 2025-12-24 }', "subscriptions[1].mute[1].pact", "six or more letters"),
        ("mute = { pact = '3f9a1c' }", "subscriptions[1].mute[1].until", "is missing"),
        ("deadline_days = [0]", "subscriptions[1].deadline_days[1]", "greater"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_one_line_with_its_place_and_the_remedy(
    tmp_path: Path, line: str, place: str, remedy: str
) -> None:
    path = tmp_path / "pactwatch.toml"
    path.write_text(f"{GOOD}{line}\n")
    with pytest.raises(SettingsError) as wrong:
        load_settings(path)
    (told,) = str(wrong.value).splitlines()
    assert told.startswith(f"{path}: {place}")
    assert remedy in told


def test_watchlists_that_name_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pactwatch.toml"
    path.write_text('[watchlists]\na = ["list:b"]\nb = ["list:a"]\n')
    with pytest.raises(SettingsError, match="names itself"):
        load_settings(path)


def test_a_pattern_made_to_take_for_ever_takes_no_time() -> None:
    asked = sub(regex="(a+)+$")
    start = time.perf_counter()
    assert not matches(asked, NEW, PACT, "a" * 20_000 + "b")
    assert time.perf_counter() - start < 1


def test_members_and_regions_are_states_that_the_reader_knows() -> None:
    for group in groups():
        assert set(members_of(group)) <= codes() | {"EU", "AU"}, group
    for name in knowledge()["regions"]:
        assert region(name), name
    assert (len(members_of("AU")), len(members_of("G20")), len(members_of("OECD"))) == (55, 21, 38)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_the_index_finds_what_looking_at_each_rule_finds(seed: int) -> None:
    import random

    dice = random.Random(seed)
    asked = [matching.subscription(dice, n) for n in range(30)]
    matcher = Matcher(asked)
    for number in range(5):
        news = matching.news(dice, number)
        slow = [s.name for s in asked if matches(s, news.change, news.pact, news.words)]
        assert [d.subscription.name for d in matcher.asking(news)] == slow


def test_a_thousand_subscriptions_are_matched_with_fifty_changes_in_no_time() -> None:
    ready, matched, found = matching.measure(1_000, 50)
    assert found > 0
    assert ready + matched < 5
