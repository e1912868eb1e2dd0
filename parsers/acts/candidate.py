"""A candidate: words that may report an act, before the filter says whether they do."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.acts.modality import Mood
from parsers.model import ActType, Kind, Role, Status


@dataclass(slots=True)
class Candidate:
    """What one verb or noun of a sentence may report.

    `anchor` is the verb or noun, `target` the word for the agreement or the thing promised, `rule` the pattern that
    fired, `base` the status that the pattern alone would give, `how` from where the parties were taken.
    """

    type: ActType
    kind: Kind
    status: Status
    sentence: int
    anchor: int
    target: int | None
    parties: tuple[str, ...]
    recipients: tuple[str, ...]
    mediators: tuple[str, ...]
    rule: str
    family: str
    base: str
    mood: Mood
    how: str
    strong: bool = True
    notes: dict[str, float] = field(default_factory=dict)

    def roles(self) -> tuple[tuple[str, Role], ...]:
        """Parties with their roles, in order."""
        if self.type == ActType.AGREEMENT:
            main = [(p, Role.PARTY) for p in self.parties]
            return (*main, *((m, Role.MEDIATOR) for m in self.mediators if m not in self.parties))
        given = [(r, Role.RECIPIENT) for r in self.recipients if r not in self.parties]
        return (*((p, Role.COMMITTER) for p in self.parties), *given)

    def sides(self) -> frozenset[str]:
        """Everyone but mediators."""
        return frozenset((*self.parties, *self.recipients))
