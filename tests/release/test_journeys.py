"""The four journeys of docs/ run as they are written, each from an empty folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.newsroom.receiver import Receiver
from flows.newsroom.server import Newsroom
from flows.processes import end_marked
from tests.flows.machine import COMMAND, until
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
# Programs that stay until they are stopped; a test starts what they bring by itself, or in a terminal of its own.
LASTING = ("pactwatch newsroom", "pactwatch up")

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def commands(page: str) -> list[str]:
    """What a page tells to type, in its order: lines of `console` behind the prompt, blocks of `sh` whole."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found: list[str] = []
    for kind, block in re.findall(r"^```(console|sh)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        found += (
            [block] if kind == "sh" else [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        )
    return found


def typed(some: list[str], folder: Path, env: Mapping[str, str] | None = None) -> str:
    """What a shell prints that is told all of it and stops at the first fault."""
    home = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PACTWATCH_"))}
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(some)],
        cwd=folder,
        env={**home, "PATH": f"{BIN}:{os.environ['PATH']}", "COLUMNS": "110", "PREFECT_HOME": str(folder / ".prefect"),
             "HOME": str(folder), **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def shown(page: str) -> list[str]:
    """The lines of output that a page shows whole, those of programs that last aside."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    blocks = [b for b in blocks if not b.startswith(tuple(f"$ {name}" for name in LASTING))]
    lines = [line for b in blocks for line in b.splitlines() if not line.startswith("$ ")]
    return [line for line in lines if "…" not in line]


@pytest.fixture
def newsroom() -> Iterator[tuple[Newsroom, Receiver]]:
    with Newsroom() as site, Receiver() as receiver:
        yield site, receiver


def moved(some: list[str], site: Newsroom, receiver: Receiver) -> list[str]:
    """The same with the ports that were free."""
    return [s.replace(":8100", f":{site.port}").replace(":8101", f":{receiver.port}") for s in some]


def test_a_desk_gets_its_first_alert(newsroom: tuple[Newsroom, Receiver], tmp_path: Path) -> None:
    page = "first-alert.md"
    told = typed(moved([c for c in commands(page) if not c.startswith(LASTING)], *newsroom), tmp_path)
    for line in moved(shown(page), *newsroom):
        assert line in told
    titles = [str((r.json or {}).get("title")) for r in newsroom[1].received]
    assert len(titles) == 7
    assert titles[0] == "pactwatch: a test for trade-desk"
    # Whose article of the two outlets is read first gives the title of the alert; the second may add a topic to the pact.
    signed = [title for title in titles if title.startswith("Signed: ")]
    assert len(signed) == 1
    assert signed[0].startswith("Signed: United States–Japan agreement on critical minerals")


def test_an_analyst_asks_ten_questions_and_takes_a_table_along(tmp_path: Path) -> None:
    asked = commands("first-questions.md")
    assert len([c for c in asked if c.startswith('pactwatch sql "SELECT')]) >= 10
    told = typed(asked, tmp_path)
    page = (ROOT / "docs" / "first-questions.md").read_text(encoding="utf-8")
    (notebook,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    ran = subprocess.run(
        [sys.executable, "-c", notebook], cwd=tmp_path / "desk", capture_output=True, text=True, check=False
    )
    assert "United States–Japan" in ran.stdout, ran.stderr
    assert "United States–Japan agreement on critical minerals and trade" in told
    assert {"japan.parquet", "pacts.csv", "archive"} <= {p.name for p in (tmp_path / "desk").iterdir()}


@contextmanager
def up(folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    """`pactwatch up` in a terminal of its own; the address of its pages."""
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(COMMAND, cwd=folder, env=env, stdout=log, stderr=log)

    def said() -> str:
        return (folder / "up.log").read_text(encoding="utf-8")

    try:
        until(lambda: "is up: " in said() or process.poll() is not None)
        assert "is up: " in said(), said()
        yield said().partition("is up: ")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(150)
        end_marked((folder / "pactwatch.prefect").resolve(), 5)


def test_an_operator_has_a_schedule_a_lake_a_backfill_and_hears_of_failures(
    newsroom: tuple[Newsroom, Receiver], tmp_path: Path, cluster: Cluster
) -> None:
    with cluster.database() as name:
        place = cluster.conninfo(name)
        written = [
            c.replace("host=db.example dbname=pactwatch user=pactwatch", place)
            for c in commands("first-server.md")
        ]
        written = moved(written, *newsroom)
        (number,) = [n for n, c in enumerate(written) if c.startswith("pactwatch up")]
        told = typed(written[:number], tmp_path)
        assert "Norway–Chile" in told
        assert "Kenya" not in told.partition("first_reported")[2]
        env = {**os.environ, "LAKE_PASSWORD": "…", "OPERATOR": newsroom[1].apprise_url}
        with up(tmp_path, env) as address:
            after = [c.replace("http://127.0.0.1:4200", address) for c in written[number + 1 :]]
            told = typed(["export LAKE_PASSWORD=…", *after], tmp_path)
            assert re.search(r"watch +completed", told)
            until(lambda: any("reread" in str((r.json or {}).get("title")) for r in newsroom[1].received))


def test_a_developer_changes_a_rule_and_sees_it_in_the_benchmark(tmp_path: Path) -> None:
    checkout = tmp_path / "pactwatch"
    subprocess.run(["git", "clone", "-q", ROOT, checkout], check=True)
    (checkout / ".venv").symlink_to(BIN.parent)
    for name in ("requirements.lock", "pyproject.toml"):
        # What they ask for is there already.
        os.utime(checkout / name, (0, 0))
    named = {
        f"GIT_{who}_{what}": "somebody@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    told = typed(commands("first-change.md"), checkout, {"PYTHONPATH": str(checkout), **named})
    assert "found 1.000  strict 0.000" in told
    assert "found 1.000  strict 1.000" in told
