from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.alerts.send import READ_SECONDS
from flows.deliver import empty_outbox
from flows.newsroom.receiver import Receiver
from flows.record import record
from flows.settings import Subscription
from parsers.model import Evidence, Party, Problem, ProblemCode, Role
from storage.deliveries import LEASE, claim, save_subscriptions
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


def empty(ledger: Ledger) -> dict[str, int]:
    return empty_outbox(ledger, Path(), lambda _: None)


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


def test_two_senders_at_once_send_each_alert_once(ledger: Ledger, receiver: Receiver) -> None:
    for number, other in enumerate(("PER", "KEN", "NZL", "FJI", "OMN", "LVA")):
        act = replace(ACT, parties=(Party("NOR", Role.PARTY), Party(other, Role.PARTY)))
        record(ledger, [followed(number, (act,))], [DESK], f"r{number}")
    senders = [threading.Thread(target=empty, args=(ledger,)) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    titles = [str((r.json or {})["title"]) for r in receiver.received]
    assert len(titles) == len(set(titles)) == 6


def test_an_alert_that_its_channel_refuses_eight_times_is_dead_and_says_so(
    ledger: Ledger, receiver: Receiver
) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    receiver.answer = 500
    states = [empty(ledger) for _ in range(8)]
    assert [s["queued"] for s in states] == [1] * 7 + [0]
    assert states[-1]["dead"] == 1
    assert empty(ledger) == {"delivered": 0, "queued": 0, "dead": 0}
    assert len(receiver.received) == 8


def test_a_channel_that_is_not_set_up_costs_no_try_and_holds_up_no_other(
    ledger: Ledger, receiver: Receiver
) -> None:
    nowhere = Subscription(name="nowhere", to=["env:NOT_SET_ANYWHERE"], max_age_days=0)
    with ledger.write() as db:
        save_subscriptions(db, [(s.name, {}, s.to) for s in (nowhere, DESK)])
    record(ledger, [followed(1)], [nowhere, DESK], "r1")
    for _ in range(10):
        empty(ledger)
    with ledger.read() as db:
        rows = db.execute("SELECT subscription, state FROM deliveries ORDER BY ALL").fetchall()
        tries = db.execute("SELECT count(*) FROM attempts").fetchall()
    assert rows == [("desk", "delivered"), ("nowhere", "queued")]
    assert tries == [(1,)]


def test_what_a_sender_took_and_never_settled_is_sent_after_its_lease(
    ledger: Ledger, receiver: Receiver
) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET state = 'sending', claimed_at = now()")
    assert empty(ledger)["delivered"] == 0
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET claimed_at = now() - INTERVAL 11 MINUTE")
    assert empty(ledger)["delivered"] == 1


def test_a_subscription_that_was_taken_out_hears_no_more(ledger: Ledger, receiver: Receiver) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        save_subscriptions(db, [])
    assert empty(ledger)["delivered"] == 0


def test_a_sender_takes_no_more_than_it_can_send_within_its_lease(ledger: Ledger) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        db.execute(
            "INSERT INTO deliveries BY NAME SELECT delivery_id || i AS delivery_id, change_id, subscription, channel, state, "
            "queued_at FROM deliveries, range(30) t(i)"
        )
        now = datetime.now(UTC)
        taken = claim(db, now, now)
    assert len(taken) > 0
    assert len(taken) * timedelta(seconds=READ_SECONDS) < LEASE
