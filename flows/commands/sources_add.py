"""Add sources to the settings: a site's own feed, some of the catalogue, or another reader's list."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from flows.commands.sources_file import add_sources, name_for
from flows.errors import InputError
from flows.gather.catalogue import catalogue
from flows.gather.discover import Found, discover
from flows.settings import Settings, SettingsError, load_settings
from parsers.model import Problem
from parsers.names import counted
from parsers.opml import read_opml
from parsers.text import one_line
from parsers.urls import normal_url

MAX_OPML = 20_000_000


def add_found(config: Path, url: str, name: str | None, said: Mapping[str, str]) -> None:
    """Find the feed behind an address and add it; `said` are the settings that the person gave with it."""
    settings = load_settings(config)
    asked = url if "://" in url else f"https://{url}"
    if not normal_url(asked):
        raise click.UsageError(f"{url} is no address; write it as https://site.example")
    found = asyncio.run(discover(asked, settings.fetch))
    if isinstance(found, Problem):
        raise InputError(one_line(found.detail, 1_000))
    refuse_twice(settings, found.url)
    taken = [s.name for s in settings.sources]
    if name in taken:
        raise click.UsageError(f"there is a source named {name} already; give another --name")
    chosen = name or name_for([said.get("outlet", ""), found.polled.title], found.url, taken)
    add_sources(config, [{"name": chosen, "url": found.url, "kind": found.kind, **said}])
    click.echo(f"Added {chosen}: {found.url}")
    click.echo(told(found))


def told(found: Found) -> str:
    """One line on what a source lists."""
    polled = found.polled
    what = {"links": "a page of links", "sitemap": "a sitemap", "json": "a JSON feed", "atom": "an Atom feed"}
    kind = what.get(polled.heard.kind if polled.heard else "", "an RSS feed")
    title = f" “{one_line(polled.title, 80)}”" if polled.title else ""
    return f"It is {kind}{title} with {counted(len(polled.entries), 'entry')}. Ask it with: pactwatch run"


def refuse_twice(settings: Settings, url: str) -> None:
    """An error where the settings have the address already."""
    have = next((s.name for s in settings.sources if normal_url(s.url) == normal_url(url)), None)
    if have:
        raise click.UsageError(f"{url} is there already, as the source {have}")


def add_offered(config: Path, names: Sequence[str]) -> None:
    """Add sources of the catalogue by name; those that the settings have are left as they are."""
    offered = {o.name: o for o in catalogue()}
    unknown = [n for n in names if n not in offered]
    if unknown:
        raise click.UsageError(
            f"the catalogue has no {unknown[0]}; `pactwatch sources catalogue` shows what it has"
        )
    add_new(config, [offered[n].as_source() for n in dict.fromkeys(names)])
    click.echo("They were not tried; see what they answer with: pactwatch sources check")


def add_opml(config: Path, file: Path) -> None:
    """Add the feeds of an OPML file that the settings have not."""
    try:
        with file.open("rb") as opened:
            body = opened.read(MAX_OPML)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    found = read_opml(body)
    if found is None:
        raise InputError(f"{file}: this is no OPML; export it from your reader anew")
    taken = [s.name for s in load_settings(config).sources]
    rows = []
    for outline in found:
        name = name_for([outline.title], outline.url, taken)
        taken.append(name)
        language = outline.language.lower().partition("-")[0]
        rows.append(
            {
                "name": name,
                "url": outline.url,
                "outlet": outline.title,
                "language": language
                if len(language) == 2 and language.isascii() and language.isalpha()
                else "",
            }
        )
    add_new(config, rows)


def add_new(config: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Add those sources whose address the settings have not, and say how many."""
    settings = load_settings(config)
    have = {normal_url(s.url) for s in settings.sources}
    new = [r for r in rows if normal_url(r["url"]) not in have]
    clash = {s.name for s in settings.sources} & {r["name"] for r in new}
    if clash:
        raise SettingsError(
            f"{config}: there is a source named {min(clash)} with another address; rename it first"
        )
    add_sources(config, new)
    for row in new:
        click.echo(f"Added {row['name']}: {row['url']}")
    if len(new) < len(rows):
        click.echo(f"{counted(len(rows) - len(new), 'source')} there already")
