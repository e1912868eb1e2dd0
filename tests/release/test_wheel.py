"""The package as users get it: a wheel in an environment of its own, away from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from flows.newsroom.server import Newsroom

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pactwatch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an installed wheel; what it depends on is that of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        UV,
        "build",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "-q",
        "-o",
        folder,
        ROOT,
    ]
    subprocess.run(build, check=True)
    (wheel,) = folder.glob("pactwatch-*.whl")
    home = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    (site,) = home.glob("lib/python*/site-packages")
    subprocess.run(
        [UV, "pip", "install", "-q", "--offline", "--no-deps", "--python", home / "bin" / "python", wheel],
        check=True,
    )
    # Lines of a .pth file are not followed into the .pth files that they lead to: the repository itself is not on the path.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "pactwatch"


def told(pactwatch: Path, folder: Path, *arguments: str) -> str:
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PACTWATCH_CONFIG"}}
    ended = subprocess.run(
        [pactwatch, *arguments],
        cwd=folder,
        env={**env, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_wheel_is_used_and_not_the_repository(pactwatch: Path, tmp_path: Path) -> None:
    python = pactwatch.with_name("python")
    where = subprocess.run(
        [python, "-I", "-c", "import flows; print(flows.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(python.parents[1])


def test_demo_init_run_sql_and_publish_work_from_the_wheel_in_any_folder(
    pactwatch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "alerts arrived at the receiver" in told(pactwatch, tmp_path, "demo", "--dir", "demo")
    assert "Wrote pactwatch.toml" in told(pactwatch, tmp_path, "init")
    config = tmp_path / "pactwatch.toml"
    text = config.read_text(encoding="utf-8")
    with Newsroom() as newsroom:
        mine = f'[[sources]]\nname = "mine"\nurl = "{newsroom.feeds[0]}"\n'
        config.write_text(f"{text[: text.index('[[sources]]')]}{mine}", encoding="utf-8")
        monkeypatch.setenv("PACTWATCH_FETCH__ALLOW_HOSTS", '["127.0.0.1"]')
        assert "1 source" in told(pactwatch, tmp_path, "run")
    ledger = "demo/ledger.duckdb"
    assert "treaty" in told(
        pactwatch, tmp_path, "sql", "--ledger", ledger, "SELECT title FROM pacts WHERE kind = 'treaty'"
    )
    assert "index.html" in told(pactwatch, tmp_path, "publish", "-c", "demo/pactwatch.toml", "site")
    assert (tmp_path / "site" / "index.html").is_file()
