from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.alerts.timing import DigestAt, Quiet, Timing, digest_at, hour_start, moment, quiet_hours, when

OSLO, KOLKATA, KATHMANDU, LORD_HOWE = map(ZoneInfo, ("Europe/Oslo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"))  # fmt: skip
ZONES = st.sampled_from(
    [OSLO, KOLKATA, KATHMANDU, LORD_HOWE, ZoneInfo("America/St_Johns"), ZoneInfo("Africa/Casablanca"), ZoneInfo("Pacific/Apia")]
)  # fmt: skip
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
FIRST = datetime(2009, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 22 * 365 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
QUIETS = st.tuples(CLOCKS, CLOCKS).filter(lambda c: c[0] != c[1]).map(lambda c: Quiet(*c))
# Clocks go forward, clocks go back, a leap day.
SPRING, AUTUMN = datetime(2025, 3, 30, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
LEAP = datetime(2024, 2, 28, 23, 30, tzinfo=UTC)


def local(text: str, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def test_without_wishes_news_goes_at_once() -> None:
    assert when(Timing(OSLO), "desk", SPRING) == when(Timing(OSLO), "desk", SPRING, told=10**6)
    assert when(Timing(OSLO), "desk", SPRING).due_at is None


@pytest.mark.parametrize(
    ("wish", "zone", "now", "due"),
    [
        ("daily 07:00", OSLO, "2025-11-01T12:00", "2025-11-02T07:00+01:00"),
        ("daily 07:00", OSLO, "2025-11-02T06:59", "2025-11-02T07:00+01:00"),
        ("daily 07:00", OSLO, "2025-11-02T07:00", "2025-11-03T07:00+01:00"),
        ("daily 07:00", OSLO, "2025-10-25T12:00", "2025-10-26T07:00+01:00"),  # the night that clocks go back
        (
            "daily 02:30",
            OSLO,
            "2025-03-29T12:00",
            "2025-03-30T03:00+02:00",
        ),  # no clock shows 02:30 that night
        ("daily 02:30", OSLO, "2025-10-25T12:00", "2025-10-26T02:30+02:00"),  # two do, and the first counts
        ("daily 07:00", KOLKATA, "2024-02-28T08:00", "2024-02-29T07:00+05:30"),
        ("monday 07:45", KATHMANDU, "2024-02-29T08:00", "2024-03-04T07:45+05:45"),
        ("weekly 09:00", OSLO, "2025-11-03T09:00", "2025-11-10T09:00+01:00"),
    ],
)
def test_a_digest_goes_at_the_hour_of_the_subscribers_clock(
    wish: str, zone: ZoneInfo, now: str, due: str
) -> None:
    place = when(Timing(zone, digest_at(wish)), "desk", local(now, zone))
    assert place.due_at == datetime.fromisoformat(due)
    assert place.digest == f"desk|{due}"


@given(ZONES, CLOCKS, MOMENTS, st.sampled_from([None, 0, 3, 6]))
@example(OSLO, time(2, 30), SPRING, None)
@example(OSLO, time(2, 30), AUTUMN, None)
@example(LORD_HOWE, time(2, 15), datetime(2025, 10, 4, 15, 20, tzinfo=UTC), None)
@example(KOLKATA, time(0, 0), LEAP, 3)
def test_digests_come_once_a_day_or_week_and_never_late(
    zone: ZoneInfo, at: time, now: datetime, weekday: int | None
) -> None:
    timing = Timing(zone, DigestAt(at, weekday))
    first = when(timing, "desk", now).due_at
    assert first is not None
    assert now < first <= now + (timedelta(days=8) if weekday is not None else timedelta(days=2, hours=2))
    second = when(timing, "desk", first).due_at
    assert second is not None
    apart = second.astimezone(zone).date() - first.astimezone(zone).date()
    # Apia once left out a day.
    assert apart in {
        timedelta(days=7 if weekday is not None else 1),
        timedelta(days=14 if weekday is not None else 2),
    }
    # All that comes between goes into the second.
    assert when(timing, "desk", second - timedelta(seconds=1)).digest == when(timing, "desk", first).digest


@given(ZONES, QUIETS, MOMENTS)
@example(OSLO, Quiet(time(22), time(2, 30)), SPRING)
@example(OSLO, Quiet(time(22), time(2, 30)), AUTUMN)
@example(OSLO, Quiet(time(2), time(2, 30)), datetime(2025, 10, 26, 1, 10, tzinfo=UTC))
def test_quiet_hours_put_off_to_their_end_and_drop_nothing(
    zone: ZoneInfo, quiet: Quiet, now: datetime
) -> None:
    place = when(Timing(zone, quiet=quiet), "desk", now)
    if not quiet.covers(now.astimezone(zone).time()):
        assert place.due_at is None
        return
    assert place.due_at is not None
    assert now < place.due_at <= now + timedelta(hours=26)
    assert not quiet.covers(place.due_at.astimezone(zone).time())
    # Not later than need be: a second before it is quiet still.
    assert quiet.covers((place.due_at - timedelta(seconds=1)).astimezone(zone).time())


@given(ZONES, QUIETS, CLOCKS, MOMENTS)
def test_a_digest_within_quiet_hours_waits_for_their_end(
    zone: ZoneInfo, quiet: Quiet, at: time, now: datetime
) -> None:
    due = when(Timing(zone, DigestAt(at), quiet), "desk", now).due_at
    assert due is not None
    assert not quiet.covers(due.astimezone(zone).time())


@settings(max_examples=30)
@given(ZONES, MOMENTS, st.integers(1, 5))
def test_more_than_the_cap_in_an_hour_goes_into_one_digest_at_its_end(
    zone: ZoneInfo, now: datetime, cap: int
) -> None:
    timing = Timing(zone, per_hour=cap)
    places = [when(timing, "desk", now, told) for told in range(cap + 3)]
    assert [p.due_at for p in places[:cap]] == [None] * cap
    (over,) = set(places[cap:])
    assert over.due_at == hour_start(zone, now) + timedelta(hours=1)


def test_a_moment_that_no_clock_shows_is_when_it_is_put_forward() -> None:
    assert moment(date(2025, 3, 30), time(2, 30), OSLO) == datetime(2025, 3, 30, 1, tzinfo=UTC)
    assert moment(date(2025, 10, 5), time(2, 15), LORD_HOWE) == datetime(2025, 10, 4, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["hourly 07:00", "daily 24:00", "daily", "monday 7", "daily 07:00 UTC"])
def test_what_is_no_digest_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match='write "daily 07:30"'):
        digest_at(text)


@pytest.mark.parametrize("text", ["22-07", "22:00", "07:00-07:00", "25:00-07:00"])
def test_what_are_no_quiet_hours_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="22:00-07:00"):
        quiet_hours(text)
