"""Articles that came again and say something else: their acts are read anew, and what is news of it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import duckdb

from parsers.acts import PARSER_VERSION
from parsers.names import counted
from parsers.pacts.rematch import differing, rematched
from parsers.pacts.report import Report
from parsers.pacts.resolve import Resolution, resolve
from parsers.pacts.shelf import Corrections
from parsers.sketch import sketch
from storage.articles import Followed
from storage.reread import Reread, acts_of_articles, save_reread
from storage.revisions import (
    Version,
    may_be_revised,
    note_seen,
    save_revision,
    stored_versions,
    what_changed,
    words_of,
)
from storage.shelf import LedgerShelf

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def revise(
    db: duckdb.DuckDBPyConnection,
    followed: Sequence[Followed],
    reports_of: Callable[[Followed], Sequence[Report]],
    said: Corrections,
    now: datetime,
) -> Iterator[Resolution]:
    """Take in new versions of known articles, one after the other; what became of each. `reports_of` gives its acts."""
    for item in may_be_revised(db, followed):
        was = stored_versions(db, [item.article_id or ""]).get(item.article_id or "")
        if was and words_of(item) == (was.title, was.body_id):
            note_seen(db, [item])
        elif was and item.article and was.precedes(item):
            yield revised(db, was, item, reports_of(item), said, now)


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
    old = {k.report.act_id: k.report for k in known}
    now_there = {r.act_id: r for r in reports}
    removed = sorted(old.keys() - now_there.keys())
    save_revision(db, was, item.article, item.followed_at, told(was, item, old, now_there))
    resolution = resolve(LedgerShelf(db), reports, removed=removed, corrections=said)
    full = replace(resolution, places={**{k.report.act_id: k.place for k in known}, **resolution.places})
    reading = Reread(was.article_id, tuple(reports), item.reading, sketch(item.article.text))
    save_reread(db, full, [reading], removed, version=PARSER_VERSION, now=now)
    return resolution


def told(was: Version, item: Followed, old: Mapping[str, Report], new: Mapping[str, Report]) -> str:
    """What changed, in a line, given the acts of both versions by their ids."""
    if item.article is None:
        return ""
    added, gone = what_changed(SENTENCE.split(was.text), SENTENCE.split(item.article.text))
    gained, lost = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    changed = sum(says_else(old[a], new[a]) for a in old.keys() & new.keys())
    parts = [
        f"{counted(added, 'sentence')} added" if added else "",
        f"{counted(gone, 'sentence')} taken out" if gone else "",
        "another headline" if item.article.title != was.title else "",
        f"{counted(gained, 'act')} gained" if gained else "",
        f"{counted(lost, 'act')} lost" if lost else "",
        f"{counted(changed, 'act')} changed" if changed else "",
    ]
    return ", ".join(filter(None, parts))


def says_else(old: Report, new: Report) -> bool:
    """Whether an act says something else now; where its sentence stands, and how it is put, is the text's affair."""
    return any(name != "evidence" for name in differing(old.act, new.act))
