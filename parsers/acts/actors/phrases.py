"""Words that stand for actors named elsewhere: "the two sides", "the country", "the prime minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.acts.actors.data import is_state, members, table
from parsers.acts.actors.memory import Memory
from parsers.acts.mention import Form, Mention

KOREAS = frozenset({"PRK", "KOR"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` points at actors: `head` is its noun, `number` how many (0: not said), `tag` what they are.

    `acts` where a verb follows, so that it is a subject.
    """

    start: int
    end: int
    form: Form
    head: str
    number: int = 0
    tag: str = ""
    sort: str = "states"
    acts: bool = False


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _plural() -> re.Pattern[str]:
    rows = table("phrases")["plural"]
    numbers = _alternatives(list(rows["numbers"]))
    tags = _alternatives(list(_tags()))
    adjective = rf"(?:(?P<tag>{tags})|[a-z]+(?:-[a-z]+)*)"
    return re.compile(
        rf"(?<![\w-])(?P<det>(?i:{_alternatives(rows['determiners'])})) "
        rf"(?:(?:(?P<number>{numbers}) (?:{adjective} ){{0,2}})(?P<counted>{_alternatives(rows['counted'] + rows['heads'])})"
        rf"|(?:(?P<tag2>{tags}) )?(?P<head>{_alternatives(rows['heads'])}))(?![\w-])"
        rf"|(?<![\w-])[Tt]he (?P<alone>{numbers})(?=[,.;]| (?:{_alternatives(rows['verbs'])})(?![\w-]))"
    )


@cache
def _single() -> re.Pattern[str]:
    rows = table("phrases")["single"]
    tags = _alternatives(list(_tags()))
    sorts = ("offices", "organisations", "movements")
    heads = _alternatives(
        [*rows["states"], *rows["halves"], *(word for sort in sorts for word in rows[sort]["words"])]
    )
    return re.compile(
        rf"(?<![\w-])(?i:{_alternatives(rows['determiners'])}) (?:(?P<tag>{tags}) )?"
        rf"(?:(?!of |the )[a-z]+(?:-[a-z]+)* )??(?P<head>{heads})(?![\w-])(?! of )"
    )


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf" (?:{_alternatives(table('phrases')['single']['verbs'])})(?![\w-])")


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        # The look behind stands last: a pattern that begins with a letter is found sooner.
        "|".join(
            rf"{word}(?<![\w-]{word})(?![\w-])(?! of )"
            for word in table("phrases")["single"]["offices"]["bare"]
        )
    )


@cache
def _determiner() -> re.Pattern[str]:
    """Where a phrase may begin: found far sooner than by trying the patterns of phrases at every character."""
    rows = table("phrases")
    words = {row.split(" ")[0] for kind in ("plural", "single") for row in rows[kind]["determiners"]} | {
        "the"
    }
    firsts = "".join(sorted({c for word in words for c in (word[0], word[0].upper())}))
    rests = "|".join(
        sorted({"".join(f"[{c}{c.upper()}]" for c in word[1:]) for word in words}, key=len, reverse=True)
    )
    return re.compile(rf"[{firsts}](?:{rests}) ")


def _starting(pattern: re.Pattern[str], folded: str, starts: list[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at some of these places, none within another."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(folded, start)):
            end = match.end()
            yield match


@cache
def _tags() -> dict[str, str]:
    """Adjectives of regions as the text writes them, by tag: "Gulf", "South American"."""
    tags = {tag for row in table("states").values() for tag in row["tags"]}
    written = {tag: tag for tag in tags}
    return written | {tag.title(): tag for tag in tags}


def find_phrases(folded: str) -> list[Phrase]:
    """All phrases of a text that point at actors, in order, not yet resolved."""
    starts = [match.start() for match in _determiner().finditer(folded)]
    found = [_as_plural(match) for match in _starting(_plural(), folded, starts)]
    found += [_as_single(match) for match in _starting(_single(), folded, starts)]
    found += [
        Phrase(m.start(), m.end(), Form.GENERIC, m[0], 1, "", "offices") for m in _bare().finditer(folded)
    ]
    return sorted(found, key=lambda phrase: (phrase.start, -phrase.end))


def _as_plural(match: re.Match[str]) -> Phrase:
    numbers = table("phrases")["plural"]["numbers"]
    number = numbers.get((match["number"] or match["alone"] or "").lower(), 0)
    if not number and match["det"].lower().startswith(("both", "either", "neither")):
        number = 2
    tag = _tags().get(match["tag"] or match["tag2"] or "", "")
    return Phrase(
        match.start(), match.end(), Form.PLURAL, match["counted"] or match["head"] or "", number, tag
    )


def _as_single(match: re.Match[str]) -> Phrase:
    rows = table("phrases")["single"]
    head, tag = match["head"], _tags().get(match["tag"] or "", "")
    if head in rows["halves"]:
        return Phrase(match.start(), match.end(), Form.GENERIC, head, 1, rows["halves"][head], "halves")
    if head in rows["states"]:
        acts = bool(_verb().match(match.string, match.end()))
        return Phrase(
            match.start(), match.end(), Form.GENERIC, head, 1, tag or rows["states"][head], acts=acts
        )
    sort = next(sort for sort in ("offices", "organisations", "movements") if head in rows[sort]["words"])
    return Phrase(match.start(), match.end(), Form.GENERIC, head, 1, tag, sort)


def resolve(phrase: Phrase, memory: Memory) -> Mention | None:
    """The mention that a phrase is, given what was said before; None where nothing fits."""
    if phrase.form is Form.PLURAL:
        ids = memory.group(phrase.start, phrase.number, lambda actor: _fits(actor, phrase.tag))
        sure = 0.8 if phrase.number else 0.6
        if bloc := _bloc(phrase, memory):
            return Mention(phrase.start, phrase.end, (bloc,), phrase.form, sure)
    else:
        ids, sure = _one(phrase, memory), 0.6
    return Mention(phrase.start, phrase.end, ids, phrase.form, sure) if ids else None


def _one(phrase: Phrase, memory: Memory) -> tuple[str, ...]:
    ranked = memory.in_play(phrase.start, home=True)
    if phrase.sort == "halves":
        return (phrase.tag,) if KOREAS & set(ranked) else ()
    if phrase.sort == "organisations":
        fits = [actor for actor in ranked if phrase.head in _nouns(actor) and _of_region(actor, phrase.tag)]
        if phrase.head[0].isupper():  # "the Council" may open a release that names its union later
            fits += [actor for actor in memory.named if phrase.head in _nouns(actor)]
    elif phrase.sort == "movements":
        fits = [actor for actor in ranked if actor in table("movements")]
    else:
        return _state(phrase, memory, ranked)
    return tuple(fits[:1])


def _bloc(phrase: Phrase, memory: Memory) -> str | None:
    """The organisation that "the allies" stand for where it is spoken of."""
    if phrase.number:
        return None
    return next(
        (
            actor
            for actor in memory.in_play(phrase.start)[:3]
            if phrase.head.lower() in table("organisations").get(actor, {}).get("plurals", ())
        ),
        None,
    )


def _state(phrase: Phrase, memory: Memory, ranked: tuple[str, ...]) -> tuple[str, ...]:
    """ "Fiji said that the country would": the subject. "The cabinet scrapped a pact with Fiji": somebody else than Fiji."""

    def fits(actor: str) -> bool:
        return is_state(actor) and _fits(actor, phrase.tag)

    if phrase.acts and (subject := memory.subject(phrase.start, fits)):
        return (subject,)
    if memory.opens_sentence(phrase.start) and (ahead := memory.ahead(phrase.start)):
        others = [actor for actor in (*ranked, *memory.named) if fits(actor) and actor not in ahead]
        if others:
            return (others[0],)
    return tuple(actor for actor in ranked if fits(actor))[:1]


def _fits(actor: str, tag: str) -> bool:
    return not tag or tag in table("states").get(actor, {}).get("tags", ())


def _of_region(organisation: str, tag: str) -> bool:
    """Do most members of an organisation lie in the region that "the South American bloc" names?"""
    states = members(organisation)
    return not tag or sum(_fits(state, tag) for state in states) * 2 > len(states)


def _nouns(actor: str) -> tuple[str, ...]:
    return tuple(table("organisations").get(actor, {}).get("nouns", ()))
