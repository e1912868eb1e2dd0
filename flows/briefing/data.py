"""`data.js`: the pacts as the page's own script filters them. A file of script, as pages in a folder may not fetch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from flows.briefing.charts import places
from flows.briefing.views import World
from flows.briefing.words import ROLES, TONES, heading, iso, tone
from flows.wording import words
from parsers.model import Kind, Status, Topic

# A page that holds more than this is slow to open; older pacts have their pages, and are in the tables for programs.
MOST = 12_000
EPOCH = date(1970, 1, 1).toordinal()


def data_js(world: World) -> str:
    """Columns of numbers and titles; words stand once, in lists that the numbers point into.

    A day is its number since 1970. What the script shows of it is text to it, never markup.
    """
    pacts = world.pacts[:MOST]
    actors = list(world.actors.values())
    kinds, statuses, topics = Codes(Kind), Codes(Status), Codes(Topic)
    units, spoken = Codes(()), Codes(())
    roles = {role: n for n, role in enumerate(ROLES)}
    number = {a.id: n for n, a in enumerate(actors)}
    told = {
        "left": len(world.pacts) - len(pacts),
        "places": places(),
        "roles": list(ROLES.values()),
        "tones": {t: [sign, label] for t, (sign, label) in TONES.items()},
        "actors": [[a.id, a.name, a.sort, a.page] for a in actors],
        # All names of pages are of one length, so they stand in one text.
        "page": "".join(p.page for p in pacts),
        "title": [[spoken[w] for w in heading(p.title, 160).split(" ")] for p in pacts],
        "kind": [kinds[p.kind] for p in pacts],
        "status": [statuses[p.status.code] for p in pacts],
        "topics": [[topics[t] for t in p.topics] for p in pacts],
        "sides": [[number[s.actor.id] * 4 + roles[s.role] for s in p.sides] for p in pacts],
        "sums": [[[value, units[unit]] for value, unit in p.amounts] or 0 for p in pacts],
        "first": [day_number(p.first) for p in pacts],
        "last": [day_number(p.last) for p in pacts],
        "sure": [round(p.confidence * 100) for p in pacts],
        "outlets": [len(p.outlets) for p in pacts],
    }
    told["kinds"] = [[k, words(k)] for k in kinds]
    told["statuses"] = [[s, words(s), tone(s)] for s in statuses]
    told["topicNames"] = [[t, words(t)] for t in topics]
    told["units"], told["words"] = list(units), list(spoken)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    # One string that is parsed as JSON is read faster by browsers than the same as script.
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"var PACTWATCH = JSON.parse('{quoted}');\n"


class Codes(dict[str, int]):
    """Numbers of words in the order in which they first come."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__({w: n for n, w in enumerate(words)})

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


def day_number(when: datetime | None) -> int:
    """Days since 1970; 0 for none."""
    return date.fromisoformat(iso(when)).toordinal() - EPOCH if when else 0
