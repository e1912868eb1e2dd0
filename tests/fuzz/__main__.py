"""`make fuzz` (ARGS="--seconds 3600" for an hour): mutated pages and feeds; whatever raises, or takes too long, is kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.mutate import fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where bad inputs are written")
    args = parser.parse_args()
    found = fuzz(args.seconds, args.seed)
    print(
        f"{found.inputs:,} inputs, {found.megabytes:.0f} MB; the slowest took {found.slowest:.2f} s ({found.slowest_of})"
    )
    for number, (what, body, why) in enumerate(found.bad):
        args.keep.mkdir(exist_ok=True)
        (args.keep / f"{number}-{what}").write_bytes(body)
        print(f"{what}: {why}; kept in {args.keep}/{number}-{what}")
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(main())
