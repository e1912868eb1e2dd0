"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("pactwatch.toml"),
    envvar="PACTWATCH_CONFIG",
    show_default=True,
    help="The settings file.",
)
