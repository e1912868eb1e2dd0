"""A pact and an act on the terminal, and as JSON. Text from outside is never markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from flows.commands.show import plain, table
from parsers.names import counted, display_amount, display_name
from parsers.pacts.link import JOIN
from parsers.pacts.pact import Step
from storage.history import ActHistory, PactHistory, Row


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
        console.print(plain(report_line(row)))
        for text in filter(None, (row["headline"], f"“{row['evidence']}”")):
            console.print(Padding(plain(text), (0, 0, 0, 12)))
    if history.former:
        console.print(plain("Took in: " + ", ".join(f["former_id"] for f in history.former)))
    for one in history.said:
        console.print(plain(saying(one)))


def report_line(row: Row) -> str:
    """Day, status, what it does to the pact, outlet, how sure, and the act to name in a split."""
    step = row["step"]
    if row["against"]:
        step += (
            f" {row['against_outlet']}" if step == Step.CONTRADICTS else f", against {row['against_outlet']}"
        )
    told = f"{row['status']}, {step}"
    return f"{day(row['published']) or 'no date   '}  {told}  {row['outlet']}, {percent(row['confidence'])}  act {row['act_id'][:8]}"


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


def show_act(history: ActHistory) -> None:
    """What was read, by which words, and why it is in its pact."""
    console = Console()
    act = history.act
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
    show_place(console, history)
    for one in history.said:
        console.print(plain(f"A person said of its pact: {saying(one)}"))
    if history.others:
        console.print(plain("Other acts that it might have followed on:"))
    for one in history.others:
        apart = "" if one["allowed"] else ", set apart by a person"
        console.print(plain(f"{percent(one['score'])} likely{apart}: “{one['evidence']}” ({where(one)})"))


def show_place(console: Console, history: ActHistory) -> None:
    """What it follows on and what was weighed, or that it follows on nothing."""
    followed = history.followed
    if followed is None:
        start = (
            "It starts it" if history.starts else "It follows on no act, but is one with others of its pact"
        )
        why = (
            ""
            if history.others and history.others[0]["score"] >= JOIN
            else ": no earlier act was likely enough"
        )
        console.print(plain(f"{start}{why}."))
        return
    console.print(plain(f"It follows on, as {percent(history.act['follows_score'])} likely about the same:"))
    console.print(plain(f"“{followed['evidence']}” ({where(followed)})"))
    weighed = table("for or against", "weight", title="What was weighed")
    for one in history.act["follows_reasons"] or ():
        weighed.add_row(plain(one["name"]), plain(f"{one['weight']:+.2f}"))
    console.print(weighed)


def where(act: Row) -> str:
    """Where an act stood, and the first letters of its id."""
    return f"{act['outlet']}, {day(act['published'])}, act {act['act_id'][:8]}"


def saying(said: Row) -> str:
    """A correction in a line."""
    return f"{said['correction']}, {day(said['made_at'])}{': ' + said['note'] if said['note'] else ''}"


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


def act_as_json(history: ActHistory) -> str:
    """A history as a line of JSON."""
    told = asdict(history)
    return json.dumps({"act": told.pop("act"), "follows": told.pop("followed"), **told}, default=str)
