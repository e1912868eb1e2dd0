"""No mutated page or feed raises, or takes out of all proportion to its length."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.mutate import fuzz


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_pages_and_feeds_are_read_or_told_why_not(seed: int) -> None:
    found = fuzz(float(os.environ.get("FUZZ_SECONDS", "30")), seed)
    assert found.inputs > 10
    assert [(what, why) for what, _, why in found.bad] == []
