"""`make licences`: docs/licences.md, a row for each package that pactwatch needs to run, as it is installed here."""

from __future__ import annotations

import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parents[2] / "docs" / "licences.md"
HEAD = """# Licences

pactwatch is under the MIT licence. The packages that it needs to run, those of the extra `lake` too, are installed as their
makers publish them, each under its own licence; none is copied into pactwatch. What the direct ones are for is in
[dependencies](dependencies.md). `make licences` writes this page from what is installed; other systems need a few more.

| package | licence |
| --- | --- |
"""
CLASSIFIER = "License :: "


def needed() -> dict[str, Distribution]:
    """All that pactwatch with its extra `lake` needs on this machine, by canonical name."""
    project = tomllib.loads((PAGE.parents[1] / "pyproject.toml").read_text())["project"]
    direct = (*project["dependencies"], *project["optional-dependencies"]["lake"])
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [ask for line in direct for ask in asked(Requirement(line))]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        for line in found[name].requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += asked(wanted)
    return found


def asked(wanted: Requirement) -> list[tuple[str, str]]:
    """The package by its canonical name, once plain and once for each extra that is wanted of it."""
    return [(canonicalize_name(wanted.name), extra) for extra in ("", *sorted(wanted.extras))]


def licence_of(package: Distribution) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the first line of its text."""
    told = package.metadata
    named = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier", []) if c.startswith(CLASSIFIER)]
    text = (told.get("License") or "").strip().splitlines()
    return told.get("License-Expression") or ", ".join(named) or (text[0] if text else "not said")


def page() -> str:
    """The page as it has to be."""
    rows = [f"| {name} | {licence_of(package)} |" for name, package in sorted(needed().items())]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
