from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.model import Party, Role, Topic
from parsers.pacts.forest import too_far
from parsers.pacts.link import Weighed
from parsers.pacts.pact import pact_of
from parsers.pacts.report import Report
from parsers.pacts.shelf import Known, MemoryShelf, Place
from storage.articles import save_followed
from storage.ledger import Ledger
from storage.pacts import save_acts, save_pacts, save_places
from storage.shelf import LedgerShelf
from tests.storage.contents import scratch
from tests.storage.samples import ACT, DAY, followed

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def report(number: int, sides: str, day: int = 0, topics: tuple[Topic, ...] = ACT.topics) -> Report:
    """A report with a side for each letter, of a day of its own."""
    act = replace(ACT, parties=tuple(Party(s, Role.PARTY) for s in sides), topics=topics, reasons=())
    item = followed(number)
    assert item.article
    assert item.article_id
    published = DAY + timedelta(days=day)
    return Report(f"a{number}", act, item.article_id, item.article.outlet, published, item.article.title)


def put(ledger: Ledger, known: list[Known]) -> None:
    items = []
    for k in known:
        item = followed(int(k.report.act_id[1:]))
        assert item.article
        items.append(replace(item, article=replace(item.article, published=k.report.published)))
    with ledger.write() as db:
        save_followed(db, items, "run", "v1")
        save_acts(db, [k.report for k in known], {k.report.act_id: k.place for k in known}, "v1", NOW)
        save_pacts(db, [pact_of(reports, pact_id) for pact_id, reports in MemoryShelf(known).pacts().items()])


some_known = st.lists(
    st.builds(
        lambda n, who, day, pact, topics: Known(report(n, who, day, topics), Place(f"p{pact}", None)),
        st.integers(0, 9), st.text("ABCD", min_size=1, max_size=4), st.sampled_from([0, 20, -20, 40, -40, 1000, -1000, 1500]),
        st.integers(0, 2), st.sampled_from([(), ACT.topics, (Topic.TRADE,), (Topic.TRADE, *ACT.topics)]),
    ),
    max_size=8, unique_by=lambda k: k.report.act_id,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_known, st.text("ABCD", min_size=1, max_size=3))
def test_a_ledger_finds_what_a_shelf_in_memory_finds(ledger: Ledger, known: list[Known], who: str) -> None:
    new = [report(100, who)]
    memory = MemoryShelf(known)
    with scratch(ledger) as it:
        put(it, known)
        with it.write() as db:
            shelf = LedgerShelf(db)
            in_time = {
                k.report.act_id
                for k in memory.near(new)
                if not too_far(k.report, new[0]) and not too_far(new[0], k.report)
            }
            assert {k.report.act_id for k in shelf.near(new)} == in_time
            assert set(shelf.members({"p0", "p1"})) == set(memory.members({"p0", "p1"}))
            assert set(shelf.acts({"a1", "a2"})) == set(memory.acts({"a1", "a2"}))


def test_a_place_comes_back_as_it_was_written(ledger: Ledger) -> None:
    first, second = report(1, "AB"), report(2, "AB", 1)
    why = (Weighed("sides", 2.5, "A, B"), Weighed("time", -0.5))
    put(ledger, [Known(first, Place("p", None)), Known(second, Place("p", "a1", 0.75, why))])
    with ledger.read() as db:
        (known,) = LedgerShelf(db).acts({"a2"})
    assert known == Known(second, Place("p", "a1", 0.75, why))


def test_a_place_can_change(ledger: Ledger) -> None:
    put(ledger, [Known(report(1, "AB"), Place("p", None)), Known(report(2, "AB"), Place("q", None))])
    with ledger.write() as db:
        save_places(db, {"a2": Place("p", "a1", 0.9)})
    with ledger.read() as db:
        assert {k.report.act_id for k in LedgerShelf(db).members({"p"})} == {"a1", "a2"}


@pytest.mark.parametrize("ids", [set[str](), {"nobody"}])
def test_what_is_not_there_is_not_found(ledger: Ledger, ids: set[str]) -> None:
    with ledger.read() as db:
        shelf = LedgerShelf(db)
        assert (list(shelf.near([])), list(shelf.members(ids)), list(shelf.acts(ids))) == ([], [], [])
