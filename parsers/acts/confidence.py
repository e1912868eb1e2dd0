"""The learned filter: logistic regression kept as plain JSON, evaluated without any library."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Filter:
    """Weights by feature for two questions: is it an act, and are its status and sides right; `threshold` to report.

    `curve` maps the raw chance of the first question to the calibrated one, as points in rising order.
    """

    found: Mapping[str, float]
    exact: Mapping[str, float]
    threshold: float
    required: float
    curve: tuple[tuple[float, float], ...]

    def chance(self, features: Mapping[str, float]) -> float:
        """The raw chance (0 to 1) that a candidate is an act."""
        return _logistic(self.found, features)

    def exactness(self, features: Mapping[str, float]) -> float:
        """The chance that status and sides of an act are right."""
        return _logistic(self.exact, features)

    def calibrated(self, chance: float) -> float:
        """The share of acts that were right among those with this raw chance."""
        before = self.curve[0]
        for point in self.curve:
            if chance <= point[0]:
                width = point[0] - before[0]
                part = (chance - before[0]) / width if width else 1.0
                return before[1] + part * (point[1] - before[1])
            before = point
        return self.curve[-1][1]


def _logistic(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    total = math.fsum(weights[name] * features[name] for name in features.keys() & weights.keys())
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


@functools.cache
def learned() -> Filter:
    """The filter that ships with the package."""
    data = json.loads(
        (resources.files("parsers.acts") / "training" / "filter.json").read_text(encoding="utf-8")
    )
    return Filter(
        data["found"],
        data["exact"],
        data["threshold"],
        data["required"],
        tuple((x, y) for x, y in data["curve"]),
    )
