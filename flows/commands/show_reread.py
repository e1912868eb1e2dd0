"""What reading again brought, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from flows.commands.show import plain, table
from flows.reread import Differences
from parsers.names import counted

# Lines of each kind; --format json has all.
SHOWN = 10


def show_differences(found: Differences, *, written: bool) -> None:
    """Counts, and the first lines of what was gained and lost."""
    console = Console()
    left = f", {counted(found.without_text, 'text')} let go before" if found.without_text else ""
    failed = f", {found.failed} could not be read" if found.failed else ""
    console.print(plain(f"{counted(found.articles, 'article')} read again{left}{failed}."))
    made = table("what", "how many", "the first")
    lists = (
        ("acts gained", found.gained), ("acts lost", found.lost), ("pacts new", found.pacts_new),
        ("pacts gone", found.pacts_gone), ("pacts merged", found.pacts_merged),
        ("pacts that moved", found.pacts_moved),
    )  # fmt: skip
    for name, lines in lists:
        if lines:
            made.add_row(name, str(len(lines)), plain(shortened(lines)))
    for name, many in sorted(found.changed.items()):
        made.add_row(f"acts with another {name}", str(many), "")
    if made.row_count:
        console.print(made)
    else:
        console.print("Nothing is otherwise than it was.")
    if not written:
        console.print("Nothing was written; without --dry-run it is.")


def shortened(lines: Sequence[str]) -> str:
    """The first few lines, each cut."""
    return " | ".join(line[:90] for line in lines[:SHOWN])
