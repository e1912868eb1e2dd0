from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine import prepare_engine
from flows.newsroom.receiver import Receiver
from flows.newsroom.server import Newsroom
from tests.flows.rough import Rough


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect's own test harness: a real engine on a database of its own, once for the session."""
    prepare_engine(own_home=tmp_path_factory.mktemp("prefect"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiving:
        yield receiving


@pytest.fixture
def config(tmp_path: Path, newsroom: Newsroom, receiver: Receiver) -> Path:
    """Settings for the sample newsroom, with one subscription to everything."""
    from flows.commands.demo import write_settings

    return write_settings(tmp_path, newsroom.feeds, receiver.apprise_url)


@pytest.fixture(scope="session")
def one_rough() -> Iterator[Rough]:
    with Rough() as served:
        yield served


@pytest.fixture
def rough(one_rough: Rough) -> Rough:
    """A server that plays what the web does to a client, shared by all tests of a worker."""
    one_rough.reset()
    return one_rough
