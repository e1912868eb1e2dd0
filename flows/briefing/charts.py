"""What the charts of the briefing show, as numbers and places; templates draw them, and the script draws them anew.

They are drawn as SVG without a library: so their text is text, they follow the reader's colours, and the strict policy of
the page, which allows no inline style, holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from flows.briefing.views import Actor, PactView, World
from flows.briefing.words import MONTHS, TONES, iso
from flows.wording import words
from parsers.names import display_amount

MOST_MONTHS = 24
MOST_ACTORS = 16
WIDTH, HEIGHT, LEFT = 720, 150, 40
# The colour of a tile goes by how many pacts there are, in steps that a reader can tell apart.
LEVELS = (1, 3, 10, 30, 100)
TILE = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a month's column: tone, count, and its place in the chart."""

    tone: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Month:
    """A month: "2025-10", its name, all its pacts, its bars, the middle of its column, and whether its name is written."""

    code: str
    name: str
    count: int
    bars: tuple[Bar, ...]
    x: float
    named: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Pacts by the month of their first report; `earlier` and `undated` are those that it does not show."""

    months: tuple[Month, ...]
    top: int
    earlier: int
    undated: int


def timeline(pacts: Iterable[PactView]) -> Timeline:
    """The last two years that have pacts, month by month."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    undated = 0
    for pact in pacts:
        month = iso(pact.first)[:7]
        undated += not month
        if month:
            counts[month][pact.status.tone] += 1
    if not counts:
        return Timeline((), 0, 0, undated)
    codes = months_between(min(counts), max(counts))[-MOST_MONTHS:]
    top = max(1, *(counts[c].total() for c in codes))
    step = (WIDTH - LEFT) / len(codes)
    every = -(-len(codes) // 8)
    made = [
        Month(
            code,
            month_name(code),
            counts[code].total(),
            bars(counts[code], LEFT + n * step, step, top),
            round(LEFT + (n + 0.5) * step, 1),
            n % every == 0,
        )
        for n, code in enumerate(codes)
    ]
    earlier = sum(c.total() for m, c in counts.items() if m < codes[0])
    return Timeline(tuple(made), top, earlier, undated)


def bars(counts: Counter[str], x: float, step: float, top: int) -> tuple[Bar, ...]:
    """The column of a month, from the ground up in the order of TONES."""
    found, ground = [], float(HEIGHT)
    width = min(step * 0.8, 60)
    for tone in TONES:
        if counts[tone]:
            height = HEIGHT * 0.92 * counts[tone] / top
            ground -= height
            left = x + (step - width) / 2
            found.append(
                Bar(tone, counts[tone], round(left, 1), round(ground, 1), round(width, 1), round(height, 1))
            )
    return tuple(found)


def months_between(first: str, last: str) -> list[str]:
    """All months from one to another: 2025-12, 2026-01 …"""
    year, month = int(first[:4]), int(first[5:])
    found = []
    while (code := f"{year:04}-{month:02}") <= last:
        found.append(code)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def month_name(code: str) -> str:
    """ "Oct 2025" for 2025-10; what is no month comes back as it is."""
    return f"{MONTHS[int(code[5:]) - 1]} {code[:4]}" if len(code) == 7 else code


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the map: where its tile is, how many pacts it is in, and the step of its colour (0 for none)."""

    actor_id: str
    name: str
    page: str
    x: int
    y: int
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Map:
    """Tiles of all states that have one, and all other actors with their pacts, most first: they have no place on it."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    badges: tuple[tuple[Actor, int], ...]


@cache
def places() -> dict[str, tuple[int, int]]:
    """Column and row of each state's tile."""
    text = (files("flows.briefing") / "map.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {code: (x, y) for y, line in enumerate(lines) for x, code in enumerate(line) if code != "."}


def world_map(world: World, names: dict[str, str]) -> Map:
    """Where the pacts are; `names` has the names of states that are in none."""
    tiles = []
    for code, (x, y) in places().items():
        actor = world.actors.get(code)
        count = len(world.by_actor.get(code, ()))
        name = actor.name if actor else names.get(code, code)
        tiles.append(Tile(code, name, actor.page if actor else "", x * TILE, y * TILE, count, level(count)))
    others = [(actor, len(world.by_actor[i])) for i, actor in world.actors.items() if i not in places()]
    badges = sorted(others, key=lambda o: (-o[1], o[0].name))
    width = (max(x for x, _ in places().values()) + 1) * TILE
    height = (max(y for _, y in places().values()) + 1) * TILE
    return Map(tuple(tiles), width, height, tuple(badges))


def level(count: int) -> int:
    """The step of a count: 0 for none, up to 5."""
    return sum(count >= least for least in LEVELS)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The actors of most pacts, and how many each two of them share: a row an actor, None for itself."""

    actors: tuple[Actor, ...]
    counts: tuple[tuple[int | None, ...], ...]
    levels: tuple[tuple[int, ...], ...]


def matrix(world: World) -> Matrix:
    """Who makes pacts with whom, mediators aside."""
    shared: Counter[tuple[str, str]] = Counter()
    many: Counter[str] = Counter()
    for pact in world.pacts:
        sides = sorted({s.actor.id for s in pact.sides if s.role != "mediator"})
        if len(sides) > 1:
            many.update(sides)
            shared.update(combinations(sides, 2))
    ids = [i for i, _ in sorted(many.items(), key=lambda item: (-item[1], item[0]))[:MOST_ACTORS]]
    counts = tuple(tuple(None if a == b else shared[min(a, b), max(a, b)] for b in ids) for a in ids)
    levels = tuple(tuple(level(c or 0) for c in line) for line in counts)
    return Matrix(tuple(world.actors[i] for i in ids), counts, levels)


@dataclass(frozen=True, slots=True)
class Money:
    """Sums of one kind of pact in one currency: how many, the largest with its pact, all, and its share of the longest bar."""

    kind: str
    unit: str
    count: int
    largest: str
    pact: PactView
    total: str
    share: float


def money(pacts: Sequence[PactView]) -> list[Money]:
    """Amounts by kind, the currencies with most sums first; nothing is converted, and shares of GDP are not added up."""
    sums: dict[tuple[str, str], list[tuple[float, PactView]]] = defaultdict(list)
    for pact in pacts:
        for value, unit in pact.amounts:
            sums[pact.kind, unit].append((value, pact))
    totals = {key: sum(v for v, _ in some) for key, some in sums.items()}
    used = Counter({unit: 0 for _, unit in sums})
    for (_, unit), some in sums.items():
        used[unit] += len(some)
    longest = {unit: max(t for (_, u), t in totals.items() if u == unit) for unit in used}
    order = sorted(sums, key=lambda k: (k[1] == "percent_gdp", -used[k[1]], k[1], -totals[k], k[0]))
    found = []
    for kind, unit in order:
        value, pact = max(sums[kind, unit], key=lambda s: (s[0], s[1].id))
        adds_up = unit != "percent_gdp"
        found.append(
            Money(
                words(kind),
                unit if adds_up else "% of GDP",
                len(sums[kind, unit]),
                display_amount(value, unit),
                pact,
                display_amount(totals[kind, unit], unit) if adds_up else "",
                totals[kind, unit] / longest[unit] if adds_up and longest[unit] else 0.0,
            )
        )
    return found
