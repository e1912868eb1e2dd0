"""Feeds out: Atom of what is new and what moved, and a calendar of the days ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from flows.briefing.moves import Move
from flows.briefing.render import render
from flows.briefing.views import Ahead, World

MOST_ENTRIES = 100
# Days that are past stay in the calendar for as long, so that one who looks back finds them.
KEPT = timedelta(days=92)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# RFC 5545: a line has at most 75 octets, its end apart.
LINE = 75


def feeds(
    world: World, moves: Sequence[Move], told: Mapping[str, frozenset[str]], base_url: str
) -> Iterator[tuple[str, bytes]]:
    """Every feed with its path below the site: all changes, those of each actor, and what each subscription was told."""
    yield "feeds/all.xml", feed("all.xml", "pactwatch: all changes", "index.html", moves, base_url)
    by_actor: dict[str, list[Move]] = {i: [] for i in world.actors}
    for move in moves:
        for side in move.pact.sides:
            by_actor[side.actor.id].append(move)
    for actor_id, actor in world.actors.items():
        path, page = f"parties/{actor.page}.xml", f"parties/{actor.page}.html"
        yield f"feeds/{path}", feed(path, f"pactwatch: {actor.name}", page, by_actor[actor_id], base_url)
    for name, changes in told.items():
        path = f"subscriptions/{name}.xml"
        known = [m for m in moves if m.id in changes]
        yield f"feeds/{path}", feed(path, f"pactwatch: subscription {name}", "index.html", known, base_url)


def feed(path: str, title: str, page: str, moves: Sequence[Move], base_url: str) -> bytes:
    """An Atom feed of the latest changes; its links are relative where the site has no address of its own."""
    shown = moves[:MOST_ENTRIES]
    return render(
        "feed.xml",
        id=uuid5(NAMESPACE_URL, f"pactwatch:{base_url}feeds/{path}").urn,
        title=title,
        updated=max((m.recorded for m in shown), default=EPOCH),
        base=base_url or "../" * (path.count("/") + 1),
        path=path,
        page=page,
        moves=shown,
    )


def calendar(ahead: Sequence[Ahead], today: date, base_url: str) -> bytes:
    """The days that reports named ahead of time as an iCalendar file, a day an event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pactwatch//briefing//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", "X-WR-CALNAME:pactwatch: days ahead"]  # fmt: skip
    for item in ahead:
        if item.day >= today - KEPT:
            lines += event(item, base_url)
    return ("\r\n".join(folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n").encode()


def event(item: Ahead, base_url: str) -> list[str]:
    """The lines of a day. Its stamp is that of the report's day, so that the file changes only with what it tells."""
    pact = item.pact
    said = f"“{item.quote}” ({item.outlet})\n{item.url}".strip()
    stamp = (pact.last or pact.first or EPOCH).astimezone(UTC)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{pact.id}-{item.day:%Y%m%d}@pactwatch",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{item.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'{item.status.label.capitalize()}: {pact.title}')}",
        f"DESCRIPTION:{escaped(said)}",
        "TRANSP:TRANSPARENT",
    ]
    if item.place:
        lines.append(f"LOCATION:{escaped(item.place)}")
    if base_url:
        lines.append(f"URL:{base_url}pacts/{pact.page}.html")
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """A text as a value of iCalendar."""
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never within a character."""
    pieces, room, piece = [], LINE, ""
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            # The space that marks a continued line counts too.
            piece, room = "", LINE - 1
        piece += character
        room -= size
    return "\r\n ".join([*pieces, piece])
