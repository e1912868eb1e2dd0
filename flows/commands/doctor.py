"""`pactwatch doctor`: all that pactwatch stands on, looked at without changing or sending anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flows.commands.checkups import channels, clock, disk, engine, ledger, sources
from flows.commands.looks import Level, Line
from flows.commands.versions import versions
from flows.settings import Settings, SettingsError, load_settings
from parsers.text import one_line


def examine(config: Path) -> list[Line]:
    """Look at everything; what cannot be looked at is a line too."""
    lines = [*guarded("versions", versions)]
    try:
        settings = load_settings(config)
    except SettingsError as error:
        lines += [Line("settings", Level.BROKEN, told, "mend it there") for told in str(error).split("\n")]
        return [*lines, *guarded("prefect", engine), *guarded("clock", lambda: clock(None))]
    lines.append(Line("settings", Level.OK, f"{config} is valid"))
    looks: dict[str, Callable[[Settings], Iterator[Line]]] = {
        "ledger": ledger,
        "sources": sources,
        "channels": lambda s: channels(s, config.resolve().parent),
        "disk": disk,
        "clock": clock,
    }
    for area, look in looks.items():
        lines += guarded(area, partial(look, settings))
    return [*lines, *guarded("prefect", engine)]


def guarded(area: str, look: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """What a look gives; where it fails, that is what is told."""
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 - the doctor looks at broken things, and goes on to the next
        why = one_line(f"could not be looked at: {type(error).__name__}: {error}", 400)
        yield Line(area, Level.BROKEN, why, "mend what it says, or report it")
