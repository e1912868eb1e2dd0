"""The pacts of articles at hand, without a ledger: for `pactwatch parse --resolve`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flows.inputs import Input
from flows.parse import Read
from flows.record import act_key
from parsers.model import Reading
from parsers.pacts.report import Report
from parsers.pacts.resolve import resolve
from parsers.pacts.shelf import MemoryShelf, Place

Fields = Mapping[str, Any]


def with_pacts(readings: Iterable[Read], *, explain: bool) -> Iterator[tuple[Input, Reading, list[Fields]]]:
    """Each reading with what its acts say of their pacts; all are read before the first is given."""
    known = list(readings)
    places = places_of(known)
    for item, reading in known:
        yield (
            item,
            reading,
            [pact_fields(places[act_key(item.id, act)], explain=explain) for act in reading.acts],
        )


def places_of(readings: Sequence[Read]) -> dict[str, Place]:
    """Where each act (by key) of some readings belongs, among all of them."""
    reports = [
        Report(
            act_key(item.id, act),
            act,
            item.id,
            item.article.outlet,
            item.article.published,
            item.article.title,
        )
        for item, reading in readings
        if item.article
        for act in reading.acts
    ]
    return resolve(MemoryShelf(), reports).places


def pact_fields(place: Place, *, explain: bool) -> Fields:
    """What a record says of its pact: its id, and with `explain` the act that it follows on, how likely, and why."""
    if not explain:
        return {"pact": place.pact_id}
    why = {
        "follows": place.follows,
        "score": round(place.score, 4),
        "reasons": [asdict(w) for w in place.reasons],
    }
    return {"pact": place.pact_id, "pact_reasons": why}
