"""What a person asks of archives: days, and sources of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from flows.archives.items import Site, Span
from flows.settings import Settings, SettingsError


def span_of(settings: Settings, since: date | None, until: date | None, sources: Sequence[str]) -> Span:
    """What is asked of the archives; SettingsError where it cannot be."""
    if since and until and since >= until:
        raise SettingsError(
            f"--from {since} --to {until}: no day is in between; --to is the day after the last"
        )
    known = {s.name: s for s in settings.sources}
    for name in sources:
        if name not in known:
            raise SettingsError(
                f"--source {name}: there is no such source; `pactwatch sources list` shows them"
            )
    sites = tuple(Site(n, known[n].url, known[n].outlet) for n in dict.fromkeys(sources))
    return Span(midnight(since), midnight(until), sites)


def midnight(day: date | None) -> datetime | None:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC) if day else None
