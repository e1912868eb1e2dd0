"""Every file of the site, one after the other: the first page last, so that whatever it links to is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files

from flows.briefing.charts import matrix, money, month_name, places, timeline, world_map
from flows.briefing.data import data_js
from flows.briefing.feeds import calendar, feeds
from flows.briefing.moves import Today, moves_of, today_of
from flows.briefing.pact_page import pact_page
from flows.briefing.render import render
from flows.briefing.tables import COLUMNS
from flows.briefing.views import Actor, PactView, World
from flows.briefing.words import TONES
from flows.wording import page_name
from parsers.names import counted, display_name
from storage.briefing import Asked, Row

MOST_CARDS = 30
FIRST_ROWS = 25
MONEY_ROWS = 25
ASSETS = ("briefing.css", "briefing.js", "icon.svg")
File = tuple[str, bytes]
SORTS = {
    "state": "States",
    "organisation": "Blocs and organisations",
    "movement": "Movements",
    "unknown": "Others",
}


def pages(
    world: World, asked: Asked, reports: Iterable[tuple[str, list[Row]]], now: datetime, base_url: str
) -> Iterator[File]:
    """Path below the site and bytes of every page, feed and asset; `reports` is each pact's id with its rows."""
    moves = moves_of(asked.changes, world)
    for name in ASSETS:
        yield f"assets/{name}", (files("flows.briefing") / "assets" / name).read_bytes()
    yield from pact_pages(world, asked, reports)
    yield from party_pages(world)
    yield from month_pages(world)
    yield from feeds(world, moves, asked.told, base_url)
    yield (
        "feeds/index.html",
        render("feeds.html", root="../", subscriptions=list(asked.told), columns=COLUMNS),
    )
    yield "deadlines.ics", calendar(world.ahead, now.astimezone(UTC).date(), base_url)
    yield "data.js", data_js(world).encode("utf-8", "replace")
    yield "index.html", index(world, today_of(moves, world.ahead, now), now)


def pact_pages(world: World, asked: Asked, reports: Iterable[tuple[str, list[Row]]]) -> Iterator[File]:
    """A page for each pact, and one for each former pact that leads to the one it is now."""
    former: dict[str, list[str]] = {}
    for gone, pact_id in asked.former.items():
        former.setdefault(pact_id, []).append(gone)
    for pact_id, rows in reports:
        pact = world.by_id.get(pact_id)
        if pact:
            said = asked.said.get(pact_id, ())
            yield (
                f"pacts/{pact.page}.html",
                pact_page(pact, rows, asked.copies, said, former.get(pact_id, ())),
            )
    for gone, pact_id in asked.former.items():
        if pact_id in world.by_id and gone not in world.by_id:
            yield f"pacts/{page_name(gone)}.html", render("moved.html", p=world.by_id[pact_id])


def party_pages(world: World) -> Iterator[File]:
    """A page for each actor that is in a pact, and the list of them."""
    blocs: dict[str, list[Actor]] = {}
    for actor in world.actors.values():
        for member in actor.members:
            blocs.setdefault(member, []).append(actor)
    for actor_id, actor in world.actors.items():
        some = world.by_actor[actor_id]
        yield (
            f"parties/{actor.page}.html",
            render(
                "party.html",
                root="../",
                actor=actor,
                pacts=some,
                tones=TONES,
                tally=Counter(p.status.tone for p in some),
                members=[
                    world.actors.get(m) or Actor(m, display_name(m), "state", "") for m in actor.members
                ],
                known=world.actors,
                blocs=blocs.get(actor_id, ()),
                partners=partners(world, actor_id),
                timeline=timeline(some),
            ),
        )
    groups = [(title, listed(world, sort)) for sort, title in SORTS.items()]
    yield (
        "parties/index.html",
        render("list.html", root="../", heading="Countries and blocs", groups=[g for g in groups if g[1]]),
    )


def listed(world: World, sort: str) -> list[tuple[str, str, int]]:
    """Names, pages and numbers of pacts of all actors of a sort, by name."""
    some = [a for a in world.actors.values() if a.sort == sort]
    return [(a.name, f"{a.page}.html", len(world.by_actor[a.id])) for a in sorted(some, key=lambda a: a.name)]


def partners(world: World, actor_id: str) -> list[tuple[Actor, int]]:
    """With whom an actor is in pacts, and in how many, most first."""
    counts: Counter[str] = Counter()
    for pact in world.by_actor[actor_id]:
        counts.update({s.actor.id for s in pact.sides} - {actor_id})
    return [(world.actors[i], n) for i, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def month_pages(world: World) -> Iterator[File]:
    """All pacts by the month of their last report: plain tables that need no script."""
    months: dict[str, list[PactView]] = {}
    for pact in world.pacts:
        months.setdefault(pact.month, []).append(pact)
    dated = sorted(m for m in months if m != "undated")
    for month, some in months.items():
        place = dated.index(month) if month in dated else None
        yield (
            f"months/{month}.html",
            render(
                "month.html",
                root="../",
                name=month_name(month) if month in dated else "undated",
                pacts=some,
                earlier=dated[place - 1] if place else "",
                later=dated[place + 1] if place is not None and place + 1 < len(dated) else "",
            ),
        )
    groups: dict[str, list[tuple[str, str, int]]] = {}
    for month in [*reversed(dated), *(m for m in months if m == "undated")]:
        name = month_name(month) if month in dated else "Without a date"
        groups.setdefault(month[:4] if month in dated else "", []).append(
            (name, f"{month}.html", len(months[month]))
        )
    yield (
        "months/index.html",
        render(
            "list.html",
            root="../",
            heading="Pacts by month of their last report",
            groups=list(groups.items()),
        ),
    )


def index(world: World, today: Today, now: datetime) -> bytes:
    """The first page."""
    return render(
        "index.html",
        root="",
        now=now,
        lead=lead(world, today),
        world=world,
        today=today,
        most=MOST_CARDS,
        first=world.pacts[:FIRST_ROWS],
        tones=TONES,
        timeline=timeline(world.pacts),
        map=world_map(world, {code: display_name(code) for code in places()}),
        matrix=matrix(world),
        money=money(world.pacts),
        rows=MONEY_ROWS,
    )


def lead(world: World, today: Today) -> str:
    """What a person in a hurry reads: one or two sentences."""
    if not world.pacts:
        return "The ledger holds no pact yet. When a run has found one, it stands here."
    off = sum(m.bad for m in [*today.new, *(some[0] for some in today.moved)])
    moved = f"{counted(len(today.moved), 'pact')} moved" if today.moved else "none moved"
    told = f"{counted(len(today.new), 'new pact')} since yesterday, {moved}"
    if not today.new and not today.moved:
        told = "Nothing new since yesterday"
    bad = f"; {off} for the worse" if off else ""
    ahead = f" Reports name {counted(len(today.ahead), 'day')} of the next six weeks." if today.ahead else ""
    doubtful = sum(p.debatable for p in world.pacts)
    left_out = f", {doubtful} too doubtful for an alert" if doubtful else ""
    return f"{told}{bad}.{ahead} {counted(len(world.pacts), 'pact')} in all{left_out}."
