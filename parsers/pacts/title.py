"""A line that names a pact, as a person would write it."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.model import ActType, Kind, Party, Role, Topic
from parsers.names import display_name, listed
from parsers.pacts.report import Report

TOPIC_WORDS = {"critical_minerals": "critical minerals"}
KIND_WORDS = {Kind.POLICY: "policy commitment", Kind.SPENDING: "spending pledge", Kind.AID: "aid pledge"}
SHOWN = 4


def title(
    told: Sequence[Report],  # noqa: ARG001
    type_: ActType,
    kind: Kind,
    parties: tuple[Party, ...],
    topics: tuple[Topic, ...],
) -> str:
    """A line that names a pact, as "Japan–United States agreement on critical minerals and trade"."""
    about = listed([TOPIC_WORDS.get(t, t) for t in topics[:2]])
    if type_ is ActType.AGREEMENT:
        return f"{joined_names(parties)} {kind}" + (f" on {about}" if about else "")
    by = listed([display_name(p.id) for p in parties if p.role == Role.COMMITTER])
    to = listed([display_name(p.id) for p in parties if p.role == Role.RECIPIENT])
    what = KIND_WORDS.get(kind, f"{kind} pledge")
    return f"{by or 'Unnamed'}: {what}" + (f" to {to}" if to else "") + (f" on {about}" if about else "")


def joined_names(parties: tuple[Party, ...]) -> str:
    """The sides of an agreement in a row, the first few by name."""
    names = [display_name(p.id) for p in parties if p.role != Role.MEDIATOR]
    shown = "–".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} others" if len(names) > SHOWN else shown
