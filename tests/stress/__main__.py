"""`make stress`: two writers and three readers for a minute, then a hundred writers and fifty senders killed, on each kind of ledger."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.stress.crowd import crowd
from tests.stress.kills import kills
from tests.stress.outbox import outbox
from tests.stress.places import BACKENDS, made, why_not


def main() -> int:
    """Print what came of it; 1 where anything went wrong."""
    options = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    options.add_argument("--seconds", type=float, default=60.0, help="how long writers and readers are at it")
    options.add_argument("--kills", type=int, default=100, help="how many writers are killed")
    options.add_argument(
        "--deliveries", type=int, default=1_000, help="how full the outbox of the senders is"
    )
    options.add_argument("--senders", type=int, default=50, help="how many senders are killed")
    options.add_argument("--backend", choices=BACKENDS, action="append", help="only on this kind of ledger")
    options.add_argument(
        "--folder", type=Path, help="where to make the ledgers (default: a temporary folder)"
    )
    options.add_argument("--seed", type=int, default=int(time.time()), help="of the moments of the kills")
    chosen = options.parse_args()
    print(f"seed {chosen.seed}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    results = [on(backend, chosen) for backend in chosen.backend or BACKENDS]
    return 0 if all(results) else 1


def on(backend: str, chosen: argparse.Namespace) -> bool:
    """All of it on one kind of ledger; whether nothing went wrong."""
    if why := why_not(backend):
        print(f"{backend}: left out, {why}")
        return True
    wrongs: list[str] = []
    if chosen.seconds:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name, made(backend, Path(name)) as place:
            together = crowd(place, chosen.seconds)
            print(f"{backend}: {together}", flush=True)
            wrongs += together.wrongs
    if chosen.kills:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name, made(backend, Path(name)) as place:
            shot = kills(place, chosen.kills, Path(name), chosen.seed)
            print(f"{backend}: {shot}", flush=True)
            wrongs += shot.wrongs
    if chosen.deliveries:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name, made(backend, Path(name)) as place:
            sent = outbox(place, Path(name), chosen.deliveries, chosen.senders, seed=chosen.seed)
            print(f"{backend}: {sent}", flush=True)
            wrongs += sent.wrongs
    for wrong in wrongs:
        print(f"{backend}: WRONG: {wrong}")
    return not wrongs


if __name__ == "__main__":
    sys.exit(main())
