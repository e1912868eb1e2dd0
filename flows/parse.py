"""`pactwatch parse`: what the reader makes of articles, as JSON lines or tables. It touches no database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flows.inputs import Input, read_inputs
from parsers import acts
from parsers.language import is_read
from parsers.model import Act, Article, Reading


def read_all(names: Sequence[str]) -> Iterator[tuple[Input, Reading]]:
    """Each input with its reading; one that has no article, or is not in English, has none and says why."""
    for item in read_inputs(names):
        yield item, read_one(item)


def read_one(item: Input) -> Reading:
    """The reading of one input."""
    if item.article is None or not is_read(item.article.language):
        return Reading(why=item.problem.detail if item.problem else "")
    return acts.read(item.article)


def as_json(item: Input, reading: Reading, *, with_text: bool) -> str:
    """One article as a line of JSON: id, url, title, published, records; with its text, author and language if asked.

    The line is ASCII: what is not stands as an escape, so that no character of a text can break it.
    """
    article = item.article or Article(url=item.id, title="", text="")
    line: dict[str, Any] = {
        "id": item.id,
        "url": article.url,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "records": [as_record(act) for act in reading.acts],
    }
    if with_text:
        line |= {"text": article.text, "author": article.author, "language": article.language}
    return json.dumps(line)


def as_record(act: Act) -> dict[str, Any]:
    """An act as a record of the annotation guide, with its confidence and the offsets of its evidence in the text."""
    return {
        "type": act.type,
        "kind": act.kind,
        "status": act.status,
        "parties": [{"id": p.id, "role": p.role} for p in act.parties],
        "topics": list(act.topics),
        "amounts": [{"value": a.value, "unit": a.unit} for a in act.amounts],
        "date": act.date.isoformat() if act.date else None,
        "place": act.place,
        "evidence": act.evidence.text,
        "required": act.required,
        "confidence": round(act.confidence, 4),
        "start": act.evidence.start,
        "end": act.evidence.end,
    }
