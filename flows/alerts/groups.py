"""Whom a rule means: the ids of actors for what a person writes, as Japan, group:ASEAN or list:neighbours."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from parsers.acts.actors.data import members, table
from parsers.names import display_name

SORTS = ("states", "organisations", "movements")
GROUP, LIST = "group:", "list:"
# Watchlists may name watchlists; deeper than this is a ring.
DEEPEST = 8


class UnknownNameError(ValueError):
    """A rule names whom nobody knows; the message says how to mend it."""


def who(name: str, lists: Mapping[str, Sequence[str]] | None = None, depth: int = 0) -> frozenset[str]:
    """The ids that a name stands for: an actor's own, a group with its members, or a watchlist; else UnknownNameError."""
    kind, colon, rest = name.partition(":")
    if f"{kind.lower()}{colon}" == LIST:
        known = lists or {}
        rest = rest.strip()
        if rest not in known:
            raise UnknownNameError(
                f"there is no watchlist {rest!r}{hint(rest, known)}; add it to [watchlists]"
            )
        if depth > DEEPEST:
            raise UnknownNameError(f"watchlist {rest!r} names itself; take that out")
        return frozenset().union(*(who(item, lists, depth + 1) for item in known[rest]))
    if f"{kind.lower()}{colon}" == GROUP:
        group = actor(rest.strip())
        found = members_of(group)
        if not found:
            raise UnknownNameError(
                f"no members of {rest.strip()} are known{hint(rest.strip().upper(), groups())}; "
                "name its members in a watchlist, or leave out group: for the organisation itself"
            )
        return frozenset({group, *found})
    return frozenset({actor(name)})


def actor(name: str) -> str:
    """The id of an actor by its id or a name of it; UnknownNameError, with the nearest that there is."""
    # Most rules name ids, and the names of all states take a while to look up.
    as_id = name.strip().upper().replace(" ", "_")
    if as_id in ids():
        return as_id
    found = by_name().get(name.strip().casefold())
    if found is None:
        near = hint(name.strip().casefold(), by_name())
        raise UnknownNameError(
            f"nobody is known as {name!r}{near}; write a name (Japan), an id (JPN, EU), group:ASEAN or list:NAME"
        )
    return found


def hint(name: str, known: Iterable[str]) -> str:
    """Did you mean …; "" where nothing known is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f", did you mean {near[0]!r}?" if near else ""


@cache
def ids() -> frozenset[str]:
    """Ids of all that can be a party."""
    return frozenset(i for sort in SORTS for i in table(sort))


@cache
def by_name() -> dict[str, str]:
    """Names in small letters, with the ids of whom they name."""
    found: dict[str, str] = {}
    for sort in SORTS:
        for actor_id, item in table(sort).items():
            shown = [display_name(actor_id)] if sort == "states" else []
            for name in (*shown, *item.get("names", ())):
                found.setdefault(str(name).casefold(), actor_id)
    return found


@cache
def knowledge() -> dict[str, dict[str, list[str]]]:
    """The groups and regions of this room."""
    text = (files("flows.alerts") / "data" / "groups.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def members_of(group: str) -> Collection[str]:
    """Who belongs to a group; empty where it is not known."""
    return members(group) or knowledge()["members"].get(group, ())


@cache
def groups() -> frozenset[str]:
    """Ids of all groups whose members are known."""
    listed = (o for o, item in table("organisations").items() if item.get("members"))
    return frozenset((*listed, *knowledge()["members"]))


@cache
def region(name: str) -> frozenset[str]:
    """The states of a region; UnknownNameError, with the nearest that there is."""
    known = knowledge()["regions"]
    tags = known.get(name.strip().casefold().replace("-", " ").replace("_", " "))
    if tags is None:
        raise UnknownNameError(
            f"there is no region {name!r}{hint(name.casefold(), known)}; the regions are {', '.join(known)}"
        )
    return frozenset(s for s, item in table("states").items() if not set(tags).isdisjoint(item["tags"]))
