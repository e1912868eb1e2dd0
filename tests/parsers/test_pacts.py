from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from parsers.model import Act, ActType, Amount, ChangeKind, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts import Report, likeness, resolve, start

DAY = datetime(2025, 10, 28, 12, tzinfo=UTC)
ACT = Act(
    ActType.AGREEMENT, Kind.AGREEMENT, Status.SIGNED, (Party("NOR", Role.PARTY), Party("CHL", Role.PARTY)),
    (Topic.MARITIME,), Evidence("Norway and Chile signed.", 0, 24), date=date(2025, 10, 28), confidence=0.8,
)  # fmt: skip


def report(act: Act = ACT, article: str = "a1", outlet: str = "Harbour Times", days: float = 0) -> Report:
    return Report(
        f"{article}:{act.evidence.start}:{act.status}", act, article, outlet, DAY + timedelta(days=days)
    )


def test_two_outlets_on_one_signing_are_one_pact_and_one_change() -> None:
    done = resolve([report(), report(article="a2", outlet="Delta Post", days=0.2)], [])
    assert len(done.pacts) == 1
    assert [c.kind for c in done.changes] == [ChangeKind.NEW]
    (pact,) = done.pacts.values()
    assert pact.outlets == ("Delta Post", "Harbour Times")
    assert pact.confidence > ACT.confidence


def test_a_second_outlet_a_day_later_changes_nothing() -> None:
    first = resolve([report()], [])
    later = resolve([report(article="a2", outlet="Delta Post", days=1)], first.pacts.values())
    assert later.changes == ()
    assert len(later.pacts) == 1


def test_a_ratification_moves_the_status() -> None:
    first = resolve([report()], [])
    later = resolve([report(replace(ACT, status=Status.RATIFIED), "a2", days=30)], first.pacts.values())
    (change,) = later.changes
    assert (change.kind, change.before, change.after) == (ChangeKind.STATUS, "signed", "ratified")


def test_a_report_of_an_earlier_stage_does_not_move_a_pact_back() -> None:
    first = resolve([report()], [])
    later = resolve([report(replace(ACT, status=Status.NEGOTIATING), "a2", days=1)], first.pacts.values())
    assert later.changes == ()


def test_a_pact_that_was_suspended_can_come_back_into_force() -> None:
    first = resolve([report(replace(ACT, status=Status.SUSPENDED))], [])
    later = resolve([report(replace(ACT, status=Status.IN_FORCE), "a2", days=9)], first.pacts.values())
    assert [(c.before, c.after) for c in later.changes] == [("suspended", "in_force")]


def test_two_acts_of_one_article_are_two_pacts() -> None:
    second = replace(ACT, evidence=Evidence("They also signed.", 40, 57))
    assert len(resolve([report(), report(second)], []).pacts) == 2


def test_other_parties_other_kinds_and_other_years_are_other_pacts() -> None:
    pact = start(report())
    others = [
        report(
            replace(
                ACT, parties=(Party("NOR", Role.PARTY), Party("PER", Role.PARTY), Party("ARG", Role.PARTY))
            )
        ),
        report(replace(ACT, kind=Kind.CEASEFIRE)),
        report(days=400),
        report(replace(ACT, type=ActType.COMMITMENT, kind=Kind.AID)),
    ]
    assert all(likeness(o, pact) < 0.7 for o in others)


def test_different_sums_speak_against_one_pact() -> None:
    five, nine = (replace(ACT, amounts=(Amount(v, "USD"),)) for v in (5e9, 9e9))
    assert likeness(report(nine), start(report(five))) < likeness(report(five), start(report(five)))


def test_a_pact_that_only_debatable_acts_report_is_no_news_until_a_firm_one_comes() -> None:
    first = resolve([report(replace(ACT, required=False))], [])
    assert first.changes == ()
    later = resolve([report(article="a2")], first.pacts.values())
    assert [c.kind for c in later.changes] == [ChangeKind.NEW]


def test_a_title_names_the_parties_and_the_matter() -> None:
    assert start(report()).title == "Norway–Chile agreement on maritime"
    pledge = replace(
        ACT, type=ActType.COMMITMENT, kind=Kind.AID, topics=(Topic.HEALTH,),
        parties=(Party("CAN", Role.COMMITTER), Party("WHO", Role.RECIPIENT)),
    )  # fmt: skip
    assert start(report(pledge)).title == "Canada: aid pledge to WHO on health"
