"""`pactwatch up` on a sample newsroom, as an operator has it: a process, its pages' address, and Prefect's own client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx2

from flows.processes import end_marked

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
# Tests that are run in the background do not hear Ctrl-C, nor does what they start, unless it says so.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = (
    sys.executable,
    "-c",
    f"{HEARING}; from flows.commands.cli import main; main()",
    "up",
    "--port",
    "0",
)
# Quicker than people need it.
QUICK = {
    "PREFECT_WORKER_QUERY_SECONDS": "0.5",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "1",
}
HERE = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
PLAIN: dict[str, Any] = {"timeout": 30, "trust_env": False}
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def until(what: Callable[[], T], seconds: float = 120) -> T:
    """What a question gives as soon as it gives something true."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < deadline, f"not in {seconds} s"
        time.sleep(0.1)
    return answer


class Machine:
    """One machine; `begin` brings it up where it is not."""

    def __init__(self, config: Path, pace: Mapping[str, str] = QUICK) -> None:
        self.config = config
        self.pace = pace
        self.folder = config.with_suffix(".prefect").resolve()
        self.process: subprocess.Popen[bytes] | None = None
        self.api = ""

    @property
    def said(self) -> str:
        return (self.config.parent / "up.log").read_text(encoding="utf-8")

    def begin(self) -> None:
        """Bring it up, and wait until it says so."""
        if self.process and self.process.poll() is None:
            return
        env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        with (self.config.parent / "up.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "-c", str(self.config)],
                stdout=log,
                stderr=log,
                env={**env, **HERE, **self.pace},
                cwd=self.config.parent,
            )
        until(lambda: "is up: " in self.said or self.process.poll() is not None)  # type: ignore[union-attr]
        assert "is up: " in self.said, self.said
        self.api = self.said.partition("is up: ")[2].split()[0] + "/api"

    def stop(self, how: signal.Signals) -> int:
        """Send the process a signal, and wait for its end; its exit code."""
        assert self.process
        self.process.send_signal(how)
        # Its parts are given up to a minute to end by themselves, longer on a busy machine.
        return self.process.wait(150)

    def clear(self) -> None:
        """End whatever is left."""
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGINT)
        end_marked(self.folder, 5)

    def ask(self, path: str, body: object = None) -> Any:
        """What the server answers to a POST with a body, or to a GET without."""
        url, method = f"{self.api}{path}", "GET" if body is None else "POST"
        # 503: its SQLite was busy. Prefect's own client asks again, too.
        answer = until(
            lambda: (
                got if (got := httpx2.request(method, url, json=body, **PLAIN)).status_code != 503 else None
            )
        )
        assert answer.is_success, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def forget(self, path: str) -> None:
        """Take something away from the server."""
        assert httpx2.delete(f"{self.api}{path}", **PLAIN).is_success

    def deployment(self, name: str) -> dict[str, Any]:
        return dict(self.ask(f"/deployments/name/{name}"))

    def run(self, name: str, parameters: Mapping[str, Any] | None = None, *, late: float = 0) -> UUID:
        """A run of a deployment that is due now, or was so many seconds ago; negative for later."""
        due = (datetime.now(UTC) - timedelta(seconds=late)).isoformat()
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        path = f"/deployments/{self.deployment(name)['id']}/create_flow_run"
        return UUID(self.ask(path, {"state": state, "parameters": dict(parameters or {})})["id"])

    def outcome(self, run: UUID) -> str:
        """How a run ended, when it has."""
        return until(lambda: state if (state := self.ask(f"/flow_runs/{run}")["state_type"]) in ENDED else "")
