"""A pact's own page: who, what, its life, every report with its proof, and what people said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.briefing.render import render
from flows.briefing.views import PactView, Standing, standing, sums_of
from flows.briefing.words import heading, in_utc, percent, quote, safe_url
from parsers.model import Act, ActType, Evidence, Kind, Status
from parsers.names import counted
from parsers.pacts.pact import Step, Told, steps
from parsers.pacts.report import Report, order
from storage.briefing import Row


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as the page shows it; `reasons` are field, value, words and rule."""

    day: date | datetime | None
    status: Standing
    step: str
    headline: str
    quote: str
    outlet: str
    url: str
    published: datetime | None
    sums: tuple[str, ...]
    place: str
    sure: str
    copy_of: str
    reasons: list[tuple[str, str, str, str]]


def pact_page(
    pact: PactView,
    rows: Sequence[Row],
    copies: Mapping[tuple[str, str], str],
    said: Sequence[Row],
    former: Sequence[str],
) -> bytes:
    """The page; `rows` are its reports, `copies` the outlets that articles copied, `said` and `former` its corrections."""
    reports = report_views(rows, copies)
    moving = [r for r in reports if not r.step.startswith(Step.REPEATS)]
    return render(
        "pact.html",
        root="../",
        p=pact,
        why=why(pact, reports),
        life=moving,
        reports=reports,
        said=[(s["correction"], s["made_at"], quote(s["note"] or "")) for s in said],
        former=former,
    )


def report_views(rows: Sequence[Row], copies: Mapping[tuple[str, str], str]) -> list[ReportView]:
    """The reports in their order, each with what it does to the pact."""
    by_id = {row["act_id"]: row for row in rows}
    told = sorted((report_of(row) for row in rows), key=order)
    return [
        report_view(by_id[report.act_id], what, copies)
        for report, what in zip(told, steps(told), strict=True)
    ]


def report_of(row: Row) -> Report:
    """A row as a report, with as much of its act as its place in the pact's life depends on."""
    evidence = Evidence("", row["evidence_start"], row["evidence_end"])
    act = Act(
        ActType.AGREEMENT, Kind.AGREEMENT, Status(row["status"]), (), (), evidence,
        date=row["act_date"], place=row["place"],
    )  # fmt: skip
    return Report(row["act_id"], act, row["article_id"], row["outlet"], row["published"])


def report_view(row: Row, what: Told, copies: Mapping[tuple[str, str], str]) -> ReportView:
    """A report as the page shows it."""
    against = f" {heading(what.against.outlet, 120)}" if what.against else ""
    step = f"{what.step}{against}" if what.step is Step.CONTRADICTS else str(what.step)
    return ReportView(
        day=row["act_date"] or in_utc(row["published"]),
        status=standing(row["status"]),
        step=f"{step}, against{against}" if against and what.step is not Step.CONTRADICTS else step,
        headline=heading(row["headline"]),
        quote=quote(row["evidence"]),
        outlet=heading(row["outlet"], 120),
        url=safe_url(row["url"]),
        published=row["published"],
        sums=sums_of(row["amounts"]),
        place=heading(row["place"] or "", 120),
        sure=percent(row["confidence"]),
        copy_of=heading(copies.get((row["pact_id"], row["article_id"]), ""), 120),
        reasons=[
            (heading(r["field"], 60), quote(r["value"], 300), quote(r["words"], 300), quote(r["rule"], 300))
            for r in row["reasons"]
        ],
    )


def why(pact: PactView, reports: Sequence[ReportView]) -> str:
    """Why it is as sure as it is, in a sentence."""
    if pact.confirmed:
        return "a person confirmed it."
    own = sorted({r.outlet for r in reports if not r.copy_of and r.outlet})
    copied = sum(bool(r.copy_of) for r in reports)
    surest = max((r.sure for r in reports), key=lambda s: int(s.rstrip("%")), default="0%")
    told = f"{counted(len(own), 'outlet')} with words of their own, the surest report {surest}"
    if len(own) < 2:
        told = f"one outlet alone, read as {surest} sure; check it before you rely on it"
    return (
        f"{told}; {counted(copied, 'report')} with another outlet's words count for nothing."
        if copied
        else f"{told}."
    )
