"""The annotated sets: where they are, and which rows of each may be learnt from."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from parsers import acts
from parsers.model import Article
from tests.bench.scoring import Record, Score

ROOT = Path(__file__).parents[2]
GOLD, SHARED = ROOT / "tests" / "gold", ROOT.parent / "shared" / "gold"
# File and how many of its first rows the reader was tuned on; the rest is the hold-out.
SETS = {
    "dev2": (GOLD / "dev2.jsonl", 60),
    "dev3": (GOLD / "dev3.jsonl", 50),
    "dev": (GOLD / "dev.jsonl", 55),
    # Written and annotated apart from the reader; nobody reads its errors.
    "fresh": (GOLD / "fresh.jsonl", 0),
    "briefs": (SHARED / "dev_briefs.jsonl", 200),
    # Invented stories of several articles, each beside pacts of the same sides; only the grouping into pacts is tested.
    "stories": (GOLD / "stories.jsonl", 26),
    "seed": (SHARED / "seed.jsonl", 1),
}


def rows(name: str) -> list[Record]:
    """The annotated articles of a set; none where it is not there."""
    path, _ = SETS[name]
    return rows_of(path) if path.exists() else []


def rows_of(path: Path) -> list[Record]:
    """The annotated articles of a file."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        sys.exit(f"{path}: cannot be read: {error.strerror}")
    return [row_of(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line]


def row_of(line: str, where: str) -> Record:
    """The annotated article of a line."""
    try:
        row: Record = json.loads(line)
    except ValueError as error:
        sys.exit(f"{where}: is not valid JSON: {error}")
    return row


def halves(name: str) -> dict[str, list[Record]]:
    """The rows to tune on and the hold-out, those that are there."""
    found, cut = rows(name), SETS[name][1]
    return {part: some for part, some in (("tune", found[:cut]), ("hold-out", found[cut:])) if some}


def article(row: Record) -> Article:
    """The article of an annotated row."""
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    return Article(row.get("url") or "", row.get("title") or "", row["text"], published)


def score(some: list[Record]) -> Score:
    """What the reader makes of annotated articles."""
    total = Score()
    for row, reading in zip(some, acts.read_many(map(article, some)), strict=True):
        total.add(row["records"], reading.acts)
    return total
