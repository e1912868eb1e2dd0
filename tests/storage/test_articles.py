from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parsers.model import Problem, ProblemCode
from storage.articles import Followed, entries_to_follow, read_articles, save_followed
from storage.ledger import FileLedger, Ledger
from tests.storage.samples import DAY, failed, followed


def save(ledger: Ledger, *items: Followed, run: str = "r1") -> None:
    with ledger.write() as db:
        save_followed(db, items, run, "v1")


def to_follow(ledger: Ledger, *items: Followed) -> list[str]:
    with ledger.read() as db:
        return [e.url for e in entries_to_follow(db, [i.entry for i in items])]


def test_an_entry_that_was_followed_is_not_followed_again(ledger: Ledger) -> None:
    one, two = followed(1), followed(2)
    save(ledger, one)
    assert to_follow(ledger, one, two, two) == [two.entry.url]


@pytest.mark.parametrize(
    ("code", "http_status", "again"),
    [
        (ProblemCode.UNREACHABLE, None, True),
        (ProblemCode.HTTP_ERROR, 503, True),
        (ProblemCode.HTTP_ERROR, 404, False),
        (ProblemCode.TOO_LARGE, 200, False),
        (ProblemCode.NO_TEXT, 200, False),
    ],
)
def test_an_entry_is_tried_again_only_where_its_problem_may_have_passed(
    ledger: Ledger, code: ProblemCode, http_status: int | None, again: bool
) -> None:
    item = failed(1, code, http_status)
    save(ledger, item)
    assert bool(to_follow(ledger, item)) is again


def test_an_entry_that_comes_good_loses_its_problem(ledger: Ledger) -> None:
    save(ledger, failed(1, ProblemCode.UNREACHABLE))
    save(ledger, followed(1), run="r2")
    with ledger.read() as db:
        rows = db.execute("SELECT run_id, problem, article_id IS NOT NULL FROM entries").fetchall()
    assert rows == [("r2", None, True)]


def test_two_entries_of_one_article_are_one_article(ledger: Ledger) -> None:
    one = followed(1)
    other = Followed(
        failed(9, ProblemCode.NO_TEXT).entry, "delta", one.followed_at, 200, one.article, one.reading
    )
    save(ledger, one, other)
    with ledger.read() as db:
        counts = db.execute(
            "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM articles)"
        ).fetchone()
        assert read_articles(db, [one.article_id or "", "unknown"]) == {one.article_id}
    assert counts == (2, 1)


def test_saving_twice_changes_nothing(ledger: Ledger) -> None:
    save(ledger, followed(1), failed(2, ProblemCode.NO_TEXT, 200))
    before = dump(ledger)
    save(ledger, followed(1), failed(2, ProblemCode.NO_TEXT, 200))
    assert dump(ledger) == before


def dump(ledger: Ledger) -> list[object]:
    with ledger.read() as db:
        return [
            db.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall()
            for t in ("entries", "articles", "bodies")
        ]


def test_an_article_that_could_not_be_read_at_first_is_as_it_was_read(file_ledger: FileLedger) -> None:
    first = replace(followed(1), reading=None, problem=Problem(ProblemCode.READER_ERROR, "it broke"))
    later = followed(1)
    assert later.article
    later = replace(
        later, followed_at=DAY + timedelta(hours=3), article=replace(later.article, text="More.", title="New")
    )
    with file_ledger.write() as db:
        save_followed(db, [first], "r", "v1")
        save_followed(db, [later], "r", "v1")
        kept = db.execute(
            "SELECT r.title, b.text, r.fetched_at FROM articles r JOIN bodies b USING (body_id)"
        ).fetchall()
    assert kept == [("New", "More.", DAY + timedelta(hours=3))]
