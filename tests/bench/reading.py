"""`make bench-reading`: every figure of the reader, rows to tune on and hold-out apart, and how sure it may be.

`ARGS="mine.jsonl"` measures annotated articles of your own instead. `--keep` writes the figures to tests/gold/figures.toml,
which a test holds the reader to.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from parsers.acts.confidence import learned
from parsers.acts.reader import judge
from parsers.acts.training.__main__ import gathered
from parsers.acts.training.examples import Example
from parsers.acts.training.learn import cross_validate
from tests.bench.scoring import Score, match
from tests.bench.sets import GOLD, SETS, halves, rows_of, score

KEPT = GOLD / "figures.toml"
PREFIXES = {"d2-": "dev2", "d3-": "dev3", "dev-": "dev", "cep-": "briefs", "seed": "seed"}
# What `figures.toml` holds on to: the sets that are in the project.
HELD = ("found", "strict", "alert_precision", "alert_recall")


def main() -> None:
    """Print the figures; keep them if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="annotated articles, a line of JSON each")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    if args.files:
        for path in args.files:
            print(line_of(path.name, "", score(rows_of(path))))
        return
    measure(keeping=args.keep)


def line_of(name: str, part: str, found: Score) -> str:
    """A line of figures."""
    return f"{name:7} {part:9} " + "  ".join(f"{n} {v:.3f}" for n, v in found.figures().items())


def measure(*, keeping: bool) -> None:
    """All sets, and how sure it may be."""
    kept: dict[str, dict[str, float]] = {}
    for name in SETS:
        for part, some in halves(name).items():
            found = score(some)
            figures = found.figures()
            print(line_of(name, part, found))
            if name.startswith("dev") or name == "fresh":
                kept[f"{name} {part}"] = {n: figures[n] for n in HELD}
    seen = gathered()
    print("\nfive-fold cross-validation by article")
    print("\n".join(validated(seen)))
    if keeping:
        keep(kept)


def validated(seen: Sequence[Example]) -> Iterator[str]:
    """What comes out where each article is read by a filter that has not seen it, and how far its confidence holds."""
    curve = learned()
    totals: dict[str, Score] = defaultdict(Score)
    bins: dict[int, list[bool]] = defaultdict(list)
    for example, unseen in zip(seen, cross_validate(seen), strict=True):
        records = example.row["records"]
        acts = judge(example.scene, replace(unseen, curve=curve.curve)).acts
        totals[set_of(example.row["id"])].add(records, acts)
        right = {j for _, j in match(records, acts)}
        for j, act in enumerate(acts):
            bins[min(9, int(act.confidence * 10))].append(j in right)
    for name, score_of_set in sorted(totals.items()):
        yield f"{name:9}  " + "  ".join(f"{n} {v:.3f}" for n, v in score_of_set.figures().items())
    yield "confidence  records  share that are right"
    for number, truths in sorted(bins.items()):
        yield f"{number / 10:.1f}-{(number + 1) / 10:.1f}     {len(truths):8}  {sum(truths) / len(truths):.2f}"


def set_of(key: str) -> str:
    """The set that an article is from, by its id; our own labelled articles are one."""
    return next((name for prefix, name in PREFIXES.items() if key.startswith(prefix)), "own")


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
