"""A line that names a pact, as a person would write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.model import ActType, Kind, Party, Role, Topic
from parsers.names import display_name, listed
from parsers.pacts.profile import actor_words, heads, stem
from parsers.pacts.report import Report

TOPIC_WORDS = {
    "critical_minerals": "critical minerals",
    "maritime": "maritime affairs",
    "nuclear": "nuclear matters",
    "border": "borders",
}
KIND_WORDS = {Kind.POLICY: "policy commitment", Kind.SPENDING: "spending pledge", Kind.AID: "aid pledge"}
SHOWN = 4
# Words that a name may have in small letters, and by which another pact is brought in.
SMALL = r"(?:of|for|and|the|de|la)"
BROUGHT_IN = re.compile(
    r"\b(?:under|pursuant to|based on|in line with|within|like)(?: the)? $", re.IGNORECASE
)
HEADS = (
    "Treaty",
    "Pact",
    "Accords",
    "Accord",
    "Agreement",
    "Charter",
    "Convention",
    "Protocol",
    "Declaration",
    "Statute",
    "Compact",
)
# Words that say what sort of pact it is, as its title does anyway, and such as stand beside a name and are none of it.
PLAIN = frozenset({
    "peace", "trade", "defence", "defense", "security", "free", "economic", "bilateral", "mutual", "strategic", "joint", "new",
    "final", "understanding", "reciprocal", "access", "establishment", "transfer", "intent", "what", "which", "that", "this",
})  # fmt: skip
DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"


def title(
    told: Sequence[Report],
    type_: ActType,
    kind: Kind,
    parties: tuple[Party, ...],
    topics: tuple[Topic, ...],
) -> str:
    """A line that names a pact, as "Japan–United States agreement on critical minerals and trade"."""
    about = subject(topics)
    if type_ is ActType.AGREEMENT:
        name = proper_name(told)
        return (
            f"{joined_names(parties)} {kind}"
            + (f" on {about}" if about else "")
            + (f" ({name})" if name else "")
        )
    by = listed([display_name(p.id) for p in parties if p.role == Role.COMMITTER])
    to = listed([display_name(p.id) for p in parties if p.role == Role.RECIPIENT])
    what = KIND_WORDS.get(kind, f"{kind} pledge")
    # "investment pledge on investment" says it twice.
    about = subject([t for t in topics if not what.startswith(t)])
    return f"{by or 'Unnamed'}: {what}" + (f" to {to}" if to else "") + (f" on {about}" if about else "")


def subject(topics: Sequence[Topic]) -> str:
    """What a pact is about, in words: its first two topics."""
    return listed([TOPIC_WORDS.get(t, t) for t in topics[:2]])


def joined_names(parties: tuple[Party, ...]) -> str:
    """The sides of an agreement in a row, the first few by name."""
    names = [display_name(p.id) for p in parties if p.role != Role.MEDIATOR]
    shown = "–".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} others" if len(names) > SHOWN else shown


def proper_name(told: Sequence[Report]) -> str:
    """What at least half of the reports call the pact: "Pukpuk Treaty", "Treaty of Lisbon"; "" where it has no name."""
    counts = Counter(name for r in told for name in {*names_in(r.act.evidence.text), *names_in(r.headline)})
    name, times = min(counts.items(), key=lambda c: (-c[1], -len(c[0]), c[0]), default=("", 0))
    return name if times * 2 >= len(told) else ""


def names_in(text: str) -> Iterator[str]:
    """The names of pacts in a text, other than those that another pact rests on."""
    if is_headline(text):
        return
    for found in named_pact().finditer(text):
        words = re.findall(r"[^\W\d_][\w'’-]*", found[0])
        own = [w for w in words if w[0].isupper() and not of_anybody(w)]
        if own and not BROUGHT_IN.search(text[: found.start()]):
            yield found[0]


def of_anybody(word: str) -> bool:
    """Whether a word is any pact's or an actor's, so that it names none."""
    parts = {p.lower() for p in re.split(r"[-’']", word)}
    return all(p in heads() or stem(p) in heads() or stem(p) in actor_words() or p in PLAIN for p in parts)


def is_headline(text: str) -> bool:
    """Whether most words of a text have capitals, so that they tell no name."""
    words = [w for w in re.findall(r"[^\W\d_]+", text)[1:] if len(w) > 3]
    return sum(1 for w in words if w[0].isupper()) * 5 > len(words) * 4


@cache
def named_pact() -> re.Pattern[str]:
    """A run of words with capitals that ends in a word for a pact, or goes on from one with "of" or "on"."""
    word = rf"(?!(?:{DAYS})\b)[A-Z][\w'’-]+"
    head = f"(?:{'|'.join(HEADS)})"
    return re.compile(
        rf"(?:(?<![.!?“\"'] )(?<!^)\b{word} (?:(?:{SMALL} ){{0,2}}{word} ){{0,5}})?{head}\b(?: (?:of|on) (?:the )?{word}(?: {word}){{0,3}})?"
    )
