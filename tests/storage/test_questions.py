"""The worked questions of docs/questions.md give the answers that it shows."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from flows.commands.query import readable
from storage.ledger import Ledger
from storage.queries import ask

PAGE = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^## (\d+\. .*)\n[\s\S]*?```sql\n([\s\S]*?)```\n\n((?:\|.*\n)+)", PAGE, re.MULTILINE)


def shown(db: duckdb.DuckDBPyConnection, question: str) -> str:
    """An answer as a Markdown table."""
    cursor = db.execute(question)
    columns = [d[0] for d in cursor.description or ()]
    rows = [[str("" if v is None else readable(v)) for v in row] for row in cursor.fetchall()]
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def test_there_are_ten_questions() -> None:
    assert len(QUESTIONS) == 10


def test_every_question_has_the_answer_that_is_shown(story: Ledger) -> None:
    with story.read() as db:
        for title, question, answer in QUESTIONS:
            assert shown(db, question) == answer.strip(), title


@pytest.mark.parametrize("number", [0, 9])
def test_the_questions_pass_the_lock_down(story: Ledger, number: int) -> None:
    assert ask(story, QUESTIONS[number][1]).rows
