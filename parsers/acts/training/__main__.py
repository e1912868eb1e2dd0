"""`OMP_NUM_THREADS=1 python -m parsers.acts.training`: train the filter and the gate anew from the gold sets and the pieces here.

One thread, because sums in another order give other last digits.
"""

from __future__ import annotations

from pathlib import Path

from parsers.acts.training.examples import Example, examples, read_rows
from parsers.acts.training.gates import write_gate
from parsers.acts.training.learn import cross_validate, write
from parsers.acts.training.pieces import read_pieces

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# Rows that may be learnt from; the rest of each set is kept for testing. The last two are no part of the project and
# are used where they are there.
TUNE = {
    ROOT / "tests" / "gold" / "dev2.jsonl": 60,
    ROOT / "tests" / "gold" / "dev3.jsonl": 50,
    ROOT / "tests" / "gold" / "dev.jsonl": 55,
    ROOT.parent / "shared" / "gold" / "dev_briefs.jsonl": 200,
    ROOT.parent / "shared" / "gold" / "seed.jsonl": 1,
}


def gathered() -> list[Example]:
    """All examples that are there, in a fixed order."""
    seen = [e for path, rows in TUNE.items() if path.exists() for e in examples(read_rows(path)[:rows])]
    seen += [e for path in sorted((HERE / "labelled").glob("*.jsonl")) for e in examples(read_rows(path))]
    return seen + [
        e for path in sorted(HERE.glob("sentences_*.txt")) for e in examples(list(read_pieces(path)))
    ]


def main() -> None:
    """Train and write `filter.json` and `gate.json`; the same examples give the same bytes."""
    seen = gathered()
    unseen = cross_validate(seen)
    write(HERE / "filter.json", seen, unseen)
    write_gate(HERE / "gate.json", seen, unseen)


if __name__ == "__main__":
    main()
