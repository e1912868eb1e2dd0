"""What the terminal shows of a backfill. Text from outside is never markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from flows.archives.counting import Count, count, there
from flows.archives.tally import Tally
from flows.commands.show import found_table, plain, read_table, table
from flows.settings import Settings
from parsers.names import counted


def count_first(console: Console, settings: Settings, inputs: Sequence[str], asked: Mapping[str, Any]) -> int:
    """Count what a backfill would read, and show it; lists are fetched for it, pages are not. The exit code."""
    from flows.archives.opening import open_all
    from flows.archives.span import span_of

    span = span_of(settings, asked["since"], asked["until"], asked["sources"])
    with console.status("Counting …"):
        opened = open_all(inputs, span, settings.fetch)
        counts = count(there(settings.storage.open()), opened.archives)
    show_counts(console, counts)
    problems = [*opened.problems, *(c.problem for c in counts if c.problem)]
    for problem in problems:
        console.print(plain(problem), style="yellow")
    total = sum(c.to_read for c in counts)
    fetch = sum(c.to_read for c in counts if c.fetch)
    more = f", {counted(fetch, 'page')} of them to be fetched" if fetch else ""
    console.print(f"{counted(total, 'page')} to read{more}. Nothing was read or written.")
    return 1 if problems else 0


def show_counts(console: Console, counts: Sequence[Count]) -> None:
    """A line for each archive."""
    made = table("archive", "listed", "to read", "not to be read", "done before")
    for c in counts:
        made.add_row(
            plain(c.name), f"{c.listed:,}", f"{c.to_read:,}", plain(reasons(c.skipped)), f"{c.done:,}"
        )
    if counts:
        console.print(made)


def reasons(skipped: Mapping[str, int]) -> str:
    """Why things were not read: 12 known already, 3 no text."""
    ordered = sorted(skipped.items(), key=lambda item: -item[1])
    return ", ".join(f"{number:,} {why.replace('_', ' ')}" for why, number in ordered)


def show_backfill(console: Console, tally: Tally) -> None:
    """What was read, what was skipped and why, what was found."""
    read, found = read_table(tally, "Read, for example"), found_table(tally, "Found, for example")
    skipped = table("number", "why", title="Not read")
    for why, number in tally.skipped.most_common():
        skipped.add_row(f"{number:,}", plain(why.replace("_", " ")))
    for made in (read, found, skipped):
        if made.row_count:
            console.print(made)
    for problem in tally.problems:
        console.print(plain(problem), style="yellow")
    counts = tally.counts()
    said = (
        f"{counts['listed']:,} looked at",
        f"{counts['done_before']:,} done before" if counts["done_before"] else "",
        f"{counted(counts['articles_read'], 'article')} read",
        f"{counts['articles_edited']:,} edited" if counts["articles_edited"] else "",
        f"{counts['skipped']:,} not read",
        counted(counts["acts"], "act"),
        counted(counts["new_pacts"], "new pact"),
        counted(counts["status_changes"], "status change"),
        f"{counted(tally.sent['delivered'], 'alert')} delivered" if tally.sent else "",
    )
    console.print(" · ".join(filter(None, said)))
