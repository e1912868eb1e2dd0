"""The reader does not get worse on the annotated sets without anybody noticing."""

from __future__ import annotations

import tomllib

import pytest

from tests.bench.sets import GOLD, halves, score

KEPT = tomllib.loads((GOLD / "figures.toml").read_text(encoding="utf-8"))
ALLOWED_DROP = 0.02


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({key.split()[0] for key in KEPT}))
def test_figures_are_held(name: str) -> None:
    for part, some in halves(name).items():
        now = score(some).figures()
        for figure, before in KEPT[f"{name} {part}"].items():
            assert now[figure] >= before - ALLOWED_DROP, (
                f"{name} {part}: {figure} fell from {before} to {now[figure]}"
            )
