"""An article as the reader sees it: its sentences, the trees of those that may matter, and its actors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parsers.acts.mention import Form, Mention
from parsers.acts.segment import Sentence
from parsers.acts.syntax import Tree
from parsers.model import Evidence


class Cast(Protocol):
    """What the rules ask of the actors of an article; `parsers.acts.actors.find_actors` gives it."""

    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    def between(self, start: int, end: int) -> tuple[Mention, ...]: ...
    def in_play(self, offset: int) -> tuple[str, ...]: ...
    def players(self, offset: int) -> int: ...
    def pair_at(self, offset: int, n: int = 2) -> tuple[str, ...]: ...
    def resolve_pronoun(self, start: int, word: str) -> tuple[str, ...]: ...
    def members(self, actor: str) -> tuple[str, ...]: ...
    def is_state(self, actor: str) -> bool: ...


@dataclass(slots=True)
class Scene:
    """One article on its way through the rules; `trees` by the number of their sentence."""

    title: str
    text: str
    published: datetime | None
    sentences: Sequence[Sentence]
    trees: Mapping[int, Tree]
    cast: Cast
    # The text as published, where it had to be mended for the libraries; offsets are the same.
    original: str | None = None

    def words_of(self, number: int) -> str:
        """The text of a sentence."""
        sentence = self.sentences[number]
        return self.text[sentence.start : sentence.end]

    def evidence(self, number: int) -> Evidence:
        """A sentence as proof: verbatim, with its offsets in the article."""
        sentence = self.sentences[number]
        published = self.text if self.original is None else self.original
        return Evidence(published[sentence.start : sentence.end], sentence.start, sentence.end)

    def parsed(self) -> Iterator[tuple[int, Tree]]:
        """Numbers and trees of the sentences that were parsed, in order."""
        yield from sorted(self.trees.items())


def ids_of(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Actors of mentions, each once, in order of mention."""
    return tuple(dict.fromkeys(i for m in mentions for i in m.ids))


__all__ = ["Cast", "Form", "Mention", "Scene", "ids_of"]
