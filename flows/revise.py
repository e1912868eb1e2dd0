"""Articles that came again and say something else: their acts are read anew, and what is news of it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import duckdb

from parsers.acts import PARSER_VERSION
from parsers.names import counted
from parsers.pacts.rematch import rematched
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution, resolve
from parsers.pacts.shelf import Corrections
from storage.articles import Followed
from storage.reread import Reread, acts_of_articles, save_reread
from storage.revisions import Version, save_revision, stored_versions, what_changed
from storage.shelf import LedgerShelf

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def revise(
    db: duckdb.DuckDBPyConnection,
    followed: Sequence[tuple[Followed, Sequence[Report]]],
    said: Corrections,
    now: datetime,
) -> Iterator[Resolution]:
    """Take in new versions of known articles, each with the acts read in it, one after the other; what became of each."""
    for item, new in followed:
        was = stored_versions(db, [item.article_id or ""]).get(item.article_id or "")
        if was and item.article and was.precedes(item):
            yield revised(db, was, item, new, said, now)


def revised(  # noqa: PLR0917 - all of one moment
    db: duckdb.DuckDBPyConnection,
    was: Version,
    item: Followed,
    new: Sequence[Report],
    said: Corrections,
    now: datetime,
) -> Resolution:
    """Put a new version, and its acts, in the place of the one before."""
    if item.article is None or item.reading is None:
        raise ValueError("a version has an article and a reading")
    known = acts_of_articles(db, [was.article_id])
    reports = rematched([k.report for k in known], new)
    kept = {r.act_id for r in reports}
    removed = sorted(k.report.act_id for k in known if k.report.act_id not in kept)
    gained = len(kept - {k.report.act_id for k in known})
    save_revision(db, was, item.article, item.followed_at, told(was, item, gained, len(removed)))
    resolution = resolve(LedgerShelf(db), reports, removed=removed, corrections=said)
    full = replace(resolution, places={**{k.report.act_id: k.place for k in known}, **resolution.places})
    reading = Reread(was.article_id, tuple(reports), item.reading)
    save_reread(db, full, [reading], removed, version=PARSER_VERSION, now=now)
    return resolution


def told(was: Version, item: Followed, gained: int, lost: int) -> str:
    """What changed, in a line."""
    if item.article is None:
        return ""
    added, gone = what_changed(SENTENCE.split(was.text), SENTENCE.split(item.article.text))
    parts = [
        f"{counted(added, 'sentence')} added" if added else "",
        f"{counted(gone, 'sentence')} taken out" if gone else "",
        "another headline" if item.article.title != was.title else "",
        f"{counted(gained, 'act')} gained" if gained else "",
        f"{counted(lost, 'act')} lost" if lost else "",
    ]
    return ", ".join(filter(None, parts))
