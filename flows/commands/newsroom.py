"""`pactwatch newsroom`: the sample newsroom and a receiver of alerts, to try things on. Heavy imports stand inside."""

from __future__ import annotations

import time

import click

PORT = 8100
EVERY = 0.2


@click.command(epilog="\b\nExamples:\n  pactwatch newsroom\n  pactwatch newsroom --port 9000")
@click.option("--port", type=click.IntRange(1, 65_534), default=PORT, show_default=True,
              help="Where the newsroom is; the receiver is at the next one.")  # fmt: skip
def newsroom(port: int) -> None:
    """Serve the sample newsroom and a receiver of alerts on this machine, until Ctrl-C; its news is invented.

    Point sources at its feeds and subscriptions at its channel: what arrives there is shown here.
    """
    from rich.console import Console

    from flows.commands.demo import alert_panel
    from flows.newsroom.receiver import Receiver
    from flows.newsroom.server import Newsroom

    console = Console()
    try:
        site, receiver = Newsroom(port=port), Receiver(port=port + 1)
    except OSError as error:
        raise click.ClickException(
            f"ports {port} and {port + 1} are not both free ({error.strerror}); name another with --port"
        ) from error
    with site, receiver:
        console.print(f"A sample newsroom is at {site.base_url}; its news is invented. Its feeds:")
        for feed in site.feeds:
            console.print(f"  {feed}", soft_wrap=True)
        console.print(f"Alerts sent to {receiver.apprise_url} are shown here. Ctrl-C ends it.")
        shown = 0
        while True:
            for message in receiver.received[shown:]:
                console.print(alert_panel(message))
                shown += 1
            time.sleep(EVERY)
