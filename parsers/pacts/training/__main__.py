"""`OMP_NUM_THREADS=1 python -m parsers.pacts.training`: learn anew how rare words are and what each feature weighs.

From the annotated acts of the gold sets, those rows only that may be learnt from. Takes seconds; the same rows give the
same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from parsers.pacts.features import Features, features
from parsers.pacts.forest import by_block
from parsers.pacts.likeness import apart
from parsers.pacts.profile import WORD, profile, rarity, stem
from parsers.pacts.report import order
from parsers.pacts.training.stories import Told, invented, rows_of, stories

HOME = Path(__file__).parents[1]
ROOT = HOME.parents[1]
# Rows that may be learnt from; the rest of each set is kept for testing. The last is no part of the project.
TUNE = {
    ROOT / "tests" / "gold" / "dev.jsonl": 55,
    ROOT / "tests" / "gold" / "dev2.jsonl": 60,
    ROOT / "tests" / "gold" / "dev3.jsonl": 50,
    ROOT / "tests" / "gold" / "stories.jsonl": 26,
    ROOT.parent / "shared" / "gold" / "dev_briefs.jsonl": 200,
}
# Few stories and many features: weaker weights hold better for stories that were not learnt from.
STRENGTH = 0.3
SEEN = 3
Pair = tuple[Features, bool, float]


def pairs(told: Sequence[Told]) -> list[Pair]:
    """Each report with each earlier one that it could be about: features, whether it is so, and the weight of that."""
    by_id = {t.report.act_id: t for t in told}
    around = by_block([t.report for t in told])
    found: list[Pair] = []
    for one in told:
        earlier = [
            r for r in around(one.report)
            if order(r) < order(one.report) and not apart(profile(one.report), profile(r))
        ]  # fmt: skip
        for r in earlier:
            named = features(one.report, r, profile(one.report), profile(r))
            # A report with many candidates is still one decision.
            found.append((named, by_id[r.act_id].pact == one.pact, len(earlier) ** -0.5))
    return found


def learn(found: Sequence[Pair]) -> dict[str, float]:
    """The weight of each feature: a logistic regression, the stronger weights held back."""
    names = sorted({name for named, _, _ in found for name in named})
    table = np.array([[named.get(name, 0.0) for name in names] for named, _, _ in found])
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=5000)
    model.fit(table, [same for _, same, _ in found], sample_weight=[weight for _, _, weight in found])
    return {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}


def rare(told: Sequence[Told]) -> dict[str, float]:
    """How rare the words are that several reports have."""
    counts: Counter[str] = Counter()
    for one in told:
        text = f"{one.report.act.evidence.text} {one.report.headline}"
        counts.update({stem(w.lower()) for w in WORD.findall(text) if len(w) > 2})
    return {w: round(log(len(told) / n), 2) for w, n in sorted(counts.items()) if n >= SEEN}


def write(name: str, value: dict[str, float]) -> None:
    """Write a table beside the code that reads it."""
    (HOME / name).write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Write `rarity.json` and `weights.json`."""
    sets = [stories(rows_of(path)[:count]) for path, count in TUNE.items()]
    sets.append(invented(HOME / "training" / "invented.txt"))
    write("rarity.json", rare([t for told in sets for t in told]))
    rarity.cache_clear()
    write("weights.json", learn([p for told in sets for p in pairs(told)]))


if __name__ == "__main__":
    main()
