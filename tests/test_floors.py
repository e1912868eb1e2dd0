"""The floors of the house: what may import what, where SQL lives, what is too large."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted(p for floor in ("flows", "storage", "parsers") for p in (ROOT / floor).rglob("*.py"))


def test_a_floor_imports_only_from_floors_below_it() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_sql_lives_on_the_floor_of_storage() -> None:
    outside = [p for p in SOURCES if p.relative_to(ROOT).parts[0] != "storage"]
    calls = [p for p in outside if ".execute(" in p.read_text(encoding="utf-8")]
    assert calls == []


def test_no_file_is_two_rooms() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in SOURCES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
