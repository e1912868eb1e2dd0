"""`make bench-backfill`: pages a second from a WARC file to the ledger, the memory of all processes, and Prefect's cost.

The same file is read twice on two processes: once without the engine, once as the flow. The engine's very first start, in
which its temporary server makes its database, is timed apart: a machine has one.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from flows.archives.reading import end_with
from storage.ledger import FileLedger
from tests.bench.old_pages import old_pages, weight
from tests.flows.warcs import write_warc

BAR_RATE, BAR_MEMORY_MB, BAR_ENGINE = 100, 1_500, 5
LIMIT = 8_000_000


def main() -> None:
    """Print the figures, with the machine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=["core", "flow"])
    parser.add_argument("--run", nargs=3, metavar=("HOW", "WARC", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        run(asked.run[0], Path(asked.run[1]), Path(asked.run[2]), asked.workers)
        return
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        warc = write_warc(Path(folder) / "news.warc.gz", old_pages(asked.pages))
        print(
            f"{asked.pages:,} pages, one in ten relevant, {weight(warc):.0f} MB of WARC, {asked.workers} workers"
        )
        first = first_start(Path(folder)) if asked.only != "core" else 0.0
        took = {
            how: measured(how, warc, Path(folder), asked)
            for how in ("core", "flow")
            if asked.only in {None, how}
        }
    if len(took) == 2:
        wall, cpu = (took["flow"][n] / took["core"][n] - 1 for n in (0, 1))
        print(f"Prefect's cost {wall:.1%} of the time, {cpu:.1%} of the processor's (bar <= {BAR_ENGINE} %)")
        print(
            f"its very first start: {first:.0f} s for an empty flow, {first / took['core'][0]:.1%} of the time"
        )


def first_start(folder: Path) -> float:
    """Seconds that an empty flow takes where the engine has never run."""
    began = time.monotonic()
    line = [sys.executable, "-m", "tests.bench.backfilling", "--run", "nothing", str(folder), str(folder)]
    subprocess.run(line, check=True)
    return time.monotonic() - began


def measured(how: str, warc: Path, folder: Path, asked: argparse.Namespace) -> tuple[float, float]:
    """One run in processes of its own, watched; the seconds that it took, of the clock and of the processor."""
    home = folder / how
    home.mkdir()
    line = [
        sys.executable,
        "-m",
        "tests.bench.backfilling",
        "--workers",
        str(asked.workers),
        "--run",
        how,
        str(warc),
        str(home),
    ]
    began, before = time.monotonic(), cpu_seconds()
    process = subprocess.Popen(line)
    peak, marks = 0.0, []
    while process.poll() is None:
        now = tree_memory(process.pid)
        peak = max(peak, now)
        marks.append(now)
        # Adding up what processes share takes a fifth of a second.
        time.sleep(3)
    took = time.monotonic() - began
    if process.returncode:
        sys.exit(f"bench-backfill: the run failed ({process.returncode})")
    ledger = FileLedger(home / "ledger.duckdb")
    with ledger.read() as db:
        counts = [
            db.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in ("articles", "acts", "pacts")
        ]
    cpu = cpu_seconds() - before
    middle = marks[len(marks) // 2] if marks else 0
    print(
        f"{how}: {took:.0f} s in all, {asked.pages / took:.0f} pages/s (bar >= {BAR_RATE}), {cpu:.0f} s of processor time, "
        f"memory at most {peak:.0f} MB, half-way {middle:.0f} MB (bar < {BAR_MEMORY_MB}); "
        f"{counts[0]:,} articles, {counts[1]:,} acts, {counts[2]:,} pacts; load {os.getloadavg()[0]:.1f}"
    )
    return took, cpu


def cpu_seconds() -> float:
    """Processor time of all processes that this one has waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def run(how: str, warc: Path, home: Path, workers: int) -> None:
    """The work itself; it does not outlive the one who measures."""
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    if how == "nothing":
        from flows.engine import prepare_engine

        prepare_engine(own_home=home / "prefect")
        from prefect import flow

        flow(name="nothing")(lambda: None)()
        return
    if how == "flow":
        from flows.engine import prepare_engine

        prepare_engine(own_home=home.parent / "prefect")
        from flows.backfill import backfill

        config = home / "pactwatch.toml"
        config.write_text('[storage]\npath = "ledger.duckdb"\n', encoding="utf-8")
        backfill([str(warc)], config, workers=workers)
        return
    from flows.archives.items import Span
    from flows.archives.warc import Warc
    from flows.archives.working import HOLD
    from storage.publish import publish
    from tests.flows.old_news import backfilled

    ledger = FileLedger(home / "ledger.duckdb")
    ledger.create()
    began = time.monotonic()
    backfilled(ledger, Warc(warc, Span(), LIMIT), workers, hold=HOLD)
    print(f"core: {time.monotonic() - began:.0f} s of reading and writing", flush=True)
    publish(ledger, home / "published.duckdb")


def tree_memory(pid: int) -> float:
    """Megabytes of a process and all below it, what they share counted once."""
    total, left = 0.0, [pid]
    while left:
        one = left.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
            left += [
                int(c)
                for t in Path(f"/proc/{one}/task").iterdir()
                for c in (t / "children").read_text().split()
            ]
        except (OSError, ValueError):
            continue
    return total


if __name__ == "__main__":
    main()
