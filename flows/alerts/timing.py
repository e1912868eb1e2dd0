"""When an alert may go out: at once, after quiet hours, or in a digest. Pure functions of the moment and the wishes.

Hours are those of the subscriber's clock. An hour that the clock skips in spring is the moment of the skip; one that it
shows twice in autumn is, for a digest, the first of the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
DIGEST = re.compile(rf"(daily|weekly|{'|'.join(DAYS)}) {CLOCK}")
QUIET = re.compile(rf"{CLOCK} ?[-–] ?{CLOCK}")


@dataclass(frozen=True, slots=True)
class DigestAt:
    """An hour of each day, or of one weekday (0 is Monday)."""

    at: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """From an hour up to another, over midnight where the second is the earlier."""

    start: time
    end: time

    def covers(self, at: time) -> bool:
        """Whether an hour is within."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Timing:
    """When a subscriber wants to hear; `per_hour` is the most messages in an hour of their clock, 0 for any number."""

    zone: ZoneInfo
    digest: DigestAt | None = None
    quiet: Quiet | None = None
    per_hour: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """When a message may go (UTC; None for at once), and the key of the digest that it goes in (None for none)."""

    due_at: datetime | None = None
    digest: str | None = None


def when(timing: Timing, name: str, now: datetime, told: int = 0) -> When:
    """When news of this moment goes to the subscriber of a name that was told so many single messages this hour."""
    if timing.digest:
        return put_off(timing, name, quiet_end(timing, next_digest(timing, now)))
    free = quiet_end(timing, now)
    if free > now:
        # A night's alerts come as one message, not as forty at seven o'clock.
        return put_off(timing, name, free)
    if timing.per_hour and told >= timing.per_hour:
        return put_off(timing, name, quiet_end(timing, hour_end(timing.zone, now)))
    return When()


def put_off(timing: Timing, name: str, due: datetime) -> When:
    """A place in the digest of a moment."""
    return When(due, f"{name}|{due.astimezone(timing.zone).isoformat(timespec='minutes')}")


def next_digest(timing: Timing, now: datetime) -> datetime:
    """The first digest after a moment."""
    wanted = timing.digest
    if wanted is None:
        return now
    today = now.astimezone(timing.zone).date()
    days = (today + timedelta(days=n) for n in range(9))
    moments = (
        moment(day, wanted.at, timing.zone)
        for day in days
        if wanted.weekday is None or day.weekday() == wanted.weekday
    )
    return next(m for m in moments if m > now)


def quiet_end(timing: Timing, now: datetime) -> datetime:
    """The first moment from now on that is not within the quiet hours."""
    quiet, local = timing.quiet, now.astimezone(timing.zone)
    if quiet is None or not quiet.covers(local.time()):
        return now
    day = local.date()
    if local.time() >= quiet.end:
        day += timedelta(days=1)
    ends = (moment(day, quiet.end, timing.zone, fold) for fold in (0, 1))
    return min(end for end in ends if end > now)


def hour_start(zone: ZoneInfo, now: datetime) -> datetime:
    """When the present hour of the subscriber's clock began."""
    local = now.astimezone(zone)
    return now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def hour_end(zone: ZoneInfo, now: datetime) -> datetime:
    """When the next hour of the subscriber's clock begins."""
    return hour_start(zone, now) + timedelta(hours=1)


def moment(day: date, at: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """The moment (UTC) when a clock shows an hour; of two the first, or with `fold` the second; of none the skip."""
    local = datetime.combine(day, at, zone).replace(fold=fold)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    # The clock was put forward between these two.
    ends = sorted(local.replace(fold=f).astimezone(UTC) for f in (0, 1))
    return skip(ends[0], ends[1], zone)


def skip(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second within which a zone's offset changes, between two moments before and after that."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def digest_at(text: str) -> DigestAt:
    """A digest as people write it: "daily 07:30", "monday 07:30"; ValueError with the remedy for anything else."""
    found = DIGEST.fullmatch(" ".join(text.lower().split()))
    if not found:
        raise ValueError(f'{text!r} is no digest; write "daily 07:30" or a weekday, as "monday 07:30"')
    day = {"daily": None, "weekly": 0}.get(found[1], DAYS.index(found[1]) if found[1] in DAYS else None)
    return DigestAt(time(int(found[2]), int(found[3])), day)


def quiet_hours(text: str) -> Quiet:
    """Quiet hours as people write them: "22:00-07:00"; ValueError with the remedy for anything else."""
    found = QUIET.fullmatch(text.strip())
    hours = [int(number) for number in found.groups()] if found else [0, 0, 0, 0]
    if hours[:2] == hours[2:]:
        raise ValueError(f'{text!r} are no quiet hours; write from when to when, as "22:00-07:00"')
    return Quiet(time(hours[0], hours[1]), time(hours[2], hours[3]))
