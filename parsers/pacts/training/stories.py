"""Annotated articles as reports, with the pact that each is truly about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from parsers.model import COMMITMENT_KINDS, Act, ActType, Amount, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts.report import Report

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A report and the pact that it is about."""

    report: Report
    pact: str


def rows_of(path: Path) -> list[Row]:
    """The annotated articles of a file; none where it is not there."""
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        if path.exists()
        else []
    )


def stories(rows: Iterable[Row]) -> list[Told]:
    """The annotated acts of some articles as reports."""
    return [
        Told(report_of(row, act_of(row, record), f"{row['id']}-{n}"), record["pact"])
        for row in rows
        for n, record in enumerate(row["records"])
        if record.get("pact")
    ]


def invented(path: Path) -> list[Told]:
    """The invented stories of a file: a line a report, its parts between bars, as its head says."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("#"):
            pact, published, article, what, who, topics, amount, day, place, headline, sentence = (
                part.strip() for part in line.split("|")
            )
            kind, status = what.split()
            value, _, unit = amount.partition(" ")
            act = Act(
                ActType.COMMITMENT if Kind(kind) in COMMITMENT_KINDS else ActType.AGREEMENT,
                Kind(kind),
                Status(status),
                parties_of(who),
                tuple(map(Topic, topics.split(","))),
                Evidence(sentence, 0, len(sentence)),
                (Amount(float(value), unit),) if value else (),
                date.fromisoformat(day) if day else None,
                place or None,
            )
            when = datetime.fromisoformat(f"{published}T{number % 24:02}:00:00+00:00")
            found.append(Told(Report(f"{article}-{number}", act, article, article, when, headline), pact))
    return found


def parties_of(text: str) -> tuple[Party, ...]:
    """Sides as the invented stories write them: "NOR,CHL,QAT*" with a mediator, "JPN>KEN" with who gives and who takes."""
    givers, taken, takers = text.partition(">")
    if taken:
        return (
            *(Party(g, Role.COMMITTER) for g in givers.split(",")),
            *(Party(t, Role.RECIPIENT) for t in takers.split(",")),
        )
    return tuple(
        Party(p.rstrip("*"), Role.MEDIATOR if p.endswith("*") else Role.PARTY) for p in text.split(",")
    )


def report_of(row: Row, act: Act, act_id: str) -> Report:
    """An act of an annotated article as a report."""
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    return Report(act_id, act, row["id"], row.get("source") or "", published, row.get("title") or "")


def act_of(row: Row, record: Row) -> Act:
    """An annotated record as an act."""
    text = record["evidence"] or ""
    start = max(row["text"].find(text), 0)
    return Act(
        ActType(record["type"]),
        Kind(record["kind"]),
        Status(record["status"]),
        tuple(Party(p["id"], Role(p["role"])) for p in record["parties"]),
        tuple(map(Topic, record["topics"])),
        Evidence(text, start, start + len(text)),
        tuple(Amount(float(a["value"]), a["unit"]) for a in record["amounts"]),
        date.fromisoformat(record["date"]) if record.get("date") else None,
        record.get("place"),
    )
