"""A candidate as numbers: what the learned filter looks at."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.dates import find_dates
from parsers.acts.patterns import subjects
from parsers.acts.roles import covering
from parsers.acts.scene import Form, Scene
from parsers.acts.syntax import Tree
from parsers.model import ActType

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NOW = re.compile(
    r"\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tonight|this (?:morning|afternoon|evening|week|mon|tues|wednes|thurs|fri|satur|sun)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:last (?:year|month|century|summer|spring|autumn|winter|december|november|october|january|february|march|april|may|june|july|august|september)|(?:years?|months|decades|weeks) (?:ago|earlier)|earlier this (?:year|month)|previously|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"^[\"“‘'«]")
_UNDER = re.compile(
    r"\W*(?:under|according to the terms of|as part of|as in) (?:the|this|that|its|their|it)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z][a-z'-]+")
# Single words say little each and are many: they weigh less than what the rules found.
WORDS = 0.25


@functools.cache
def _cues() -> dict[str, re.Pattern[str]]:
    table: dict[str, list[str]] = lexicon.load("cues")["cues"]
    return {
        name: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b") for name, words in table.items()
    }


@dataclass(slots=True)
class Backdrop:
    """What is the same for all candidates of an article."""

    cues: dict[str, float]
    title_words: frozenset[str]
    title_ids: frozenset[str]
    sentences: int


def backdrop(scene: Scene) -> Backdrop:
    """The article as a backdrop: how many cues of each sort of story, the words and actors of the title."""
    whole = f"{scene.title}\n{scene.text[:20000]}".lower()
    size = max(60, len(whole.split()))
    cues = {name: min(3.0, 100 * len(p.findall(whole)) / size) for name, p in _cues().items()}
    in_play = scene.cast.in_play(0) if scene.title else ()
    return Backdrop(
        cues, frozenset(_WORD.findall(scene.title.lower())), frozenset(in_play), len(scene.sentences)
    )


def features(
    scene: Scene,
    behind: Backdrop,
    candidate: Candidate,
    all_here: Counter[int],
    earlier: Sequence[Candidate] = (),
) -> dict[str, float]:
    """Features by name; `all_here` counts candidates by sentence, `earlier` are those told before."""
    tree = scene.trees[candidate.sentence]
    found = {"bias": 1.0}
    kind = "A" if candidate.type == ActType.AGREEMENT else "C"
    for flag in _flags(scene, tree, candidate):
        found[flag] = 1.0
        found[f"{kind}:{flag}"] = 1.0
    found |= _position(scene, behind, candidate, all_here)
    found |= _again(candidate, earlier, kind)
    found |= {f"art:{name}": value for name, value in behind.cues.items()}
    sentence = scene.words_of(candidate.sentence).lower()
    found |= {f"sen:{name}": 1.0 for name, p in _cues().items() if p.search(sentence)}
    for word in _clause_words(tree, candidate):
        found[f"{kind}w={word}"] = WORDS
    for word in behind.title_words:
        found[f"t={word}"] = WORDS
    return found | _doer(scene, tree, candidate)


def _flags(scene: Scene, tree: Tree, c: Candidate) -> list[str]:
    said, anchor = c.mood, tree.words[c.anchor]
    flags = [
        f"type={c.type}", f"kind={c.kind}", f"status={c.status}", f"family={c.family}", f"base={c.base}", f"{c.base}>{c.status}",
        f"rule={c.rule}", f"tense={said.tense}", f"clause={said.clause}", f"dep={anchor.dep}", f"pos={anchor.pos}",
        f"n={min(len(c.parties), 4)}", f"r={min(len(c.recipients), 3)}", f"strong={c.strong}", f"{c.family}:{c.strong}:{said.tense}",
        *(f"how={h}" for h in c.how.split("+") if h), f"hows={c.how}", f"first={c.how.split('+')[0]}:{said.tense}:{said.clause}",
        *(f"gov={g}" for g, _ in said.governors), *(f"med={bool(c.mediators)}" for _ in (0,)),
    ]  # fmt: skip
    flags += [
        name
        for name, on in (
            ("neg", said.negated),
            ("neg2", said.negated_above),
            ("could", said.could),
            ("if", said.conditional),
        )
        if on
    ]
    flags += [f"note:{name}={int(v)}" for name, v in c.notes.items() if name != "group"]
    flags += _side_flags(scene, tree, c)
    flags += _subject_flags(scene, tree, c)
    flags += _target_flags(scene, tree, c)
    flags += _time_flags(scene, tree, c)
    return flags


def _side_flags(scene: Scene, tree: Tree, c: Candidate) -> list[str]:
    """Where the sides stand: in the sentence, in front of the verb, in the title, how salient."""
    start, end = tree.words[0].start, tree.words[-1].end
    anchor = tree.words[c.anchor].start
    here = {i: m for m in scene.cast.between(start, end) for i in m.ids}
    play = scene.cast.in_play(anchor)
    flags = []
    for role, ids in (("p", c.parties), ("r", c.recipients)):
        absent = [i for i in ids if i not in here]
        flags.append(f"{role}_absent={min(len(absent), 2)}")
        flags += [f"{role}_rank={min(play.index(i), 5) if i in play else 9}" for i in absent]
        flags += [f"{role}_form={here[i].form}" for i in ids if i in here]
        flags += [
            f"{role}_place"
            for i in ids
            if i in here and scene.text[max(0, here[i].start - 3) : here[i].start].lower() == "in "
        ]
        flags += [f"{role}_org" for i in ids if not scene.cast.is_state(i)]
    unused = [i for i, m in here.items() if i not in c.sides() and i not in c.mediators and m.sure >= 0.5]
    flags.append(f"unused={min(len(unused), 3)}")
    last = c.how.split("+")[-1]
    return [
        *flags,
        f"last={last}:{c.kind}",
        f"last={last}:{c.family}",
        f"last={last}:n{min(len(c.parties), 3)}:u{min(len(unused), 2)}",
        f"last={last}:r{min(len(c.recipients), 2)}:u{min(len(unused), 2)}",
    ]


def _subject_flags(scene: Scene, tree: Tree, c: Candidate) -> list[str]:
    heads = subjects(tree, c.anchor) if tree.words[c.anchor].pos in {"VERB", "AUX"} else []
    if not heads:
        return ["subj=none"]
    word = tree.words[heads[0]]
    mentions = covering(scene, tree, heads[0])
    if mentions:
        form = mentions[0].form
        return [f"subj={form}", *(["subj_unsure"] if mentions[0].sure < 0.5 and form != Form.PRONOUN else [])]
    if word.lemma in lexicon.words("roles", "agents"):
        return ["subj=agent"]
    if word.lemma in lexicon.words("roles", "others"):
        return ["subj=other"]
    return [f"subj={word.pos}"]


def _doer(scene: Scene, tree: Tree, c: Candidate) -> dict[str, float]:
    """Words of the subject's phrase, and whether it has names that the gazetteer does not know (firms, clubs, persons)."""
    heads = subjects(tree, c.anchor) if tree.words[c.anchor].pos in {"VERB", "AUX"} else []
    found: dict[str, float] = {}
    for head in heads[:4]:
        for k in tree.under(head, skip={"relcl", "acl", "appos", "conj", "advcl"})[:12]:
            word = tree.words[k]
            if word.pos in {"NOUN", "ADJ"}:
                found[f"Sw={word.lemma}"] = WORDS
            elif word.pos == "PROPN" and not covering(scene, tree, k):
                found["subj_unknown_name"] = 1.0
                found[f"Sn={word.lower}"] = WORDS
    return found


def _target_flags(scene: Scene, tree: Tree, c: Candidate) -> list[str]:
    if c.target is None:
        return ["target=none"]
    word = tree.words[c.target]
    determiner = next((tree.words[k].lower for k in tree.kids(c.target, "det", "poss")), "-")
    determiner = (
        determiner
        if determiner in {"a", "an", "the", "this", "that", "its", "their", "no", "any", "-", "his", "her"}
        else "x"
    )
    own = any(covering(scene, tree, k) for k in tree.under(c.target, skip={"relcl"}))
    flags = [
        f"target={word.lemma}",
        f"det={determiner}",
        f"target_pos={word.pos}",
        f"own={own}",
        f"det_own={determiner}:{own}:{c.family}",
    ]
    if any(_YEAR.fullmatch(tree.words[k].text) for k in tree.under(c.target, skip={"relcl", "acl"})):
        flags.append("target_year")
    return flags


def _time_flags(scene: Scene, tree: Tree, c: Candidate) -> list[str]:
    start, end = tree.words[0].start, tree.words[-1].end
    sentence = scene.text[start:end]
    flags = []
    year = scene.published.year if scene.published else 9999
    years = [int(y) for y in _YEAR.findall(sentence)]
    if any(y < year for y in years):
        flags.append("old_year")
        anchor = tree.words[c.anchor].start - start
        if any(abs(m.start() - anchor) < 60 and int(m[0]) < year for m in _YEAR.finditer(sentence)):
            flags.append("old_year_near")
    if any(y > year for y in years):
        flags.append("later_year")
    flags += _nearest_date(scene, sentence, tree.words[c.anchor].start - start)
    now = [m.start() for m in _NOW.finditer(sentence)]
    if now:
        flags.append("day")
        anchor = tree.words[c.anchor].start - start
        if min(abs(m - anchor) for m in now) < 40:
            flags.append("day_near")
    if _AGO.search(sentence):
        flags.append("ago")
    if _UNDER.match(sentence):
        flags.append("under")
    if _QUOTE.match(sentence):
        flags.append("quote")
    return flags


def _again(c: Candidate, earlier: Sequence[Candidate], kind: str) -> dict[str, float]:
    """Whether sentences before told of the same sides, and of the same or another status."""
    sides = c.sides()
    before = [e for e in earlier if e.sentence < c.sentence and e.type == c.type and e.sides() == sides]
    if not before:
        return {f"{kind}:new_sides": 1.0}
    found = {f"{kind}:again": 1.0, f"{kind}:again:points_back={int(c.notes.get('points_back', 0))}": 1.0}
    if any(e.status == c.status for e in before):
        found[f"{kind}:again_same"] = 1.0
        if any(e.status == c.status and e.kind == c.kind for e in before):
            found[f"{kind}:again_same_kind"] = 1.0
    else:
        found[f"{kind}:again_other:{c.status}"] = 1.0
    return found


_AGES = ((1, "now"), (8, "week"), (32, "month"), (400, "year"))


def _nearest_date(scene: Scene, sentence: str, anchor: int) -> list[str]:
    """How long ago the date lies that stands nearest to the verb."""
    dates = [d for d in find_dates(sentence, scene.published) if not d.dateline]
    if not dates or scene.published is None:
        return ["date=none"]
    near = min(dates, key=lambda d: min(abs(d.start - anchor), abs(d.end - anchor)))
    days = (scene.published.date() - near.value).days
    age = "later" if days < 0 else next((name for limit, name in _AGES if days < limit), "old")
    close = abs(near.start - anchor) < 60
    return [
        f"date={age}",
        f"date={age}:{near.precision}",
        f"date={age}:{close}",
        *(["date_limit"] if near.limit else []),
        *(["date_loose"] if near.loose else []),
    ]


def _position(scene: Scene, behind: Backdrop, c: Candidate, all_here: Counter[int]) -> dict[str, float]:
    sides = c.sides()
    words = set(_clause_words(scene.trees[c.sentence], c))
    paragraph = scene.sentences[c.sentence].paragraph
    return {
        f"par={min(paragraph, 6)}": 1.0,
        "depth": c.sentence / max(1, behind.sentences),
        "short": float(behind.sentences <= 3),
        "title_overlap": len(words & behind.title_words) / max(3, len(words)),
        "title_sides": len(sides & behind.title_ids) / max(1, len(sides)) if behind.title_ids else 0.5,
        "crowd": min(all_here[c.sentence], 8) / 8,
        "length": min(len(scene.trees[c.sentence].words), 60) / 60,
    }


def _clause_words(tree: Tree, c: Candidate) -> list[str]:
    """Lemmas near the anchor: its governor, its dependents and those of the target."""
    near = {c.anchor, tree.words[c.anchor].head, *tree.children[c.anchor]}
    if c.target is not None:
        near |= {c.target, *tree.children[c.target]}
        near |= {g for k in tree.children[c.target] for g in tree.children[k]}
    near |= {
        g
        for k in tree.children[c.anchor]
        if tree.words[k].dep in {"prep", "dobj", "xcomp"}
        for g in tree.children[k]
    }
    return sorted(
        {
            tree.words[k].lemma
            for k in near
            if tree.words[k].pos in {"VERB", "NOUN", "ADJ", "ADP", "ADV", "AUX"}
            and tree.words[k].text.isascii()
        }
    )
