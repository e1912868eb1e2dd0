"""Acts of a new reading under the ids of the one before."""

from __future__ import annotations

from dataclasses import replace

from parsers.model import Act, ActType, Evidence, Kind, Party, Role, Status
from parsers.pacts.rematch import differing, rematched
from parsers.pacts.report import Report
from parsers.urls import key

ACT = Act(
    ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)),
    (), Evidence("Norway and Chile signed a fisheries accord in Bergen on Tuesday.", 0, 64),
)  # fmt: skip
LEAD = Evidence("Both sides have put their names to the fish deal, we hear.", 0, 58)
MOVED = replace(ACT, evidence=replace(ACT.evidence, start=59, end=123))


def report(act: Act) -> Report:
    """A report whose id is made from where it stands, as an act's is."""
    return Report(key("act", act.status, str(act.evidence.start)), act, "a", "Wire", None)


def test_an_act_that_an_edit_puts_where_another_stood_has_an_id_of_its_own() -> None:
    old = [report(ACT)]
    new = [report(replace(ACT, evidence=LEAD)), report(MOVED)]
    assert new[0].act_id == old[0].act_id
    first, second = rematched(old, new)
    assert second.act_id == old[0].act_id
    assert first.act_id not in {n.act_id for n in (*old, *new)}


def test_matching_again_gives_the_same_ids_in_whatever_order_the_acts_are() -> None:
    new = [report(replace(ACT, evidence=LEAD)), report(MOVED)]
    once = rematched([report(ACT)], new)
    assert rematched(once, new) == once
    assert rematched(once[::-1], new[::-1]) == once[::-1]


def test_what_differs_is_named() -> None:
    assert differing(ACT, MOVED) == ["evidence"]
    assert differing(ACT, replace(ACT, status=Status.RATIFIED, place="Bergen")) == ["status", "place"]
    assert differing(ACT, ACT) == []
