"""`pactwatch schema`: what can be asked of a ledger, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.padding import Padding

from flows.commands.show import plain, table
from storage.documentation import Documented
from storage.ledger import Ledger

SORTS = {
    "table": "Tables",
    "view": "Views",
    "table macro": "Macros that give rows: FROM name(...)",
    "macro": "Macros that give a value: SELECT name(...)",
}


def show_schema(ledger: Ledger, form: str) -> None:
    """Print the documentation of a ledger as tables for a terminal, JSON or Markdown."""
    from storage.documentation import documentation

    with ledger.read() as db:
        things = documentation(db)
    if form == "json":
        print(json.dumps([asdict(t) for t in things], indent=1, ensure_ascii=False))
    elif form == "markdown":
        print(as_markdown(things))
    else:
        as_table(things)


def as_table(things: Sequence[Documented]) -> None:
    """On the terminal: each thing with its columns."""
    console = Console()
    for thing in things:
        heading = plain(f"{thing.name}{thing.signature}")
        heading.stylize("bold")
        console.print(heading, plain(f"({thing.sort})"))
        console.print(Padding(plain(thing.comment), (0, 0, 0, 2)))
        if thing.example:
            console.print(Padding(plain(thing.example), (0, 0, 0, 2)))
        if thing.columns:
            made = table("column", "type", "what it is")
            for column in thing.columns:
                made.add_row(*map(plain, (column.name, column.type, column.comment)))
            console.print(Padding(made, (0, 0, 0, 2)))
        console.print()


def as_markdown(things: Sequence[Documented]) -> str:
    """A page with a section for each sort of thing."""
    lines = ["# What can be asked of the ledger"]
    for sort, heading in SORTS.items():
        lines += ["", f"## {heading}"]
        for thing in (t for t in things if t.sort == sort):
            lines += ["", f"### {thing.name}{thing.signature}", thing.comment]
            if thing.example:
                lines += ["", f"    {thing.example}"]
            if thing.columns:
                lines += ["", "| column | type | what it is |", "| --- | --- | --- |"]
                lines += [f"| {c.name} | {c.type} | {piped(c.comment)} |" for c in thing.columns]
    return "\n".join(lines)


def piped(text: str) -> str:
    """A text for a cell of a Markdown table."""
    return text.replace("|", "\\|")
