from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from storage.queries import ask

pytestmark = [pytest.mark.flow, pytest.mark.slow]
COMMAND = Path(sys.executable).parent / "pactwatch"


def demo(folder: Path, *options: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"COLUMNS": "200"}
    done = subprocess.run(
        [COMMAND, "demo", *options],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_alerts_a_pact_of_two_outlets_once_and_again_with_keep_sends_nothing(tmp_path: Path) -> None:
    first = demo(tmp_path)
    assert "Read" in first
    assert "Found" in first
    assert len(re.findall(r"Signed: .*Japan.* agreement", first)) == 1
    ledger = tmp_path / "pactwatch-demo/ledger.duckdb"
    told = ask(
        ledger, "SELECT count(*) FROM pacts WHERE title LIKE '%Japan%agreement%' AND len(outlets) > 1"
    ).rows
    assert list(told) == [(1,)]

    again = demo(tmp_path, "--keep")
    assert "0 new entries" in again
    assert "0 alerts arrived" in again


def test_a_folder_with_settings_of_ones_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pactwatch-demo").mkdir()
    (tmp_path / "pactwatch-demo/pactwatch.toml").write_text("# my own\n")
    done = subprocess.run(
        [COMMAND, "demo"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "--dir" in done.stderr


def test_a_ledger_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ledger.duckdb").write_text("precious")
    done = subprocess.run(
        [COMMAND, "demo", "--dir", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert (tmp_path / "ledger.duckdb").read_text() == "precious"
