"""What a look of `pactwatch doctor` tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Level(StrEnum):
    """How a thing is: well, worth knowing, or broken."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Line:
    """What was seen of one thing, and how to mend it where that is needed."""

    area: str
    level: Level
    what: str
    remedy: str = ""


def ago(when: datetime) -> str:
    """How long ago a moment was, roughly."""
    from flows.progress import display_seconds

    seconds = (datetime.now(UTC) - when).total_seconds()
    return f"{display_seconds(seconds)} ago" if seconds < 172_800 else f"{seconds / 86_400:.0f} days ago"
