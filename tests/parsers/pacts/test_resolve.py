from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.model import Act, ActType, ChangeKind, Evidence, Kind, Pact, Party, Role, Standing, Status, Topic
from parsers.pacts.pact import pact_of
from parsers.pacts.report import Report, order
from parsers.pacts.resolve import Resolution, resolve
from parsers.pacts.shelf import Corrections, Known, MemoryShelf

DAY = datetime(2025, 10, 28, 12, tzinfo=UTC)
SAID = "Norway and Chile signed a fisheries agreement in Bergen on Tuesday."
ACT = Act(
    ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)),
    (Topic.MARITIME,), Evidence(SAID, 0, len(SAID)), date=date(2025, 10, 28), confidence=0.8,
)  # fmt: skip


def report(
    act: Act = ACT, article: str = "a1", outlet: str = "Harbour Times", days: float = 0, said: str = ""
) -> Report:
    if said:
        act = replace(act, evidence=Evidence(said, act.evidence.start, act.evidence.start + len(said)))
    return Report(
        f"{article}:{act.evidence.start}:{act.status}", act, article, outlet, DAY + timedelta(days=days)
    )


def of(status: Status, *ids: str) -> Act:
    parties = tuple(Party(i, Role.PARTY) for i in ids) or ACT.parties
    return replace(ACT, status=status, parties=parties)


class Book:
    """A shelf that is written after each resolution, as a ledger is."""

    def __init__(self) -> None:
        self.shelf = MemoryShelf()
        self.reports: dict[str, Report] = {}
        self.pacts: dict[str, Pact] = {}
        self.corrections = Corrections()

    def take(self, *new: Report, removed: Sequence[str] = (), redo: Sequence[str] = ()) -> Resolution:
        done = resolve(self.shelf, new, removed=removed, redo=redo, corrections=self.corrections)
        self.reports |= {r.act_id: r for r in new}
        self.shelf.put((Known(self.reports[a], place) for a, place in done.places.items()), removed)
        self.pacts |= done.pacts
        for gone in done.gone:
            del self.pacts[gone]
        return done

    def groups(self) -> set[frozenset[str]]:
        return {frozenset(r.act_id for r in rs) for rs in self.shelf.pacts().values()}

    def told(self) -> set[object]:
        """All pacts, their ids aside."""
        return {replace(p, id="") for p in self.pacts.values()}


@pytest.fixture
def book() -> Book:
    return Book()


def kinds(done: Resolution) -> list[tuple[ChangeKind, str | None, str]]:
    return [(c.kind, c.before, c.after) for c in done.changes]


def test_two_outlets_on_one_signing_are_one_pact_and_one_change(book: Book) -> None:
    done = book.take(
        report(), report(article="a2", outlet="Delta Post", days=0.2, said="Oslo and Santiago put ink to it.")
    )
    assert kinds(done) == [(ChangeKind.NEW, None, "signed")]
    (pact,) = done.pacts.values()
    assert pact.outlets == ("Delta Post", "Harbour Times")
    assert pact.confidence > ACT.confidence


def test_a_wire_copy_makes_nothing_surer(book: Book) -> None:
    done = book.take(report(), report(article="a2", outlet="Delta Post", days=0.2))
    (pact,) = done.pacts.values()
    assert (len(pact.outlets), pact.confidence) == (2, pytest.approx(ACT.confidence))


def test_a_second_outlet_a_day_later_changes_nothing(book: Book) -> None:
    book.take(report())
    assert book.take(report(article="a2", outlet="Delta Post", days=1)).changes == ()
    assert len(book.pacts) == 1


def test_a_ratification_moves_the_status(book: Book) -> None:
    book.take(report())
    done = book.take(report(of(Status.RATIFIED), "a2", days=30))
    assert kinds(done) == [(ChangeKind.STATUS, "signed", "ratified")]
    assert done.changes[0].act_id == "a2:0:ratified"


def test_a_late_report_of_an_earlier_stage_is_no_news(book: Book) -> None:
    book.take(report(of(Status.RATIFIED)))
    done = book.take(report(of(Status.SIGNED), "a2", days=-40))
    assert done.changes == ()
    (pact,) = book.pacts.values()
    assert (pact.status, pact.first_reported) == (Status.RATIFIED, DAY - timedelta(days=40))


def test_a_pact_that_was_suspended_can_come_back_into_force(book: Book) -> None:
    book.take(report(of(Status.SUSPENDED)))
    done = book.take(report(of(Status.IN_FORCE), "a2", days=9))
    assert kinds(done) == [(ChangeKind.STATUS, "suspended", "in_force")]


def test_what_is_suspended_twice_is_news_twice(book: Book) -> None:
    changes = [
        c.id
        for n, status in enumerate([Status.SUSPENDED, Status.IN_FORCE, Status.SUSPENDED, Status.IN_FORCE])
        for c in book.take(report(of(status), f"a{n}", days=n)).changes
    ]
    assert len(set(changes)) == 4


def test_acts_that_a_careful_reader_could_leave_out_are_no_news(book: Book) -> None:
    assert book.take(report(replace(ACT, required=False))).changes == ()
    done = book.take(report(article="a2", days=1))
    assert kinds(done) == [(ChangeKind.NEW, None, "signed")]


def test_what_one_outlet_of_five_says_alone_is_not_the_pacts(book: Book) -> None:
    odd = replace(ACT, topics=(Topic.MARITIME, Topic.SPACE))
    done = book.take(report(odd), *(report(article=f"b{n}", days=n) for n in range(1, 5)))
    (pact,) = done.pacts.values()
    assert pact.topics == (Topic.MARITIME,)


def test_a_report_that_bridges_two_pacts_makes_them_one_without_a_second_alert(book: Book) -> None:
    book.take(report(of(Status.SIGNED, "NOR", "CHL", "PER", "ECU"), "a1"))
    book.take(report(of(Status.SIGNED, "NOR", "KEN"), "a3", days=2))
    assert len(book.pacts) == 2
    done = book.take(report(of(Status.SIGNED, "NOR", "CHL", "PER", "KEN"), "a2", days=1))
    assert done.changes == ()
    assert len(book.pacts) == 1
    assert len(done.gone) == 1
    assert set(done.gone.values()) == set(book.pacts)


def test_an_act_that_is_taken_away_leaves_the_rest_as_if_it_had_never_been(book: Book) -> None:
    reports = [report(of(Status.SIGNED), f"a{n}", days=n) for n in range(4)]
    book.take(*reports)
    book.take(removed=[reports[0].act_id])
    other = Book()
    other.take(*reports[1:])
    assert (book.groups(), book.told()) == (other.groups(), other.told())
    book.take(removed=[r.act_id for r in reports[1:]])
    assert (book.groups(), book.pacts) == (set(), {})


def test_an_act_that_is_read_otherwise_takes_its_new_place(book: Book) -> None:
    first, second = report(), report(article="a2", days=1)
    book.take(first, second)
    book.take(replace(second, act=replace(ACT, parties=of(Status.SIGNED, "KEN", "FJI").parties)))
    assert book.groups() == {frozenset({first.act_id}), frozenset({second.act_id})}


def test_pacts_that_a_person_merged_stay_one(book: Book) -> None:
    one, other = report(of(Status.SIGNED)), report(of(Status.SIGNED, "KEN", "FJI"), "a2")
    book.take(one, other)
    book.corrections = Corrections(same=(frozenset({one.act_id, other.act_id}),))
    done = book.take(redo=[one.act_id, other.act_id])
    assert done.changes == ()
    book.take(report(of(Status.SIGNED, "KEN", "FJI"), "a3", days=1))
    assert len(book.groups()) == 1


def test_acts_that_a_person_set_apart_stay_apart(book: Book) -> None:
    reports = [report(article=f"a{n}", days=n) for n in range(3)]
    book.take(*reports)
    book.corrections = Corrections(apart={"a0:0:signed": "x", "a1:0:signed": "y", "a2:0:signed": "x"})
    done = book.take(redo=[r.act_id for r in reports])
    assert done.changes == ()
    assert book.groups() == {frozenset({"a0:0:signed", "a2:0:signed"}), frozenset({"a1:0:signed"})}
    assert len(book.pacts) == 2


def test_a_pact_that_a_person_rejected_raises_no_more_news(book: Book) -> None:
    book.take(report())
    book.corrections = Corrections(standing={"a1:0:signed": (1, Standing.REJECTED)})
    assert book.take(report(of(Status.RATIFIED), "a2", days=3)).changes == ()
    (pact,) = book.pacts.values()
    assert (pact.standing, pact.required) == (Standing.REJECTED, False)


def test_a_pact_that_a_person_confirmed_is_sure(book: Book) -> None:
    book.corrections = Corrections(standing={"a1:0:signed": (1, Standing.CONFIRMED)})
    book.take(report())
    (pact,) = book.pacts.values()
    assert (pact.standing, pact.confidence) == (Standing.CONFIRMED, 1.0)


some_acts = st.builds(
    lambda status, who, topic, kind: replace(
        ACT, status=status, parties=tuple(Party(w, Role.PARTY) for w in who), topics=(topic,), kind=kind
    ),
    st.sampled_from([Status.NEGOTIATING, Status.SIGNED, Status.SUSPENDED, Status.IN_FORCE]),
    st.sampled_from(["AB", "ABC", "AC", "BCD", "D"]),
    st.sampled_from([Topic.MARITIME, Topic.TRADE]),
    st.sampled_from([Kind.AGREEMENT, Kind.TREATY]),
)
some_reports = st.lists(
    st.builds(
        lambda n, act, day, start: replace(
            report(replace(act, evidence=Evidence(f"{SAID} {n}", start, start + 70)), f"a{n}", f"o{n % 3}", day),
            act_id=f"a{n}:{start}",
        ),
        st.integers(0, 6), some_acts, st.integers(0, 5), st.integers(0, 2),
    ),
    max_size=9, unique_by=lambda r: r.act_id,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(some_reports, st.data())
def test_order_batches_and_restarts_make_no_difference(reports: list[Report], data: st.DataObject) -> None:
    whole = Book()
    whole.take(*reports)
    mixed = data.draw(st.permutations(reports))
    split = Book()
    while mixed:
        many = data.draw(st.integers(1, len(mixed)))
        split.take(*mixed[:many])
        mixed = mixed[many:]
    assert split.groups() == whole.groups()
    assert split.told() == whole.told()
    for pact_id, rs in split.shelf.pacts().items():
        assert split.pacts[pact_id] == pact_of(sorted(rs, key=order), pact_id)


@settings(max_examples=60, deadline=None)
@given(some_reports, st.data())
def test_taking_acts_away_is_never_having_had_them(reports: list[Report], data: st.DataObject) -> None:
    gone = {r.act_id for r in reports if data.draw(st.booleans())}
    book, clean = Book(), Book()
    book.take(*reports)
    book.take(removed=sorted(gone))
    clean.take(*(r for r in reports if r.act_id not in gone))
    assert (book.groups(), book.told()) == (clean.groups(), clean.told())


@settings(max_examples=60, deadline=None)
@given(some_reports)
def test_the_same_again_changes_nothing(reports: list[Report]) -> None:
    book = Book()
    book.take(*reports)
    again = book.take(*reports)
    assert (again.places, again.changes, again.gone) == ({}, (), {})
