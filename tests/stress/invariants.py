"""What is true of a ledger at every moment that anybody can see."""

from __future__ import annotations

import duckdb

KEYS = {
    "entries": "entry_id", "articles": "article_id", "bodies": "body_id", "acts": "act_id", "pacts": "pact_id",
    "changes": "change_id", "deliveries": "delivery_id", "attempts": "attempt_id", "runs": "run_id", "polls": "poll_id",
}  # fmt: skip

# Each names a wrong and counts it.
WRONGS = {
    "entries without their article": "FROM entries e ANTI JOIN articles USING (article_id) WHERE e.article_id IS NOT NULL",
    "articles without their body": "FROM articles ANTI JOIN bodies USING (body_id)",
    "acts without their article": "FROM acts ANTI JOIN articles USING (article_id)",
    "acts without their pact": "FROM acts ANTI JOIN pacts USING (pact_id)",
    "acts whose evidence is not in the body": (
        "FROM acts JOIN articles USING (article_id) JOIN bodies USING (body_id) "
        "WHERE substring(text, evidence_start + 1, evidence_end - evidence_start) <> evidence"
    ),
    "pacts that count their acts wrong": (
        "FROM pacts LEFT JOIN (SELECT pact_id, count(*) AS told FROM acts GROUP BY ALL) USING (pact_id) "
        "WHERE acts <> coalesce(told, 0)"
    ),
    "changes without their pact": "FROM changes ANTI JOIN pacts USING (pact_id)",
    "changes without their act": "FROM changes ANTI JOIN acts USING (act_id)",
    "pacts that were never told as new": (
        "FROM pacts ANTI JOIN (SELECT pact_id FROM changes WHERE change = 'new') USING (pact_id) WHERE required"
    ),
    "deliveries without their change": "FROM deliveries ANTI JOIN changes USING (change_id)",
    "changes that were not queued": "FROM changes ANTI JOIN deliveries USING (change_id)",
    "attempts without their delivery": "FROM attempts ANTI JOIN deliveries USING (delivery_id)",
    "deliveries whose attempts are not numbered one after the other": (
        "FROM (SELECT delivery_id FROM attempts GROUP BY ALL HAVING count(*) <> max(number))"
    ),
    "deliveries that are delivered without a try that was, or the other way round": (
        "FROM deliveries LEFT JOIN (SELECT delivery_id, count(*) AS times FROM attempts WHERE outcome = 'delivered' "
        "GROUP BY ALL) USING (delivery_id) WHERE (state = 'delivered') <> (coalesce(times, 0) >= 1)"
    ),
    **{
        f"keys that {table} has twice": f"FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
        for table, key in KEYS.items()
    },
}  # fmt: skip


# One question for all of them, as a file cannot be written while somebody looks at it.
LOOK = " UNION ALL ".join(f"SELECT '{what}' AS what, count(*) AS many {sql}" for what, sql in WRONGS.items())
COUNTS = " UNION ALL ".join(f"SELECT '{table}' AS what, count(*) AS many FROM {table}" for table in KEYS)


class Witness:
    """One who looks at a ledger again and again, and remembers how much there was."""

    def __init__(self) -> None:
        self.most = dict.fromkeys(KEYS, 0)

    def wrongs(self, db: duckdb.DuckDBPyConnection) -> list[str]:
        """All that is wrong, a line each."""
        found = [f"{many} {what}" for what, many in db.execute(LOOK).fetchall() if many]
        for table, now in db.execute(COUNTS).fetchall():
            if now < self.most[table]:
                found.append(f"{table} had {self.most[table]} rows and has {now}")
            self.most[table] = now
        return found
