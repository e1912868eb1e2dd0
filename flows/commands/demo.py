"""`pactwatch demo`: a sample newsroom and a receiver on this machine, and one real run over them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from flows.commands.run import watch_once
from flows.engine import prepare_engine
from flows.newsroom.receiver import Received, Receiver
from flows.newsroom.server import Newsroom
from flows.settings import SettingsError, load_settings

MARK = "# Written by `pactwatch demo`"
SETTINGS = f"""\
{MARK}; the newsroom it names lives only while the demo runs.
[storage]
path = "ledger.duckdb"
[fetch]
allow_hosts = ["127.0.0.1"]      # the newsroom is on this machine, which is no public address
delay = 0.0                      # and it is yours, so it need not be spared
[briefing]
dir = "briefing"                 # pages to look at
"""
SOURCE = """
[[sources]]
name = "{name}"
url = "{url}"
"""
SUBSCRIPTION = """
[[subscriptions]]
name = "desk"
to = ["file:receiver.url"]
max_age_days = 0                 # the sample is of one week, whenever you run it
"""
QUESTION = "SELECT status, title, outlets FROM pacts"
OURS = ("pactwatch.toml", "ledger.duckdb", "ledger.duckdb.wal", "ledger.published.duckdb", "receiver.url")


def run_demo(folder: Path, *, keep: bool) -> None:
    """Serve the newsroom, run the flow `watch` once over it, and show what was read, found and sent."""
    from flows.commands.show import show_run

    console = Console()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be made: {error.strerror}; name another with --dir") from error
    forget_environment()
    check_folder(folder)
    if not keep:
        clear(folder)
    port = kept_port(folder)
    # The demo's engine keeps its own database, so that the user's Prefect sees nothing of it.
    prepare_engine(own_home=(folder / "prefect").resolve())
    with Newsroom(port=port) as newsroom, Receiver() as receiver:
        config = write_settings(folder, newsroom.feeds, receiver.apprise_url)
        console.print(f"A sample newsroom is at {newsroom.base_url}; its news is invented.")
        summary = watch_once(config, console)
        show_run(console, summary)
        for message in receiver.received:
            console.print(alert_panel(message))
    ledger = folder / "ledger.duckdb"
    console.print(
        f"{len(receiver.received)} alerts arrived at the receiver. The ledger is {ledger}. "
        "The newsroom has closed, so the articles' links lead nowhere now. Try next:"
    )
    for line in next_commands(folder):
        console.print(Text(f"  {line}"), soft_wrap=True)


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds what is not the demo's: it would be written over."""
    settings = folder / "pactwatch.toml"
    ours = settings.exists() and settings.read_text(encoding="utf-8", errors="replace").startswith(MARK)
    others = [name for name in OURS if (folder / name).exists()]
    if others and not ours:
        raise SettingsError(
            f"{folder / others[0]} is not the demo's; give the demo a folder of its own with --dir"
        )


def forget_environment() -> None:
    """Take the user's own settings out of this process: the demo's news must never reach their ledger."""
    for name in [n for n in os.environ if n.startswith("PACTWATCH_")]:
        del os.environ[name]


def clear(folder: Path) -> None:
    """Take away what an earlier demo left in the folder."""
    for name in OURS:
        (folder / name).unlink(missing_ok=True)


def kept_port(folder: Path) -> int:
    """The port of the newsroom that the folder's settings name, so that its pages keep their addresses; else 0."""
    settings = folder / "pactwatch.toml"
    if not settings.exists():
        return 0
    sources = load_settings(settings).sources
    return urlsplit(sources[0].url).port or 0 if sources else 0


def write_settings(folder: Path, feeds: Sequence[str], receiver: str) -> Path:
    """The settings of the demo, in the folder."""
    (folder / "receiver.url").write_text(receiver, encoding="utf-8")
    config = folder / "pactwatch.toml"
    sources = "".join(SOURCE.format(name=url.split("/")[-2], url=url) for url in feeds)
    config.write_text(SETTINGS + sources + SUBSCRIPTION, encoding="utf-8")
    return config


def alert_panel(message: Received) -> Panel:
    """An alert as the receiver got it."""
    said = message.json or {}
    return Panel(
        Text(str(said.get("message", "")).strip()), title=Text(str(said.get("title", "")), style="bold")
    )


def next_commands(folder: Path) -> list[str]:
    """Commands to try next."""
    config, where = shlex.quote(str(folder / "pactwatch.toml")), shlex.quote(str(folder))
    return [
        f"pactwatch sql -c {config} {QUESTION!r}",
        f"pactwatch open {shlex.quote(str(folder / 'briefing'))}",
        f"pactwatch demo --dir {where} --keep        # nothing new: nothing is sent",
        "pactwatch init                              # your own sources and subscriptions",
    ]
