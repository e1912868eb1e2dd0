"""The templates of the briefing, compiled once: what a template is given goes out as text, never as markup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from flows.briefing.words import day, heading, in_utc, iso
from flows.wording import HEX, words
from parsers.names import counted


@cache
def environment() -> Environment:
    """The environment of all pages and feeds; HTML and XML are escaped alike."""
    made = Environment(
        loader=PackageLoader("flows.briefing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update({name: once(f"{name}_of") for name in ("row", "status", "actor", "time")})
    made.filters.update(
        day=day,
        iso=iso,
        words=words,
        heading=heading,
        clock=lambda when: f"{day(when)}, {in_utc(when):%H:%M}",
        rfc3339=rfc3339,
        urn=urn,
        pacts=lambda n: counted(n, "pact"),
        outlets=lambda n: counted(n, "outlet"),
    )
    return made


@cache
def template(name: str) -> Template:
    """A template by its name without the ending: `index.html`."""
    return environment().get_template(f"{name}.j2")


def once(macro: str) -> Callable[..., str]:
    """A macro of the shared parts as a function that makes each part once: the same few stand on thousands of pages."""

    @lru_cache(maxsize=20_000)
    def made(*given: object) -> str:
        part: str = getattr(template("parts.html").module, macro)(*given)
        return part

    return made


def render(name: str, /, **values: object) -> bytes:
    """A page or feed as the bytes of its file."""
    return template(name).render(values).encode("utf-8", "replace")


def rfc3339(when: datetime) -> str:
    """A moment as Atom wants it."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def urn(key: str) -> str:
    """A name for a key of the ledger that is the same for ever."""
    return (UUID(key) if HEX.fullmatch(key) else uuid5(NAMESPACE_URL, f"pactwatch:{key}")).urn
