"""Title and text -> the actors: who is spoken of, where, and who is in play at any point."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from itertools import zip_longest

from parsers.acts.actors.context import datelines, in_a_persons_name, is_elsewhere, judge, rules_from
from parsers.acts.actors.data import is_state
from parsers.acts.actors.gazetteer import Entry, Gazetteer, What, fold
from parsers.acts.actors.memory import Actors, Memory
from parsers.acts.actors.names import gazetteer
from parsers.acts.actors.people import Person, find_people, short_names
from parsers.acts.actors.phrases import Phrase, find_phrases, resolve
from parsers.acts.mention import Form, Mention

# Their surname comes first: "Li" for Li Qiang
SURNAME_FIRST = frozenset({"CHN", "TWN", "HKG", "KOR", "PRK", "VNM", "KHM"})

# Characters between a body and the place that it rules from: "the government based in eastern Libya"
SEAT = 20


def find_actors(title: str, text: str, published: datetime | None = None) -> Actors:
    """All words of the text that stand for states, organisations or armed groups, resolved in order of text.

    The title feeds the memory and gives no mentions; `published` picks the office that a person held then.
    """
    folded_title, folded = fold(title), fold(text)
    title_names, text_names = _named(folded_title, published), _named(folded, published)
    people = find_people(folded, text_names)
    known = {short: person for person in reversed(people) for short in short_names(person.name)}
    known |= _surnames(folded_title, title_names) | _surnames(folded, text_names)
    memory = Memory(text, title_names, text_names)
    for item in [*title_names, *_later(folded_title, known)]:
        if isinstance(item, Mention):
            memory.add_title(item)
    for actor in _homes(folded):
        memory.add_home(actor)
    whose = {person.name: person.ids for person in [*known.values(), *reversed(people)] if person.ids}
    items = _merged([*text_names, *_later(folded, known), *find_phrases(folded)])
    for item, following in zip_longest(items, items[1:]):
        if isinstance(item, Phrase) and following and folded[item.end : following.start] == " ":
            continue  # "the neighbours Angola and Zambia": the names say it
        mention = (
            item
            if isinstance(item, Mention)
            else _seated(folded, item, following) or _resolved(item, memory, whose)
        )
        if mention:
            memory.add(mention)
    return Actors(memory)


def _named(folded: str, published: datetime | None) -> list[Mention]:
    sent_from = datelines(folded)
    starts = [start for start, _ in sent_from]
    named = []
    for hit in gazetteer().scan(folded):
        at = bisect_right(starts, hit.start) - 1
        if at >= 0 and hit.end <= sent_from[at][1]:
            continue
        mention = judge(folded, hit, published)
        if mention and not (len(mention.ids) == 1 and is_elsewhere(folded, mention.ids[0])):
            named.append(mention)
    return named


def _surnames(folded: str, named: list[Mention]) -> dict[str, Person]:
    """Once a known person is named in full, the surname suffices; some peoples put it first."""
    known: dict[str, Person] = {}
    for mention in reversed(named):
        words = folded[mention.start : mention.end].split(" ")
        if mention.form is not Form.PERSON or len(words) < 2:
            continue
        person = Person(mention.start, mention.end, folded[mention.start : mention.end], mention.ids)
        known[words[-1]] = person
        if mention.ids[0] in SURNAME_FIRST:
            known[words[0]] = person
    return {name: person for name, person in known.items() if name[0].isupper() and len(name) > 1}


def _homes(folded: str) -> list[str]:
    """States whose capitals the article was sent from."""
    lines = datelines(folded[:400])[:1]
    hits = [hit for start, end in lines for hit in gazetteer().scan(folded[start:end])]
    towns = [entry for hit in hits for entry in hit.entries if entry.what is What.CAPITAL]
    return [actor for entry in towns for actor in entry.ids if is_state(actor)][:2]


def _later(folded: str, known: dict[str, Person]) -> list[Person]:
    """All places where a person learnt from the text is named."""
    names = Gazetteer(Entry(short, (), What.PERSON, Form.PERSON) for short in known)
    by_folded = {fold(short): person for short, person in known.items()}
    found = []
    for hit in names.scan(folded):
        if " " not in hit.entries[0].surface and in_a_persons_name(folded, hit):
            continue
        person = by_folded[fold(hit.entries[0].surface)]
        found.append(Person(hit.start, hit.end, person.name, person.ids))
    return found


def _seated(
    folded: str, item: Phrase | Person, following: Mention | Phrase | Person | None
) -> Mention | None:
    """ "The government in Tripoli": the phrase is who the place after it stands for."""
    if not isinstance(item, Phrase) or not isinstance(following, Mention) or item.form is not Form.GENERIC:
        return None
    near = following.start - item.end < SEAT and rules_from(folded, following.start)
    return Mention(item.start, item.end, following.ids, Form.GENERIC, 0.8) if near else None


def _resolved(item: Phrase | Person, memory: Memory, whose: dict[str, tuple[str, ...]]) -> Mention | None:
    if isinstance(item, Phrase):
        return resolve(item, memory)
    if item.name not in whose:
        ranked = [actor for actor in memory.in_play(item.start, home=True) if is_state(actor)]
        if not ranked:
            return None
        whose[item.name] = (ranked[0],)
        return Mention(item.start, item.end, whose[item.name], Form.PERSON, 0.6)
    return Mention(item.start, item.end, whose[item.name], Form.PERSON, 0.9)


def _merged(items: list[Mention | Phrase | Person]) -> list[Mention | Phrase | Person]:
    """All in order of text; where two overlap a name of the gazetteer stands, else the longer."""
    rank = {Mention: 0, Person: 1, Phrase: 2}
    taken = sorted(items, key=lambda item: (item.start, rank[type(item)], -item.end))
    merged: list[Mention | Phrase | Person] = []
    for item in taken:
        if not merged or item.start >= merged[-1].end:
            merged.append(item)
        elif rank[type(item)] < rank[type(merged[-1])]:
            merged[-1] = item
    return merged
