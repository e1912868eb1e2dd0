"""Examples -> the gate: a logistic regression on the signs of sentences, cut where hardly an act is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from parsers.acts.confidence import Filter
from parsers.acts.gate import Gate, signs
from parsers.acts.training.examples import Example

STRENGTH = 0.3
RARE = 4
SMALL = 0.02
# A sentence that the filter thinks this likely, unseen, is worth a parse whatever was annotated.
NEAR = 0.3
# The chances to cut at: found by cross-validation so that each loses about a tenth of a percent of the acts. Of articles
# with ten sentences or more that report an act none was below .29, of those with twenty none below .39, of those with
# 28 to 39, the longest, none below .86. Most pages of fifty are no articles, and one of their sentences looks likely.
SENTENCE, ARTICLE = 0.05, 0.1
LONGER = ((50, 0.5), (20, 0.3), (10, 0.2))


def write_gate(path: Path, seen: Sequence[Example], filters: Sequence[Filter]) -> None:
    """Train on all sentences of the examples and write the gate; `filters` have not seen their example."""
    rows: list[frozenset[str]] = []
    answers: list[bool] = []
    for example, unseen in zip(seen, filters, strict=True):
        scene, good = example.scene, worthy(example, unseen)
        for number in scene.trees:
            rows.append(signs(scene.text, scene.sentences, number, scene.cast))
            answers.append(number in good)
    gate = fit_gate(rows, answers)
    data = {
        "sentence": gate.sentence,
        "article": gate.article,
        "longer": gate.longer,
        "weights": dict(sorted(gate.weights.items())),
    }
    path.write_text(json.dumps(data, indent=0, ensure_ascii=True) + "\n", encoding="utf-8")


def worthy(example: Example, unseen: Filter) -> set[int]:
    """Numbers of the sentences that tell an act, or that the filter would take to tell one."""
    return {
        c.sentence
        for c, features, found in zip(example.candidates, example.features, example.found, strict=True)
        if found or unseen.chance(features) >= NEAR
    }


def fit_gate(rows: Sequence[frozenset[str]], answers: Sequence[bool]) -> Gate:
    """The gate of sentences with known worth, given by their signs."""
    columns = CountVectorizer(analyzer=sorted, min_df=RARE, binary=True)
    table = columns.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-6, max_iter=1000)
    model.fit(table, np.asarray(answers, dtype=int))
    weights = {
        n: round(float(w), 3)
        for n, w in zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(w) >= SMALL
    }
    return Gate(weights | {"bias": round(float(model.intercept_[0]), 3)}, SENTENCE, ARTICLE, LONGER)
