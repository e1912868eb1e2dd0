"""What one run did, for the terminal and for Prefect's artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.record import Recorded
from parsers.model import Change, ChangeKind, Pact, Problem
from storage.articles import Followed
from storage.sources import Poll


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one entry, without its text; `acts` is None where it was not read."""

    outlet: str
    title: str
    url: str
    acts: int | None
    problem: Problem | None


@dataclass(slots=True)
class Summary:
    """Sources asked, entries followed, pacts that changed, alerts sent."""

    polls: list[Poll] = field(default_factory=list)
    followed: list[Line] = field(default_factory=list)
    acts: int = 0
    changes: list[Change] = field(default_factory=list)
    pacts: dict[str, Pact] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)

    def add(self, followed: Sequence[Followed], recorded: Recorded) -> None:
        """Take in a batch."""
        self.followed += map(line, followed)
        self.acts += recorded.acts
        self.changes += recorded.changes
        self.pacts |= {p.id: p for p in recorded.pacts}

    def add_sent(self, sent: Mapping[str, int]) -> None:
        """Take in what a sender did; what waits, waits as it said last."""
        added = {state: self.sent.get(state, 0) + number for state, number in sent.items()}
        self.sent = added | {"queued": sent.get("queued", 0)}

    def counts(self) -> dict[str, int]:
        """The run in numbers."""
        kinds = Counter(change.kind for change in self.changes)
        return {
            "sources": len(self.polls),
            "sources_with_problem": sum(p.problem is not None for p in self.polls),
            "entries": sum(p.entries for p in self.polls),
            "new_entries": len(self.followed),
            "articles_read": sum(f.acts is not None for f in self.followed),
            "entries_with_problem": sum(f.problem is not None for f in self.followed),
            "acts": self.acts,
            "new_pacts": kinds[ChangeKind.NEW],
            "status_changes": kinds[ChangeKind.STATUS],
            **{f"alerts_{state}": number for state, number in self.sent.items()},
        }

    def markdown(self) -> str:
        """The run as a short Markdown page: numbers, changed pacts, problems. Text from outside is escaped."""
        rows = "\n".join(f"| {name.replace('_', ' ')} | {number} |" for name, number in self.counts().items())
        pacts = "\n".join(
            f"- **{c.after}** {escape(self.pacts[c.pact_id].title)}"
            + (f" (was {c.before})" if c.before else "")
            for c in self.changes
        )
        problems = "\n".join(
            [f"- source {escape(p.source)}: {escape(p.problem.detail)}" for p in self.polls if p.problem]
            + [f"- {escape(f.url)}: {escape(f.problem.detail)}" for f in self.followed if f.problem][:50]
        )
        return (
            f"| what | number |\n| --- | --- |\n{rows}\n\n## Changes\n\n{pacts or 'None.'}\n\n"
            f"## Problems\n\n{problems or 'None.'}\n"
        )


def line(followed: Followed) -> Line:
    """An entry in short."""
    article, entry = followed.article, followed.entry
    return Line(
        outlet=article.outlet if article else followed.source,
        title=(article.title if article else entry.title) or entry.url,
        url=entry.url,
        acts=len(followed.reading.acts) if followed.reading else None,
        problem=followed.problem,
    )


def escape(text: str) -> str:
    """Text from outside as Markdown that shows it and does nothing else."""
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+!|&~" else c for c in flat)
