"""Views and macros for people's questions: written into a ledger when their text has changed, and only then."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import duckdb

from parsers.acts.actors.data import table
from parsers.names import display_name
from storage.merge import merge

FILES = ("views.sql", "search.sql")
MADE = re.compile(r"^CREATE OR REPLACE (VIEW|MACRO) (\w+)(?:\(.*\) AS (TABLE\b)?)?", re.MULTILINE)


def refresh_views(db: duckdb.DuckDBPyConnection, fit: Callable[[str], str] = str) -> bool:
    """Write the views, macros and names of actors of this program into a ledger, if it has not got them; says whether.

    What an earlier program made and this one no longer has is dropped; `fit` turns the text into what the ledger's format
    takes. Runs in the caller's transaction.
    """
    row = db.execute("SELECT digest, names FROM views_version").fetchone()
    if row and row[0] == digest():
        return False
    made = names(views_sql())
    for old in sorted(set(row[1] if row else ()) - set(made)):
        what, _, name = old.rpartition(" ")
        db.execute(f"DROP {what} IF EXISTS {name}")
    db.execute(fit(views_sql()))
    merge(db, "actors", actors(), key="actor_id", update=("name", "sort", "members"))
    db.execute("DELETE FROM views_version")
    db.execute("INSERT INTO views_version VALUES (?, ?)", [digest(), made])
    return True


def without_columns(sql: str) -> str:
    """A text without comments on columns of views, which DuckLake does not take; `documentation` has them all the same."""
    return "\n".join(line for line in sql.split("\n") if not line.startswith("COMMENT ON COLUMN "))


@cache
def views_sql() -> str:
    """All statements that make views and macros."""
    return "\n".join((files("storage") / name).read_text(encoding="utf-8") for name in FILES)


def names(sql: str) -> list[str]:
    """What a text makes, as `view NAME`, `macro NAME` or `macro table NAME`."""
    found = MADE.finditer(sql)
    return [" ".join(filter(None, (m[1].lower(), (m[3] or "").lower(), m[2]))) for m in found]


@cache
def digest() -> str:
    """A hash of all that `refresh_views` writes. The names of states are the library's, so their ids stand for them."""
    known = [f"{sort}:{sorted(table(name))}" for name, sort in SORTS.items()]
    members = sorted(
        (k, v.get("names", [])[:1], v.get("members", [])) for k, v in table("organisations").items()
    )
    return hashlib.sha256(f"{views_sql()}{known}{members}".encode()).hexdigest()


SORTS = {"states": "state", "organisations": "organisation", "movements": "movement"}


def actors() -> list[dict[str, object]]:
    """Rows of `actors`: all that the reader knows as a party."""
    rows: dict[str, dict[str, object]] = {}
    for name, sort in SORTS.items():
        for actor_id, item in table(name).items():
            shown = display_name(actor_id) if sort == "state" else (item.get("names") or [actor_id])[0]
            rows[actor_id] = {
                "actor_id": actor_id, "name": shown, "sort": sort, "members": list(item.get("members", ())),
            }  # fmt: skip
    return list(rows.values())
