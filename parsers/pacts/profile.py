"""What is looked at of a report, worked out once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from parsers.acts.actors.data import table
from parsers.model import Act, ActType, Kind, Role
from parsers.names import display_name
from parsers.pacts.blocks import blocks
from parsers.pacts.report import Report, sides

WORD = re.compile(r"[^\W\d_][\w'’-]*")
WRITTEN = frozenset({Kind.TREATY, Kind.AGREEMENT, Kind.MEMORANDUM, Kind.DECLARATION})
MONEY = frozenset({Kind.AID, Kind.SPENDING, Kind.INVESTMENT})
# An unknown word is as rare as one that was seen once.
RAREST = 6.5


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a report: the rare ones with their weights and their sum, and what is named.

    `names` are the capitalised words that name no actor, `called` those that stand before or behind a word for a pact.
    """

    words: dict[str, float]
    weight: float
    names: frozenset[str]
    called: frozenset[str]


@dataclass(frozen=True)
class Profile:
    """A report as likeness sees it: `given` are those who give, `taken` those who take."""

    act: Act
    headline: str
    sides: frozenset[str]
    given: frozenset[str]
    taken: frozenset[str]
    family: str
    blocks: frozenset[str]

    @cached_property
    def wording(self) -> Wording:
        """Its words, worked out when they are first asked for: they cost more than all else."""
        sentence = self.act.evidence.text
        stems = {stem(w.lower()) for w in WORD.findall(f"{sentence} \n {self.headline}") if len(w) > 2}
        words = {w: rare for w in sorted(stems - actor_words()) if (rare := idf(w)) > 1.0}
        names, called = named(sentence)
        title_names, title_called = named(self.headline)
        return Wording(words, sum(words.values()), names | title_names, called | title_called)


@lru_cache(maxsize=65_536)
def profile(report: Report) -> Profile:
    """The profile of a report."""
    act = report.act
    return Profile(
        act,
        report.headline,
        sides(act.parties),
        frozenset(p.id for p in act.parties if p.role == Role.COMMITTER),
        frozenset(p.id for p in act.parties if p.role == Role.RECIPIENT),
        family(act),
        blocks(act),
    )


def family(act: Act) -> str:
    """Kinds that outlets take for one another have one family."""
    if act.type is ActType.AGREEMENT:
        return "written" if act.kind in WRITTEN else "truce"
    return "money" if act.kind in MONEY else str(act.kind)


def named(sentence: str) -> tuple[frozenset[str], frozenset[str]]:
    """Capitalised words that name no actor; those among them that stand with a word for a pact."""
    tokens = WORD.findall(sentence)
    names, called = set(), set()
    run: list[str] = []
    for i, token in enumerate(tokens):
        low = stem(token.lower())
        plain = low in heads() or token.lower() in heads()
        if (token[0].isupper() and i > 0 and low not in actor_words() and not plain) or (
            token.isupper() and len(token) > 2
        ):
            run.append(low)
            names.add(low)
        elif plain:
            called.update(run)
            run = []
        elif token.lower() not in {"of", "on", "and", "the", "for"}:
            run = []
    return frozenset(names), frozenset(called)


def stem(word: str) -> str:
    """A word without its plain endings."""
    word = word.removesuffix("'s").removesuffix("’s")
    for end in ("ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 3:
            return word[: -len(end)]
    return word


@cache
def actor_words() -> frozenset[str]:
    """Words of names of states and organisations, which say who and not what; capitals also name pacts."""
    found: set[str] = set()
    for actor_id, item in table("states").items():
        names = [actor_id, display_name(actor_id), *item.get("names", ()), *item.get("demonyms", ())]
        found |= set(every_word(names))
    for name in ("organisations", "movements"):
        for actor_id, item in table(name).items():
            found |= set(every_word([actor_id, *item.get("names", ())]))
    return frozenset(found) - heads()


def every_word(texts: Iterable[str]) -> Iterable[str]:
    """The stems of the words of some texts."""
    for text in texts:
        yield from (stem(w.lower()) for w in WORD.findall(text) if len(w) > 2)


@cache
def heads() -> frozenset[str]:
    """Words for pacts that stand with their names."""
    with (files("parsers.pacts") / "heads.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["heads"])


@cache
def rarity() -> dict[str, float]:
    """How rare the common words of news of pacts are, by their stems."""
    found: dict[str, float] = json.loads((files("parsers.pacts") / "rarity.json").read_text(encoding="utf-8"))
    return found


def idf(word: str) -> float:
    """How rare a word is, from 0."""
    return rarity().get(word, RAREST)
