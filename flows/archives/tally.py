"""What a backfill did, in numbers and a few examples: it must not grow with what is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.record import Recorded
from flows.summary import Summary, escape, line
from parsers.model import ChangeKind
from storage.articles import Followed

# Articles and changes that are shown by name.
EXAMPLES = 40


@dataclass(slots=True)
class Tally(Summary):
    """The summary of a backfill; of articles with acts or problems, and of changes, it keeps the first few.

    `before` is what earlier backfills had done of the same archives, `listed` what stood in the windows that were left.
    """

    before: int = 0
    listed: int = 0
    articles: int = 0
    edited: int = 0
    entries: int = 0
    with_problem: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    kinds: Counter[ChangeKind] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def add(self, followed: Sequence[Followed], recorded: Recorded) -> None:
        """Take in a window."""
        self.entries += len(followed)
        self.articles += sum(f.reading is not None for f in followed)
        self.with_problem += sum(f.problem is not None for f in followed)
        self.edited += recorded.edited
        self.acts += recorded.acts
        self.kinds.update(change.kind for change in recorded.changes)
        told = [f for f in followed if f.problem or (f.reading and f.reading.acts)]
        self.followed += [line(f) for f in told[: EXAMPLES - len(self.followed)]]
        pacts = {p.id: p for p in recorded.pacts}
        changes = recorded.changes[: EXAMPLES - len(self.changes)]
        self.changes += changes
        self.pacts |= {c.pact_id: pacts[c.pact_id] for c in changes}

    def counts(self) -> dict[str, int]:
        """The run in numbers."""
        return {
            "listed": self.listed,
            "done_before": self.before,
            "new_entries": self.entries,
            "articles_read": self.articles,
            "articles_edited": self.edited,
            "entries_with_problem": self.with_problem,
            "skipped": sum(self.skipped.values()),
            "acts": self.acts,
            "new_pacts": self.kinds[ChangeKind.NEW],
            "status_changes": self.kinds[ChangeKind.STATUS],
            **{f"alerts_{state}": number for state, number in self.sent.items()},
        }

    def markdown(self) -> str:
        """The run as a short Markdown page. Text from outside is escaped."""
        why = "\n".join(f"| {escape(reason)} | {number} |" for reason, number in self.skipped.most_common())
        faults = "\n".join(f"- {escape(problem)}" for problem in self.problems)
        return (
            f"{Summary.markdown(self)}\n## Skipped\n\n| why | number |\n| --- | --- |\n{why}\n\n"
            f"## Archives that could not be read\n\n{faults or 'None.'}\n"
        )
