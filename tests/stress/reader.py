"""A process that looks at a ledger again and again, and at last says how often, and what was wrong.

`python -m tests.stress.reader PLACE SECONDS [publish]`; with `publish` it publishes the ledger each time and looks at the copy.
"""

from __future__ import annotations

import json
import random
import sys
import time
from contextlib import AbstractContextManager

from duckdb import DuckDBPyConnection

from storage.ledger import FileLedger, Ledger
from storage.opening import open_ledger
from tests.stress.invariants import Witness
from tests.stress.places import WAIT
from tests.stress.writer import published


def main(place: str, seconds: str, what: str = "read") -> None:
    """Look until the time is over."""
    ledger, witness = open_ledger(place, WAIT), Witness()
    end = time.monotonic() + float(seconds)
    reads, longest, wrongs = 0, 0.0, []
    while time.monotonic() < end and not wrongs:
        began = time.monotonic()
        with look(ledger, what) as db:
            longest = max(longest, time.monotonic() - began)
            wrongs = witness.wrongs(db)
        reads += 1
        time.sleep(random.uniform(0, 0.1))
    print(json.dumps({"done": reads, "longest": longest, "wrongs": wrongs, "rows": witness.most}), flush=True)


def look(ledger: Ledger, what: str) -> AbstractContextManager[DuckDBPyConnection]:
    """A connection to the ledger, or to a copy of it that is made for this."""
    if what == "read" or not isinstance(ledger, FileLedger):
        return ledger.read()
    from storage.publish import publish

    publish(ledger, published(ledger))
    return FileLedger(published(ledger), WAIT).read()


if __name__ == "__main__":
    main(*sys.argv[1:])
