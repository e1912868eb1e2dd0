"""A pact and an act on the terminal, and as JSON. Text from outside is never markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from flows.show import plain, table
from parsers.names import counted, display_amount, display_name
from storage.history import PactHistory, Row


def show_pact(history: PactHistory) -> None:
    """A pact's fields, its reports, what it took in, and what people said of it."""
    console = Console()
    pact = history.pact
    heading = plain(pact["title"])
    heading.stylize("bold")
    console.print(heading)
    fields = Table(box=None, show_header=False, pad_edge=False)
    for name, value in pact_fields(pact):
        fields.add_row(name, plain(value))
    console.print(fields)
    console.print()
    for row in history.reports:
        told = f"{day(row['published'])}  {row['status']}, {row['step']}  {row['outlet']}, {percent(row['confidence'])}  act {row['act_id'][:8]}"
        console.print(plain(told))
        console.print(Padding(plain(f"“{row['evidence']}”"), (0, 0, 0, 12)))
    if history.former:
        console.print(plain("Took in: " + ", ".join(f["former_id"] for f in history.former)))
    for one in history.said:
        console.print(
            plain(f"{one['correction']}, {day(one['made_at'])}{': ' + one['note'] if one['note'] else ''}")
        )


def pact_fields(pact: Row) -> list[tuple[str, str]]:
    """What a person wants to know of a pact, those fields that are told."""
    told = [
        ("status", pact["status"] + (f" ({pact['standing']})" if pact["standing"] else "")),
        ("kind", pact["kind"]),
        ("parties", parties(pact["parties"])),
        ("topics", ", ".join(t.replace("_", " ") for t in pact["topics"])),
        ("sums", ", ".join(display_amount(a["value"], a["unit"]) for a in pact["amounts"])),
        ("date", day(pact["pact_date"])),
        ("place", pact["place"] or ""),
        (
            "sure",
            f"{percent(pact['confidence'])}, {counted(len(pact['outlets']), 'outlet')}: {', '.join(pact['outlets'])}",
        ),
        ("reported", f"{day(pact['first_reported'])} to {day(pact['last_reported'])}"),
        ("pact", pact["pact_id"]),
    ]
    return [(name, value) for name, value in told if value]


def show_act(act: Row, followed: Row | None) -> None:
    """What was read, by which words, and why it is in its pact."""
    console = Console()
    heading = plain(f"{act['status']} {act['kind']}: {parties(act['parties'])}")
    heading.stylize("bold")
    console.print(heading)
    console.print(plain(f"“{act['evidence']}”"))
    console.print(plain(f"{act['outlet']}, {day(act['published'])}, {act['url']}"))
    read = table("field", "value", "words", "rule", title="What was read")
    for reason in act["reasons"]:
        read.add_row(*map(plain, (reason["field"], reason["value"], reason["words"], reason["rule"])))
    console.print(read)
    console.print(plain(f"Pact: {act['pact']} ({act['pact_id']})"))
    if followed is None:
        console.print(plain("It starts it: no earlier act was likely enough to be about the same."))
        return
    console.print(plain(f"It follows on, as {percent(act['follows_score'])} likely about the same:"))
    console.print(plain(f"“{followed['evidence']}” ({followed['outlet']}, {day(followed['published'])})"))
    weighed = table("for or against", "weight", title="What was weighed")
    for one in act["follows_reasons"] or ():
        weighed.add_row(plain(one["name"]), plain(f"{one['weight']:+.2f}"))
    console.print(weighed)


def parties(some: Sequence[Row]) -> str:
    """Parties by name, with their role where it is not that of a side."""
    return ", ".join(
        display_name(p["id"]) + ("" if p["role"] == "party" else f" ({p['role']})") for p in some
    )


def percent(share: float) -> str:
    """A share of 1 in percent."""
    return f"{share:.0%}"


def day(moment: Any) -> str:
    """A day or a moment as a day; "" for none."""
    return moment.isoformat()[:10] if moment else ""


def pact_as_json(history: PactHistory) -> str:
    """A history as a line of JSON."""
    return json.dumps(asdict(history), default=str)


def act_as_json(act: Row, followed: Row | None) -> str:
    """An act and the one that it follows on as a line of JSON."""
    return json.dumps({"act": act, "follows": followed}, default=str)
