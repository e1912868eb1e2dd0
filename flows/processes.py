"""Processes that `pactwatch up` starts, and ends again whatever happened to those that started them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

# In the environment of all that is started, and of what that starts: so it is found after its parent was killed.
MARK = "PACTWATCH_UP"
# Lines of a log that say why a process ended.
TOLD = 5


@dataclass(frozen=True, slots=True)
class Child:
    """A process in a group of its own, so that Ctrl-C reaches only who started it; its output goes to a log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def end(self, patience: float) -> None:
        """Ask it to end, and wait so many seconds for it."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-TOLD:])


def start(name: str, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Child:
    """Start a process that works in a folder, keeps its log there, and carries the folder's mark."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - its words are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**env, MARK: str(folder)},
            start_new_session=True,
        )
    return Child(name, process, log)


def marked(folder: Path) -> list[psutil.Process]:
    """All processes that carry a folder's mark, but for this one."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == str(folder):
                found.append(process)
        except (psutil.Error, OSError):
            # Somebody else's, or gone.
            continue
    return found


def end_marked(folder: Path, patience: float) -> int:
    """End all processes that carry a folder's mark, by force after so many seconds; returns how many there were."""
    ended = left = marked(folder)
    for process in left:
        signal_safely(process, force=False)
    _, left = psutil.wait_procs(left, timeout=patience)
    for process in left:
        signal_safely(process, force=True)
    psutil.wait_procs(left, timeout=patience)
    return len(ended)


def signal_safely(process: psutil.Process, *, force: bool) -> None:
    """Ask a process to end, or make it; psutil knows it from another that took its number since."""
    try:
        if force:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        return
