"""What one word of a sentence tells of a commitment, on its way to a candidate."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.acts.candidate import Candidate
from parsers.acts.givers import doers_of, partners_of, recipients_of
from parsers.acts.modality import Mood
from parsers.acts.no_deed import is_term
from parsers.acts.scene import Scene
from parsers.acts.syntax import Tree
from parsers.acts.things import MONEY, reach
from parsers.model import ActType, Kind, Status


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A verb or noun (`anchor`) with what it is about (`things`), by which rule it was seen, and how it is said.

    `strength` is 0 to 4: how far its words alone say that something concrete is undertaken.
    """

    scene: Scene
    tree: Tree
    number: int
    anchor: int
    things: list[int]
    family: str
    rule: str
    kind: Kind
    strength: int
    said: Mood

    def candidate(
        self,
        status: Status,
        doers: tuple[tuple[str, ...], str] | None = None,
        recipients: tuple[str, ...] | None = None,
        *,
        strong: bool | None = None,
    ) -> Candidate:
        """The candidate; doers (with how they were found) and recipients are read off the sentence if not given."""
        who, how = doers or doers_of(self.scene, self.tree, self.anchor)
        given = (
            recipients_of(self.scene, self.tree, self.anchor, self.things)
            if recipients is None
            else recipients
        )
        if who:
            who = tuple(dict.fromkeys((*who, *partners_of(self.scene, self.tree, self.anchor, self.things))))
        return Candidate(
            ActType.COMMITMENT, self.kind, status, self.number, self.anchor, self.things[0] if self.things else None,
            who, tuple(a for a in given if a not in who), (), self.rule, self.family, str(status), self.said, how,
            strong=self.strength >= 2 if strong is None else strong, notes=self._notes(),
        )  # fmt: skip

    def _notes(self) -> dict[str, float]:
        """How strong the words are, whether a sum is named, and whether it is a term of an agreement told beside it."""
        start, end = reach(self.tree, self.anchor, self.things)
        money = bool(MONEY.search(self.scene.text[start:end]))
        return {
            "strength": float(self.strength),
            "money": float(money),
            "terms": float(is_term(self.tree, self.anchor) * (1 + money)),
        }
