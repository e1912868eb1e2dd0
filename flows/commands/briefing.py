"""`pactwatch publish` and `pactwatch open`. Heavy imports stand inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.care import LEDGER
from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from flows.settings import Settings

FOLDER = click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]"
)


@click.command(epilog="\b\nExamples:\n  pactwatch publish briefing/\n"
                      "  pactwatch publish                 where the settings say: [briefing] dir")  # fmt: skip
@FOLDER
@CONFIG
@LEDGER
@click.option(
    "--base-url", help="The address that DIR is served at, instead of the settings'; feeds link to it."
)
def publish(folder: Path | None, config: Path, place: Path | None, base_url: str | None) -> None:
    """Make the briefing: pages, feeds and tables of all pacts, in a folder that works without a server."""
    from datetime import UTC, datetime

    from flows.briefing.site import build_site
    from flows.settings import base_url_of
    from parsers.names import counted
    from storage.opening import open_ledger

    settings = None if place and folder else settings_of(config)
    target = folder or folder_of(settings, config)
    ledger = open_ledger(place) if place else (settings or settings_of(config)).storage.open_to_ask()
    try:
        address = (
            base_url_of(base_url) if base_url is not None else settings.briefing.base_url if settings else ""
        )
    except ValueError as error:
        raise click.UsageError(f"--base-url: {error}") from error
    made = build_site(ledger, target, datetime.now(UTC), address)
    click.echo(
        f"{target / 'index.html'}: {counted(made.pacts, 'pact')}, {counted(made.files, 'file')}, "
        f"{made.written:,} written, {made.removed:,} taken away. See it: pactwatch open {target}"
    )


@click.command("open", epilog="\b\nExamples:\n  pactwatch open\n  pactwatch open briefing/")
@FOLDER
@CONFIG
def open_(folder: Path | None, config: Path) -> None:
    """Show the briefing in a browser, and print its address."""
    from flows.errors import InputError

    page = (folder or folder_of(settings_of(config), config)).resolve() / "index.html"
    if not page.is_file():
        raise InputError(
            f"there is no briefing in {page.parent}; make one with `pactwatch publish {page.parent}`"
        )
    click.echo(page.as_uri())
    click.launch(page.as_uri())


def settings_of(config: Path) -> Settings:
    """The settings of a file."""
    from flows.settings import load_settings

    return load_settings(config)


def folder_of(settings: Settings | None, config: Path) -> Path:
    """Where the settings want the briefing; SettingsError where they do not say."""
    from flows.settings import SettingsError

    if settings is None or settings.briefing.dir is None:
        raise SettingsError(
            f"{config}: briefing.dir: is missing; name a folder on the command line, or add it"
        )
    return settings.briefing.dir
