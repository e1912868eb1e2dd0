"""`pactwatch parse`: what the reader makes of articles, as JSON lines or tables. It touches no database."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from flows.gather.follow import read_acts
from flows.inputs import Input, read_inputs
from parsers import acts
from parsers.language import is_read
from parsers.model import Act, Article, Reading

if TYPE_CHECKING:
    from concurrent.futures import Future

CHUNK = 20
Read = tuple[Input, Reading]


def read_all(names: Sequence[str], workers: int = 1) -> Iterator[Read]:
    """Each input with its reading, in order; one that has no article, or is not in English, has none and says why.

    With more than one worker, processes share the reading; no more than a few chunks are in memory at a time.
    """
    inputs = read_inputs(names)
    if workers <= 1:
        return map(read_one, inputs)
    return read_in_processes(inputs, workers)


def read_one(item: Input) -> Read:
    """One input with its reading."""
    if item.article is None or not is_read(item.article.language):
        return item, Reading(why=item.problem.detail if item.problem else "")
    reading, problem = read_acts(item.article)
    if reading is None:
        return replace(item, problem=problem), Reading(why=problem.detail if problem else "")
    return item, reading


def read_chunk(items: Sequence[Input]) -> list[Read]:
    """Some inputs with their readings."""
    return [read_one(item) for item in items]


def read_in_processes(inputs: Iterable[Input], workers: int) -> Iterator[Read]:
    """Readings by several processes, in the order of the inputs."""
    from concurrent.futures import ProcessPoolExecutor

    # One thread a process: the cores are shared out among the workers already.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    stream = iter(inputs)
    with ProcessPoolExecutor(workers, initializer=acts.warm_up) as pool:
        waiting: deque[Future[list[Read]]] = deque()
        while True:
            while len(waiting) < 2 * workers and (chunk := list(islice(stream, CHUNK))):
                waiting.append(pool.submit(read_chunk, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()


def as_json(
    item: Input,
    reading: Reading,
    *,
    with_text: bool = False,
    explain: bool = False,
    pacts: Sequence[Mapping[str, Any]] = (),
) -> str:
    """One article as a line of JSON: id, url, title, published, records; with its text, author and language if asked.

    `pacts` are what each record says of its pact, if that was worked out. `explain` adds the reasons of each record, why there is none, and what nearly fired. The line is ASCII: what is
    not stands as an escape, so that no character of a text can break it.
    """
    article = item.article or Article(url=item.id, title="", text="")
    line: dict[str, Any] = {
        "id": item.id,
        "url": article.url,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "records": [
            as_record(act, explain=explain) | dict(pacts[n] if pacts else {})
            for n, act in enumerate(reading.acts)
        ],
    }
    if with_text:
        line |= {"text": article.text, "author": article.author, "language": article.language}
    if explain:
        line |= {"why": reading.why, "near_misses": [asdict(miss) for miss in reading.near_misses]}
    return json.dumps(line)


def as_record(act: Act, *, explain: bool = False) -> dict[str, Any]:
    """An act as a record of the annotation guide, with its confidence and the offsets of its evidence in the text."""
    record: dict[str, Any] = {
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
    if explain:
        record["reasons"] = [asdict(reason) for reason in act.reasons]
    return record
