"""`pactwatch run`: the flow `watch` once, with its progress on the terminal."""

from __future__ import annotations

import logging
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.engine import prepare_engine, progress_to
from flows.settings import SettingsError, load_settings
from flows.summary import Summary


def run_watch(config: Path) -> None:
    """Run once on the user's own settings, and show what was read, found and sent."""
    from flows.show import show_run

    settings = load_settings(config)
    if not settings.sources:
        raise SettingsError(
            f"{config}: sources: there are none; add a [[sources]] block with a name and a url"
        )
    console = Console()
    summary = watch_once(config, console)
    show_run(console, summary)
    console.print(f"Ledger: {settings.storage.path}", soft_wrap=True)


def watch_once(config: Path, console: Console) -> Summary:
    """Run the flow `watch` in this process, its progress lines on the console."""
    prepare_engine()
    with console.status("Starting Prefect …") as status:
        from flows.watch import watch

        def show(line: str, level: int) -> None:
            console.print(Text(f"  {line}", style="yellow" if level >= logging.WARNING else ""))
            status.update("Working …")

        with progress_to(show):
            return watch(config)
