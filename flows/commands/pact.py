"""`pactwatch pact ...` and `pactwatch explain`: look at pacts and correct them. Heavy imports stand inside the commands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.care import LEDGER, opened_ledger
from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.ledger import Ledger

NOTE = click.option("--note", help="Why; kept with the correction.")
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)


@click.group(
    epilog="\b\nExamples:\n  pactwatch pact show 3f9a1c\n  pactwatch pact merge 3f9a1c 77b0e2 --note 'one treaty'"
)
def pact() -> None:
    """Look at a pact, and correct it; what you say holds against every later report.

    A pact is named by its pact_id, a former one, or the first letters (six or more) of one.
    """


@pact.command(
    epilog="\b\nExamples:\n  pactwatch pact show 3f9a1c\n  pactwatch pact show 3f9a1c --format json"
)
@click.argument("name", metavar="PACT")
@CONFIG
@LEDGER
@FORMAT
def show(name: str, config: Path, place: Path | None, form: str) -> None:
    """All that was reported of a pact, in order, with the proof of each."""
    from flows.commands.show_pact import pact_as_json, show_pact
    from storage.history import pact_history

    with opened_ledger(config, place).read() as db:
        history = pact_history(db, name)
    if form == "json":
        click.echo(pact_as_json(history))
    else:
        show_pact(history)


@pact.command(epilog="\b\nExamples:\n  pactwatch pact merge 3f9a1c 77b0e2 --note 'one treaty, two names'")
@click.argument("one", metavar="PACT")
@click.argument("other", metavar="OTHER")
@CONFIG
@LEDGER
@NOTE
def merge(one: str, other: str, config: Path, place: Path | None, note: str | None) -> None:
    """Say that two pacts are one."""
    said("merge", [one, other], opened=opened_ledger(config, place), note=note)


@pact.command(
    epilog="\b\nExamples:\n  pactwatch pact split 3f9a1c 5d20aa 91cc04 --note 'the loan is another'"
)
@click.argument("name", metavar="PACT")
@click.argument("acts", nargs=-1, required=True, metavar="ACT...")
@CONFIG
@LEDGER
@NOTE
def split(name: str, acts: tuple[str, ...], config: Path, place: Path | None, note: str | None) -> None:
    """Say that some acts of a pact are a pact of their own."""
    said("split", [name], acts, opened=opened_ledger(config, place), note=note)


def of_one_pact(word: str, says: str, example: str = "") -> None:
    """A command that says one thing of one pact."""

    @pact.command(word, help=says, epilog=f"\b\nExamples:\n  pactwatch pact {word} 3f9a1c{example}")
    @click.argument("name", metavar="PACT")
    @CONFIG
    @LEDGER
    @NOTE
    def _(name: str, config: Path, place: Path | None, note: str | None) -> None:
        said(word, [name], opened=opened_ledger(config, place), note=note)


of_one_pact("reject", "Say that it is no pact: it raises no more alerts.", " --note 'a company deal'")
of_one_pact("confirm", "Say that it is right: its confidence is 1.")
of_one_pact("clear", "Take back that it was confirmed or rejected.")


@click.command(
    epilog="\b\nExamples:\n  pactwatch explain 5d20aa\n  pactwatch explain 5d20aa --format json\n"
    "  pactwatch explain 3f9a1c --sub desk    why desk heard of a pact, or did not"
)
@click.argument("act", metavar="ACT|PACT")
@CONFIG
@LEDGER
@FORMAT
@click.option(
    "--sub", "subscription", metavar="NAME", help="Why this subscription heard of a pact, or did not."
)
def explain(act: str, config: Path, place: Path | None, form: str, subscription: str | None) -> None:
    """Which words gave each field of an act, and why it is in its pact; or why a pact was told to a subscription."""
    if subscription:
        from flows.commands.sub import explain_pact

        explain_pact(config, place, act, subscription)
        return
    from flows.commands.show_pact import act_as_json, show_act
    from storage.history import act_history

    with opened_ledger(config, place).read() as db:
        history = act_history(db, act)
    if form == "json":
        click.echo(act_as_json(history))
    else:
        show_act(history)


def said(
    saying: str, pacts: Sequence[str], acts: Sequence[str] = (), *, opened: Ledger, note: str | None
) -> None:
    """Keep what a person says, and tell what became of it."""
    from parsers.names import counted
    from storage.corrections import Saying, correct

    done = correct(opened, Saying(saying), pacts, acts, note=note, now=datetime.now(UTC))
    for one in done.pacts.values():
        standing = f", {one.standing}" if one.standing else ""
        click.echo(f"{one.id}  {one.title} ({one.status}, {counted(one.acts, 'report')}{standing})")
    for gone, heir in done.gone.items():
        click.echo(f"{gone}  is now {heir}")
