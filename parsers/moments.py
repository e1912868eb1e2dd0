"""Times as machines write them."""

from __future__ import annotations

from datetime import UTC, datetime


def read_moment(text: object) -> datetime | None:
    """An ISO 8601 or RFC 3339 time as an aware datetime in UTC; one without a zone counts as UTC, None for no time."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text.strip()[:40])
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
