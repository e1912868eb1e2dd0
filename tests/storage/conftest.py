from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.ledger import FileLedger, Ledger
from tests.postgres import Cluster
from tests.storage.story import tell


@pytest.fixture(params=["file", "lake"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """An empty ledger, once as a file and once as a lake."""
    made: Ledger = request.getfixturevalue({"file": "file_ledger", "lake": "lake"}[request.param])
    return made


@pytest.fixture(scope="session", params=["file", "lake"])
def story(request: pytest.FixtureRequest) -> Ledger:
    """A ledger with the small made-up story, only to be asked; once as a file and once as a lake."""
    made: Ledger = request.getfixturevalue(f"{request.param}_story")
    return made


@pytest.fixture(scope="session")
def file_story(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    made = FileLedger(tmp_path_factory.mktemp("story") / "ledger.duckdb")
    made.create()
    tell(made)
    return made


@pytest.fixture(scope="session")
def lake_story(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    from storage.lake import LakeLedger

    with cluster.database() as name:
        made = LakeLedger(cluster.address(name), data_path=tmp_path_factory.mktemp("story-lake"))
        made.create()
        tell(made)
        yield made
