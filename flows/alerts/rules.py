"""Whether a change is one that a subscription asked for, clause by clause: what a rule wants, and what there is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flows.alerts.groups import region, who
from flows.alerts.subscription import Rule, Subscription, compiled
from parsers.model import Change, ChangeKind, Pact, Party, Role
from parsers.names import display_amount, listed
from parsers.pacts.report import Report

# A pact that a thousand reports tell is known by its words long before the last of them.
READ = 40


@dataclass(frozen=True)
class News:
    """A change, its pact as it is then, and the words that were used of it."""

    change: Change
    pact: Pact
    words: str = ""

    @cached_property
    def ids(self) -> frozenset[str]:
        """Who is in the pact."""
        return frozenset(p.id for p in self.pact.parties)

    @cached_property
    def folded(self) -> str:
        """The words in small letters, with one space between them, and one around."""
        return f" {' '.join(self.words.casefold().split())} "


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule: its setting, whether news meets it, what it wants, and what news has instead."""

    name: str
    holds: Callable[[News], bool]
    wants: str
    has: Callable[[News], str] = field(default=lambda _: "")


def words_of(pact: Pact, reports: Sequence[Report]) -> str:
    """What text and regex look at: the pact's title, and the headlines and sentences of its reports."""
    said = [text for r in reports[-READ:] for text in (r.headline, r.act.evidence.text)]
    return "\n".join(dict.fromkeys((pact.title, *filter(None, said))))


def clauses(rule: Rule, lists: Mapping[str, Sequence[str]]) -> list[Clause]:
    """The conditions of a rule, those that are quick to look at first."""
    found = [*word_clauses(rule), *bars(rule), *party_clauses(rule, lists), *text_clauses(rule)]
    return [*found, *inner_clauses(rule, lists)]


def word_clauses(rule: Rule) -> Iterator[Clause]:
    """Conditions on fields of known words."""
    if isinstance(rule, Subscription) and not rule.deadline_days:
        yield Clause(
            "deadline_days",
            lambda n: n.change.kind is not ChangeKind.DEADLINE,
            "some days",
            lambda _: "none, so no deadline is told",
        )
    for name, wanted, have in (
        ("changes", rule.changes, lambda n: (n.change.kind,)),
        ("types", rule.types, lambda n: (n.pact.type,)),
        ("kinds", rule.kinds, lambda n: (n.pact.kind,)),
        ("statuses", rule.statuses, lambda n: (n.pact.status,)),
        ("topics", rule.topics, lambda n: n.pact.topics),
    ):
        if wanted:
            yield any_clause(name, frozenset(wanted), have)


def any_clause(
    name: str, wanted: frozenset[str], have: Callable[[News], Collection[str]], shown: str = ""
) -> Clause:
    """At least one of the wanted words is there."""
    wants = f"one of {shown or ', '.join(sorted(wanted))}"
    return Clause(
        name, lambda n: not wanted.isdisjoint(have(n)), wants, lambda n: ", ".join(have(n)) or "none"
    )


def bars(rule: Rule) -> Iterator[Clause]:
    """Conditions on numbers."""
    sure, outlets, sums = rule.min_confidence, rule.min_outlets, rule.min_amount
    if sure:
        yield Clause(
            "min_confidence",
            lambda n: n.pact.confidence >= sure,
            f"at least {sure:g}",
            lambda n: f"{n.pact.confidence:.2f}",
        )
    if outlets:
        yield Clause(
            "min_outlets",
            lambda n: len(n.pact.outlets) >= outlets,
            f"at least {outlets}",
            lambda n: str(len(n.pact.outlets)),
        )
    if sums:
        yield Clause(
            "min_amount",
            lambda n: any(a.unit in sums and a.value >= sums[a.unit] for a in n.pact.amounts),
            "at least " + " or ".join(display_amount(v, u) for u, v in sums.items()),
            lambda n: listed([display_amount(a.value, a.unit) for a in n.pact.amounts]) or "no sum",
        )


def party_clauses(rule: Rule, lists: Mapping[str, Sequence[str]]) -> Iterator[Clause]:
    """Conditions on who is in it."""
    ids = anybody(rule, lists)
    if rule.roles:
        roles = frozenset(rule.roles)
        yield Clause(
            "parties and roles" if rule.parties else "roles",
            lambda n: any(p.role in roles and (ids is None or p.id in ids) for p in n.pact.parties),
            f"{' or '.join(rule.parties) or 'somebody'} as {' or '.join(sorted(roles))}",
            shown_parties,
        )
    elif ids is not None:
        wanted = ids
        yield Clause(
            "parties",
            lambda n: not wanted.isdisjoint(n.ids),
            f"one of {', '.join(rule.parties)}",
            shown_parties,
        )
    if rule.parties_all:
        each = [who(name, lists) for name in rule.parties_all]
        yield Clause(
            "parties_all",
            lambda n: each_another(each, n.ids),
            f"all of {', '.join(rule.parties_all)}",
            shown_parties,
        )
    if rule.regions:
        there = frozenset[str]().union(*map(region, rule.regions))
        yield Clause(
            "regions",
            lambda n: not there.isdisjoint(n.ids),
            f"a state of {' or '.join(rule.regions)}",
            shown_parties,
        )


def anybody(rule: Rule, lists: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    """The ids that `parties` means; None where it says nothing."""
    if not rule.parties:
        return None
    return frozenset[str]().union(*(who(name, lists) for name in rule.parties))


def each_another(wanted: Sequence[frozenset[str]], have: frozenset[str]) -> bool:
    """Whether each of the wanted can be somebody else of those there are: Germany is not itself and one more of the EU."""
    if not wanted:
        return True
    return any(each_another(wanted[1:], have - {one}) for one in wanted[0] & have)


def shown_parties(news: News) -> str:
    """Who is in the pact, with roles other than that of a side."""

    def shown(party: Party) -> str:
        return party.id if party.role is Role.PARTY else f"{party.id} ({party.role})"

    return ", ".join(map(shown, news.pact.parties))


def text_clauses(rule: Rule) -> Iterator[Clause]:
    """Conditions on the words that were used."""
    if rule.text:
        phrases = [" ".join(phrase.casefold().split()) for phrase in rule.text]
        yield Clause(
            "text",
            lambda n: any(said_in(phrase, n.folded) for phrase in phrases),
            f"the words {' or '.join(rule.text)}",
            lambda _: "other words",
        )
    if rule.regex:
        pattern = compiled(rule.regex)
        yield Clause(
            "regex",
            lambda n: pattern.search(n.words) is not None,
            f"the pattern {rule.regex}",
            lambda _: "other words",
        )


def said_in(phrase: str, folded: str) -> bool:
    """Whether a phrase stands in a text as words of its own."""
    start = folded.find(phrase)
    while start >= 0:
        if not folded[start - 1].isalnum() and not folded[start + len(phrase)].isalnum():
            return True
        start = folded.find(phrase, start + 1)
    return False


def inner_clauses(rule: Rule, lists: Mapping[str, Sequence[str]]) -> Iterator[Clause]:
    """Rules within the rule."""
    each = [clauses(inner, lists) for inner in rule.any_of]
    if each:
        yield Clause("any", lambda n: any(fits(cs, n) for cs in each), "one of: " + told(each, " or "))
    for number, inner in enumerate(rule.all_of, 1):
        own = clauses(inner, lists)
        yield Clause(f"all[{number}]", lambda n, cs=own: fits(cs, n), told([own]))  # type: ignore[misc]
    for number, inner in enumerate(rule.none_of, 1):
        own = clauses(inner, lists)
        yield Clause(f"not[{number}]", lambda n, cs=own: not fits(cs, n), "not: " + told([own]))  # type: ignore[misc]


def fits(conditions: Sequence[Clause], news: News) -> bool:
    """Whether all conditions hold."""
    return all(c.holds(news) for c in conditions)


def told(each: Sequence[Sequence[Clause]], between: str = "") -> str:
    """Rules in words."""
    return between.join(f"({' and '.join(f'{c.name} {c.wants}' for c in cs) or 'anything'})" for cs in each)
