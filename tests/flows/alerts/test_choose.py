from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.alerts import choose
from flows.alerts.choose import nearing, outgoing
from flows.alerts.subscription import Subscription
from flows.record import record, record_deadlines
from flows.reread import reread
from parsers.model import Party, Reading, Role, Status
from storage.corrections import Saying, correct
from storage.ledger import FileLedger, Ledger
from tests.storage.samples import ACT, followed

OTHERS = ("PER", "KEN", "NZL", "FJI", "OMN", "LVA")


def desk(**wishes: object) -> Subscription:
    return Subscription.model_validate({"name": "desk", "to": ["env:DESK"], "max_age_days": 0, **wishes})


def record_pacts(ledger: Ledger, subscription: Subscription, others: tuple[str, ...] = OTHERS) -> None:
    items = []
    for other in others:
        act = replace(ACT, parties=(Party("NOR", Role.PARTY), Party(other, Role.PARTY)))
        items.append(followed(OTHERS.index(other) + 10, (act,)))
    record(ledger, items, [subscription], "r1")


def rows(ledger: Ledger, columns: str) -> list[tuple[object, ...]]:
    with ledger.read() as db:
        return db.execute(f"SELECT {columns} FROM deliveries ORDER BY ALL").fetchall()


def test_a_digest_is_queued_with_its_hour_and_one_key(file_ledger: FileLedger) -> None:
    record_pacts(file_ledger, desk(digest="daily 07:30", timezone="Asia/Kolkata", to=["env:A", "env:B"]))
    found = set(rows(file_ledger, "due_at, digest"))
    assert len(rows(file_ledger, "1")) == 12
    ((due, key),) = found
    assert isinstance(due, datetime)
    assert str(key) == f"desk|{due.astimezone(UTC) + timedelta(hours=5.5):%Y-%m-%dT%H:%M}+05:30"


def test_a_cap_lets_so_many_go_at_once_and_loses_none_over_several_batches(file_ledger: FileLedger) -> None:
    capped = desk(max_per_hour=4)
    record_pacts(file_ledger, capped, OTHERS[:3])
    record_pacts(file_ledger, capped, OTHERS[3:])
    digests = [digest for (digest,) in rows(file_ledger, "digest")]
    # At the turn of the hour the second batch may find a new one.
    assert digests.count(None) in {4, 6}
    assert len(digests) == 6


def test_recording_again_moves_nothing_that_is_queued(file_ledger: FileLedger) -> None:
    record_pacts(file_ledger, desk(digest="daily 07:30"))
    before = rows(file_ledger, "*")
    record_pacts(file_ledger, desk(digest="daily 19:30"))
    assert rows(file_ledger, "*") == before


TOMORROW = datetime.now(UTC).date() + timedelta(days=2)


@pytest.mark.parametrize(
    ("mute", "heard"),
    [
        ({"until": TOMORROW}, 0),
        ({"until": date(2025, 1, 1)}, 6),
        ({"parties": ["Norway", "Peru"], "until": TOMORROW}, 5),
        ({"parties": ["Norway", "Japan"], "until": TOMORROW}, 6),
    ],
)
def test_what_is_muted_is_not_heard_of(file_ledger: FileLedger, mute: dict[str, object], heard: int) -> None:
    record_pacts(file_ledger, desk(mute=mute))
    assert len(rows(file_ledger, "1")) == heard


def test_a_muted_pact_is_known_by_its_first_letters_and_former_ids(file_ledger: FileLedger) -> None:
    record_pacts(file_ledger, desk(paused=True), OTHERS[:2])
    with file_ledger.read() as db:
        one, other = (str(row[0]) for row in db.execute("SELECT pact_id FROM pacts ORDER BY 1").fetchall())
    correct(file_ledger, Saying.MERGE, [one, other], now=datetime.now(UTC))
    with file_ledger.read() as db:
        (left,) = (str(row[0]) for row in db.execute("SELECT pact_id FROM pacts").fetchall())
        gone = other if left == one else one
        wish = desk(mute={"pact": gone[:8], "until": TOMORROW})
        assert outgoing(db, [wish], datetime.now(UTC)).muted == {gone[:8]: {left}}


def test_a_paused_subscription_hears_nothing(file_ledger: FileLedger) -> None:
    record_pacts(file_ledger, desk(paused=True))
    assert rows(file_ledger, "1") == []


def test_a_known_pact_that_moves_into_the_rule_is_told_once_as_moved(file_ledger: FileLedger) -> None:
    asked = desk(statuses=["ratified"])
    record(file_ledger, [followed(1)], [asked], "r1")
    moved = replace(ACT, status=Status.RATIFIED)
    assert record(file_ledger, [followed(2, (moved,), "Delta Post")], [asked], "r2").deliveries == 1
    with file_ledger.read() as db:
        told = db.execute("SELECT c.change FROM deliveries JOIN changes c USING (change_id)").fetchall()
    assert told == [("status",)]


def test_text_is_looked_for_in_headlines_and_sentences(file_ledger: FileLedger) -> None:
    assert (
        record(file_ledger, [followed(1)], [desk(text=["fisheries accord in Bergen"])], "r1").deliveries == 1
    )


@pytest.mark.parametrize("kind", ["file_ledger", "lake"])
def test_what_is_queued_of_a_pact_that_is_no_more_is_withdrawn_and_comes_back_with_it(
    request: pytest.FixtureRequest, kind: str
) -> None:
    ledger: Ledger = request.getfixturevalue(kind)
    record_pacts(ledger, desk(digest="daily 07:30"), OTHERS[:2])
    with ledger.read() as db:
        ((pact,),) = db.execute("SELECT pact_id FROM pacts WHERE title LIKE '%Peru%'").fetchall()
    correct(ledger, Saying.REJECT, [pact], now=datetime.now(UTC))
    assert rows(ledger, "state") == [("queued",), ("withdrawn",)]
    correct(ledger, Saying.CLEAR, [pact], now=datetime.now(UTC))
    assert rows(ledger, "state, settled_at") == [("queued", None)] * 2


def test_a_pact_that_rereading_removed_is_not_told(
    file_ledger: FileLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_pacts(file_ledger, desk(), OTHERS[:1])
    monkeypatch.setattr("flows.reread.read_acts", lambda _: (Reading((), "nothing any more"), None))
    list(reread(file_ledger, every=True))
    assert rows(file_ledger, "state") == [("withdrawn",)]


def test_of_two_pacts_that_are_one_a_single_alert_is_left(file_ledger: FileLedger) -> None:
    record_pacts(file_ledger, desk(), OTHERS[:2])
    with file_ledger.read() as db:
        both = [str(row[0]) for row in db.execute("SELECT pact_id FROM pacts").fetchall()]
    correct(file_ledger, Saying.MERGE, both, now=datetime.now(UTC))
    assert rows(file_ledger, "state") == [("queued",), ("withdrawn",)]


DAY = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("today", "told_on", "days"),
    [
        (date(2025, 11, 30), None, None),
        (date(2025, 12, 1), None, 30),
        (date(2025, 12, 24), None, 7),
        (date(2025, 12, 31), None, 7),
        (date(2026, 1, 1), None, None),
        (date(2025, 12, 5), date(2025, 12, 3), None),
        (date(2025, 12, 25), date(2025, 12, 3), 7),
    ],
)
def test_a_deadline_is_told_so_many_days_before_unless_the_news_itself_came_later(
    today: date, told_on: date | None, days: int | None
) -> None:
    assert nearing(DAY, told_on, [30, 7], today) == days


def test_a_day_that_comes_near_is_told_once_to_those_who_asked(file_ledger: FileLedger) -> None:
    asked = desk(deadline_days=[7])
    soon = datetime.now(UTC).date() + timedelta(days=3)
    record(file_ledger, [followed(1, (replace(ACT, date=soon, status=Status.AGREED),))], [], "r1")
    assert record_deadlines(file_ledger, [asked]) == 0
    with file_ledger.write() as db:
        db.execute("UPDATE changes SET recorded_at = now() - INTERVAL 30 DAY")
    assert record_deadlines(file_ledger, [desk(), asked.model_copy(update={"name": "other"})]) == 1
    record_deadlines(file_ledger, [asked])
    record_deadlines(file_ledger, [asked])
    with file_ledger.read() as db:
        told = db.execute(
            "SELECT d.subscription, c.change, c.after FROM deliveries d JOIN changes c USING (change_id) ORDER BY 1"
        ).fetchall()
    assert told == [("desk", "deadline", str(soon)), ("other", "deadline", str(soon))]
    assert choose.FIRST[-1] == "deadline"
