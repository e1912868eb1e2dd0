"""Article -> Reading: the whole reader, from the quick look to acts with evidence."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from parsers.acts.actors import find_actors
from parsers.acts.actors.gazetteer import fold
from parsers.acts.actors.names import gazetteer
from parsers.acts.agreements import agreements
from parsers.acts.assemble import assemble
from parsers.acts.candidate import Candidate
from parsers.acts.commitments import commitments
from parsers.acts.complete import complete
from parsers.acts.confidence import Filter, learned
from parsers.acts.features import backdrop, features
from parsers.acts.gate import gate
from parsers.acts.prefilter import worth_parsing
from parsers.acts.scene import Scene
from parsers.acts.segment import Sentence, body, sentences
from parsers.acts.selection import select
from parsers.acts.syntax import Tree, language, parse
from parsers.model import Article, NearMiss, Reading

# Longer texts are no articles; what comes after this many characters is left unread, and `why` says so.
MAX_CHARACTERS = 120_000
MAX_PARSED = 250
MAX_TITLE = 500
# Half of a character: no library takes it.
_SURROGATE = re.compile("[\ud800-\udfff]")
_MENDED = "\ufffd"
BATCH = 32
NEAR = 0.2
# Care for a text pays from this chance on, and where so many names stand. Of 229 labelled articles with an act, none has less.
CARE, NAMES = 0.2, 2
# A title, and the day by which offices are known, tell of more names; no labelled article has a chance so much higher by them.
DOUBT = 0.5


@dataclass(slots=True)
class _Draft:
    """An article on its way: its scene without trees, the sentences to parse, why there is nothing to read, and what
    was left unread.
    """

    scene: Scene
    wanted: list[int]
    why: str = ""
    unread: str = ""


def read(article: Article, *, every_sentence: bool = False) -> Reading:
    """The acts that an article reports; `why` says in a line why there are none, and what was left unread."""
    return next(read_many([article], every_sentence=every_sentence))


def read_many(articles: Iterable[Article], *, every_sentence: bool = False) -> Iterator[Reading]:
    """Readings of articles in their order; parsed in batches, which is quicker than one by one.

    `every_sentence` parses all sentences, also those that a quick look leaves out: to measure what the look loses.
    """
    batch: list[_Draft] = []
    for article in articles:
        batch.append(_draft(article, every_sentence=every_sentence))
        if len(batch) >= BATCH:
            yield from _finish(batch)
            batch = []
    yield from _finish(batch)


def might_report(text: str) -> bool:
    """Whether a text is so likely to report an act that care for it pays.

    Of a text that is not, the sentences that may report one are still read; so this may be stricter than what is parsed.
    """
    look = _look(_SURROGATE.sub(_MENDED, text[:MAX_CHARACTERS]))
    return look.best is not None and look.best >= max(CARE, look.least)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a quick look at a text tells: its sentences, what the wording of those speaks for that speak of pacts at all, the
    chance that the best of these reports an act as far as names without a title tell (None where too few are named to be
    asked), and the chance that it must have.
    """

    sentences: tuple[Sentence, ...]
    worded: Mapping[int, float]
    best: float | None
    least: float


# A page is looked at when it is read, and again for its acts when the pages of its batch are.
@functools.lru_cache(maxsize=2 * BATCH)
def _look(text: str) -> _Look:
    found = sentences(text)
    worded = gate().worded(text, found, worth_parsing(text, found))
    least = gate().least(len(found))
    return _Look(tuple(found), worded, _best(text, found, worded, least), least)


def _may_tell(look: _Look, title: str) -> bool:
    """Whether a text may tell of an act when all names are known."""
    if look.best is not None:
        return look.best >= DOUBT * look.least
    named = NAMES - 1 + sum(1 for _ in gazetteer().scan(fold(title)))
    return gate().could(look.worded, look.least, named)


def _best(text: str, found: Sequence[Sentence], worded: Mapping[int, float], least: float) -> float | None:
    if not gate().could(worded, least):
        return 0.0
    # Names are quickly looked up; who is meant by them takes its time.
    if len(list(islice(gazetteer().scan(fold(text)), NAMES))) < NAMES:
        return None
    return gate().best(worded, found, find_actors("", text))


def warm_up() -> None:
    """Load what is loaded once: the language model, the names and the filter."""
    language()
    learned()
    gate()
    find_actors("", "Norway and Iceland")


def _draft(article: Article, *, every_sentence: bool) -> _Draft:
    raw = article.text[:MAX_CHARACTERS]
    text, title = _SURROGATE.sub(_MENDED, raw), _SURROGATE.sub(_MENDED, article.title[:MAX_TITLE])
    look = _look(text)
    found = look.sentences
    scene = Scene(title, text, article.published, found, {}, find_actors("", ""), raw)
    unread = f"only its first {MAX_CHARACTERS:,} characters were read" if len(article.text) > len(raw) else ""
    if not text.strip():
        return _Draft(scene, [], "the article has no text", unread)
    wanted = list(range(len(found))) if every_sentence else list(look.worded)
    if not wanted:
        return _Draft(scene, [], "no sentence speaks of an agreement or a commitment", unread)
    if not every_sentence and not _may_tell(look, title):
        return _Draft(scene, [], "no sentence reads like news of an agreement or a commitment", unread)
    scene.cast = find_actors(title, text, article.published)
    if not scene.cast.mentions and not scene.cast.in_play(0):
        return _Draft(scene, [], "no state, organisation or armed group is named", unread)
    worth = wanted if every_sentence else gate().worth(look.worded, found, scene.cast)
    if len(worth) > MAX_PARSED and not unread:
        unread = f"only the first {MAX_PARSED} sentences that may tell of an act were read"
    why = "" if worth else "no sentence reads like news of an agreement or a commitment"
    return _Draft(scene, worth[:MAX_PARSED], why, unread)


def _finish(batch: Sequence[_Draft]) -> Iterator[Reading]:
    pieces = [body(draft.scene.text, draft.scene.sentences[n]) for draft in batch for n in draft.wanted]
    trees = iter(parse(pieces) if pieces else [])
    for draft in batch:
        draft.scene.trees = {n: next(trees) for n in draft.wanted}
        reading = Reading(why=draft.why) if draft.why else judge(draft.scene)
        yield replace(reading, why="; ".join(filter(None, (reading.why, draft.unread))))


def gather(scene: Scene) -> list[Candidate]:
    """Every candidate of an article, with its sides completed; those without any side are left out."""
    found = [c for n, tree in scene.parsed() for c in _of_sentence(scene, n, tree)]
    return [c for c in complete(scene, found) if c.parties]


def _of_sentence(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    yield from agreements(scene, number, tree)
    yield from commitments(scene, number, tree)


def judge(scene: Scene, model: Filter | None = None) -> Reading:
    """What a filter (by default the one that ships) makes of an article whose sentences are parsed."""
    model, candidates = model or learned(), gather(scene)
    if not candidates:
        return Reading(why="no sentence tells of an agreement or a commitment between actors")
    behind, here = backdrop(scene), Counter(c.sentence for c in candidates)
    seen = [features(scene, behind, c, here, candidates) for c in candidates]
    found, exact = [model.chance(x) for x in seen], [model.exactness(x) for x in seen]
    kept = select(candidates, found, exact, model.threshold)
    chosen = [candidates[i] for i in kept]
    acts = tuple(
        assemble(scene, candidates[i], chosen, model.calibrated(belief), required=belief >= model.required)
        for i, belief in kept.items()
    )
    why = "" if acts else "what comes near an act is background, hedged or about others than states"
    return Reading(acts, why, _near_misses(scene, model, candidates, found, {c.sentence for c in chosen}))


def _near_misses(
    scene: Scene, model: Filter, candidates: Sequence[Candidate], found: Sequence[float], told: set[int]
) -> tuple[NearMiss, ...]:
    """Sentences that came near: the best candidate of each sentence that gave no act."""
    best: dict[int, int] = {}
    for i, candidate in enumerate(candidates):
        if candidate.sentence not in told and found[i] >= NEAR * model.threshold:
            at = best.get(candidate.sentence)
            if at is None or found[i] > found[at]:
                best[candidate.sentence] = i
    misses = []
    for number, i in sorted(best.items()):
        c, sentence = candidates[i], scene.sentences[number]
        why = f"{c.rule} read as {c.kind} {c.status} of {', '.join(sorted(c.sides()))}: chance {model.calibrated(found[i]):.2f}"
        misses.append(NearMiss(scene.evidence(number).text, sentence.start, sentence.end, why))
    return tuple(misses)
