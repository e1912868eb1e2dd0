"""What the head of an answer says about time: when to come back, how long it stays fresh, how to ask again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# A server may ask for silence, or promise freshness, for a year; nobody who watches news believes it longer than this.
LONGEST = timedelta(days=1)
SECONDS = re.compile(r"\d{1,12}")
PLAIN = re.compile(r"[\x20-\x7e\xa0-\xff]{1,1000}")


def retry_after(value: str, now: datetime) -> datetime | None:
    """When a Retry-After of seconds or of a date lets one come back, at most a day off; None where it says nothing.

    `now` is aware and in UTC, and so is the answer. A time that is over says nothing.
    """
    until = in_seconds(value, now) or http_date(value)
    return min(until, now + LONGEST) if until and until > now else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when an answer says that it holds, at most a day off; None where it says nothing or forbids to keep it.

    `headers` answers to names in small letters. Cache-Control goes before Expires; a shared cache's Age is taken off.
    """
    said = directives(headers.get("cache-control", ""))
    if said.keys() & {"no-store", "no-cache"}:
        return None
    if "max-age" in said:
        until = in_seconds(said["max-age"], now)
        age = in_seconds(headers.get("age", ""), now)
        until = until - (age - now) if until and age else until
    else:
        until = lifetime(headers, now)
    return min(until, now + LONGEST) if until and until > now else None


def lifetime(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Expires by the server's own clock, where it tells that: clocks differ."""
    expires, sent = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    if expires is None or sent is None:
        return expires
    return now + max(timedelta(), min(expires - sent, LONGEST))


def directives(value: str) -> dict[str, str]:
    """Cache-Control by names in small letters; of a name that comes twice the first counts."""
    said: dict[str, str] = {}
    for part in value.split(",")[:50]:
        name, _, what = part.partition("=")
        said.setdefault(name.strip().lower(), what.strip().strip('"'))
    return said


def in_seconds(value: str, now: datetime) -> datetime | None:
    """`now` and so many seconds, at most a day; None where the value is no number of them."""
    value = value.strip()
    if not value.isascii() or not SECONDS.fullmatch(value):
        return None
    return now + min(timedelta(seconds=int(value)), LONGEST)


def http_date(value: str) -> datetime | None:
    """A header's date, aware and in UTC; None where it is none."""
    try:
        said = parsedate_to_datetime(value[:100])
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def validator(value: str) -> str:
    """An ETag or Last-Modified that can be sent back as it is; "" where it is too long or would break a header."""
    return value if PLAIN.fullmatch(value) else ""
