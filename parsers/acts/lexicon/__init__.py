"""The reader's words about acts, as data: what agreements are called, what is done to them, and what hedges it."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def load(name: str) -> dict[str, Any]:
    """A file of this folder (`name` without `.toml`) as plain values; ValueError names one that is no TOML."""
    try:
        return tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"parsers/acts/lexicon/{name}.toml: {error}") from error


@functools.cache
def words(name: str, *path: str) -> frozenset[str]:
    """A list of words in a file, as a set."""
    value: Any = load(name)
    for key in path:
        value = value[key]
    return frozenset(value)
