"""`pactwatch up`. Heavy imports stand inside the command."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.options import CONFIG


@click.command(epilog="\b\nExamples:\n  pactwatch up\n  pactwatch up -c desk/pactwatch.toml --port 4300")
@CONFIG
@click.option("--port", type=click.IntRange(0, 65_535), default=4200, show_default=True,
              help="Where the pages of Prefect are; 0 for any free port.")  # fmt: skip
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Where Prefect keeps its database and logs.  [default: NAME.prefect beside the settings file]")  # fmt: skip
def up(config: Path, port: int, folder: Path | None) -> None:
    """Run pactwatch on its schedule: Prefect's server, a worker and the deployments, on this machine, until Ctrl-C.

    The hours are those of [schedule] in the settings. Ended by force, it starts again with the next call.
    """
    from flows.up import up as bring_up

    bring_up(config, folder, port, click.echo)
