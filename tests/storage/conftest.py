from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.ledger import FileLedger, Ledger
from tests.storage.postgres import Cluster, why_no_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this worker's own; skips where there is none to be had."""
    why = why_no_cluster()
    if why:
        pytest.skip(why)
    with Cluster() as started:
        yield started


@pytest.fixture
def lake(cluster: Cluster, tmp_path: Path) -> Iterator[Ledger]:
    """A lake in a database of its own."""
    from storage.lake import LakeLedger

    with cluster.database() as address:
        made = LakeLedger(address, wait=20, data_path=tmp_path / "lake")
        made.create()
        yield made


@pytest.fixture
def file_ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    return made


@pytest.fixture(params=["file", "lake"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """An empty ledger, once as a file and once as a lake."""
    made: Ledger = request.getfixturevalue({"file": "file_ledger", "lake": "lake"}[request.param])
    return made
