"""The day of an act."""

from __future__ import annotations

import pytest

from parsers.acts.reader import gather
from parsers.acts.scene import Scene
from parsers.acts.when import day_of, is_live
from parsers.model import ActType, Status
from tests.parsers.acts.sample import staged

# The article is published on Wednesday, 15 May 2024; these make it longer than a brief.
LONGER = " The hall was full. Nobody spoke. It rained. The press waited outside."


def day(
    text: str, sentence: int, *, kind_of: ActType | None = None, status: Status | None = None
) -> str | None:
    scene = staged(text + LONGER)
    return day_in(scene, sentence, kind_of=kind_of, status=status)


def day_in(
    scene: Scene,
    sentence: int,
    *,
    kind_of: ActType | None = None,
    status: Status | None = None,
) -> str | None:
    candidate = next(c for c in gather(scene) if c.sentence == sentence and kind_of in {None, c.type})
    if status:
        candidate.status = status
    found, _ = day_of(scene, candidate)
    return found.isoformat() if found else None


def test_the_day_of_the_acts_own_clause_goes_before_that_of_another() -> None:
    text = "A gas accord that has been running since May 6 was prolonged by Peru and Chile on Monday."
    scene = staged(text + LONGER)
    (prolonged,) = (c for c in gather(scene) if c.rule.startswith("prolong") and {"PER", "CHL"} == c.sides())
    assert str(day_of(scene, prolonged)[0]) == "2024-05-13"


def test_an_old_day_in_an_aside_is_not_that_of_the_act() -> None:
    text = "On Monday Peru opened a port. Peru also ratified the treaty with Chile that they had concluded on March 13."
    assert day(text, 1, kind_of=ActType.AGREEMENT) == "2024-05-13"


@pytest.mark.parametrize("when", ["last week", "in the last week of April", "this week"])
def test_an_act_that_is_vaguely_past_has_no_day_though_it_was_told_on_one(when: str) -> None:
    assert day(f"Peru ratified the treaty with Chile {when}, its minister said on Monday.", 0) is None


def test_a_plan_does_not_move_a_weekday_of_what_is_done() -> None:
    text = "Talks between Peru and Chile on an accord that would open the border ended in Lima on Thursday."
    assert day(text, 0, kind_of=ActType.AGREEMENT) == "2024-05-09"


def test_talks_to_come_are_dated_by_their_day() -> None:
    text = "Peru and Chile will hold talks on a fishing accord on Friday."
    assert day(text, 0, kind_of=ActType.AGREEMENT, status=Status.NEGOTIATING) == "2024-05-17"


def test_from_a_day_on_says_when_it_begins_and_not_when_it_was_agreed() -> None:
    text = "On Monday the ministers met. Peru and Chile agreed to halt fire from Saturday."
    assert day(text, 1, kind_of=ActType.AGREEMENT) == "2024-05-13"


@pytest.mark.parametrize(
    ("words", "expected"), [("on the eve of the summit", "2024-05-12"), ("the next day", "2024-05-14")]
)
def test_a_day_beside_the_occasion_is_counted_from_it(words: str, expected: str) -> None:
    text = f"The leaders met in Lima on Monday. Peru signed a fishing agreement with Chile {words}."
    assert day(text, 1, kind_of=ActType.AGREEMENT) == expected


def test_an_occasion_of_two_days_ends_on_the_second() -> None:
    text = "The ministers met in Lima on 6 and 7 May. They are neighbours. Peru and Chile signed a fishing agreement."
    assert day(text, 2, kind_of=ActType.AGREEMENT) == "2024-05-07"


def test_an_item_under_another_heading_has_another_day() -> None:
    text = "PERU.\n\nPeru opened a port on Monday.\n\nKENYA.\n\nKenya and Uganda signed a fishing agreement."
    assert day(text, 3, kind_of=ActType.AGREEMENT) is None


def test_a_pledge_told_beside_an_occasion_has_no_day_of_its_own() -> None:
    text = "Peru opened a port on Monday. Japan will give Peru 3 million dollars for cranes."
    assert day(text, 1, kind_of=ActType.COMMITMENT) is None


def test_a_pledge_at_a_gathering_has_the_day_of_the_gathering() -> None:
    text = "Donors met in Lima on Monday. Japan will give Peru 3 million dollars for cranes."
    assert day(text, 1, kind_of=ActType.COMMITMENT) == "2024-05-13"


def test_a_breach_is_not_dated_by_who_speaks_of_it() -> None:
    text = "Peru violated the truce with Chile, its neighbour said on Monday."
    assert day(text, 0, kind_of=ActType.AGREEMENT, status=Status.VIOLATED) is None


def test_live_reporting_tells_of_the_day_it_is_published() -> None:
    text = "10.45 The text is out. Peru and Chile have signed a fishing agreement.\n\n10:12am: The doors are shut."
    assert day(text, 1, kind_of=ActType.AGREEMENT) == "2024-05-15"
    assert is_live(staged(text))
    assert not is_live(staged("10.45 million voted. 2.30 million did not."))


def test_a_brief_tells_of_its_own_day_unless_it_says_another() -> None:
    assert day_in(staged("Peru and Chile sign a fishing agreement."), 0) == "2024-05-15"
    text = "Peru and Chile signed a fishing agreement. The papers changed hands in Lima on Monday."
    assert day_in(staged(text), 0) == "2024-05-13"
