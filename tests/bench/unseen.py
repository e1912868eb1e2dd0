"""Grouping by weights that have not seen the story that they judge: cross-validation by story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch
from zlib import crc32

from parsers.pacts import likeness
from parsers.pacts.forest import Antecedent, antecedent, by_block, trees
from parsers.pacts.report import Report, order
from parsers.pacts.training.__main__ import HOME, Pair, learn, pairs
from parsers.pacts.training.stories import Told, invented
from tests.bench.sets import halves

FOLDS = 5
# Invented for learning, and for testing with what is learnt from all else.
APART = "stories"
Grouped = tuple[str, str, str, list[tuple[str, str]]]


def unseen(sets: Mapping[tuple[str, str], Sequence[Told]]) -> Iterator[Grouped]:
    """Set, whose acts, which rows, and the (true, told) groups of each of its acts that is of a pact."""
    tune = {name: {row["id"] for row in halves(name).get("tune", ())} for name, _ in sets}
    folds = {name: folds_of([t for (n, _), told in sets.items() if n == name for t in told]) for name in tune}
    weights = [learnt(sets, tune, folds, k) for k in range(FOLDS)]
    for (name, whose), told in sets.items():
        if name == APART:
            continue
        places = grouped(told, folds[name], weights)
        for part in ("tune", "hold-out", "all"):
            some = [
                t for t in told if part == "all" or (part == "tune") == (t.report.article_id in tune[name])
            ]
            yield name, whose, part, [(t.pact, places[t.report.act_id]) for t in some if t.pact]


def folds_of(told: Sequence[Told]) -> dict[str, int]:
    """The fold of each article: all articles that tell of one pact, and what else they tell of, have one."""
    top: dict[str, str] = {}

    def find(name: str) -> str:
        while top.setdefault(name, name) != name:
            name = top[name]
        return name

    for one in told:
        article = find(f"article {one.report.article_id}")
        if one.pact:
            top[article] = find(f"pact {one.pact}")
    return {t.report.article_id: crc32(find(f"article {t.report.article_id}").encode()) % FOLDS for t in told}


def learnt(
    sets: Mapping[tuple[str, str], Sequence[Told]],
    tune: Mapping[str, set[str]],
    folds: Mapping[str, Mapping[str, int]],
    left_out: int,
) -> dict[str, float]:
    """The weights learnt from the annotated rows to tune on, without a fold, and from what was invented for it."""
    found: list[Pair] = pairs(invented(HOME / "training" / "invented.txt"))
    for (name, whose), told in sets.items():
        if whose == "annotated":
            seen = [t for t in told if t.report.article_id in tune[name]]
            found += pairs(
                seen if name == APART else [t for t in seen if folds[name][t.report.article_id] != left_out]
            )
    return learn(found)


def grouped(
    told: Sequence[Told], folds: Mapping[str, int], weights: Sequence[dict[str, float]]
) -> dict[str, str]:
    """The tree of each act, each act placed by the weights that have not seen its story."""
    reports = [t.report for t in told]
    found: dict[str, Antecedent] = {}
    for k, some in enumerate(weights):
        with weighed_by(some):
            placed = antecedents(reports)
        found |= {
            r.act_id: placed[r.act_id] for r in reports if folds[r.article_id] == k and r.act_id in placed
        }
    parent = {act_id: earlier.act_id for act_id, (earlier, _) in found.items()}
    by_tree: defaultdict[str, str] = defaultdict(str)
    for tree in trees([r.act_id for r in reports], parent):
        by_tree |= dict.fromkeys(tree, tree[0])
    return by_tree


@contextmanager
def weighed_by(some: dict[str, float]) -> Iterator[None]:
    """For a while, likeness has other weights."""
    with patch.object(likeness, "weights", lambda: some):
        yield


def antecedents(reports: Sequence[Report]) -> dict[str, Antecedent]:
    """What each report (by act id) follows on; those that start a pact are left out."""
    around = by_block(reports)
    found: dict[str, Antecedent] = {}
    for report in reports:
        best = antecedent(report, (r for r in around(report) if order(r) < order(report)))
        if best:
            found[report.act_id] = best
    return found
