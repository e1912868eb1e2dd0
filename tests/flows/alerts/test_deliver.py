from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.alerts.office import Office, empty_outbox, tell_operator
from flows.alerts.send import SEND_SECONDS
from flows.newsroom.receiver import Receiver
from flows.record import record
from flows.settings import Subscription
from parsers.model import Party, Role
from storage.alert_log import dead, log, retry
from storage.deliveries import save_subscriptions
from storage.ledger import Ledger
from storage.outbox import LEFT, PACE, Pace, Tried, claim, settle
from tests.storage.samples import ACT, followed

DESK = Subscription(name="desk", to=["env:DESK_OF_TESTS"], max_age_days=0)
AT_ONCE = Pace(first_wait=timedelta())
NOTHING = {"delivered": 0, "queued": 0, "dead": 0}


def made(ledger: Ledger) -> Ledger:
    with ledger.write() as db:
        save_subscriptions(db, [(DESK.name, {}, DESK.to)])
    return ledger


@pytest.fixture(params=["file_ledger", "lake"])
def either(request: pytest.FixtureRequest, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DESK_OF_TESTS", receiver.apprise_url)
    return made(request.getfixturevalue(request.param))


@pytest.fixture
def ledger(file_ledger: Ledger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DESK_OF_TESTS", receiver.apprise_url)
    return made(file_ledger)


def office(ledger: Ledger, pace: Pace = AT_ONCE, warn: Callable[[str], object] = lambda _: None) -> Office:
    return Office(ledger, Path(), warn, pace=pace)


def empty(ledger: Ledger, pace: Pace = AT_ONCE) -> dict[str, int]:
    return empty_outbox(office(ledger, pace))


def pacts(ledger: Ledger, number: int) -> None:
    others = ("PER", "KEN", "NZL", "FJI", "OMN", "LVA")[:number]
    acts = [replace(ACT, parties=(Party("NOR", Role.PARTY), Party(o, Role.PARTY))) for o in others]
    record(ledger, [followed(n, (act,)) for n, act in enumerate(acts)], [DESK], "r1")


def rows(ledger: Ledger, sql: str) -> list[tuple[Any, ...]]:
    with ledger.read() as db:
        return db.execute(sql).fetchall()


def test_two_senders_at_once_send_each_alert_once(either: Ledger, receiver: Receiver) -> None:
    pacts(either, 4)
    senders = [threading.Thread(target=empty, args=(either,)) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    titles = [str((r.json or {})["title"]) for r in receiver.received]
    assert len(titles) == len(set(titles)) == 4


def test_an_alert_that_has_had_all_its_tries_is_dead_and_can_be_tried_again_under_its_key(
    either: Ledger, receiver: Receiver
) -> None:
    record(either, [followed(1)], [DESK], "r1")
    receiver.answer = 500
    thrice = replace(AT_ONCE, most_tries=3)
    assert empty(either, thrice) == {"delivered": 0, "queued": 0, "dead": 1}
    assert empty(either, thrice) == NOTHING
    assert len(receiver.received) == 3
    with either.write() as db:
        (letter,) = dead(db)
        assert (letter.tries, letter.outcome, letter.detail) == (3, "retry", "HTTP 500 Internal Server Error")
        assert retry(db, [letter.delivery_id]) == 1
    receiver.answer = [500, 200]
    assert empty(either, thrice) == {"delivered": 1, "queued": 0, "dead": 0}
    assert len({r.headers["idempotency-key"] for r in receiver.received}) == 1
    assert [r.headers["pactwatch-attempt"] for r in receiver.received] == ["1", "2", "3", "4", "5"]
    with either.read() as db:
        assert [t.outcome for t in log(db)] == ["delivered", "retry", "retry", "retry", "retry"]


def test_what_failed_is_tried_again_by_the_clock_and_not_by_the_run(
    ledger: Ledger, receiver: Receiver
) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    receiver.answer = [500]
    for _ in range(3):
        empty(ledger, PACE)
    assert len(receiver.received) == 1
    assert rows(ledger, "SELECT next_try_at > now() FROM deliveries") == [(True,)]


def test_a_run_waits_for_what_is_tried_again_soon(ledger: Ledger, receiver: Receiver) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    receiver.answer = [500]
    soon = office(ledger, Pace(first_wait=timedelta(seconds=0.1)))
    assert empty_outbox(soon, patience=2) == {"delivered": 1, "queued": 0, "dead": 0}


def test_a_channel_that_asks_to_be_left_alone_is(ledger: Ledger, receiver: Receiver) -> None:
    pacts(ledger, 3)
    receiver.answer = [429]
    assert empty(ledger)["delivered"] == 0
    assert len(receiver.received) == 1
    waits = rows(
        ledger,
        "SELECT next_try_at - claimed_at > INTERVAL 900 MILLISECOND FROM deliveries WHERE claimed_at IS NOT NULL",
    )
    assert waits == [(True,)]
    assert rows(ledger, "SELECT count(*) FROM deliveries WHERE next_try_at IS NULL") == [(0,)]
    assert rows(ledger, "SELECT count(*) FROM attempts") == [(1,)]


def test_what_a_channel_refuses_for_good_is_dead_at_once_and_the_operator_hears_of_it(
    ledger: Ledger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    pacts(ledger, 2)
    receiver.answer = [404, 403]
    sender = office(ledger)
    assert empty_outbox(sender)["dead"] == 2
    monkeypatch.setenv("OPERATOR", receiver.apprise_url)
    receiver.answer = [500]
    tell_operator(sender, ["env:OPERATOR"])
    tell_operator(sender, ["env:OPERATOR"])
    tell_operator(sender, ["env:OPERATOR"])
    told = [r.json for r in receiver.received[2:]]
    assert len(told) == 2
    assert told[0] == told[1]
    assert "2 alerts" in told[0]["title"]
    assert "HTTP 403" in told[0]["message"]


def test_a_channel_that_is_not_set_up_costs_no_try_and_holds_up_no_other(
    ledger: Ledger, receiver: Receiver
) -> None:
    nowhere = Subscription(name="nowhere", to=["env:NOT_SET_ANYWHERE"], max_age_days=0)
    with ledger.write() as db:
        save_subscriptions(db, [(s.name, {}, s.to) for s in (nowhere, DESK)])
    record(ledger, [followed(1)], [nowhere, DESK], "r1")
    said: list[str] = []
    assert empty_outbox(office(ledger, warn=said.append)) == {"delivered": 1, "queued": 1, "dead": 0}
    assert empty(ledger)["queued"] == 1
    assert "NOT_SET_ANYWHERE" in "".join(said)
    assert rows(ledger, "SELECT subscription, state FROM deliveries ORDER BY ALL") == [
        ("desk", "delivered"),
        ("nowhere", "queued"),
    ]
    assert rows(ledger, "SELECT count(*) FROM attempts") == [(1,)]


def test_what_a_sender_took_and_never_settled_is_unknown_and_sent_again_under_its_key(
    ledger: Ledger, receiver: Receiver
) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        (alert,) = claim(db, datetime.now(UTC))
    assert empty(ledger) == NOTHING
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET lease_until = now() - INTERVAL 1 SECOND")
    assert empty(ledger)["delivered"] == 1
    with ledger.read() as db:
        assert [(t.outcome, t.detail) for t in log(db)] == [("delivered", "HTTP 200 OK"), ("unknown", LEFT)]
    assert receiver.received[0].headers["idempotency-key"] == alert.message_id


def test_an_overtaken_sender_says_what_it_knows_and_takes_nothing_from_the_other(ledger: Ledger) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    now = datetime.now(UTC)
    with ledger.write() as db:
        first = claim(db, now)
        second = claim(db, now + PACE.lease * 2)
        assert settle(db, first, Tried.REJECTED, "HTTP 404", now) == "sending"
        assert settle(db, second, Tried.DELIVERED, None, now) == "delivered"
        assert [t.outcome for t in log(db)] == ["delivered", "rejected"]


def test_a_message_that_kills_its_sender_each_time_is_dead_in_the_end(ledger: Ledger) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    now = datetime.now(UTC)
    for _ in range(PACE.most_tries):
        with ledger.write() as db:
            assert claim(db, now)
        now += PACE.lease * 2
    with ledger.write() as db:
        assert claim(db, now) == []
        assert [d.outcome for d in dead(db)] == ["unknown"]


def test_a_subscription_that_was_taken_out_hears_no_more(ledger: Ledger, receiver: Receiver) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        save_subscriptions(db, [])
    assert empty(ledger)["delivered"] == 0


def test_nothing_is_sent_before_it_is_due(ledger: Ledger, receiver: Receiver) -> None:
    record(ledger, [followed(1)], [DESK], "r1")
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET due_at = now() + INTERVAL 1 HOUR")
    assert empty(ledger) == NOTHING
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET due_at = now() + INTERVAL 200 MILLISECOND")
    assert empty_outbox(office(ledger), patience=2)["delivered"] == 1


def test_a_digest_is_one_message_and_stays_the_same_one_when_it_is_tried_again(
    ledger: Ledger, receiver: Receiver
) -> None:
    pacts(ledger, 3)
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET digest = 'desk|monday'")
    receiver.answer = [500]
    with ledger.write() as db:
        first = claim(db, datetime.now(UTC), AT_ONCE)
        assert len(first) == 3
        settle(db, first, Tried.UNKNOWN, None, datetime.now(UTC), pace=AT_ONCE)
    record(ledger, [followed(9)], [DESK], "r2")
    with ledger.write() as db:
        db.execute("UPDATE deliveries SET digest = 'desk|monday'")
    assert empty(ledger)["delivered"] == 4
    keys = [r.headers["idempotency-key"] for r in receiver.received]
    assert [len(set(keys)), len(keys)] == [2, 3]
    assert first[0].message_id in keys


def test_a_sender_is_done_with_a_message_before_its_lease_ends() -> None:
    assert timedelta(seconds=SEND_SECONDS + 60) < PACE.lease


def test_the_waits_grow_to_two_days_in_all_and_differ_from_message_to_message() -> None:
    waits = [PACE.wait("m", n) for n in range(1, PACE.most_tries)]
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=4)
    assert waits[0] < timedelta(seconds=8)
    assert PACE.wait("m", 1) == waits[0] != PACE.wait("n", 1)
