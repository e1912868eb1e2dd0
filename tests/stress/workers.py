"""Past one machine: two workers of one work pool share the windows of a backfill of a lake on PostgreSQL, and one is killed.

What the dead worker had is noted as crashed and run again, as the server's automation and an operator would; the lake
must then hold what one backfill alone makes of it. Prefect's server is on PostgreSQL, too.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.archives.items import Span
from flows.archives.opening import open_all
from flows.processes import Child, end_marked, marked, start
from flows.settings import Fetch, load_settings
from flows.up import POOL, PREFECT, Place, make_deployments, wait_for
from storage.lake import LakeLedger
from storage.ledger import Ledger
from tests.bench.day import day
from tests.flows.old_news import backfilled
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
RUNS = 2
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
# What says when something was written, not what.
CLOCKS = "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'TIMESTAMP WITH TIME ZONE' AND column_name <> 'published'"
COMPARED = ("articles", "acts", "pacts", "changes", "former_pacts")


def archive(path: Path, articles: int) -> Path:
    """A file of articles, a line of JSON each."""
    lines = [
        json.dumps({"url": f"https://news.example{p.path}", "title": p.title, "text": p.text,
                    "published": p.at.isoformat(), "outlet": p.path.split("/")[1]})
        for p in sorted(day(50, articles, seed=2).pages.values(), key=lambda p: p.at)
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def contents(ledger: Ledger) -> dict[str, list[str]]:
    """What a ledger holds, without the hours at which it was written."""
    with ledger.read() as db:
        clocks: dict[str, list[str]] = {}
        for table, column in db.execute(CLOCKS).fetchall():
            clocks.setdefault(table, []).append(column)
        return {
            t: sorted(
                map(repr, db.execute(f"SELECT * EXCLUDE ({', '.join(clocks[t])}) FROM {t}" if clocks.get(t) else f"FROM {t}").fetchall())
            )
            for t in COMPARED
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pool:
    """A server with the deployments, and the folders of its workers."""

    place: Place

    def worker(self, name: str) -> tuple[Child, Path]:
        """Start a worker that runs one flow at a time, in a folder of its own."""
        folder = self.place.folder / name
        folder.mkdir()
        command = [*PREFECT, "worker", "start", "--pool", POOL, "--name", name, "--limit", "1"]
        return start("worker", command, folder, self.place.env), folder

    def ask(self, path: str, body: object = None) -> Any:
        """What the server answers to a POST with a body, or to a GET without."""
        import httpx2

        url = f"{self.place.url}/api{path}"
        answer = httpx2.request(
            "GET" if body is None else "POST", url, json=body, timeout=60, trust_env=False
        )
        answer.raise_for_status()
        return answer.json()

    def share(self, deployment: str, parameters: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """A run of a deployment for each set of parameters: the runs' ids and their parameters."""
        found = self.ask(f"/deployments/name/{deployment}")["id"]
        state = {"type": "SCHEDULED"}
        path = f"/deployments/{found}/create_flow_run"
        return {self.ask(path, {"state": state, "parameters": dict(p)})["id"]: p for p in parameters}

    def states(self, runs: Mapping[str, Any]) -> dict[str, str]:
        """How each run stands."""
        return {run: self.ask(f"/flow_runs/{run}")["state_type"] for run in runs}

    def wait(self, runs: Mapping[str, Any], minutes: float = 10) -> dict[str, str]:
        """How each run ended, when all have."""
        deadline = time.monotonic() + 60 * minutes
        while not set((states := self.states(runs)).values()) <= ENDED:
            assert time.monotonic() < deadline, states
            time.sleep(0.5)
        return states


def settings(folder: Path, address: str, lake: Path) -> Path:
    """Settings of a lake, with no source."""
    config = folder / "pactwatch.toml"
    config.write_text(f'[storage]\nurl = "{address}"\ndata_path = "{lake}"\n', encoding="utf-8")
    return config


def done(ledger: Ledger) -> int:
    """How many articles are in it."""
    with ledger.read() as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchall()[0][0])


def shared_out(pool: Pool, ledger: Ledger, file: Path, articles: int) -> dict[str, int]:
    """Let two workers share the work and kill one; how the runs ended."""
    work = [{"inputs": [str(file)], "workers": 1} for _ in range(RUNS)]
    (_, folder), (other, other_folder) = pool.worker("one"), pool.worker("other")
    try:
        runs = pool.share("backfill/manual", work)
        while done(ledger) < articles // 4:
            time.sleep(0.2)
        lost = kill_all(folder)
        print(f"killed a worker with {len(lost)} runs at {done(ledger)} of {articles} articles", flush=True)
        # For the server they run for ever; in operation its automation notes them after ten minutes.
        for run in lost:
            pool.ask(f"/flow_runs/{run}/set_state", {"state": {"type": "CRASHED"}, "force": True})
        ends = pool.wait(runs)
        again = pool.share("backfill/manual", [runs[run] for run in lost])
        return dict(Counter([*ends.values(), *pool.wait(again).values()]))
    finally:
        other.end(20)
        end_marked(other_folder, 10)


def kill_all(folder: Path) -> list[str]:
    """Kill a worker and the processes of its runs, all at once; the ids of these runs."""
    processes = marked(folder)
    lost = {p.environ().get("PREFECT__FLOW_RUN_ID", "") for p in processes} - {""}
    for process in processes:
        process.kill()
    return sorted(lost)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2_000)
    args = parser.parse_args(arguments)
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ledgers = []
        for name in ("alone", "together"):
            database = stack.enter_context(cluster.database())
            ledgers.append(LakeLedger(cluster.address(database), 60, folder / name))
            ledgers[-1].create()
        alone, together = ledgers
        file = archive(folder / "news.jsonl", args.articles)
        began = time.monotonic()
        (whole,) = open_all([str(file)], Span(), Fetch()).archives
        backfilled(alone, whole)
        print(f"one backfill alone: {time.monotonic() - began:.0f} s", flush=True)

        engine = stack.enter_context(cluster.database())
        os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = (
            f"postgresql+asyncpg://pactwatch@/{engine}?host={cluster.folder}"
        )
        os.environ["PYTHONPATH"] = str(ROOT)
        os.environ["PREFECT_WORKER_QUERY_SECONDS"] = "1"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = settings(folder, together.place, folder / "together")
        place = Place(config, folder / "engine", port)
        place.folder.mkdir()
        stack.callback(end_marked, place.folder, 10)
        server = start("server", [*PREFECT, "server", "start", "--port", str(port)], place.folder, place.env)
        stack.callback(server.end, 20)
        wait_for(server, place)
        make_deployments(place, load_settings(config))
        began = time.monotonic()
        ends = shared_out(Pool(place), together, file, args.articles)
        print(f"two workers, one killed: {time.monotonic() - began:.0f} s; {ends}", flush=True)
        expected, found = contents(alone), contents(together)
    same = {table: expected[table] == found[table] for table in COMPARED}
    for table, held in same.items():
        print(
            f"{'ok  ' if held else 'FAIL'} {table}: {len(found[table])} rows, {len(expected[table])} by one backfill alone"
        )
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
