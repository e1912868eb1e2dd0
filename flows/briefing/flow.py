"""The flow `publish`, and the briefing after each run; one that cannot be made never fails the run."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.briefing.site import build_site
from flows.errors import InputError
from flows.progress import tell
from flows.settings import DEFAULT_PATH, Settings, SettingsError, load_settings
from flows.ways import as_table, leave_summary, run_name
from storage.errors import LedgerError


@flow(name="publish", flow_run_name=run_name, persist_result=False)
def publish(config: Path = DEFAULT_PATH) -> None:
    """Make the briefing anew from the published ledger, in the folder that the settings name.

    Args:
        config: The settings file (pactwatch.toml).
    """
    settings = load_settings(config)
    if settings.briefing.dir is None:
        raise SettingsError(f"{config}: briefing.dir: is missing; add it to say where the briefing goes")
    made = build_site(
        settings.storage.open_to_ask(), settings.briefing.dir, datetime.now(UTC), settings.briefing.base_url
    )
    tell(f"briefing: {made.pacts} pacts, {made.written} of {made.files} files written")
    leave_summary(
        "publish", as_table({"pacts": made.pacts, "files": made.files, "files_written": made.written})
    )


@task(name="publish briefing", cache_policy=NO_CACHE, persist_result=False)
def publish_briefing(settings: Settings) -> None:
    """Make the briefing after a run, where the settings want one."""
    if settings.briefing.dir is None:
        return
    try:
        made = build_site(
            settings.storage.open_to_ask(),
            settings.briefing.dir,
            datetime.now(UTC),
            settings.briefing.base_url,
        )
    except (InputError, LedgerError) as error:
        tell(f"no briefing published, the one of before stays: {error}", level=logging.WARNING)
        return
    tell(f"briefing: {made.pacts} pacts, {made.written} of {made.files} files written")
