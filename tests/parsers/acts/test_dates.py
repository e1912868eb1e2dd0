"""Days, worked out from the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.acts.dates import Precision, Tense, find_dates, resolve_date

WEDNESDAY = datetime(2025, 5, 14, 10, tzinfo=UTC)


def day(sentence: str, published: datetime | None = WEDNESDAY) -> str | None:
    found = resolve_date(sentence, published)
    return str(found.day) if found else None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They signed on Tuesday.", "2025-05-13"),
        ("They signed on Wednesday.", "2025-05-14"),
        ("They signed on Thursday.", "2025-05-08"),
        ("They signed last Wednesday.", "2025-05-07"),
        ("They will sign on Friday.", "2025-05-16"),
        ("They meet next Monday.", "2025-05-19"),
        ("Norway will buy it, the ministry said on Monday.", "2025-05-12"),
        ("They signed yesterday.", "2025-05-13"),
        ("The Council today adopted it.", "2025-05-14"),
        ("It was signed late on Monday night.", "2025-05-12"),
        ("It was signed on May 3.", "2025-05-03"),
        ("It was signed on 3 May.", "2025-05-03"),
        ("It was signed on the 3rd of May 2024.", "2024-05-03"),
        ("It was signed on December 20.", "2024-12-20"),
        ("It will be signed on June 2.", "2025-06-02"),
        ("The session was held from 8 to 10 May 2025.", "2025-05-10"),
        ("It ran May 8-10.", "2025-05-10"),
        ("It entered into force on 2025-05-01.", "2025-05-01"),
        ("They signed three days ago.", "2025-05-11"),
        ("They signed two hours ago.", "2025-05-14"),
        ("They signed on Tues. in Rome.", "2025-05-13"),
        ("They signed on the 12th.", "2025-05-12"),
        ("They signed on the 20th.", "2025-04-20"),
        ("They will sign on the 20th.", "2025-05-20"),
        ("ROME, 12 MAY - They signed it.", "2025-05-12"),
        ("It was signed on 2025/05/12.", "2025-05-12"),
        ("OSLO, May 13 (Example) - They signed it.", "2025-05-13"),
        ("Bern, 12.05.2025 – They signed it.", "2025-05-12"),
    ],
)
def test_a_day_is_worked_out(sentence: str, expected: str) -> None:
    assert day(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "They signed last week.",
        "It dates from 2015.",
        "It ends in October.",
        "It holds until 31 March 2026.",
        "It must be done by Friday.",
        "They met on the same Saturday.",
        "They met on the 12th floor.",
        "They agreed to halt fire from Saturday.",
        "May they succeed.",
        "They march on.",
    ],
)
def test_what_says_no_day_of_an_act_gives_none(sentence: str) -> None:
    assert day(sentence) is None


def test_the_day_of_the_deed_goes_before_the_day_of_saying_so() -> None:
    assert day("The ministry said on Tuesday that it was signed on May 2.") == "2025-05-02"


def test_tense_and_precision_are_told() -> None:
    past, today, ahead = find_dates("on Monday, today, and next Friday", WEDNESDAY)
    assert [past.tense, today.tense, ahead.tense] == [Tense.PAST, Tense.TODAY, Tense.FUTURE]
    (month,) = find_dates("in June 2026", WEDNESDAY)
    assert month.precision is Precision.MONTH
    assert month.day is None


def test_without_a_day_of_publication_only_full_dates_are_known() -> None:
    assert day("They signed on Tuesday.", None) is None
    found = resolve_date("They signed on 3 May 2024.", None)
    assert found
    assert (found.day, found.tense) == (date(2024, 5, 3), Tense.UNKNOWN)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["Monday", "Tuesday", "Sunday"]))
def test_a_weekday_is_within_the_week_before(published: date, weekday: str) -> None:
    found = resolve_date(
        f"They signed on {weekday}.", datetime(published.year, published.month, published.day, tzinfo=UTC)
    )
    assert found
    assert timedelta(0) <= published - found.value < timedelta(days=7)
    assert found.value.strftime("%A") == weekday


@given(st.text(alphabet="0123456789 MayJuneonTuesday,.-/\n", max_size=60))
def test_dates_are_in_order_apart_and_in_the_text(text: str) -> None:
    last = 0
    for found in find_dates(text, WEDNESDAY):
        assert last <= found.start < found.end <= len(text)
        last = found.end


def test_a_day_is_of_the_place_where_it_was_published_also_for_one_moment_told_in_two_places() -> None:
    at_home = datetime(2025, 5, 14, 22, tzinfo=timezone(timedelta(hours=-5)))
    abroad = at_home.astimezone(UTC)
    assert at_home == abroad
    assert [day("They signed yesterday.", at) for at in (at_home, abroad)] == ["2025-05-13", "2025-05-14"]
