"""What the pages name is there: tests, chores, other pages."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    files = {p.name: p for p in (ROOT / "tests").rglob("test_*.py")}
    named = re.findall(r"`(?:\w+/)?(test_\w+\.py)(?:::(\w+))?`", page)
    assert len(named) > 15
    for file, name in named:
        assert file in files
        assert f"def {name}" in files[file].read_text(encoding="utf-8")


def test_every_chore_that_docs_name_is_one_of_the_makefile() -> None:
    chores = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for page in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= chores, page.name


def test_every_page_that_docs_link_to_is_there() -> None:
    for page in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), *(ROOT / "deployments").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
