from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Act, ActType, Amount, Evidence, Kind, Party, Role, Status, Topic
from parsers.pacts.copies import copied
from parsers.pacts.likeness import blocks, likeness
from parsers.pacts.link import JOIN
from parsers.pacts.profile import named
from parsers.pacts.report import Report

DAY = datetime(2025, 6, 3, 9, tzinfo=UTC)


def report(
    said: str,
    status: Status = Status.SIGNED,
    kind: Kind = Kind.AGREEMENT,
    sides: str = "FIN KEN",
    topics: tuple[Topic, ...] = (Topic.ENERGY,),
    amount: float = 0,
    days: float = 0,
    article: str = "a1",
    headline: str = "",
    on: date | None = None,
) -> Report:
    roles = (Role.PARTY, Role.PARTY) if kind in (Kind.AGREEMENT, Kind.TREATY, Kind.MEMORANDUM, Kind.CEASEFIRE) else (Role.COMMITTER, Role.RECIPIENT)  # fmt: skip
    parties = tuple(Party(s, roles[min(n, 1)]) for n, s in enumerate(sides.split()))
    act = Act(
        ActType.AGREEMENT if roles[0] is Role.PARTY else ActType.COMMITMENT, kind, status, parties, topics,
        Evidence(said, 0, len(said)), (Amount(amount, "EUR"),) if amount else (), on, None,
    )  # fmt: skip
    return Report(
        f"{article}-{said[:12]}-{status}", act, article, article, DAY + timedelta(days=days), headline
    )


GEO = report("Finland and Kenya signed an agreement on geothermal power in Nairobi on Tuesday.")
SAME = {
    "another outlet's words for it": report(
        "Helsinki and Nairobi put their names to a pact on hot-rock power.", kind=Kind.MEMORANDUM, days=0.3, article="a2"
    ),
    "its ratification months later": report(
        "Kenya's parliament ratified the geothermal power agreement with Finland.", Status.RATIFIED, days=150, article="a3"
    ),
    "its suspension": report("Finland suspended the geothermal agreement with Kenya.", Status.SUSPENDED, days=90, article="a4"),
    "its return into force after that": report(
        "The geothermal agreement of Finland and Kenya is in force again.", Status.IN_FORCE, days=99, article="a6"
    ),
    "a wire copy": report(GEO.act.evidence.text, days=0.1, article="a5"),
}  # fmt: skip
OTHER = {
    "of other sides": report("Iceland and Kenya signed an agreement on geothermal power.", sides="ISL KEN", days=1, article="b1"),
    "of another subject": report(
        "Finland and Kenya signed an agreement on prison reform.", topics=(Topic.JUSTICE,), days=1, article="b2"
    ),
    "of another subject, in the same article": report(
        "The two also agreed to exchange teachers.", Status.AGREED, topics=(Topic.CULTURE,)
    ),
    "signed anew two years later": report(
        "Finland and Kenya signed an agreement on power lines.", days=730, article="b3", on=date(2027, 6, 1)
    ),
    "of another kind": report("Finland will give Kenya tents.", Status.PLEDGED, Kind.AID, topics=(Topic.AID,), days=2, article="b4"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_reports_of_one_pact_are_likely_one(what: str) -> None:
    assert likeness(SAME[what], GEO).score >= JOIN


@pytest.mark.parametrize("what", OTHER)
def test_reports_of_two_pacts_are_not(what: str) -> None:
    assert likeness(OTHER[what], GEO).score < JOIN


def test_the_same_sum_joins_an_agreement_and_the_pledge_in_it() -> None:
    loan = report("Finland and Kenya signed a loan agreement.", amount=4e7, topics=(Topic.FINANCE,))
    pledge = report("Finland will lend Kenya 40 million euros.", Status.PLEDGED, Kind.AID, topics=(Topic.FINANCE,), amount=4e7, days=0.2, article="c2")  # fmt: skip
    other = replace(pledge, act=replace(pledge.act, amounts=(Amount(9e7, "EUR"),)))
    assert likeness(pledge, loan).score > likeness(other, loan).score
    assert likeness(pledge, loan).score >= JOIN


def test_a_link_says_what_was_weighed_heaviest_first() -> None:
    link = likeness(SAME["a wire copy"], GEO)
    weights = [abs(w.weight) for w in link.reasons]
    assert weights == sorted(weights, reverse=True)
    assert {"same days", "same kind", "topics"} <= {w.name for w in link.reasons}


@given(st.text("ABCDEFGHIJ", max_size=10), st.text("ABCDEFGHIJ", max_size=10))
def test_what_can_be_one_pact_shares_a_block(one: str, other: str) -> None:
    a = replace(GEO.act, parties=tuple(Party(s, Role.PARTY) for s in dict.fromkeys(one)))
    b = replace(GEO.act, parties=tuple(Party(s, Role.PARTY) for s in dict.fromkeys(other)))
    if set(one) == set(other) and one:
        assert blocks(a) & blocks(b)
    assert len(blocks(a)) <= 30


@given(
    st.text("ABCDEFGHIJ", max_size=10),
    st.text("ABCDEFGHIJ", max_size=10),
    st.sampled_from(["same article", "another"]),
)
def test_acts_without_a_block_in_common_are_never_one_pact(one: str, other: str, where: str) -> None:
    a, b = (
        replace(
            GEO,
            act_id=f"{n}-{who}",
            article_id=n if where == "another" else "a1",
            act=replace(GEO.act, parties=tuple(Party(s, Role.PARTY) for s in dict.fromkeys(who))),
        )
        for n, who in (("one", one), ("other", other))
    )
    if not blocks(a.act) & blocks(b.act):
        assert likeness(a, b).score == 0.0


def test_within_one_article_its_headline_and_its_days_say_nothing() -> None:
    heading = "Finland and Kenya sign geothermal agreement, exchange teachers"
    first = replace(GEO, headline=heading)
    second = replace(OTHER["of another subject, in the same article"], headline=heading)
    for link in (
        likeness(second, first),
        likeness(replace(second, act_id="x", headline=""), replace(first, act_id="y", headline="")),
    ):
        assert link.score < JOIN
    assert not {"same days", "shared names", "months between"} & {
        w.name for w in likeness(replace(first, act_id="z"), first).reasons
    }


def test_what_is_agreed_in_steps_weighs_less_against_than_what_is_signed_twice() -> None:
    agreed, signed = (
        likeness(
            report(
                "Finland and Kenya settled the geothermal agreement.", status, days=60, article=f"s-{status}"
            ),
            report("Finland and Kenya are at one on geothermal power.", status, article=f"t-{status}"),
        )
        for status in (Status.AGREED, Status.SIGNED)
    )
    assert agreed.score > signed.score


def test_names_of_pacts_are_told_from_names_of_states() -> None:
    names, called = named("In Oslo, Norway and Japan signed the Pukpuk treaty under Mission Sunrise.")
    assert "pukpuk" in called
    assert "japan" not in names


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        ("Finland and Kenya signed an agreement on geothermal power in Nairobi on Tuesday, officials said.", True),
        ("Finland and Kenya have signed an agreement on geothermal power in Nairobi on Tuesday.", True),
        ("Helsinki and Nairobi put their names to a pact on hot-rock power.", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_copy_is_told_from_words_of_ones_own(other: str, is_copy: bool) -> None:
    assert copied(GEO.act.evidence.text, other) is is_copy
