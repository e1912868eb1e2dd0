"""`pactwatch deliver`, `pactwatch alerts ...` and `sub test`. Heavy imports stand inside the commands."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from storage.ledger import Ledger

NOT_DELIVERED = 1
SPAN = re.compile(r"(\d{1,5})([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
SUBSCRIPTION = click.option("--sub", "subscription", metavar="NAME", help="Only of this subscription.")
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


def span(_context: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    """A span of time as 90s, 10m, 12h or 30d."""
    if value is None:
        return None
    found = SPAN.fullmatch(value.strip())
    if not found:
        raise click.BadParameter(f"'{value}' is no span of time; write 90s, 10m, 12h or 30d")
    return timedelta(seconds=int(found[1]) * SECONDS[found[2]])


def opened(config: Path) -> Ledger:
    """The settings' ledger, brought up to date."""
    from flows.settings import load_settings

    ledger = load_settings(config).storage.open()
    ledger.create()
    return ledger


def known_subscription(config: Path, name: str) -> None:
    """A usage error where the settings have no subscription of a name."""
    from flows.commands.sub import named
    from flows.settings import load_settings

    named(load_settings(config), name)


@click.command(epilog="\b\nExamples:\n  pactwatch deliver\n  pactwatch deliver --for 10m")
@CONFIG
@click.option("--for", "long", metavar="TIME", callback=span,
              help="Go on so long (90s, 10m, 12h), for what falls due meanwhile.")  # fmt: skip
def deliver(config: Path, long: timedelta | None) -> None:
    """Send what is due in the outbox, without a run."""
    from flows.alerts.office import Office, empty_outbox, manners, tell_operator
    from flows.settings import load_settings

    settings = load_settings(config)
    office = Office(
        opened(config), config.resolve().parent, lambda line: click.echo(line, err=True), *manners(settings)
    )
    patience = long.total_seconds() if long else settings.delivery.patience
    counts = empty_outbox(office, patience, hold=long is not None)
    tell_operator(office, settings.operator.to)
    click.echo(", ".join(f"{number} {state}" for state, number in counts.items()))


@click.group(epilog="\b\nExamples:\n  pactwatch alerts log --sub trade-desk\n  pactwatch alerts retry --all")
def alerts() -> None:
    """What became of alerts: every try, what was given up, and another chance for that."""


@alerts.command(name="log", epilog="\b\nExamples:\n  pactwatch alerts log\n  pactwatch alerts log --since 1d")
@CONFIG
@SUBSCRIPTION
@click.option("--since", metavar="TIME", callback=span, help="Only tries this young (12h, 30d).")
@click.option("--limit", "most", type=click.IntRange(1), default=50, show_default=True)
@FORMAT
def show_log(config: Path, subscription: str | None, since: timedelta | None, most: int, form: str) -> None:
    """Show the tries to deliver, the latest first, each with its outcome."""
    from storage.alert_log import log

    after = datetime.now(UTC) - since if since else None
    with opened(config).read() as db:
        tries = log(db, subscription=subscription, since=after, most=most)
    if subscription and not tries:
        known_subscription(config, subscription)
    columns = ("tried_at", "outcome", "number", "subscription", "channel", "title", "detail")
    show(tries, columns, form, "Nothing was sent yet.")


@alerts.command(
    name="dead", epilog="\b\nExamples:\n  pactwatch alerts dead\n  pactwatch alerts dead --format json"
)
@CONFIG
@SUBSCRIPTION
@FORMAT
def show_dead(config: Path, subscription: str | None, form: str) -> None:
    """Show the alerts that were given up, and why."""
    from storage.alert_log import dead

    with opened(config).read() as db:
        gone = dead(db, subscription)
    if subscription and not gone:
        known_subscription(config, subscription)
    columns = ("settled_at", "outcome", "tries", "subscription", "channel", "title", "detail", "delivery_id")
    show(gone, columns, form, "No alert was given up.")


@alerts.command(epilog="\b\nExamples:\n  pactwatch alerts retry 3f2a…\n  pactwatch alerts retry --sub trade-desk\n"
                       "  pactwatch alerts retry --all && pactwatch deliver")  # fmt: skip
@click.argument("keys", nargs=-1, metavar="[KEY ...]")
@CONFIG
@SUBSCRIPTION
@click.option("--all", "every", is_flag=True, help="All that were given up.")
def retry(keys: tuple[str, ...], config: Path, subscription: str | None, *, every: bool) -> None:
    """Let alerts that were given up wait again; the next `pactwatch deliver` or run sends them.

    KEY is the start of a delivery's key, as `alerts dead` shows it.
    """
    from storage.alert_log import dead
    from storage.alert_log import retry as again

    if not (keys or subscription or every):
        raise click.UsageError("say which: a KEY of `pactwatch alerts dead`, --sub NAME or --all")
    with opened(config).write() as db:
        gone = [d.delivery_id for d in dead(db, subscription)]
        for key in keys:
            if not any(g.startswith(key) for g in gone):
                raise click.UsageError(
                    f"no alert that was given up has the key {key}; see `pactwatch alerts dead`"
                )
        chosen = [g for g in gone if not keys or g.startswith(keys)]
        number = again(db, chosen)
    click.echo(f"{number} waiting again")


@click.command(name="test", epilog="\b\nExamples:\n  pactwatch sub test trade-desk")
@click.argument("name")
@CONFIG
def sub_test(name: str, config: Path) -> int:
    """Really send a test message to each channel of a subscription, and tell what came of it."""
    from flows.alerts.office import manners
    from flows.alerts.outcome import Result
    from flows.alerts.render import Message
    from flows.alerts.send import Letter, send
    from flows.settings import load_settings
    from parsers.urls import key

    settings = load_settings(config)
    found = {s.name: s for s in settings.subscriptions}
    if name not in found:
        have = ", ".join(sorted(found)) or "none"
        raise click.UsageError(f"no subscription is named '{name}'; there are: {have}")
    now = datetime.now(UTC)
    message = Message(
        f"pactwatch: a test for {name}",
        f"This is a test, sent {now:%Y-%m-%d %H:%M} UTC. Alerts of the subscription {name} will come here.\n",
    )
    failed = 0
    for channel in found[name].to:
        letter = Letter(message, key("test", name, channel, now.isoformat()))
        outcome = send(letter, channel, config.resolve().parent, manners(settings)[0])
        failed += outcome.result is not Result.DELIVERED
        click.echo(": ".join(filter(None, (channel, outcome.result.value.replace("_", " "), outcome.detail))))
    return NOT_DELIVERED if failed else 0


def show(rows: Sequence[Any], columns: Sequence[str], form: str, none: str) -> None:
    """Rows as a table, or each as a line of JSON with all that is known of it."""
    if form == "json":
        for row in rows:
            click.echo(json.dumps(asdict(row), default=str, ensure_ascii=False))
        return
    if not rows:
        click.echo(none)
        return
    from rich.console import Console

    from flows.commands.show import plain, table
    from parsers.text import one_line

    made = table(*(c.replace("_", " ") for c in columns))
    for row in rows:
        made.add_row(*(plain(one_line(worded(getattr(row, c)), 120)) for c in columns))
    Console().print(made)


def worded(value: Any) -> str:
    """A value for a person."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)
