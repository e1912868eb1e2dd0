from __future__ import annotations

from dataclasses import replace

import pytest

from flows.newsroom.receiver import Receiver
from flows.record import record
from flows.settings import Subscription
from parsers.model import Evidence, Problem, ProblemCode
from storage.deliveries import save_subscriptions
from storage.ledger import Ledger
from tests.storage.samples import ACT, followed

DESK = Subscription(name="desk", to=["env:DESK_OF_TESTS"], max_age_days=0)


@pytest.fixture(params=["file_ledger", "lake"])
def ledger(request: pytest.FixtureRequest, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DESK_OF_TESTS", receiver.apprise_url)
    made: Ledger = request.getfixturevalue(request.param)
    with made.write() as db:
        save_subscriptions(db, [(DESK.name, {}, DESK.to)])
    return made


def counts(ledger: Ledger) -> dict[str, int]:
    tables = ("entries", "articles", "bodies", "acts", "pacts", "changes", "deliveries")
    with ledger.read() as db:
        return {t: db.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in tables}


def test_recording_twice_is_recording_once(ledger: Ledger) -> None:
    first = record(ledger, [followed(1)], [DESK], "r1")
    before = counts(ledger)
    again = record(ledger, [followed(1)], [DESK], "r2")
    assert (first.acts, first.deliveries, again.acts, again.deliveries) == (1, 1, 0, 0)
    assert counts(ledger) == before


def test_an_article_whose_reading_failed_gives_its_acts_when_it_is_read_again(ledger: Ledger) -> None:
    broken = replace(followed(1), reading=None, problem=Problem(ProblemCode.READER_ERROR, "it broke"))
    assert record(ledger, [broken], [DESK], "r1").acts == 0
    assert record(ledger, [followed(1)], [DESK], "r2").acts == 1
    assert counts(ledger) == dict.fromkeys(counts(ledger), 1)


def test_a_pact_that_a_second_outlet_makes_sure_enough_is_told_then_and_once(ledger: Ledger) -> None:
    unsure = (replace(ACT, confidence=0.4),)
    assert record(ledger, [followed(1, unsure)], [DESK], "r1").deliveries == 0
    said = "Oslo and Santiago put their names to an accord on fish."
    again = (replace(unsure[0], evidence=Evidence(said, 0, len(said))),)
    second = followed(2, again, "Delta Post")
    assert second.article
    second = replace(second, article=replace(second.article, text=said))
    assert record(ledger, [second], [DESK], "r2").deliveries == 1
    assert record(ledger, [followed(3, unsure, "Third Paper")], [DESK], "r3").deliveries == 0


def test_reports_without_an_outlet_do_not_confirm_each_other(ledger: Ledger) -> None:
    unsure = (replace(ACT, confidence=0.4),)
    for number in range(5):
        record(ledger, [followed(number, unsure, "")], [], f"r{number}")
    with ledger.read() as db:
        assert db.execute("SELECT confidence FROM pacts").fetchall() == [(0.4,)]
