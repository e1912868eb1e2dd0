"""A process that empties an outbox in haste: `python -m tests.stress.sender PLACE FOLDER`, until nothing waits."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from flows.alerts.office import Office, empty_outbox
from flows.alerts.send import Limits
from storage.opening import open_ledger
from storage.outbox import Pace
from tests.stress.places import WAIT

# As the real ones, in small: a lease is longer than any try.
PACE = Pace(
    timedelta(seconds=3), timedelta(seconds=0.05), longest_wait=timedelta(seconds=0.4), most_tries=1_000
)
LIMITS = Limits(read_seconds=0.5, send_seconds=1.0)


def main(place: str, folder: str) -> None:
    """Send all there is."""
    office = Office(open_ledger(place, WAIT), Path(folder), lambda _: None, LIMITS, 6, pace=PACE)
    print("ready", flush=True)
    print(empty_outbox(office, patience=600), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
