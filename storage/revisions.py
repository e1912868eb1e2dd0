"""Articles that came again with another text or headline: every version is kept, and `articles` has the latest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from parsers.model import Article
from parsers.urls import key
from storage.articles import Followed, article_key
from storage.merge import among, merge

STORED = """
    SELECT r.article_id, r.title, b.text, r.fetched_at, coalesce(v.revision, 1), r.body_id
    FROM articles r JOIN bodies b ON b.body_id = r.body_id
        LEFT JOIN (SELECT article_id, max(revision) AS revision FROM revisions GROUP BY article_id) v
        ON v.article_id = r.article_id
    WHERE r.parser_version IS NOT NULL AND r.article_id IN (SELECT id FROM ids)
"""

# Without texts, which would be the most of what there is to read.
PRESENT = """
    SELECT article_id, title, body_id, fetched_at FROM articles
    WHERE parser_version IS NOT NULL AND article_id IN (SELECT id FROM ids)
"""
KEPT = """
    SELECT article_id, title, body_id FROM articles WHERE parser_version IS NOT NULL AND article_id IN (SELECT id FROM ids)
    UNION ALL SELECT article_id, title, body_id FROM revisions WHERE article_id IN (SELECT id FROM ids)
"""
# A text that was let go cannot be compared with another. To look at texts is to unpack all that there are: only if need be.
LET_GO = """
    SELECT r.article_id FROM articles r JOIN bodies b ON b.body_id = r.body_id
    WHERE b.text = '' AND r.article_id IN (SELECT id FROM ids)
"""


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it is kept: its headline, text, when it was fetched, and how many versions there have been."""

    article_id: str
    title: str | None
    text: str
    fetched_at: datetime
    revision: int
    body_id: str

    def precedes(self, followed: Followed) -> bool:
        """Whether what was fetched later says something else; a text that was let go cannot be compared."""
        article = followed.article
        if article is None or followed.reading is None or not self.text:
            return False
        return followed.followed_at > self.fetched_at and (article.text, article.title) != (
            self.text,
            self.title,
        )


def stored_versions(db: duckdb.DuckDBPyConnection, ids: Collection[str]) -> dict[str, Version]:
    """Those of some articles that were read, as they are kept."""
    with among(db, ids):
        return {str(row[0]): Version(*row) for row in db.execute(STORED).fetchall()}


def may_be_revised(db: duckdb.DuckDBPyConnection, followed: Sequence[Followed]) -> list[Followed]:
    """Those, in their order, that came after what is kept of their articles with another headline or text.

    Of an article that comes several times each may be a version, for what is kept changes on the way. What came again as it
    is kept was last seen then: a version from before that is none.
    """
    with among(db, [f.article_id for f in followed if f.article_id]):
        kept = {row[0]: row[1:] for row in db.execute(PRESENT).fetchall()}
    often = Counter(f.article_id for f in followed)
    found, seen = [], []
    for f in followed:
        if f.article_id not in kept:
            continue
        title, body_id, fetched_at = kept[f.article_id]
        if often[f.article_id] > 1 or (f.followed_at > fetched_at and words_of(f) != (title, body_id)):
            found.append(f)
        elif f.followed_at > fetched_at:
            seen.append(f)
    note_seen(db, seen)
    return found


def words_of(followed: Followed) -> tuple[str, str]:
    """The headline of what came, and the key of its text."""
    article = followed.article
    return (article.title, key("body", article.text)) if article else ("", "")


def note_seen(db: duckdb.DuckDBPyConnection, followed: Sequence[Followed]) -> None:
    """Articles came again as they are kept."""
    for f in followed:
        db.execute(
            "UPDATE articles SET fetched_at = ? WHERE article_id = ? AND fetched_at < ?",
            [f.followed_at, f.article_id, f.followed_at],
        )


def unknown_versions(db: duckdb.DuckDBPyConnection, articles: Collection[Article]) -> set[str]:
    """Keys of the articles that were read before, and come with a text or headline that no version of them had."""
    kept: dict[str, set[tuple[str | None, str]]] = {}
    with among(db, {article_key(a) for a in articles}):
        for article_id, title, body_id in db.execute(KEPT).fetchall():
            kept.setdefault(str(article_id), set()).add((title, body_id))
    unknown = {
        article_id
        for a in articles
        if (article_id := article_key(a)) in kept and (a.title, key("body", a.text)) not in kept[article_id]
    }
    if not unknown:
        return unknown
    with among(db, unknown):
        return unknown - {row[0] for row in db.execute(LET_GO).fetchall()}


def save_revision(
    db: duckdb.DuckDBPyConnection, was: Version, article: Article, fetched_at: datetime, changed: str
) -> None:
    """Keep a new version of an article beside those of before, and make it the one that `articles` has."""
    body_id = key("body", article.text)
    merge(db, "bodies", [{"body_id": body_id, "text": article.text}], key="body_id")
    rows = [
        revision_row(
            was.article_id,
            was.revision + 1,
            body_id=body_id,
            title=article.title,
            fetched_at=fetched_at,
            changed=changed,
        )
    ]
    if was.revision == 1:
        rows.append(
            revision_row(
                was.article_id, 1, body_id=was.body_id, title=was.title, fetched_at=was.fetched_at, changed=""
            )
        )
    merge(db, "revisions", rows, key="revision_id")
    db.execute(
        "UPDATE articles SET body_id = ?, title = ?, fetched_at = ? WHERE article_id = ?",
        [body_id, article.title, fetched_at, was.article_id],
    )


def revision_row(
    article_id: str, revision: int, *, body_id: str, title: str | None, fetched_at: datetime, changed: str
) -> dict[str, object]:  # fmt: skip
    """A row of `revisions`."""
    return {
        "revision_id": key("revision", article_id, str(revision)),
        "article_id": article_id,
        "revision": revision,
        "body_id": body_id,
        "title": title,
        "fetched_at": fetched_at,
        "changed": changed or None,
    }


def what_changed(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many sentences were added, and how many taken out."""
    return len(set(new) - set(old)), len(set(old) - set(new))
