"""Articles with known acts -> candidates with labels: what the filter learns from."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from parsers.acts.actors import find_actors
from parsers.acts.candidate import Candidate
from parsers.acts.features import backdrop, features
from parsers.acts.prefilter import worth_parsing
from parsers.acts.reader import gather
from parsers.acts.scene import Scene
from parsers.acts.segment import body, sentences
from parsers.acts.syntax import parse

# A telling is the annotated one if this share of the words of the two sentences is the same.
SAME_SENTENCE = 0.5
OPTIONAL_WEIGHT = 0.5


@dataclass(slots=True)
class Example:
    """An article with its candidates; of each: its features, whether it is an act, exactly right, and its weight."""

    row: dict[str, Any]
    scene: Scene
    candidates: list[Candidate]
    features: list[dict[str, float]]
    found: list[bool]
    exact: list[bool]
    weight: list[float]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Annotated articles of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def scenes(rows: Sequence[dict[str, Any]]) -> Iterator[Scene]:
    """Scenes of annotated articles, parsed as the reader parses them."""
    for row in rows:
        text, title = row["text"], row.get("title") or ""
        published = datetime.fromisoformat(row["published"]) if row.get("published") else None
        found = sentences(text)
        wanted = worth_parsing(text, found)
        trees = parse([body(text, found[n]) for n in wanted])
        yield Scene(
            title,
            text,
            published,
            found,
            dict(zip(wanted, trees, strict=True)),
            find_actors(title, text, published),
        )


def examples(rows: Sequence[dict[str, Any]], staged: Iterable[Scene] | None = None) -> Iterator[Example]:
    """Labelled candidates of annotated articles; `staged` are their scenes, parsed here if not given."""
    for row, scene in zip(rows, staged or scenes(rows), strict=True):
        candidates = gather(scene)
        behind, here = backdrop(scene), Counter(c.sentence for c in candidates)
        labels = [label(scene, c, row["records"]) for c in candidates]
        yield Example(
            row, scene, candidates, [features(scene, behind, c, here, candidates) for c in candidates],
            [found for found, _, _ in labels], [exact for _, exact, _ in labels],
            [OPTIONAL_WEIGHT if found and not required else 1.0 for found, _, required in labels],
        )  # fmt: skip


def label(scene: Scene, candidate: Candidate, records: Sequence[dict[str, Any]]) -> tuple[bool, bool, bool]:
    """(is an act, has the right status and sides, is required) by the annotated acts of the article."""
    best = (False, False, False)
    sentence = scene.words_of(candidate.sentence)
    for record in records:
        sides = frozenset(p["id"] for p in record["parties"] if p["role"] != "mediator")
        if record["type"] != candidate.type or _jaccard(sides, candidate.sides()) < 0.5:
            continue
        status = _agrees(record, "status", candidate.status)
        exact = status and sides == candidate.sides()
        evidence = record["evidence"]
        # Pieces written for training are so short that they name no evidence: there the status tells the sentence.
        here = (
            (evidence in sentence or _jaccard(_words(sentence), _words(evidence)) > SAME_SENTENCE)
            if evidence
            else status
        )
        if here or (exact and _agrees(record, "kind", candidate.kind)):
            best = max(best, (True, exact, bool(record["required"])))
    return best


def _agrees(record: dict[str, Any], name: str, value: str) -> bool:
    return value == record[name] or value in record.get("also", {}).get(name, ())


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0
