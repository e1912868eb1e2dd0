"""`make bench-reading`: every figure of the reader, rows to tune on and hold-out apart, and how sure it may be.

`--keep` writes the figures to tests/gold/figures.toml, which a test holds the reader to.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from parsers.acts.confidence import learned
from parsers.acts.selection import beliefs, select
from parsers.acts.training.__main__ import gathered
from parsers.acts.training.examples import Example
from parsers.acts.training.learn import cross_validate
from tests.bench.sets import GOLD, SETS, halves, score

KEPT = GOLD / "figures.toml"
# What `figures.toml` holds on to: the sets that are in the project.
HELD = ("found", "strict", "alert_precision", "alert_recall")


def main() -> None:
    """Print the figures; keep them if asked."""
    kept: dict[str, dict[str, float]] = {}
    for name in SETS:
        for part, some in halves(name).items():
            figures = score(some).figures()
            print(f"{name:7} {part:9}", "  ".join(f"{n} {v:.3f}" for n, v in figures.items()))
            if name.startswith("dev"):
                kept[f"{name} {part}"] = {n: figures[n] for n in HELD}
    seen = gathered()
    print("\nfive-fold cross-validation by article: candidates kept")
    print("\n".join(validated(seen)))
    if "--keep" in sys.argv:
        keep(kept)


def validated(seen: Sequence[Example]) -> Iterator[str]:
    """Precision and recall of the filter on articles that it has not seen, and its reliability."""
    curve = learned()
    right = wrong = missed = 0
    bins: dict[int, list[bool]] = defaultdict(list)
    for example, unseen in zip(seen, cross_validate(seen), strict=True):
        found = [unseen.chance(x) for x in example.features]
        exact = [unseen.exactness(x) for x in example.features]
        kept = select(example.candidates, found, exact, unseen.threshold)
        right += sum(example.found[i] for i in kept)
        wrong += sum(not example.found[i] for i in kept)
        missed += bool(any(example.found) and not kept)
        for i, belief in beliefs(example.candidates, found, exact).items():
            bins[min(9, int(curve.calibrated(belief) * 10))].append(example.found[i])
    yield f"kept {right + wrong}, right {right / (right + wrong):.3f}, articles with an act and none kept {missed}"
    yield "confidence  candidates  share that are acts"
    for number, truths in sorted(bins.items()):
        yield f"{number / 10:.1f}-{(number + 1) / 10:.1f}  {len(truths):8}  {sum(truths) / len(truths):.2f}"


def keep(figures: dict[str, dict[str, float]]) -> None:
    """Write the figures that the reader is held to."""
    lines = [
        "# What the reader reaches; written by `python -m tests.bench.reading --keep`, held by test_figures.py."
    ]
    for name, values in figures.items():
        lines += ["", f'["{name}"]', *(f"{n} = {v}" for n, v in values.items())]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    tomllib.loads(KEPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
