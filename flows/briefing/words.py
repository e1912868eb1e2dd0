"""How the briefing names things: statuses and their tones, kinds, days, addresses and file names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from parsers.model import Status
from parsers.text import one_line

# A status is shown by its words, a sign and a colour, so that none of the three is needed to tell it.
TONES = {
    "way": ("○", "Under way"),
    "made": ("◐", "Made"),
    "firm": ("●", "In effect"),
    "off": ("✕", "Off"),
}
TONE_OF: dict[str, str] = {
    Status.PROPOSED: "way", Status.NEGOTIATING: "way",
    Status.AGREED: "made", Status.SIGNED: "made", Status.PLEDGED: "made", Status.REAFFIRMED: "made",
    Status.RATIFIED: "made",
    Status.IN_FORCE: "firm", Status.EXTENDED: "firm", Status.FULFILLED: "firm",
    Status.SUSPENDED: "off", Status.TERMINATED: "off", Status.REJECTED: "off", Status.VIOLATED: "off",
}  # fmt: skip
ROLES = {"party": "", "committer": "takes it on", "recipient": "for", "mediator": "mediates"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Marks that turn the direction of what comes after them, and so could make a line read as another.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# XML 1.0 has no way to write them, nor are they anything that a person sees.
NO_XML = re.compile("[\ufffe\uffff]")
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")


def tone(status: str) -> str:
    """Which of TONES a status has."""
    return TONE_OF.get(status, "way")


# Outlets, rules and the like are the same again and again.
@lru_cache(maxsize=20_000)
def heading(text: str, limit: int = 300) -> str:
    """A text from outside for one line: no turning marks, cut at `limit` characters with an ellipsis."""
    line = NO_XML.sub("", TURNS.sub("", one_line(text, limit + 1)))
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def quote(text: str, limit: int = 4_000) -> str:
    """A text from outside that is quoted: its marks stay, for the page keeps them to its own element."""
    line = NO_XML.sub("", one_line(text, limit + 1))
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def day(when: date | datetime | None) -> str:
    """A day as people read it: "28 Oct 2025"; "" for none."""
    when = in_utc(when)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}" if when else ""


def iso(when: date | datetime | None) -> str:
    """A day as machines read it: "2025-10-28"; "" for none."""
    when = in_utc(when)
    return when.isoformat()[:10] if when else ""


def in_utc(when: date | datetime | None) -> date | datetime | None:
    """A moment in UTC; a day as it is."""
    return when.astimezone(UTC) if isinstance(when, datetime) else when


def percent(share: float) -> str:
    """A share of 1 in percent; never all, as nothing is sure."""
    return f"{share:.0%}"


def safe_url(url: str) -> str:
    """An address that a page may link to, with what no address may hold escaped: http and https alone, "" for any other."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    return percent_encoded(url.strip(), safe="%/:=&?~#+!$,;'@()*[]")


def actor_slug(actor_id: str) -> str:
    """The name of an actor's page: its id, where that is fit to be a file's name."""
    return actor_id if PLAIN.fullmatch(actor_id) else f"_{sha256(actor_id.encode()).hexdigest()[:16]}"
