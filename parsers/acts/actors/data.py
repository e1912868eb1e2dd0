"""The knowledge of the package's TOML files, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the room's data folder, by its name without the ending."""
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def codes() -> frozenset[str]:
    """Ids of all states, territories and contested entities."""
    return frozenset(table("states"))


def is_state(actor: str) -> bool:
    """Is it a state, a territory or a contested entity (and no organisation or armed group)?"""
    return actor in codes()


@cache
def members(actor: str) -> tuple[str, ...]:
    """The states that belong to an organisation or group; empty where it has no list."""
    return tuple(table("organisations").get(actor, {}).get("members", ()))
