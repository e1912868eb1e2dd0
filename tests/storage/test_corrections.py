"""What people say of pacts, on a file and on a lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.record import act_key, record
from flows.settings import Subscription
from parsers.model import Evidence, Party, Role, Standing, Status
from parsers.pacts.resolve import Resolution, resolve
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
        with pytest.raises(LedgerError, match=r"there is|too short"):
            pact_history(db, name)
        with pytest.raises(LedgerError, match=r"there is|too short"):
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
        history = act_history(db, follower[0][:8])
    assert history.followed
    assert history.act["follows"] == history.followed["act_id"]
    assert history.act["follows_reasons"]


def of_parties(ledger: Ledger, who: str) -> str:
    """The only act that an actor is in."""
    (found,) = ids(ledger, f"SELECT act_id FROM acts WHERE list_contains([p.id FOR p IN parties], '{who}')")
    return found


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def resolved_anew(ledger: Ledger) -> Resolution:
    """All acts of a ledger placed again, as if nothing were known but what people said."""
    everything = ids(ledger, "SELECT act_id FROM acts")
    with ledger.write() as db:
        done = resolve(LedgerShelf(db), redo=everything, corrections=corrections(db))
        save_resolution(db, done, (), "", NOW)
    return done


def groups(ledger: Ledger) -> list[str]:
    return ids(ledger, "SELECT string_agg(act_id, ' ' ORDER BY act_id) FROM acts GROUP BY pact_id ORDER BY 1")


def said_much(ledger: Ledger) -> None:
    """A merge, a split, a confirmation and a rejection, one after the other."""
    record(ledger, [followed(4), followed(5)], [], "r2")
    correct(ledger, Saying.MERGE, ids(ledger), now=NOW)
    (whole,) = ids(ledger)
    correct(ledger, Saying.SPLIT, [whole], [of_parties(ledger, "KEN"), act_of(2)], now=later(1))
    correct(ledger, Saying.CONFIRM, [pact_of(ledger, act_of(1))], now=later(2))
    correct(ledger, Saying.REJECT, [pact_of(ledger, act_of(2))], now=later(3))


def test_all_that_was_said_outlives_reports_and_everything_placed_anew(either: Ledger) -> None:
    said_much(either)
    kenyan = of_parties(either, "KEN")
    assert pact_of(either, act_of(2)) == pact_of(either, kenyan)
    before, standing = groups(either), ids(either, "SELECT pact_id || standing FROM pacts ORDER BY 1")
    assert resolved_anew(either).changes == ()
    assert (groups(either), ids(either, "SELECT pact_id || standing FROM pacts ORDER BY 1")) == (
        before,
        standing,
    )
    record(either, [followed(6), followed(7, (ELSEWHERE,))], [DESK], "r3")
    resolved_anew(either)
    assert pact_of(either, act_of(2)) == pact_of(either, kenyan) != pact_of(either, act_of(1))
    assert sound(check_ledger(either))


def test_nobody_is_alerted_by_what_a_person_says(two: Ledger) -> None:
    queued = ids(two, "SELECT delivery_id FROM deliveries ORDER BY 1")
    said_much(two)
    correct(two, Saying.CLEAR, [pact_of(two, act_of(2))], now=later(4))
    assert ids(two, "SELECT delivery_id FROM deliveries ORDER BY 1") == queued


def test_a_merge_outlives_the_loss_of_the_act_that_it_began_with(two: Ledger) -> None:
    one, other = ids(two)
    correct(two, Saying.MERGE, [one, other], now=NOW)
    with two.read() as db:
        first = db.execute("SELECT acts[1] FROM corrections").fetchall()[0][0]
        done = resolve(LedgerShelf(db), removed=[first], corrections=corrections(db))
    assert len(done.pacts) == 1


def test_a_merge_does_not_undo_another_split(two: Ledger) -> None:
    record(two, [followed(4)], [], "r2")
    a, b, c = act_of(1), act_of(2), act_of(4)
    correct(two, Saying.SPLIT, [pact_of(two, a)], [b], now=NOW)
    correct(two, Saying.SPLIT, [pact_of(two, a)], [c], now=later(1))
    correct(two, Saying.MERGE, [pact_of(two, b), pact_of(two, c)], now=later(2))
    assert pact_of(two, b) == pact_of(two, c) != pact_of(two, a)


def test_a_split_that_was_taken_back_sets_nothing_apart() -> None:
    said = [
        ("1", Correction(Saying.SPLIT, ("a",), ("b", "c"))),
        ("2", Correction(Saying.MERGE, ("a",), ("b", "c"))),
    ]
    assert in_force(said).apart == {}
    assert in_force(said).same == (frozenset({"b", "c"}), frozenset({"a", "b", "c"}))


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_pacts_that_become_one_the_later_standing_holds(two: Ledger, first: int) -> None:
    both = ids(two)
    correct(two, Saying.CONFIRM, [both[first]], now=NOW)
    correct(two, Saying.REJECT, [both[1 - first]], now=later(1))
    correct(two, Saying.MERGE, both, now=later(2))
    assert ids(two, "SELECT standing FROM pacts") == ["rejected"]


def test_a_standing_moves_no_act(two: Ledger) -> None:
    with two.write() as db:
        # As an older program might have placed it.
        db.execute("UPDATE acts SET follows_score = 0.123 WHERE follows IS NOT NULL")
    assert correct(two, Saying.CONFIRM, [pact_of(two, act_of(1))], now=NOW).places == {}


def test_a_pact_that_was_merged_and_split_again_is_no_former_one(either: Ledger) -> None:
    before = ids(either)
    correct(either, Saying.MERGE, before, now=NOW)
    (whole,) = ids(either)
    correct(either, Saying.SPLIT, [whole], [of_parties(either, "KEN")], now=later(1))
    assert ids(either) == before
    assert ids(either, "SELECT former_id FROM former_pacts") == []
    with either.read() as db:
        assert [pact_history(db, i[:10]).pact["pact_id"] for i in before] == before


def test_a_former_id_of_a_former_id_leads_to_what_there_is(either: Ledger) -> None:
    third = replace(ACT, parties=(Party("JPN", Role.PARTY), Party("PER", Role.PARTY)))
    record(either, [followed(8, (third,)), followed(9, (third,)), followed(10, (third,))], [], "r2")
    ken, jpn = (
        pact_of(either, of_parties(either, "KEN")),
        ids(either, "SELECT pact_id FROM pacts ORDER BY acts DESC")[0],
    )
    nor = pact_of(either, act_of(1))
    correct(either, Saying.MERGE, [nor, ken], now=NOW)
    correct(either, Saying.REJECT, [nor], now=later(1))
    correct(either, Saying.MERGE, [jpn, nor], now=later(2))
    (left,) = ids(either)
    assert ids(either, "SELECT DISTINCT pact_id FROM former_pacts") == [left]
    with either.read() as db:
        assert pact_history(db, ken[:8]).pact["pact_id"] == left
        assert len(db.execute(f"FROM timeline_of('{ken}')").fetchall()) == 6


def test_acts_to_be_set_apart_are_named_by_first_letters(two: Ledger) -> None:
    name = pact_of(two, act_of(1))
    correct(two, Saying.SPLIT, [name], [act_of(2)[:8]], now=NOW)
    assert pact_of(two, act_of(1)) != pact_of(two, act_of(2))


def test_rejected_pacts_are_left_out_of_what_people_ask(either: Ledger) -> None:
    name = pact_of(either, act_of(1))
    asked = (
        "SELECT pact_id FROM agreements", "SELECT pact_id FROM news", "SELECT pact_id FROM pact_parties",
        "SELECT pact_id FROM pacts_of('NOR')", "SELECT pact_id FROM new_since('2020-01-01')",
        "SELECT pact_id FROM unconfirmed(1.1)", "SELECT 'x' FROM who_with_whom WHERE one = 'CHL'",
    )  # fmt: skip
    assert all(name in ids(either, q) or ids(either, q) == ["x"] for q in asked)
    correct(either, Saying.REJECT, [name], now=NOW)
    assert not any(name in ids(either, q) or ids(either, q) == ["x"] for q in asked)
    assert name in ids(either, "SELECT pact_id FROM pacts WHERE standing = 'rejected'")
    assert name in ids(either, "SELECT pact_id FROM timeline")
    correct(either, Saying.CONFIRM, [name], now=later(1))
    assert name in ids(either, "SELECT pact_id FROM agreements")
    assert name not in ids(either, "SELECT pact_id FROM unconfirmed(1.1)")


def test_an_act_tells_what_else_it_might_have_followed_on(either: Ledger) -> None:
    first, second = sorted(
        (act_of(1), act_of(2)), key=lambda a: a in ids(either, "SELECT follows FROM acts"), reverse=True
    )
    correct(either, Saying.SPLIT, [pact_of(either, first)], [second], note="the loan is another", now=NOW)
    with either.read() as db:
        history = act_history(db, second)
    assert (history.followed, history.starts) == (None, True)
    assert [(o["act_id"], o["allowed"]) for o in history.others] == [(first, False)]
    assert [s["note"] for s in history.said] == ["the loan is another"]
