"""Examples -> the filter: two logistic regressions, cross-validated, calibrated, and written as JSON."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from parsers.acts.confidence import Filter
from parsers.acts.selection import beliefs
from parsers.acts.training.examples import Example

STRENGTH = 0.1
RARE = 3
FOLDS = 5
THRESHOLD = 0.5
REQUIRED = 0.6
POINTS = 11


def fit(seen: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights by feature of both questions: is it an act, and are its status and sides right."""
    rows, found, weight = [], [], []
    near, right, share = [], [], []
    for example in seen:
        for group in groups(example):
            told = any(example.found[i] for i in group)
            known = any(example.exact[i] for i in group)
            for i in group:
                # A candidate counts once, however many variants it has.
                rows.append(example.features[i])
                found.append(example.found[i])
                weight.append(example.weight[i] / len(group))
                if told:
                    near.append(example.features[i])
                    right.append(example.exact[i] if known else example.found[i])
                    share.append(1.0 / len(group))
    return _regress(rows, found, weight), _regress(near, right, share)


def groups(example: Example) -> list[list[int]]:
    """Indices of the variants of each candidate."""
    found: dict[float, list[int]] = {}
    for i, candidate in enumerate(example.candidates):
        found.setdefault(candidate.notes["group"], []).append(i)
    return list(found.values())


def _regress(
    rows: Sequence[dict[str, float]], answers: Sequence[bool], weight: Sequence[float]
) -> dict[str, float]:
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, n in counts.items() if n >= RARE)
    column = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                table[i, column[name]] = value
    model = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-6, solver="lbfgs")
    model.fit(table, np.asarray(answers, dtype=int), sample_weight=np.asarray(weight))
    weights = dict(zip(names, (float(w) for w in model.coef_[0]), strict=True))
    weights["bias"] = weights.get("bias", 0.0) + float(model.intercept_[0])
    return {name: round(w, 5) for name, w in weights.items() if abs(w) >= 2e-3}


def fold_of(key: str) -> int:
    """The fold of an article, by its id alone."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def cross_validate(seen: Sequence[Example]) -> list[Filter]:
    """For each article a filter that has not seen it."""
    made = []
    for fold in range(FOLDS):
        found, exact = fit([e for e in seen if fold_of(e.row["id"]) != fold])
        made.append(Filter(found, exact, THRESHOLD, REQUIRED, ((0.0, 0.0), (1.0, 1.0))))
    return [made[fold_of(e.row["id"])] for e in seen]


def calibration(seen: Sequence[Example], filters: Sequence[Filter]) -> list[tuple[float, float]]:
    """Points from raw to true chance, by isotonic regression on chances that the filters gave to unseen articles."""
    raw, true = [], []
    for example, unseen in zip(seen, filters, strict=True):
        found = [unseen.chance(x) for x in example.features]
        for i, belief in beliefs(
            example.candidates, found, [unseen.exactness(x) for x in example.features]
        ).items():
            raw.append(belief)
            true.append(float(example.found[i]))
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.01, y_max=0.99).fit(raw, true)
    at = np.linspace(0.0, 1.0, POINTS)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in zip(at, curve.predict(at), strict=True)]


def write(path: Path, seen: Sequence[Example], filters: Sequence[Filter]) -> None:
    """Train on all examples and write the filter; `filters` have not seen their example, and calibrate it."""
    found, exact = fit(seen)
    data: dict[str, Any] = {
        "threshold": THRESHOLD,
        "required": REQUIRED,
        "curve": calibration(seen, filters),
        "found": dict(sorted(found.items())),
        "exact": dict(sorted(exact.items())),
    }
    path.write_text(json.dumps(data, indent=0, ensure_ascii=True) + "\n", encoding="utf-8")
