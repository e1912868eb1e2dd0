"""`pactwatch ledger ...`: check, compact, back up and restore the ledger. Heavy imports stand inside the commands."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from storage.check import Finding
    from storage.ledger import Ledger

DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
AGE = re.compile(r"(\d{1,5})([dwmy])")
LONGEST = 100 * 365
WRONG = 1
LEDGER = click.option(
    "--ledger",
    "place",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger, instead of the settings' own.",
)


@click.group(
    epilog="\b\nExamples:\n  pactwatch ledger check\n  pactwatch ledger backup /backup/pactwatch.duckdb"
)
def ledger() -> None:
    """Look after the ledger: check it, compact it, back it up, restore it."""


@ledger.command(epilog="\b\nExamples:\n  pactwatch ledger check\n"
                       "  pactwatch ledger check --ledger /backup/pactwatch.duckdb")  # fmt: skip
@CONFIG
@LEDGER
def check(config: Path, place: Path | None) -> int:
    """Verify that the ledger is sound; exit code 1 where something is wrong.

    Looks at keys, references, evidence in its text, words, dates, deliveries, views, and reads every value.
    """
    from storage.check import check_ledger

    opened = opened_ledger(config, place)
    return show_findings(check_ledger(opened), opened.place)


@ledger.command(epilog="\b\nExamples:\n  pactwatch ledger compact\n"
                       "  pactwatch ledger compact --drop-bodies-older-than 2y")  # fmt: skip
@CONFIG
@LEDGER
@click.option("--drop-bodies-older-than", "age", metavar="AGE", callback=lambda _c, _p, value: age_of(value),
              help="Let go texts of articles this old (90d, 26w, 18m, 2y) that no act stands on.")  # fmt: skip
def compact(config: Path, place: Path | None, age: timedelta | None) -> None:
    """Rewrite the ledger without the room that old rows left; flows wait meanwhile, readers do not."""
    from flows.progress import display_size
    from parsers.names import counted
    from storage.care import compact as rewrite

    opened = opened_ledger(config, place)
    done = rewrite(opened, datetime.now(UTC) - age if age else None)
    click.echo(f"{opened.place}: {display_size(done.before)} before, {display_size(done.after)} after.")
    if age:
        click.echo(
            f"{counted(done.dropped, 'text')} let go. Kept: {counted(done.kept, 'text')} as old that acts stand on, "
            "all newer ones, and every article, act, pact and change."
        )


@ledger.command(epilog="\b\nExamples:\n  pactwatch ledger backup /backup/pactwatch.duckdb\n"
                       "  pactwatch ledger backup --force /backup/pactwatch.duckdb")  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CONFIG
@LEDGER
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def backup(file: Path, config: Path, place: Path | None, *, force: bool) -> int:
    """Copy the ledger as it is at one moment, also while flows write, and check the copy."""
    from flows.progress import display_size
    from storage.care import backup as copy

    findings = copy(opened_ledger(config, place), file, force=force)
    click.echo(f"Backed up to {file} ({display_size(file.stat().st_size)}).")
    return show_findings(findings, str(file))


@ledger.command(epilog="\b\nExamples:\n  pactwatch ledger restore /backup/pactwatch.duckdb")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CONFIG
@LEDGER
def restore(file: Path, config: Path, place: Path | None) -> None:
    """Put a backup in the ledger's place, after a check; the ledger that was there is kept beside it."""
    from storage.care import restore as put_back

    opened = opened_ledger(config, place)
    kept = put_back(opened, file, datetime.now(UTC))
    click.echo(
        f"Restored {opened.place} from {file}." + (f" The ledger of before is {kept}." if kept else "")
    )


def opened_ledger(config: Path, place: Path | None) -> Ledger:
    """The ledger at a place, or that of the settings."""
    from flows.settings import load_settings
    from storage.opening import open_ledger

    return open_ledger(place) if place else load_settings(config).storage.open()


def age_of(text: str | None) -> timedelta | None:
    """An age as people write it (90d, 26w, 18m, 2y; a month is 30 days, a year 365)."""
    if text is None:
        return None
    found = AGE.fullmatch(text.strip().lower())
    days = int(found[1]) * DAYS[found[2]] if found else 0
    if not 0 < days <= LONGEST:
        raise click.BadParameter(
            f"{text!r} is no age up to a century; write a number and d, w, m or y, as 90d or 2y"
        )
    return timedelta(days=days)


def show_findings(findings: list[Finding], place: str) -> int:
    """A table: a line for each area, and one for each finding; the exit code that says whether something is wrong."""
    from rich.console import Console
    from rich.text import Text

    from flows.commands.show import plain, table
    from parsers.names import counted
    from storage.check import Level, sound

    made = table("area", "", "rows", "found", "for example")
    for area in dict.fromkeys(f.area for f in findings):
        mine = [f for f in findings if f.area == area]
        told = [f for f in mine if f.level is not Level.OK]
        for f in told:
            made.add_row(*map(plain, (area, f.level, f.rows or "", f.what, f.example)))
        if not told:
            made.add_row(*map(plain, (area, Level.OK, "", f"{counted(len(mine), 'check')} passed", "")))
    console = Console()
    console.print(made)
    wrong, notes = (sum(f.level is level for f in findings) for level in (Level.WRONG, Level.NOTE))
    verdict = f"{place}: {counted(wrong, 'fault')}" if wrong else f"{place} is sound"
    console.print(Text(verdict + (f", {counted(notes, 'note')}" if notes else "")), soft_wrap=True)
    return 0 if sound(findings) else WRONG
