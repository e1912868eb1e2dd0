"""Who is in play: what an article has said so far, and whom "the two sides" and "it" mean."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import combinations

from parsers.acts.actors.data import is_state, members
from parsers.acts.mention import Form, Mention

# How much a mention weighs by its form; pointing words only repeat what is known
FORM_WEIGHT = {Form.PLURAL: 0.6, Form.GENERIC: 0.5, Form.PERSON: 0.9, Form.DEMONYM: 0.9, Form.CAPITAL: 0.9}
TITLE_WEIGHT = 1.5
LEAD_WEIGHT = 0.8
HOME_WEIGHT = 0.7
SUBJECT_BONUS = 1.4
PARAGRAPH_DECAY = 0.6
SENTENCE_DECAY = 0.8
WINDOW = 40  # mentions looked back at: enough for some paragraphs, and a bound for lists of a thousand names
TOGETHER_WINDOW = 6  # sentences

MOST_THEY = 8
OPENING = 6  # characters
LISTED = re.compile(r"(?:,|,? and|,? &|,? or|/|-)? ?(?:with |both |the |of )*")

SENTENCE_END = re.compile(r"(?<=[.!?])[\"”'’)]*\s+(?=[\"“'‘(]?[A-Z0-9])|\n\s*\n?")


class Memory:
    """Mentions in order of text, with the sentence and paragraph of each."""

    def __init__(self, text: str, titled: Sequence[Mention] = (), named: Sequence[Mention] = ()) -> None:
        # All that the article names, also later on
        self.named = tuple(dict.fromkeys(i for mention in (*titled, *named) for i in mention.ids))
        self._named, self._named_starts = named, [mention.start for mention in named]
        self._text = text
        self._sentences = [0, *(found.end() for found in SENTENCE_END.finditer(text))]
        self._paragraphs = [0, *(found.end() for found in re.finditer(r"\n\s*", text))]
        self._lead_end = self._paragraphs[1] if len(self._paragraphs) > 1 else len(text)
        self._base: dict[str, float] = {}
        self._homes: dict[str, float] = {}
        self._title: list[str] = []
        self.mentions: list[Mention] = []
        self._starts: list[int] = []
        self._where: list[tuple[int, int]] = []

    def add_title(self, mention: Mention) -> None:
        """A mention of the title: it weighs all through the article."""
        for actor in mention.ids:
            self._base[actor] = self._base.get(actor, 0) + TITLE_WEIGHT * mention.sure
            self._title.append(actor)

    def add_home(self, actor: str) -> None:
        """The state of the town that the article was sent from: "the government" is likely its own."""
        self._homes[actor] = HOME_WEIGHT

    def add(self, mention: Mention) -> None:
        """The next mention of the text."""
        self.mentions.append(mention)
        self._starts.append(mention.start)
        self._where.append((self.sentence(mention.start), bisect_right(self._paragraphs, mention.start)))
        if mention.start < self._lead_end:
            for actor in mention.ids:
                self._base[actor] = self._base.get(actor, 0) + LEAD_WEIGHT * mention.sure

    def sentence(self, offset: int) -> int:
        """Number of the sentence at an offset."""
        return bisect_right(self._sentences, offset)

    def scores(self, offset: int) -> dict[str, float]:
        """Salience of each actor just before an offset."""
        scores = dict(self._base)
        until = bisect_left(self._starts, offset)
        here, paragraph = self.sentence(offset), bisect_right(self._paragraphs, offset)
        for at in range(max(0, until - WINDOW), until):
            mention, (sentence, para) = self.mentions[at], self._where[at]
            weight = mention.sure * FORM_WEIGHT.get(mention.form, 1.0) * PARAGRAPH_DECAY ** (paragraph - para)
            weight *= SENTENCE_DECAY ** min(here - sentence, 8)
            if mention.start - self._sentences[sentence - 1] < 25:
                weight *= SUBJECT_BONUS
            for actor in mention.ids:
                scores[actor] = scores.get(actor, 0) + 2 * weight / max(1, len(mention.ids) - 1)
        return scores

    def players(self, offset: int) -> int:
        """How many actors are in play just before an offset; quicker than who they are by salience."""
        until = bisect_left(self._starts, offset)
        spoken = {actor for mention in self.mentions[max(0, until - WINDOW) : until] for actor in mention.ids}
        return len(spoken | self._base.keys() | self._homes.keys())

    def in_play(self, offset: int, *, home: bool = True) -> tuple[str, ...]:
        """Ids by salience just before an offset, the most salient first; `home` counts the dateline's state too."""
        scores = self.scores(offset)
        for actor, weight in self._homes.items() if home else ():
            scores[actor] = scores.get(actor, 0) + weight
        return tuple(sorted(scores, key=lambda actor: -scores[actor]))

    def group(
        self, offset: int, number: int = 2, fits: Callable[[str], bool] = lambda _: True
    ) -> tuple[str, ...]:
        """The actors that "the two sides" are: who was spoken of together, weighed by salience."""
        size = number or 2
        here = self._in_sentence(offset, fits)
        if len(here) == size:
            return here
        if size > 2 and len(listed := self.last_list(offset, size)) == size and all(map(fits, listed)):
            return listed
        scores = {actor: score for actor, score in self.scores(offset).items() if fits(actor)}
        ranked = sorted(scores, key=lambda actor: -scores[actor])[:8]
        if size == 2 and len(ranked) > 2:
            together = self._together(offset)
            return max(
                combinations(ranked, 2),
                key=lambda pair: scores[pair[0]] + scores[pair[1]] + together.get(frozenset(pair), 0),
            )
        return tuple(ranked[:size])

    def they(self, offset: int) -> tuple[str, ...]:
        """The actors that "they" are: those of the list that the sentence or the one before opens with, else two."""
        if len(here := self._in_sentence(offset, lambda _: True)) == 2:
            return here
        listed = self.last_list(offset)
        near, until = self.sentence(offset) - 1, bisect_left(self._starts, offset)
        recent = [
            self.mentions[at] for at in range(max(0, until - WINDOW), until) if self._where[at][0] >= near
        ]
        if 2 < len(listed) <= MOST_THEY and {i for m in recent for i in m.ids} >= set(listed):
            return listed
        return self.group(offset, 2)

    def _in_sentence(self, offset: int, fits: Callable[[str], bool]) -> tuple[str, ...]:
        """Actors named in the sentence of an offset, before it."""
        until = bisect_left(self._starts, offset)
        first = bisect_left(self._starts, self._sentences[self.sentence(offset) - 1])
        named = [
            m
            for m in self.mentions[first:until]
            if m.form not in {Form.PLURAL, Form.GENERIC} and m.sure > 0.5
        ]
        return tuple(
            dict.fromkeys(actor for mention in named[-WINDOW:] for actor in mention.ids if fits(actor))
        )

    def subject(self, offset: int, fits: Callable[[str], bool]) -> str | None:
        """The first actor of the sentence that is named before an offset: likely its subject."""
        return next(iter(self._in_sentence(offset, fits)), None)

    def opens_sentence(self, offset: int) -> bool:
        """Do only a few small words stand before an offset in its sentence?"""
        return offset - self._sentences[self.sentence(offset) - 1] < OPENING

    def ahead(self, offset: int) -> frozenset[str]:
        """Actors that the sentence of an offset names after it."""
        at = self.sentence(offset)
        end = self._sentences[at] if at < len(self._sentences) else len(self._text)
        left, right = bisect_left(self._named_starts, offset), bisect_left(self._named_starts, end)
        return frozenset(i for mention in self._named[left : min(right, left + WINDOW)] for i in mention.ids)

    def last_list(self, offset: int, size: int = 0) -> tuple[str, ...]:
        """Those who were last named in one breath, two or more (or just `size`), within some sentences."""
        here = self.sentence(offset)
        until = bisect_left(self._starts, offset)
        run: list[str] = []
        for at in range(until - 1, max(-1, until - WINDOW), -1):
            if here - self._where[at][0] > TOGETHER_WINDOW:
                break
            mention = self.mentions[at]
            joined = run and LISTED.fullmatch(self._text[mention.end : self.mentions[at + 1].start])
            run = [*mention.ids, *(i for i in run if i not in mention.ids)] if joined else list(mention.ids)
            before = self.mentions[at - 1] if at else None
            if before and LISTED.fullmatch(self._text[before.end : mention.start]):
                continue
            if len(run) == size or (not size and len(run) > 1):
                return tuple(run)
        return ()

    def _together(self, offset: int) -> dict[frozenset[str], float]:
        """How strongly pairs of actors were spoken of together in the sentences before."""
        bonds: dict[frozenset[str], float] = {}
        for a, b in zip(self._title, self._title[1:], strict=False):
            if a != b:
                bonds[frozenset((a, b))] = 1.5
        until = bisect_left(self._starts, offset)
        here = self.sentence(offset)
        for at in range(max(1, until - WINDOW), until):
            (one, other), (_, sentence) = self.mentions[at - 1 : at + 1], (0, self._where[at][0])
            if self._where[at - 1][0] != sentence or here - sentence > TOGETHER_WINDOW:
                continue
            joined = self._text[one.end : other.start]
            bond = 2.0 if len(joined) < 12 and re.search(r"\b(?:and|with)\b|[-–,/]", joined) else 0.7
            for a in one.ids:
                for b in other.ids:
                    if a != b:
                        pair = frozenset((a, b))
                        bonds[pair] = bonds.get(pair, 0) + bond * SENTENCE_DECAY ** (here - sentence)
        return bonds


class Actors:
    """All mentions of an article, in order, and who is in play where."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.mentions: tuple[Mention, ...] = tuple(memory.mentions)
        self._starts = [mention.start for mention in self.mentions]

    def between(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that begin in `text[start:end]`."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def in_play(self, offset: int) -> tuple[str, ...]:
        """Ids by salience just before an offset, the most salient first."""
        return self._memory.in_play(offset)

    def players(self, offset: int) -> int:
        """How many actors are in play just before an offset."""
        return self._memory.players(offset)

    def pair_at(self, offset: int, n: int = 2) -> tuple[str, ...]:
        """Whom "the two sides" (or three, …) means at an offset; fewer than n where no more are known."""
        return self._memory.group(offset, n)

    def resolve_pronoun(self, start: int, word: str) -> tuple[str, ...]:
        """Whom a pronoun at an offset means: one actor for "it" and "she", two for "they" and "both"."""
        low = word.lower()
        if low in MANY:
            return self._memory.they(start)
        ranked = self.in_play(start)
        if low in PERSONAL:
            people = [
                m.ids[0] for m in reversed(self.between(max(0, start - 600), start)) if m.form is Form.PERSON
            ]
            return tuple(people[:1]) or ranked[:1]
        return ranked[:1]

    @staticmethod
    def members(actor: str) -> tuple[str, ...]:
        """The states that belong to an organisation; empty where it has no list."""
        return members(actor)

    @staticmethod
    def is_state(actor: str) -> bool:
        """Is it a state, a territory or a contested entity?"""
        return is_state(actor)


MANY = frozenset({"they", "them", "their", "both", "themselves", "each", "neither", "either"})
PERSONAL = frozenset({"he", "she", "his", "her", "him", "himself", "herself"})
