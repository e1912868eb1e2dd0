from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.ledger import FileLedger
from tests.postgres import Cluster, why_no_cluster

if TYPE_CHECKING:
    from storage.lake import LakeLedger


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on a lake is marked so, whether it asks for one or is run once on a file and once on a lake."""
    for item in items:
        call = getattr(item, "callspec", None)
        if "cluster" in getattr(item, "fixturenames", ()) or (call and "lake" in call.params.values()):
            item.add_marker(pytest.mark.lake)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this worker's own; skips where there is none to be had."""
    why = why_no_cluster()
    if why:
        pytest.skip(why)
    with Cluster() as started:
        yield started


@pytest.fixture(scope="session")
def new_lake(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A database's name and the folder of an empty lake, to be copied: making one takes a second."""
    from storage.lake import LakeLedger

    with cluster.database() as name:
        folder = tmp_path_factory.mktemp("new-lake")
        LakeLedger(cluster.address(name), data_path=folder).create()
        yield name, folder


@pytest.fixture
def lake(cluster: Cluster, new_lake: tuple[str, Path], tmp_path: Path) -> Iterator[LakeLedger]:
    """An empty lake in a database and a folder of its own."""
    from storage.lake import LakeLedger

    template, files = new_lake
    # Names of actors are in it from the start, so it has files.
    folder = Path(shutil.copytree(files, tmp_path / "lake"))
    with cluster.database(template) as name:
        cluster.move(name, folder)
        yield LakeLedger(cluster.address(name), wait=20, data_path=folder)


@pytest.fixture
def file_ledger(tmp_path: Path) -> FileLedger:
    made = FileLedger(tmp_path / "ledger.duckdb", wait=5)
    made.create()
    return made
