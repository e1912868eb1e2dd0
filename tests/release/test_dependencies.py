"""What is needed to run is told with its reason and its licence."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.release.licences import PAGE, page

ROOT = PAGE.parents[1]


def test_each_direct_dependency_is_in_the_table_and_no_other_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["lake"])
    ]
    names = [
        line.split("|")[1]
        for line in (PAGE.parent / "dependencies.md").read_text().splitlines()
        if line[:1] == "|"
    ]
    told = {canonicalize_name(n.strip()) for cell in names for n in cell.split(",")} - {"package", "-"}
    assert told == {canonicalize_name(r.name) for r in wanted}
    plain = [r.name for r in wanted if r.name != "duckdb"]
    assert len(plain) == len(set(plain))


def test_the_page_of_licences_names_all_that_is_needed() -> None:
    """Names alone: a release may word its licence anew, which `make licences` then writes down."""

    def names(text: str) -> set[str]:
        return set(re.findall(r"(?m)^\| ([a-z0-9-]+) \|", text)) - {"package", "-"}

    assert names(PAGE.read_text()) == names(page())
