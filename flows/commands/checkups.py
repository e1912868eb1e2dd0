"""The looks that `pactwatch doctor` takes: ledger, sources, channels, Prefect, disk, clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import duckdb

from flows.commands.looks import Level, Line, ago
from flows.engine import without_login
from flows.settings import Settings, SettingsError, open_reference
from parsers.model import Health
from parsers.names import counted
from storage.check import Level as Found
from storage.check import check_ledger
from storage.errors import LedgerError, LedgerMissingError
from storage.ledger import FileLedger, Ledger
from storage.migrations import migrations, version_of
from storage.vitals import Vitals, vitals

LITTLE_ROOM = 1_000_000_000
# A ledger of before this program cannot have a run; a clock that says so is wrong.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FAR_OFF = timedelta(minutes=2)
LONG_WAIT = timedelta(days=1)
SECONDS = 5.0
# What is wrong with the ledger is told once, where it is looked at itself.
UNREADABLE = (LedgerError, SettingsError, duckdb.Error, OSError)


def ledger(settings: Settings) -> Iterator[Line]:
    """Whether the ledger opens, is of this program's version, and is sound."""
    try:
        opened = settings.storage.open()
        yield from opened_ledger(opened)
    except LedgerMissingError:
        what = f"there is none yet at {settings.storage.place}"
        yield Line("ledger", Level.NOTE, what, "the first `pactwatch run` makes it")
    except (LedgerError, SettingsError) as error:
        yield Line("ledger", Level.BROKEN, str(error), "")


def opened_ledger(opened: Ledger) -> Iterator[Line]:
    """What is to be said of a ledger that opens."""
    if isinstance(opened, FileLedger):
        opened.wait = SECONDS
    with opened.read() as db:
        seen = version_of(db)
    newest = max(migrations())
    if seen > newest:
        yield Line("ledger", Level.BROKEN, f"{opened.place} is of a newer pactwatch", "upgrade pactwatch")
        return
    if seen < newest:
        what = f"{opened.place} is of an older pactwatch (schema {seen}, now {newest})"
        yield Line("ledger", Level.NOTE, what, "the next run brings it up to date, and keeps a copy")
        return
    wrong = [f for f in check_ledger(opened) if f.level is Found.WRONG]
    for finding in wrong:
        yield Line(
            "ledger", Level.BROKEN, finding.what, "`pactwatch ledger check` tells more; restore a backup"
        )
    if not wrong:
        yield Line("ledger", Level.OK, f"{opened.place} opens and is sound (schema {seen})")
    with opened.read() as db:
        yield from outbox(vitals(db))


def outbox(found: Vitals) -> Iterator[Line]:
    """Whether runs end well, and alerts go out."""
    if found.last_good_end:
        yield Line("runs", Level.OK, f"the last run that went well ended {ago(found.last_good_end)}")
    elif found.last_start:
        yield Line("runs", Level.NOTE, "no run has gone well yet", "`pactwatch run` shows what is wrong")
    if found.queued_since and datetime.now(UTC) - found.queued_since > LONG_WAIT:
        what = (
            f"{counted(found.queued, 'alert')} wait, one since {ago(found.queued_since).removesuffix(' ago')}"
        )
        yield Line("outbox", Level.BROKEN, what, "look at the channels below; the flow `deliver` tries again")
    elif found.queued:
        yield Line(
            "outbox",
            Level.NOTE,
            f"{counted(found.queued, 'alert')} wait to be sent",
            "each goes out when it is due; `pactwatch sub list` says when subscriptions hear",
        )
    if found.dead:
        what = f"{counted(found.dead, 'alert')} were given up"
        yield Line(
            "outbox", Level.NOTE, what, "`pactwatch alerts dead` says why; then `pactwatch alerts retry`"
        )


def sources(settings: Settings) -> Iterator[Line]:
    """How the sources are doing."""
    from flows.commands.sources import known_states
    from flows.gather.states import state_for

    if not settings.sources:
        yield Line("sources", Level.NOTE, "there are none", "pactwatch sources add URL")
        return
    try:
        states = known_states(settings)
    except UNREADABLE:
        states = {}
    now = datetime.now(UTC)
    found = {s.name: state_for(s, states, now) for s in settings.sources}
    failing = {n: s for n, s in found.items() if s.state in {Health.FAILING, Health.RETIRED}}
    every = len(failing) == len(found)
    for name, state in failing.items():
        last = f"last answered {ago(state.last_success)}" if state.last_success else "never answered"
        what = f"{name} is {state.state}, {last}: {state.detail or 'no reason told'}"
        yield Line("sources", Level.BROKEN if every else Level.NOTE, what, f"pactwatch sources check {name}")
    asked = [s.last_success for s in found.values() if s.last_success]
    if not failing:
        last = f"the last answered {ago(max(asked))}" if asked else "none was asked yet"
        yield Line("sources", Level.OK, f"{counted(len(found), 'source')}, {last}")


def channels(settings: Settings, home: Path) -> Iterator[Line]:
    """Whether each channel's address is there, and one that Apprise knows; it is never shown, and nothing is sent."""
    from apprise import Apprise

    named = sorted({(s.name, to) for s in settings.subscriptions for to in s.to})
    named += [("operator", to) for to in settings.operator.to]
    if not settings.subscriptions:
        yield Line(
            "channels", Level.NOTE, "no subscription names one", "add a [[subscriptions]] block with `to`"
        )
    for subscription, channel in named:
        what = f"{subscription}: {channel}"
        try:
            known = Apprise().add(open_reference(channel, home))
        except SettingsError as error:
            yield Line(
                "channels", Level.BROKEN, f"{subscription}: {error}", "no alert can go there until then"
            )
            continue
        if known:
            yield Line("channels", Level.OK, f"{what} is an address that Apprise knows")
        else:
            remedy = "put exactly one Apprise URL there, as mailtos://… or ntfy://…"
            yield Line("channels", Level.BROKEN, f"{what} is no address that Apprise knows", remedy)


def engine() -> Iterator[Line]:
    """Whether Prefect's server answers, is of the same version, and has the same time."""
    import httpx2

    address = os.environ.get("PREFECT_API_URL", "")
    if not address:
        what = "no server is set up; each run starts a temporary one"
        yield Line("prefect", Level.OK, what, "for schedules, set PREFECT_API_URL")
        return
    shown = without_login(address)
    try:
        answer = httpx2.get(f"{address.rstrip('/')}/admin/version", timeout=SECONDS, trust_env=False)
        answer.raise_for_status()
        theirs = str(answer.json())
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        what = f"the server at {shown} does not answer ({type(error).__name__})"
        yield Line("prefect", Level.BROKEN, what, "start it, or mend PREFECT_API_URL")
        return
    from flows.commands.versions import found

    ours = found("prefect")
    if theirs != ours:
        what = f"the server at {shown} is Prefect {theirs}, this is {ours}"
        yield Line("prefect", Level.NOTE, what, "run the same version on both sides")
    else:
        yield Line("prefect", Level.OK, f"the server at {shown} answers (Prefect {theirs})")
    yield from same_time(answer.headers.get("Date", ""))


def same_time(told: str) -> Iterator[Line]:
    """Whether the server's clock is as ours."""
    try:
        theirs = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return
    off = abs(datetime.now(UTC) - theirs)
    if off > FAR_OFF:
        what = f"this clock and that of Prefect's server differ by {off.total_seconds():.0f} s"
        yield Line("clock", Level.BROKEN, what, "set both by NTP; schedules fire at wrong times else")


def disk(settings: Settings) -> Iterator[Line]:
    """Whether there is room beside the ledger, for it to grow and for its copies."""
    from flows.progress import display_size

    path = settings.storage.data_path if settings.storage.url else settings.storage.path
    folder = next(p for p in path.absolute().parents if p.exists())
    free = shutil.disk_usage(folder).free
    size = path.stat().st_size if path.is_file() else 0
    what = f"{display_size(free)} free in {folder}"
    if free < LITTLE_ROOM:
        yield Line("disk", Level.BROKEN, what, "make room: a full disk stops every run")
    elif free < 3 * size:
        remedy = "make room: publishing, compacting and backups need that of the ledger once more"
        yield Line("disk", Level.NOTE, f"{what}, the ledger has {display_size(size)}", remedy)
    else:
        yield Line("disk", Level.OK, what)
    if not os.access(folder, os.W_OK):
        yield Line(
            "disk", Level.BROKEN, f"{folder} cannot be written", "mend its rights, or name another place"
        )


def clock(settings: Settings | None) -> Iterator[Line]:
    """Whether the time is one that can be: after this program was made, and after the last run."""
    now = datetime.now(UTC)
    last = last_start(settings) if settings else None
    if now < FIRST:
        yield Line("clock", Level.BROKEN, f"it says {now:%Y-%m-%d %H:%M} UTC", "set it, by NTP")
    elif last and last > now + FAR_OFF:
        what = f"it says {now:%Y-%m-%d %H:%M} UTC, and the last run was at {last:%Y-%m-%d %H:%M}"
        yield Line("clock", Level.BROKEN, what, "set it by NTP; news would be dated wrongly")
    else:
        yield Line("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def last_start(settings: Settings) -> datetime | None:
    """When the last run began; None where the ledger cannot say."""
    if not settings.storage.url and not settings.storage.path.exists():
        return None
    try:
        with settings.storage.open().read() as db:
            return vitals(db).last_start
    except UNREADABLE:
        return None
