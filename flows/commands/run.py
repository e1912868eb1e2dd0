"""`pactwatch run`: the flow `watch` once, with its progress on the terminal."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.engine import prepare_engine, progress_to, reaching_engine
from flows.progress import watching
from flows.settings import SettingsError, load_settings
from flows.summary import Summary
from parsers.text import one_line


def run_watch(config: Path, *, soon: bool) -> int:
    """Run once on the user's own settings, and show what was read, found and sent; `soon` as in the flow `watch`.

    The exit code: 1 where no source that was asked answered.
    """
    from flows.commands.show import show_run

    settings = load_settings(config)
    if not settings.sources:
        raise SettingsError(
            f"{config}: sources: there are none; add a [[sources]] block with a name and a url"
        )
    console = Console()
    summary = watch_once(config, console, soon=soon)
    show_run(console, summary)
    console.print(Text(f"Ledger: {settings.storage.place}"), soft_wrap=True)
    return 1 if summary.polls and all(p.problem for p in summary.polls) else 0


def run_backfill(inputs: Sequence[str], config: Path, *, dry_run: bool, **asked: Any) -> int:
    """Read articles of the past into the user's own ledger, and show what was read, skipped and found.

    The exit code: 1 where something that was named could not be read.
    """
    from flows.commands.show_backfill import count_first, show_backfill

    settings = load_settings(config)
    console = Console()
    if dry_run:
        return count_first(console, settings, inputs, asked)
    with working(console):
        from flows.backfill import backfill

        tally = backfill(list(inputs), config, **asked)
    show_backfill(console, tally)
    console.print(Text(f"Ledger: {settings.storage.place}"), soft_wrap=True)
    return 1 if tally.problems else 0


def watch_once(config: Path, console: Console, *, soon: bool = True) -> Summary:
    """Run the flow `watch` in this process, its progress lines on the console."""
    with working(console):
        from flows.watch import watch

        return watch(config, soon=soon)


@contextmanager
def working(console: Console) -> Iterator[None]:
    """Prefect made ready, and within the block the flows' progress lines on the console."""
    prepare_engine()
    with console.status("Starting Prefect …") as status:
        # Prefect sets its loggers up when it is imported, and would take our handler away again.
        import prefect.main  # noqa: F401

        def show(line: str, level: int) -> None:
            console.print(
                Text(f"  {one_line(line, 2_000)}", style="yellow" if level >= logging.WARNING else "")
            )
            status.update("Working …")

        with reaching_engine(), progress_to(show), watching(lambda now: status.update(Text(str(now)))):
            yield
