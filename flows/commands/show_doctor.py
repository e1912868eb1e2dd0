"""What `pactwatch doctor` saw, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from rich.console import Console

from flows.commands.looks import Level, Line
from flows.commands.show import plain, table

BROKEN = 1
STYLES = {Level.OK: "green", Level.NOTE: "yellow", Level.BROKEN: "bold red"}


def show_checkup(lines: Sequence[Line], form: str) -> int:
    """A line for each thing, with its remedy; the exit code: 1 where something is broken."""
    broken = sum(line.level is Level.BROKEN for line in lines)
    if form == "json":
        click.echo(json.dumps([asdict(line) for line in lines], indent=1, ensure_ascii=False))
        return BROKEN if broken else 0
    made = table("area", "", "what", "remedy")
    for line in lines:
        level = plain(line.level)
        level.stylize(STYLES[line.level])
        made.add_row(plain(line.area), level, plain(line.what), plain(line.remedy))
    console = Console()
    console.print(made)
    console.print(f"{broken} broken." if broken else "Nothing is broken.")
    return BROKEN if broken else 0
