"""What is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.model import Problem, ProblemCode
from parsers.text import one_line


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `etag` and `last_modified` are those of the last answer, "" for none."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to one request, or the problem instead of a body.

    `url` is where it came from in the end, and `moved_to` where permanent redirects alone led (301, 308), else "".
    `not_modified` is a 304: what was there last time still holds. `wait_until` is when the host may be asked again,
    `fresh_until` until when the answer says that it holds, at most a day; both are aware and in UTC.
    """

    url: str
    body: bytes = b""
    content_type: str = ""
    http_status: int | None = None
    problem: Problem | None = None
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    moved_to: str = ""
    wait_until: datetime | None = None
    fresh_until: datetime | None = None


def failed(
    url: str,
    code: ProblemCode,
    detail: str,
    http_status: int | None = None,
    wait_until: datetime | None = None,
) -> Fetched:
    """An answer that is a problem."""
    return Fetched(
        url, http_status=http_status, problem=Problem(code, one_line(detail)), wait_until=wait_until
    )


def left_alone(url: str, host: str, until: datetime) -> Fetched:
    """An address that is not asked for, since its host wants to be left alone."""
    detail = f"{host} is left alone until {moment(until)}, as it asked; it is tried again after that"
    return failed(url, ProblemCode.RATE_LIMITED, detail, wait_until=until)


def moment(when: datetime) -> str:
    """A time for people."""
    return f"{when:%Y-%m-%d %H:%M} UTC"
