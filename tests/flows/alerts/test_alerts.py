from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from flows.alerts.render import render
from flows.settings import Subscription
from parsers.model import ActType, Amount, Change, ChangeKind, Kind, Pact, Party, Role, Status, Topic
from storage.deliveries import Alert
from tests.flows.alerts.one_rule import matches

PACT = Pact(
    "p1", "Norway–Chile agreement on maritime affairs", ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED,
    (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)), (Topic.MARITIME,), (Amount(2e6, "NOK"),),
    ("Harbour Times",), 1, 0.8,
)  # fmt: skip
NEW = Change("c1", "p1", "a1", ChangeKind.NEW, None, "signed")
ALERT = Alert(
    "d1", "desk", "file:x", 0, "new", None, "signed", "p1", PACT.title, "agreement",
    [{"id": "NOR", "role": "party"}, {"id": "CHL", "role": "party"}, {"id": "UN", "role": "mediator"}],
    [{"value": 2e6, "unit": "NOK"}], date(2025, 10, 28), "Bergen", 0.8, ["Delta Post", "Harbour Times"],
    "Norway and Chile signed.", "Harbour Times", "https://harbour.example/1", datetime(2025, 10, 28, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ({}, True),
        ({"parties": ["CHL", "JPN"]}, True),
        ({"parties": ["JPN"]}, False),
        ({"types": ["commitment"]}, False),
        ({"kinds": ["agreement", "treaty"]}, True),
        ({"statuses": ["ratified"]}, False),
        ({"topics": ["maritime"]}, True),
        ({"topics": ["trade"]}, False),
        ({"changes": ["status"]}, False),
        ({"min_confidence": 0.81}, False),
        ({"parties": ["NOR"], "statuses": ["signed"], "min_confidence": 0.8}, True),
    ],
)
def test_a_rule_fires_where_each_of_its_lists_has_something_of_the_change(
    rule: dict[str, object], fires: bool
) -> None:
    subscription = Subscription.model_validate({"name": "desk", "to": ["env:X"], **rule})
    assert matches(subscription, NEW, PACT) is fires


def test_an_alert_says_what_who_when_how_sure_and_shows_the_proof() -> None:
    message = render(ALERT)
    assert message.title == "Signed: Norway–Chile agreement on maritime affairs"
    for words in (
        "new agreement (signed)",
        "Norway and Chile; mediated by UN",
        "2025-10-28 · Bergen",
        "NOK 2 million",
        "80% sure, 2 outlets: Delta Post and Harbour Times",
        "“Norway and Chile signed.”",
        "https://harbour.example/1",
    ):
        assert words in message.body


def test_a_moved_status_is_told_from_what_to_what() -> None:
    moved = dataclasses.replace(ALERT, change="status", before="signed", after="in_force")
    assert render(moved).title.startswith("In force: ")
    assert "agreement moved from signed to in force" in render(moved).body
