"""The hours of `pactwatch up`, and the deployments that operators make."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.schedules import Schedule
from flows.settings import SettingsError, load_settings
from flows.up import deployments_file, with_hours

FILE = deployments_file().read_text(encoding="utf-8")


def test_every_deployment_names_a_flow_that_is_there() -> None:
    entrypoints = re.findall(r"entrypoint: (\S+)", FILE)
    assert len(entrypoints) == FILE.count("- name: ")
    for entrypoint in entrypoints:
        module, _, name = entrypoint.rpartition(".")
        flow = getattr(importlib.import_module(module), name)
        assert flow.name
        assert flow.persist_result is False


def test_the_hours_and_the_zone_of_the_settings_are_those_of_the_deployments() -> None:
    made = with_hours(FILE, Schedule(watch="7 * * * *", deliver="*/9 * * * *", timezone="Europe/Oslo"))
    assert re.findall(r"cron: (.*)", made) == ['"7 * * * *"', '"*/9 * * * *"']
    assert set(re.findall(r"timezone: (.*)", made)) == {"Europe/Oslo"}


def test_without_a_zone_it_is_the_machines() -> None:
    assert ZoneInfo(Schedule().zone)


@pytest.mark.parametrize("line", ['timezone = "Oslo"', 'watch = "every day"', 'watch = "* * *"'])
def test_hours_that_mean_nothing_are_refused_by_the_settings(tmp_path: Path, line: str) -> None:
    config = tmp_path / "pactwatch.toml"
    config.write_text(f"[schedule]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="schedule"):
        load_settings(config)
