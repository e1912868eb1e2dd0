from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.model import ActType, Kind, Party, Role
from parsers.pacts import JOIN, Report, likeness, start
from storage.ledger import Ledger
from storage.pacts import pact_candidates, save_pacts
from tests.storage.contents import scratch
from tests.storage.samples import ACT, DAY


def report(
    number: int, sides: str, day: int | None = 0, *, mediator: str = "", pledge: bool = False
) -> Report:
    """A report with a side for each letter, on a day of its own."""
    parties = [Party(s, Role.PARTY) for s in sides] + [Party(m, Role.MEDIATOR) for m in mediator]
    act = replace(ACT, parties=tuple(parties))
    if pledge:
        act = replace(act, type=ActType.COMMITMENT, kind=Kind.AID)
    published = None if day is None else DAY + timedelta(days=day)
    return Report(f"a{number}", act, f"r{number}", "Delta Post", published)


def candidates(ledger: Ledger, told: list[Report], new: list[Report]) -> set[str]:
    with ledger.write() as db:
        save_pacts(db, [start(r) for r in told])
        return {p.id for p in pact_candidates(db, new)}


@pytest.mark.parametrize(
    ("old", "found"),
    [
        (report(1, "AB"), True),
        (report(1, "BA", 120), True),
        (report(1, "AB", None), True),
        (report(1, "ABCD"), True),
        (report(1, "AB", mediator="CDE"), True),
        (report(1, "ABCDE"), False),
        (report(1, "CD"), False),
        (report(1, "CD", mediator="AB"), False),
        (report(1, "AB", pledge=True), False),
        (report(1, "AB", 200), False),
        (report(1, "AB", -200), False),
        (report(1, ""), False),
    ],
)
def test_only_a_pact_that_a_report_could_be_about_is_looked_at(
    ledger: Ledger, old: Report, found: bool
) -> None:
    assert bool(candidates(ledger, [old], [report(2, "AB")])) is found


def test_no_reports_have_no_candidates(ledger: Ledger) -> None:
    assert candidates(ledger, [report(1, "AB")], []) == set()


some_reports = st.lists(
    st.builds(
        report, st.integers(0, 10**6), st.text("ABCD", max_size=4), st.none() | st.integers(-200, 200),
        mediator=st.text("AE", max_size=1), pledge=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda r: r.act_id,
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_reports, some_reports)
def test_no_pact_that_a_report_would_join_is_missed(
    ledger: Ledger, told: list[Report], new: list[Report]
) -> None:
    pacts = [start(r) for r in told]
    joined = {p.id for p in pacts for r in new if likeness(r, p) >= JOIN}
    with scratch(ledger) as it:
        assert joined <= candidates(it, told, new)
