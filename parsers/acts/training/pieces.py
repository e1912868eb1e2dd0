"""Short annotated pieces in a format that is quick to write: see the head of `sentences_a.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ACT = re.compile(
    r"(?P<sure>[=?]) (?P<type>[AC]) (?P<kind>\w+) (?P<status>\w+) (?P<sides>.+?)(?: m: (?P<between>.+))?"
)
_TYPES = {"A": "agreement", "C": "commitment"}


def read_pieces(path: Path) -> Iterator[dict[str, Any]]:
    """The pieces of a file in the shape of the gold sets; ValueError for a line that annotates nothing known."""
    blocks = re.split(r"\n{2,}", path.read_text(encoding="utf-8"))
    for number, block in enumerate(blocks):
        lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
        if lines:
            yield _piece(f"{path.stem}-{number:03}", lines)


def _piece(key: str, lines: list[str]) -> dict[str, Any]:
    title = next((line[3:] for line in lines if line.startswith("T: ")), "")
    day = next((line[3:] for line in lines if line.startswith("D: ")), "2024-01-01")
    text = [line for line in lines if line[:3] not in {"T: ", "D: "} and line[:2] not in {"= ", "? "}]
    acts = [_act(line) for line in lines if line[:2] in {"= ", "? "}]
    return {
        "id": key,
        "title": title,
        "published": f"{day}T12:00:00+00:00",
        "text": "\n\n".join(text),
        "records": acts,
    }


def _act(line: str) -> dict[str, Any]:
    found = _ACT.fullmatch(line)
    if not found:
        raise ValueError(f"no annotation: {line!r}")
    first, _, second = found["sides"].partition(">")
    main = "party" if found["type"] == "A" else "committer"
    parties = [{"id": i, "role": main} for i in first.split()] + [
        {"id": i, "role": "recipient"} for i in second.split()
    ]
    parties += [{"id": i, "role": "mediator"} for i in (found["between"] or "").split()]
    return {
        "type": _TYPES[found["type"]], "kind": found["kind"], "status": found["status"], "parties": parties,
        "topics": [], "amounts": [], "date": None, "place": None, "evidence": "", "required": found["sure"] == "=",
    }  # fmt: skip
