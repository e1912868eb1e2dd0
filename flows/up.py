"""`pactwatch up`: Prefect's server, the deployments and a worker on one machine, until they are stopped."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import httpx2

from flows.engine import SERVER
from flows.processes import Child, end_marked, start
from flows.schedules import Schedule
from flows.settings import Settings, SettingsError, load_settings

POOL = "pactwatch"
HOST = "127.0.0.1"
PREFECT = (sys.executable, "-m", "prefect")
# A first start makes the server's database.
STARTING = 180.0
# What a flow has not finished by then, the next run takes up.
FINISHING = 20.0
ENDING = 10.0
Say = Callable[[str], object]


class UpError(click.ClickException):
    """Something did not start or ended by itself; the message says what, and where its log is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one `pactwatch up` lives: the settings file, the folder of its server, the port."""

    config: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://{HOST}:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment of all that is started here."""
        return {
            **os.environ,
            **{name: value for name, value in SERVER.items() if name not in os.environ},
            "PREFECT_HOME": str(self.folder),
            "PREFECT_API_URL": f"{self.url}/api",
            "PACTWATCH_CONFIG": str(self.config),
        }


def up(config: Path, folder: Path | None, port: int, say: Say) -> None:
    """Bring all up, and stay until a signal (KeyboardInterrupt) or until a part ends by itself (UpError)."""
    settings = load_settings(config)
    if not settings.sources:
        raise SettingsError(
            f"{config}: sources: there are none; add one with `pactwatch sources add https://site.example`"
        )
    config = config.resolve()
    folder = (folder or config.with_suffix(".prefect")).resolve()
    with alone(folder):
        if left := end_marked(folder, ENDING):
            say(f"Ended {left} processes that an earlier `pactwatch up` had left.")
        place = Place(config, folder, free_port(port))
        try:
            run_all(place, settings, say)
        finally:
            say("Stopping …")
            end_marked(folder, ENDING)


def run_all(place: Place, settings: Settings, say: Say) -> None:
    """Start the parts one after the other, and watch over them."""
    children: list[Child] = []
    try:
        server = start_server(place, say)
        children.append(server)
        make_deployments(place, settings)
        worker = [*PREFECT, "worker", "start", "--pool", POOL, "--type", "process", "--name", "up"]
        children.append(start("worker", worker, place.folder, place.env))
        say(f"pactwatch is up: {place.url} shows the runs.")
        hours = settings.schedule
        say(f"watch runs at {hours.watch}, deliver at {hours.deliver} ({hours.zone}). Ctrl-C ends all of it.")
        stay(children)
    finally:
        # The worker first: it tells the server what became of its runs.
        for child in reversed(children):
            child.end(FINISHING if child.name == "worker" else ENDING)


def stay(children: list[Child]) -> None:
    """Return never; UpError where a part ends by itself."""
    while True:
        for child in children:
            if child.process.poll() is not None:
                raise UpError(f"the {child.name} ended by itself; {child.log} says:\n{child.last_words}")
        time.sleep(0.2)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Within the block no other `pactwatch up` uses the folder; UpError where one does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "up.lock").open("w")
    except OSError as error:
        raise UpError(f"{folder} cannot be used: {error.strerror}; name another with --dir") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UpError(f"`pactwatch up` runs already for {folder}; stop it first") from error
        yield


def free_port(port: int) -> int:
    """The port, or any free one for 0; UpError where it is taken."""
    with socket.socket() as tried:
        # As the server does: a port that was just in use is free.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            raise UpError(f"port {port} is taken; name another with --port") from error
        return int(tried.getsockname()[1])


def start_server(place: Place, say: Say) -> Child:
    """Start Prefect's server, and wait until it answers."""
    say("Starting Prefect's server; the first time this takes half a minute …")
    command = [*PREFECT, "server", "start", "--host", HOST, "--port", str(place.port)]
    server = start("server", command, place.folder, place.env)
    try:
        wait_for(server, place)
    except BaseException:
        server.end(ENDING)
        raise
    return server


def wait_for(server: Child, place: Place) -> None:
    """Return when the server is ready; UpError where it is not, or not in time."""
    deadline = time.monotonic() + STARTING
    while not answers(place):
        if server.process.poll() is not None:
            raise UpError(f"the server did not start; {server.log} says:\n{server.last_words}")
        if time.monotonic() > deadline:
            raise UpError(f"the server does not answer after {STARTING:.0f} s; see {server.log}")
        time.sleep(0.1)


def answers(place: Place) -> bool:
    """Whether the server is ready."""
    try:
        return httpx2.get(f"{place.url}/api/ready", timeout=5, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def make_deployments(place: Place, settings: Settings) -> None:
    """Make the work pool, the deployments and the automations, and set runs free that an end by force has left."""
    file = place.folder / "deployments.yaml"
    text = deployments_file().read_text(encoding="utf-8")
    file.write_text(with_hours(text, settings.schedule), encoding="utf-8")
    for command in (
        [sys.executable, "-m", "flows.pool", POOL],
        [*PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", str(file)],
        [sys.executable, "-m", "flows.automations"],
    ):
        run_quietly(command, place.folder, place.env)


def run_quietly(command: list[str], folder: Path, env: Mapping[str, str]) -> None:
    """Run a program to its end; UpError with its last lines where it fails."""
    child = start("deploy", command, folder, env)
    try:
        code = child.process.wait(STARTING)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        child.end(0)
    if code != 0:
        raise UpError(f"the deployments could not be made; {child.log} says:\n{child.last_words}")


def deployments_file() -> Path:
    """prefect.yaml: beside this file in an installed package, in its own folder in a checkout."""
    packaged = Path(__file__).with_name("prefect.yaml")
    return packaged if packaged.exists() else Path(__file__).parents[1] / "deployments" / "prefect.yaml"


def with_hours(text: str, schedule: Schedule) -> str:
    """The deployments with the cron lines and the zone of the settings."""
    for slug, cron in (("watch", schedule.watch), ("deliver", schedule.deliver)):
        wanted = f'- slug: {slug}\n        cron: "{cron}"\n        timezone: {schedule.zone}\n'
        there = rf"- slug: {slug}\n +cron: .*\n +timezone: .*\n"
        text, times = re.subn(there, wanted.replace("\\", r"\\"), text)
        if times != 1:
            raise UpError(f"{deployments_file()} has no schedule '{slug}'; restore it from the release")
    return text
