"""What people say of pacts, on a file and on a lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.record import act_key, record
from flows.settings import Subscription
from parsers.model import Evidence, Party, Role, Standing, Status
from parsers.pacts.resolve import resolve
from storage.check import check_ledger, sound
from storage.corrections import Correction, Saying, correct, corrections, in_force
from storage.errors import LedgerError
from storage.history import act_history, pact_history
from storage.ledger import FileLedger, Ledger
from storage.pacts import save_resolution
from storage.shelf import LedgerShelf
from tests.storage.samples import ACT, followed

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DESK = Subscription(name="desk", to=["env:DESK"], max_age_days=0)
RATIFIED = replace(ACT, status=Status.RATIFIED)
ELSEWHERE = replace(ACT, parties=(Party("KEN", Role.PARTY), Party("FJI", Role.PARTY)))


def ids(ledger: Ledger, question: str = "SELECT pact_id FROM pacts ORDER BY 1") -> list[str]:
    with ledger.read() as db:
        return [str(row[0]) for row in db.execute(question).fetchall()]


def act_of(number: int) -> str:
    item = followed(number)
    assert item.article_id
    return act_key(item.article_id, ACT)


def begun(ledger: Ledger) -> Ledger:
    """A ledger with a pact of two reports, and one of one."""
    record(ledger, [followed(1), followed(2), followed(3, (ELSEWHERE,))], [DESK], "r1")
    return ledger


@pytest.fixture
def two(file_ledger: FileLedger) -> Ledger:
    return begun(file_ledger)


@pytest.fixture
def either(ledger: Ledger) -> Ledger:
    return begun(ledger)


def pact_of(ledger: Ledger, act_id: str) -> str:
    (found,) = ids(ledger, f"SELECT pact_id FROM acts WHERE act_id = '{act_id}'")
    return found


def test_pacts_that_were_merged_stay_one_whatever_comes(either: Ledger) -> None:
    one, other = ids(either)
    done = correct(either, Saying.MERGE, [one, other], note="one treaty", now=NOW)
    assert done.changes == ()
    (left,) = ids(either)
    assert record(either, [followed(4, (ELSEWHERE,)), followed(5)], [DESK], "r2").deliveries == 0
    assert ids(either) == [left]
    everything = ids(either, "SELECT act_id FROM acts")
    with either.write() as db:
        again = resolve(LedgerShelf(db), redo=everything, corrections=corrections(db))
        assert again.places == {}
    assert sound(check_ledger(either))


def test_a_former_id_finds_the_pact_that_it_became(two: Ledger) -> None:
    one, other = ids(two)
    correct(two, Saying.MERGE, [one, other], now=NOW)
    (left,) = ids(two)
    gone = other if left == one else one
    with two.read() as db:
        assert pact_history(db, gone[:8]).pact["pact_id"] == left
        assert [f["former_id"] for f in pact_history(db, left).former] == [gone]


def test_acts_that_were_set_apart_stay_apart_whatever_comes(either: Ledger) -> None:
    first, second = act_of(1), act_of(2)
    correct(either, Saying.SPLIT, [pact_of(either, first)], [second], now=NOW)
    assert pact_of(either, first) != pact_of(either, second)
    assert record(either, [followed(4)], [DESK], "r2").changes == ()
    assert pact_of(either, first) != pact_of(either, second)
    with either.write() as db:
        redone = resolve(LedgerShelf(db), redo=[first, second], corrections=corrections(db))
        save_resolution(db, redone, (), "", NOW)
    assert pact_of(either, first) != pact_of(either, second)
    assert sound(check_ledger(either))


def test_what_was_set_apart_can_be_merged_again(two: Ledger) -> None:
    first, second = act_of(1), act_of(2)
    correct(two, Saying.SPLIT, [pact_of(two, first)], [second], now=NOW)
    correct(two, Saying.MERGE, [pact_of(two, first), pact_of(two, second)], now=NOW + timedelta(days=1))
    assert pact_of(two, first) == pact_of(two, second)


def test_a_rejected_pact_raises_no_alert_until_that_is_taken_back(two: Ledger) -> None:
    name = pact_of(two, act_of(1))
    correct(two, Saying.REJECT, [name], note="a company deal", now=NOW)
    assert record(two, [followed(4, (RATIFIED,))], [DESK], "r2").deliveries == 0
    with two.read() as db:
        history = pact_history(db, name)
    assert history.pact["standing"] == Standing.REJECTED
    assert [s["note"] for s in history.said] == ["a company deal"]
    correct(two, Saying.CLEAR, [name], now=NOW + timedelta(days=1))
    with two.read() as db:
        assert pact_history(db, name).pact["standing"] is None


def test_the_later_of_two_sayings_holds() -> None:
    said = [("1", Correction(Saying.REJECT, ("a",))), ("2", Correction(Saying.CONFIRM, ("a",)))]
    assert in_force(said).standing == {"a": (2, Standing.CONFIRMED)}


@pytest.mark.parametrize(
    ("saying", "apart", "words"),
    [
        (Saying.MERGE, [], "one pact already"),
        (Saying.SPLIT, [], "leaves some acts and takes some"),
        (Saying.SPLIT, ["nobody"], "no act of pact"),
        (Saying.SPLIT, [act_of(1), act_of(2)], "leaves some acts and takes some"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    two: Ledger, saying: Saying, apart: list[str], words: str
) -> None:
    name = pact_of(two, act_of(1))
    before = ids(two)
    with pytest.raises(LedgerError, match=words):
        correct(two, saying, [name], apart, now=NOW)
    assert ids(two) == before


@pytest.mark.parametrize("name", ["nobody", "", "abc"])
def test_a_pact_or_act_that_is_not_there_is_said_so(two: Ledger, name: str) -> None:
    with two.read() as db:
        with pytest.raises(LedgerError, match="there is|too short"):
            pact_history(db, name)
        with pytest.raises(LedgerError, match="there is|too short"):
            act_history(db, name)


def test_contradicting_reports_are_kept_and_told_as_such(file_ledger: FileLedger) -> None:
    said = "Chile's minister denied that anything had been signed in Bergen."
    denial = replace(ACT, status=Status.REJECTED, evidence=Evidence(said, 0, len(said)))
    back = replace(ACT, evidence=Evidence("The accord stands, Oslo said on Tuesday night.", 0, 46))
    record(file_ledger, [followed(1)], [], "r1")
    record(file_ledger, [followed(2, (denial,), "Delta Post")], [], "r2")
    record(file_ledger, [followed(3, (back,), "Third Paper")], [], "r3")
    with file_ledger.read() as db:
        history = pact_history(db, ids(file_ledger)[0])
    assert len(history.reports) == 3
    assert "contradicts" in {row["step"] for row in history.reports}


def test_an_act_tells_what_it_follows_on_and_why(either: Ledger) -> None:
    follower = ids(either, "SELECT act_id FROM acts WHERE follows IS NOT NULL")
    with either.read() as db:
        act, followed_on = act_history(db, follower[0][:8])
    assert followed_on
    assert act["follows"] == followed_on["act_id"]
    assert {"same days", "same kind"} <= {w["name"] for w in act["follows_reasons"]}
