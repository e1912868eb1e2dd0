"""`pactwatch sources ...`: add, list, check, pause, import and export sources. Heavy imports stand inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from flows.commands.options import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.settings import Settings, Source
    from storage.source_states import SourceState

WRONG = 1
FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.group(epilog="\b\nExamples:\n  pactwatch sources add https://site.example\n  pactwatch sources list")
def sources() -> None:
    """Look after the sources: find and add them, see how they are doing, let them rest."""


@sources.command(epilog="\b\nExamples:\n  pactwatch sources add https://site.example\n"
                        "  pactwatch sources add https://site.example/news --name harbour --country NOR\n"
                        "  pactwatch sources add --catalogue un-news --catalogue nato")  # fmt: skip
@click.argument("url", required=False)
@CONFIG
@click.option("--name", help="Its name: small letters, digits, - and _. By default made from its title.")
@click.option("--outlet", default="", help="Who publishes it. By default as its pages say.")
@click.option("--language", default="", metavar="CODE", help="Language of its articles, as en.")
@click.option("--country", default="", metavar="CODE", help="Country it is of, as KEN.")
@click.option(
    "--catalogue", "offered", multiple=True, metavar="NAME", help="A source of the catalogue, untried."
)
def add(url: str | None, config: Path, name: str | None, offered: tuple[str, ...], **said: str) -> None:
    """Find the feed behind an address, and write it into the settings file; all else in the file stays as it is."""
    from flows.commands.sources_add import add_found, add_offered

    if bool(url) == bool(offered):
        raise click.UsageError("name an address, or sources of the catalogue with --catalogue NAME")
    if url:
        add_found(config, url, name, said)
    else:
        if name or any(said.values()):
            raise click.UsageError("--catalogue brings its own name, outlet, language and country")
        add_offered(config, offered)


@sources.command(name="list", epilog="\b\nExamples:\n  pactwatch sources list\n"
                                     "  pactwatch sources list --format json")  # fmt: skip
@CONFIG
@FORMAT
def list_sources(config: Path, form: str) -> None:
    """Show how each source is doing: when it last answered, last had news, and what is wrong."""
    from flows.commands.show_sources import show_sources
    from flows.settings import load_settings

    settings = load_settings(config)
    show_sources(settings.sources, known_states(settings), form)


@sources.command(epilog="\b\nExamples:\n  pactwatch sources check\n  pactwatch sources check harbour")
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@CONFIG
def check(names: tuple[str, ...], config: Path) -> int:
    """Ask sources now, and say what came; writes nothing. Exit code 1 where one does not answer well."""
    from datetime import UTC, datetime

    from flows.commands.show_sources import show_answers
    from flows.gather.feeds import Asked, poll_each
    from flows.gather.http import Hosts
    from flows.gather.states import state_for
    from flows.settings import load_settings
    from storage.source_states import SourceState

    settings = load_settings(config)
    now = datetime.now(UTC)
    states = known_states(settings)
    asked = []
    for source in chosen(settings.sources, names):
        known = state_for(source, states, now)
        # Without what is remembered of its last answer: all that it lists is wanted.
        asked.append(Asked(source, SourceState(source.name, source.url, now, moved_to=known.moved_to)))
    answered = {a.source.name: p for batch in poll_each(asked, settings.fetch, Hosts()) for a, p in batch}
    polled = [answered[a.source.name] for a in asked]
    show_answers(polled, now)
    return WRONG if any(p.problem for p in polled) else 0


@sources.command(name="import", epilog="\b\nExamples:\n  pactwatch sources import feeds.opml")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CONFIG
def import_opml(file: Path, config: Path) -> None:
    """Add all feeds of another reader's list (OPML) that the settings have not; nothing is fetched."""
    from flows.commands.sources_add import add_opml

    add_opml(config, file)


@sources.command(epilog="\b\nExamples:\n  pactwatch sources export > feeds.opml\n"
                        "  pactwatch sources export feeds.opml")  # fmt: skip
@click.argument("file", type=click.File("wb"), default="-")
@CONFIG
def export(file: BinaryIO, config: Path) -> None:
    """Write the feeds of the settings as a list that other readers take (OPML)."""
    from flows.settings import load_settings
    from parsers.opml import Outline, write_opml

    found = load_settings(config).sources
    outlines = [Outline(s.outlet or s.name, s.url, s.language) for s in found if s.kind != "links"]
    try:
        file.write(write_opml(outlines, "Sources of pactwatch"))
    except OSError as error:
        raise click.UsageError(f"{file.name} cannot be written: {error.strerror}") from error


@sources.command(epilog="\b\nExamples:\n  pactwatch sources pause harbour")
@click.argument("names", nargs=-1, required=True, metavar="NAME ...")
@CONFIG
def pause(names: tuple[str, ...], config: Path) -> None:
    """Let sources rest: they are not asked until they are resumed."""
    from dataclasses import replace

    from parsers.model import Health

    change_states(config, names, lambda state: replace(state, state=Health.PAUSED))
    click.echo(f"Paused: {', '.join(names)}")


@sources.command(epilog="\b\nExamples:\n  pactwatch sources resume harbour")
@click.argument("names", nargs=-1, required=True, metavar="NAME ...")
@CONFIG
def resume(names: tuple[str, ...], config: Path) -> None:
    """Ask sources again that were paused, or that their server called gone for good (410); they are due at once."""
    from flows.gather.polling import resumed

    change_states(config, names, resumed)
    click.echo(f"Resumed: {', '.join(names)}")


@sources.command(epilog="\b\nExamples:\n  pactwatch sources catalogue\n"
                        "  pactwatch sources catalogue --region africa --language en")  # fmt: skip
@click.option(
    "--region", help="Only of this region: africa, americas, asia, europe, middle-east, oceania, world."
)
@click.option("--country", metavar="CODE", help="Only of this country, as KEN.")
@click.option("--language", metavar="CODE", help="Only in this language, as en.")
@FORMAT
def catalogue(form: str, **wanted: str | None) -> int:
    """Show real public sources to begin with; none of them could be tried when the list was made."""
    from flows.commands.show_sources import show_catalogue
    from flows.gather.catalogue import catalogue as offered

    found = [
        o
        for o in offered()
        if all(not want or getattr(o, name).lower() == want.lower() for name, want in wanted.items())
    ]
    show_catalogue(found, form)
    return 0 if found else WRONG


def chosen(sources: Sequence[Source], names: tuple[str, ...]) -> list[Source]:
    """The sources of these names, or all; a name that there is not is an error."""
    unknown = set(names) - {s.name for s in sources}
    if unknown:
        raise click.UsageError(
            f"there is no source named {min(unknown)}; `pactwatch sources list` shows them all"
        )
    if not sources:
        raise click.UsageError("there are no sources yet; add one with `pactwatch sources add URL`")
    return [s for s in sources if not names or s.name in names]


def known_states(settings: Settings) -> dict[str, SourceState]:
    """What the ledger remembers of sources; nothing where there is no ledger yet, or an older program's."""
    from storage.errors import LedgerMissingError
    from storage.source_states import read_states

    try:
        with settings.storage.open().read() as db:
            return read_states(db)
    except LedgerMissingError:
        return {}


def change_states(config: Path, names: tuple[str, ...], change: Callable[[SourceState], SourceState]) -> None:
    """Change what the ledger remembers of sources; makes the ledger where there is none yet."""
    from datetime import UTC, datetime

    from flows.gather.states import state_for
    from flows.settings import load_settings
    from storage.source_states import read_states, save_states

    settings = load_settings(config)
    found = chosen(settings.sources, names)
    ledger = settings.storage.open()
    ledger.create()
    now = datetime.now(UTC)
    with ledger.write() as db:
        states = read_states(db)
        save_states(db, [change(state_for(source, states, now)) for source in found])
