"""`pactwatch sub ...`: look at subscriptions, write them, and see what they would have sent. Heavy imports stand inside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.care import age_of, opened_ledger
from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from flows.alerts.subscription import Subscription
    from flows.settings import Settings

SETTINGS = click.argument("values", nargs=-1, metavar="KEY=VALUE ...")


@click.group(
    epilog="\b\nExamples:\n  pactwatch sub list\n  pactwatch sub preview trade-desk --since 30d\n"
    "  pactwatch sub add trade-desk to=env:TRADE_DESK parties=Japan,group:ASEAN topics=trade digest='daily 07:30'"
)
def sub() -> None:
    """Subscriptions: who hears of what, on which channel, and when. They stand in the settings file."""


@sub.command(epilog="\b\nExamples:\n  pactwatch sub add desk to=env:DESK\n"
             "  pactwatch sub add desk to=env:DESK,file:pager.url kinds=treaty,ceasefire 'min_amount={ USD = \"1 billion\" }'")  # fmt: skip
@click.argument("name")
@SETTINGS
@CONFIG
def add(name: str, values: tuple[str, ...], config: Path) -> None:
    """Write a new subscription into the settings file; docs/subscriptions.md lists what can be said."""
    from flows.commands import sub_file

    sub_file.add(config, name, values)
    click.echo(f"Added {name} to {config}. See what it would have sent: pactwatch sub preview {name}")


@sub.command(epilog="\b\nExamples:\n  pactwatch sub edit desk topics=trade,energy\n"
             "  pactwatch sub edit desk topics=        takes it out\n  pactwatch sub edit desk paused=false")  # fmt: skip
@click.argument("name")
@click.argument("values", nargs=-1, required=True, metavar="KEY=VALUE ...")
@CONFIG
def edit(name: str, values: tuple[str, ...], config: Path) -> None:
    """Change settings of a subscription; KEY= takes one out."""
    from flows.commands import sub_file

    sub_file.edit(config, name, values)
    click.echo(f"Changed {name} in {config}.")


@sub.command("rm", epilog="\b\nExamples:\n  pactwatch sub rm desk")
@click.argument("name")
@CONFIG
def remove(name: str, config: Path) -> None:
    """Take a subscription out of the settings file; what is queued for it is not sent."""
    from flows.commands import sub_file

    sub_file.remove(config, name)
    click.echo(f"Took {name} out of {config}.")


@sub.command(epilog="\b\nExamples:\n  pactwatch sub pause desk\n  pactwatch sub pause desk --resume")
@click.argument("name")
@click.option("--resume", is_flag=True, help="Let it hear again.")
@CONFIG
def pause(name: str, config: Path, *, resume: bool) -> None:
    """Let a subscription hear nothing; what is queued for it waits."""
    from flows.commands import sub_file

    sub_file.edit(config, name, ["paused=" if resume else "paused=true"])
    click.echo(f"{name} {'hears again' if resume else 'is paused'}.")


@sub.command(epilog="\b\nExamples:\n  pactwatch sub mute desk --pact 3f9a1c --until 2025-12-24\n"
             "  pactwatch sub mute desk --parties Japan,China --until 2w\n  pactwatch sub mute desk --until 3d     everything")  # fmt: skip
@click.argument("name")
@click.option(
    "--pact", default="", metavar="PACT", help="Only this pact: its pact_id, or six or more letters."
)
@click.option("--parties", default="", metavar="A,B", help="Only pacts that all of these are in.")
@click.option(
    "--until", required=True, metavar="DAY|AGE", help="The first day that it hears again: 2025-12-24, 2w."
)
@CONFIG
def mute(name: str, pact: str, parties: str, until: str, config: Path) -> None:
    """Let a subscription not hear of a pact, a pair of parties or everything, until a day; it is not told later."""
    from flows.commands import sub_file

    what: dict[str, object] = {"pact": pact} if pact else {}
    if parties:
        what["parties"] = [p.strip() for p in parties.split(",") if p.strip()]
    day = day_of(until, back=False)
    sub_file.mute(config, name, {**what, "until": day})
    click.echo(f"{name} does not hear of {pact or parties or 'anything'} until {day}.")


@sub.command("list", epilog="\b\nExamples:\n  pactwatch sub list")
@CONFIG
def list_all(config: Path) -> None:
    """All subscriptions, in a line each."""
    from flows.commands.show_sub import show_subscriptions
    from flows.settings import load_settings

    show_subscriptions(load_settings(config).subscriptions)


@sub.command(epilog="\b\nExamples:\n  pactwatch sub show desk")
@click.argument("name")
@CONFIG
def show(name: str, config: Path) -> None:
    """A subscription as it stands in the file, and what its rule means."""
    from flows.commands import sub_file
    from flows.commands.show_sub import show_subscription
    from flows.settings import load_settings

    subscription = named(load_settings(config), name)
    show_subscription(subscription, sub_file.shown(config, name))


@sub.command(
    epilog="\b\nExamples:\n  pactwatch sub preview desk\n  pactwatch sub preview desk --since 90d --samples 10"
)
@click.argument("name")
@CONFIG
@click.option(
    "--since", default="30d", show_default=True, metavar="DAY|AGE", help="News published since then."
)
@click.option(
    "--samples", type=click.IntRange(0, 100), default=3, show_default=True, help="So many of each to show."
)
def preview(name: str, config: Path, since: str, samples: int) -> None:
    """What a subscription would have sent: how many a day, samples, and what one condition alone held back."""
    from flows.alerts.choose import outgoing
    from flows.alerts.preview import preview as previewed
    from flows.commands.show_sub import show_preview
    from flows.settings import load_settings
    from storage.subscriptions import news_since

    settings = load_settings(config)
    subscription = named(settings, name)
    moment = datetime.combine(day_of(since, back=True), datetime.min.time(), UTC)
    with settings.storage.open_to_ask().read() as db:
        noted = news_since(db, moment)
        out = outgoing(db, [subscription], datetime.now(UTC))
    show_preview(
        subscription, previewed(subscription, noted, out), moment.date(), samples, settings.briefing.base_url
    )


def explain_pact(config: Path, place: Path | None, pact: str, name: str) -> None:
    """Say why a subscription heard of a pact's changes, or did not."""
    from flows.alerts.choose import outgoing
    from flows.commands.show_sub import show_why
    from flows.settings import load_settings
    from storage.corrections import current
    from storage.subscriptions import deliveries_to, news_since

    settings = load_settings(config)
    subscription = named(settings, name)
    with opened_ledger(config, place).read() as db:
        pact_id = current(db, pact)
        noted, heard = news_since(db, pact_id=pact_id), deliveries_to(db, pact_id, name)
        out = outgoing(db, [subscription], datetime.now(UTC))
    show_why(subscription, noted, heard, out)


def named(settings: Settings, name: str) -> Subscription:
    """The subscription of a name; SettingsError, with the nearest, where there is none."""
    from flows.alerts.groups import hint
    from flows.settings import SettingsError

    found = next((s for s in settings.subscriptions if s.name == name), None)
    if found is None:
        names = [s.name for s in settings.subscriptions]
        raise SettingsError(f"there is no subscription {name!r}{hint(name, names)}; see `pactwatch sub list`")
    return found


def day_of(text: str, *, back: bool) -> date:
    """A day as people write it (2025-12-24), or so long ago or ahead (30d, 2w)."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        try:
            return date.fromisoformat(text.strip())
        except ValueError as error:
            raise click.BadParameter(f"{text!r} is no day of the calendar") from error
    age = age_of(text) or timedelta()
    return datetime.now(UTC).date() + (-age if back else age)
