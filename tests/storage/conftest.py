from __future__ import annotations

import pytest

from storage.ledger import Ledger


@pytest.fixture(params=["file", "lake"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """An empty ledger, once as a file and once as a lake."""
    made: Ledger = request.getfixturevalue({"file": "file_ledger", "lake": "lake"}[request.param])
    return made
