from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from rich.console import Console
from flows.engine import prepare_engine
from flows.commands.run import working
prepare_engine(own_home=Path(sys.argv[1]))
with working(Console(width=200)):
    import logging
    from flows.progress import MARK
    import prefect.logging
    logging.getLogger("prefect.flow_runs").info("a [bold]line", extra={MARK: True})
    logging.getLogger("prefect.flow_runs").info("the engine's own")
"""


def test_progress_lines_reach_the_terminal_as_they_are_and_the_engines_own_do_not(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "a [bold]line" in done.stdout
    assert "the engine's own" not in done.stdout + done.stderr


def test_a_server_that_does_not_answer_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "pactwatch.toml").write_text('[[sources]]\nname = "a"\nurl = "http://127.0.0.1:9/feed"\n')
    done = subprocess.run(
        [Path(sys.executable).parent / "pactwatch", "run"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PREFECT_API_URL": "http://me:hidden@127.0.0.1:9/api",
            "PREFECT_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: no Prefect server answers at http://127.0.0.1:9/api; start it")
    assert len(done.stderr.splitlines()) == 1
