"""`make bench-resolve`: what it costs to find an act its pact, among ten thousand pacts and among a million.

The ledgers are made up in SQL: each pact has one to four reports, a hundred pacts begin a day, states are in the news as
often as the square of a random number says. New acts are resolved in batches, as runs do, and nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pycountry

from parsers.model import Act, ActType, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts.report import Report
from parsers.pacts.resolve import resolve
from storage.ledger import FileLedger
from storage.shelf import LedgerShelf

STATES = sorted(c.alpha_3 for c in pycountry.countries)
TOPICS = list(Topic)
START = datetime(2000, 1, 1, tzinfo=UTC)
SIZES = (10_000, 1_000_000)
BATCHES = (100, 1_000)
WORDS = [
    "accord",
    "on",
    "harbours",
    "rivers",
    "cables",
    "wheat",
    "lithium",
    "visas",
    "patrols",
    "vaccines",
    "satellites",
    "pipelines",
    "tariffs",
]
# A state's rank: few are in the news often.
STATE = "states[1 + (len(states) * (hash({seed}) / 18446744073709551616.0) ** 2)::INTEGER % len(states)]"
MAKE = f"""
    CREATE TEMP TABLE made AS
    WITH drawn AS (
        SELECT p, r, $start::TIMESTAMPTZ + to_seconds(86400 * p / $daily + 86400 * 40 * r) AS published,
            {STATE.format(seed="p * 7 + 1")} AS one, {STATE.format(seed="p * 7 + 2")} AS other,
            topics[1 + (hash(p * 7 + 3) % len(topics))::INTEGER] AS topic,
            ['negotiating', 'signed', 'ratified', 'in_force'][1 + r] AS status
        FROM (SELECT p, unnest(range(1 + (hash(p) % 4)::BIGINT))::INTEGER AS r FROM range($pacts) t(p)),
            (SELECT $states AS states, $topics AS topics)
    )
    SELECT *, md5('pact' || p) AS pact_id, md5('act' || p || ' ' || r) AS act_id, md5('article' || p || ' ' || r) AS article_id,
        [{{'id': one, 'role': 'party'}}, {{'id': other, 'role': 'party'}}] AS parties,
        one || ' and ' || other || ' moved on with accord number ' || p || ' for the ' || r || '. time, officials said' AS evidence
    FROM drawn WHERE one <> other
"""
FILL = (
    ("INSERT INTO articles BY NAME SELECT article_id, 'https://made.example/' || article_id AS url, "
    "'Outlet ' || (hash(act_id) % 40) AS outlet, evidence AS title, 'en' AS language, published, 'feed' AS date_source, "
    "md5(article_id) AS body_id, published AS fetched_at, 'v1' AS parser_version FROM made"),
    ("INSERT INTO acts BY NAME SELECT act_id, article_id, pact_id, 'agreement' AS type, 'agreement' AS kind, status, parties, "
    "[topic] AS topics, [] AS amounts, published::DATE AS act_date, evidence, 0 AS evidence_start, "
    "len(evidence) AS evidence_end, true AS required, 0.8 AS confidence, [] AS reasons, 'v1' AS parser_version, "
    "published AS recorded_at, published, CASE WHEN r > 0 THEN md5('act' || p || ' 0') END AS follows, 0.9 AS follows_score FROM made"),
    ("INSERT INTO pacts BY NAME SELECT pact_id, any_value(evidence) AS title, 'agreement' AS type, 'agreement' AS kind, "
    "max(status) AS status, any_value(parties) AS parties, [any_value(topic)] AS topics, [] AS amounts, "
    "min(published) AS first_reported, max(published) AS last_reported, ['Outlet'] AS outlets, count(*)::INTEGER AS acts, "
    "0.8 AS confidence, true AS required FROM made GROUP BY pact_id ORDER BY min(published)"),
    "INSERT INTO blocks SELECT least(one, other) || '|' || greatest(one, other), act_id, published, [topic] AS topics FROM made",
)  # fmt: skip


def fill(ledger: FileLedger, pacts: int, daily: float) -> datetime:
    """Make a ledger with so many pacts, so many a day; returns the last day."""
    ledger.create()
    told = {
        "start": START, "daily": daily, "pacts": pacts, "states": STATES, "topics": [str(t) for t in TOPICS],
    }  # fmt: skip
    with ledger.write() as db:
        db.execute(MAKE, told)
        for statement in FILL:
            db.execute(statement)
        db.execute("DROP TABLE made")
    return START + timedelta(days=pacts / daily)


def news(number: int, day: datetime, count: int) -> list[Report]:
    """So many new reports of a day."""
    random = np.random.default_rng(number)
    found = []
    for n in range(count):
        one, other = (STATES[int(len(STATES) * random.random() ** 2)] for _ in range(2))
        said = f"{one} and {other} signed an {' '.join(random.choice(WORDS, 6))} in round {number}-{n}."
        parties = tuple(Party(p, Role.PARTY) for p in dict.fromkeys((one, other)))
        act = Act(
            ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, parties, (TOPICS[int(random.integers(len(TOPICS)))],),
            Evidence(said, 0, len(said)), confidence=0.8,
        )  # fmt: skip
        found.append(Report(f"new-{number}-{n}", act, f"article-{number}-{n}", "Outlet new", day, said))
    return found


def milliseconds(ledger: FileLedger, day: datetime, count: int, batches: int) -> float:
    """Time to resolve one act, the best of some batches, each in a block of its own as a run's."""
    took = []
    for number in range(batches):
        reports = news(number, day, count)
        began = time.perf_counter()
        with ledger.read() as db:
            resolve(LedgerShelf(db), reports)
        took.append((time.perf_counter() - began) * 1000 / len(reports))
    return min(took)


def main() -> int:
    """Print milliseconds an act, for each size, and their ratio."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.resolving", description=__doc__)
    options.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    options.add_argument("--batches", type=int, default=5)
    chosen = options.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, DuckDB {duckdb.__version__}"
    )
    for what, crowded in (("over as many more years", False), ("in the same time", True)):
        costs: list[list[float]] = []
        for pacts in chosen.sizes:
            daily = 100 * pacts / chosen.sizes[0] if crowded else 100
            with tempfile.TemporaryDirectory() as folder:
                ledger = FileLedger(Path(folder) / "ledger.duckdb")
                day = fill(ledger, pacts, daily)
                costs.append([milliseconds(ledger, day, count, chosen.batches) for count in BATCHES])
            told = ", ".join(
                f"{c:.2f} ms in batches of {n:,}" for n, c in zip(BATCHES, costs[-1], strict=True)
            )
            print(f"{pacts:>9,} pacts, {daily:>6,.0f} a day; an act: {told}", flush=True)
        ratios = " and ".join(f"{more / few:.1f}" for few, more in zip(*costs, strict=True))
        print(f"a hundred times the pacts {what}: {ratios} x", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
