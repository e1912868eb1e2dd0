"""A mention: some words of an article that stand for one or more states, organisations or armed groups."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How the words stand for their actors."""

    NAME = "name"  # "Japan", "the European Union", "Hamas"
    DEMONYM = "demonym"  # "Japanese", "the Norwegians"
    CAPITAL = "capital"  # "Jakarta" where it stands for its government
    PERSON = "person"  # "Sanae Takaichi", "Takaichi" after first mention
    BODY = "body"  # "the State Duma", "Japan's defence ministry", "the Pentagon"
    PLURAL = "plural"  # "the two sides", "both governments", "the three countries"
    GENERIC = "generic"  # "the country", "the bloc", "the Gulf state", "the prime minister"
    PRONOUN = "pronoun"  # "it", "she", "they"


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` stands for `ids` (one or more, in order of mention); `sure` is 0 to 1."""

    start: int
    end: int
    ids: tuple[str, ...]
    form: Form
    sure: float = 1.0
