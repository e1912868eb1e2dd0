"""What became of a message, and how that is told from what a channel answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

from storage.outbox import Tried

LONGEST_REST = 24 * 3600.0
# The receiver is busy or not ready; it took nothing.
COME_BACK = frozenset({408, 425, 429})
# A server in front got no answer from the one behind, which may have taken the message.
NO_WORD = frozenset({502, 504})


class Result(StrEnum):
    """What became of a message; all but the last are outcomes of a try."""

    DELIVERED = "delivered"
    REJECTED = "rejected"
    RETRY = "retry"
    UNKNOWN = "unknown"
    NOT_TRIED = "not_tried"

    @property
    def tried(self) -> Tried:
        """The word of the log; a channel that could not be used was not reached."""
        return Tried.RETRY if self is Result.NOT_TRIED else Tried(self.value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a channel took the message, and if not, why, without the channel's address.

    `retry_after` is in seconds, where the channel said when to come back; `rest` where it is the channel that has
    trouble, not this message.
    """

    result: Result
    detail: str | None = None
    retry_after: float | None = None
    rest: bool = False


def of_status(status: int, retry_after: float | None = None) -> Outcome:
    """What an HTTP status says of the message that it answers."""
    try:
        said = f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = f"HTTP {status}"
    if 200 <= status < 300:
        return Outcome(Result.DELIVERED, said)
    if 300 <= status < 400:
        return Outcome(
            Result.REJECTED, f"{said}: the address has moved, and is not followed; put the new one there"
        )
    if status in COME_BACK:
        return Outcome(Result.RETRY, said, retry_after, rest=retry_after is not None)
    if status in NO_WORD:
        return Outcome(Result.UNKNOWN, said, retry_after)
    if status >= 500:
        return Outcome(Result.RETRY, said, retry_after, rest=retry_after is not None)
    return Outcome(Result.REJECTED, said)


def seconds_of(header: str | None, now: datetime | None = None) -> float | None:
    """A Retry-After header in seconds, at most a day; None where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), LONGEST_REST)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    wait = (when - (now or datetime.now(UTC))).total_seconds()
    return min(max(wait, 0.0), LONGEST_REST)
