"""Commitments in a sentence: who undertakes, did, refused or dropped what, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.deeds import MONEY, OBJECTS, deed_kinds, doers_of, kind_of, reach, recipients_of, verbs
from parsers.acts.endings import by_ending, by_movement, ends
from parsers.acts.instruments import family_of
from parsers.acts.modality import FUTURE, PAST, PERFECT, PRESENT, Mood, mood
from parsers.acts.patterns import is_passive, objects, subjects
from parsers.acts.roles import all_in, linked, owners
from parsers.acts.scene import Scene
from parsers.acts.status import commitment_status
from parsers.acts.syntax import Tree
from parsers.model import ActType, Kind, Status

# "ordered troops to leave" is no order of goods.
_TELLS_TO = lexicon.words("grammar", "tells_to")


def commitments(scene: Scene, number: int, tree: Tree) -> Iterator[Candidate]:
    """Every candidate commitment of a sentence."""
    for word in tree.words:
        if word.pos in {"VERB", "AUX"}:
            yield from _by_deed(scene, number, tree, word.i)
            yield from _by_word_given(scene, number, tree, word.i)
            yield from _by_detail(scene, number, tree, word.i)
            yield from _by_receipt(scene, number, tree, word.i)
            yield from by_ending(scene, number, tree, word.i)
            yield from by_movement(scene, number, tree, word.i)
        elif word.lemma in lexicon.words("commitments", "objects", "noun"):
            yield from _by_noun(scene, number, tree, word.i)


def _by_deed(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "will send", "agreed to buy", "is considering lifting", "handed over": the verb says what is done."""
    kinds = deed_kinds(tree, verb)
    if tree.words[verb].lemma in _TELLS_TO and tree.kids(verb, "xcomp", "ccomp"):
        return
    said = mood(tree, verb)
    kinds = kinds or _bare_deed(scene, tree, verb, said)
    if not kinds:
        return
    given = (
        said.under("agree", "refuse", "drop", "reaffirm", "wish", "future")
        or said.tense == FUTURE
        or said.could
    )
    done = not given and said.tense in {PRESENT, PAST, PERFECT}
    if said.under("threaten", "deny") or _is_purpose(tree, verb) or _is_aside(tree, verb):
        return
    things = objects(tree, verb) or [
        c for k in tree.kids(verb, "prep") for p in tree.kids(k, "pobj") for c in tree.conjuncts(p)
    ]
    if any((family := family_of(tree, t)) and family[1] for t in things):
        # What is done to an agreement or to talks is told by the agreement itself.
        return
    if _is_empty(tree, verb, things):
        return
    kind, strength = kind_of(scene, tree, verb, things, kinds)
    if done and (strength < 2 or (ends(tree, verb) and kind != Kind.POLICY)):
        return
    status = commitment_status(said, done=done, reaffirmed=False)
    if status is None:
        return
    doers, how = doers_of(scene, tree, verb)
    yield _candidate(
        scene,
        tree,
        number,
        verb,
        things,
        doers=doers,
        kind=kind,
        status=status,
        said=said,
        how=how,
        rule=f"deed {tree.words[verb].lemma}",
        family="deed",
        strength=strength,
    )


def _is_purpose(tree: Tree, verb: int) -> bool:
    """ "in order to support": what something is done for is no deed of its own."""
    return tree.words[verb].dep == "advcl" and any(
        tree.words[k].lower == "to" for k in tree.kids(verb, "aux")
    )


def _is_aside(tree: Tree, verb: int) -> bool:
    """ "forces to be stationed abroad", "goods bought last year": a noun told by what is done to it, without a doer."""
    return tree.words[verb].dep in {"acl", "relcl"} and is_passive(tree, verb) and not subjects(tree, verb)


def _is_empty(tree: Tree, verb: int, things: list[int]) -> bool:
    """Whether nothing is undertaken: goodwill, a statement, or a blow such as new sanctions."""
    heads = {tree.words[t].lemma for t in things}
    if heads and heads <= lexicon.words("commitments", "vague", "words"):
        return True
    blows = lexicon.words("commitments", "hostile", "things")
    return bool(heads & blows) and tree.words[verb].lemma not in lexicon.words(
        "commitments", "hostile", "eased_by"
    )


def _bare_deed(scene: Scene, tree: Tree, verb: int, said: Mood) -> tuple[str, ...]:
    """Kinds of a deed that no list knows: what is promised in so many words, or will cost a sum."""
    word = tree.words[verb]
    if word.lemma in {"be", "have", "say", "do"}:
        return ()
    promised = (
        bool(said.governors) and said.governors[0][0] == "agree" and word.dep in {"xcomp", "acl", "ccomp"}
    )
    things = objects(tree, verb)
    if things and (promised or said.tense == FUTURE or said.under("agree", "future")):
        start, end = reach(tree, verb, things)
        if MONEY.search(scene.text[start:end]):
            return ("aid",)
    return ("policy",) if promised else ()


def _by_word_given(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "pledged 3 billion", "announced an aid package", "reaffirmed its undertaking": the verb says that it is given."""
    lemma = tree.words[verb].lemma
    meaning = next(
        (
            m
            for m in ("pledge", "reaffirm", "announce", "fulfil", "refuse", "propose")
            if lemma in verbs(m)
            or any(f"{lemma} {tree.words[k].lower}" in verbs(m) for k in tree.kids(verb, "prt"))
        ),
        None,
    )
    if meaning is None or [k for k in tree.kids(verb, "xcomp") if deed_kinds(tree, k)]:
        return
    things = objects(tree, verb)
    if meaning == "pledge":
        things = things or [
            c
            for k in tree.kids(verb, "prep")
            for p in tree.kids(k, "pobj", "pcomp")
            for c in tree.conjuncts(p)
        ]
        if tree.kids(verb, "ccomp"):
            return
    if not things or _is_empty(tree, verb, things):
        return
    kind, strength = kind_of(scene, tree, verb, things, ())
    if strength == 0 and meaning != "pledge":
        return
    said = mood(tree, verb)
    status = _given_status(meaning, said)
    if status is None:
        return
    doers, how = doers_of(scene, tree, verb)
    yield _candidate(
        scene,
        tree,
        number,
        verb,
        things,
        doers=doers,
        kind=kind,
        status=status,
        said=said,
        how=how,
        rule=f"{lemma} *",
        family=meaning,
        strength=strength + (meaning in {"pledge", "reaffirm"}),
    )


def _by_detail(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "This includes purchases of", "The package covers loans": what a commitment just told of consists of."""
    heads = subjects(tree, verb)
    if tree.words[verb].lemma not in verbs("consist") or not heads:
        return
    subject = tree.words[heads[0]]
    if subject.lower not in {"this", "it", "that", "these", "which"} and subject.lemma not in lexicon.words(
        "commitments", "objects", "noun"
    ):
        return
    table = lexicon.load("commitments")["objects"]
    things = [
        o
        for o in objects(tree, verb)
        if any(tree.words[o].lower in table[k] or tree.words[o].lemma in table[k] for k in OBJECTS)
    ]
    if not things:
        return
    kind, strength = kind_of(scene, tree, verb, things, ())
    said = mood(tree, verb)
    status = commitment_status(said, done=False, reaffirmed=False)
    if status is not None:
        yield _candidate(
            scene,
            tree,
            number,
            verb,
            things,
            doers=(),
            kind=kind,
            status=status,
            said=said,
            how="detail",
            rule=f"{tree.words[verb].lemma} *",
            family="detail",
            strength=strength,
        )


def _by_receipt(scene: Scene, number: int, tree: Tree, verb: int) -> Iterator[Candidate]:
    """ "Kenya will receive a loan from Japan": the subject is the one that is given something."""
    if tree.words[verb].lemma not in verbs("receive") or is_passive(tree, verb):
        return
    things = objects(tree, verb)
    kind, strength = kind_of(scene, tree, verb, things, ()) if things else (Kind.AID, 0)
    if strength < 2 or kind == Kind.POLICY:
        return
    said = mood(tree, verb)
    status = commitment_status(said, done=True, reaffirmed=False)
    givers = linked(scene, tree, verb, "from", "by") or tuple(
        a for t in things for a in (*linked(scene, tree, t, "from", "by"), *owners(scene, tree, t))
    )
    given = all_in(scene, tree, subjects(tree, verb))
    if status is None or not given:
        return
    yield Candidate(
        ActType.COMMITMENT, kind, status, number, verb, things[0], tuple(dict.fromkeys(g for g in givers if g not in given)),
        given, (), f"{tree.words[verb].lemma} *", "receive", str(status), said, "giver" if givers else "none", strong=True,
        notes={"strength": float(strength)},
    )  # fmt: skip


def _given_status(meaning: str, said: Mood) -> Status | None:
    if meaning == "refuse":
        return (
            None if said.negated or said.negated_above or said.under("deny", "threaten") else Status.REJECTED
        )
    if meaning == "propose":
        return None if said.under("deny") else Status.PROPOSED
    return commitment_status(said, done=meaning == "fulfil", reaffirmed=meaning == "reaffirm")


def _by_noun(scene: Scene, number: int, tree: Tree, noun: int) -> Iterator[Candidate]:
    """ "her commitment to a military buildup", "Japan's pledge of 3 billion": a noun says that the word is given."""
    inner = [
        c
        for k in tree.kids(noun, "prep")
        if tree.words[k].lower in {"of", "to", "for", "on"}
        for p in tree.kids(k, "pobj")
        for c in tree.conjuncts(p)
    ]
    if not inner or tree.kids(noun, "acl"):
        return
    kind, strength = kind_of(scene, tree, noun, inner, ())
    if not strength:
        return
    said = mood(tree, noun)
    verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
    reaffirmed = verb is not None and tree.words[verb].lemma in verbs("reaffirm")
    status = commitment_status(said, done=False, reaffirmed=reaffirmed)
    if status is None:
        return
    doers = owners(scene, tree, noun)
    how = "owner" if doers else "none"
    if (
        not doers
        and verb is not None
        and tree.words[verb].lemma not in {"welcome", "hail", "praise", "thank"}
    ):
        doers, how = all_in(scene, tree, subjects(tree, verb)), "subject"
    yield _candidate(
        scene,
        tree,
        number,
        noun,
        inner,
        doers=doers,
        kind=kind,
        status=status,
        said=said,
        how=how,
        rule=f"{tree.words[noun].lemma} of *",
        family="noun",
        strength=strength,
    )


def _candidate(
    scene: Scene, tree: Tree, number: int, anchor: int, things: list[int], *, doers: tuple[str, ...], kind: Kind,
    status: Status, said: Mood, how: str, rule: str, family: str, strength: int,
) -> Candidate:  # fmt: skip
    given = tuple(a for a in recipients_of(scene, tree, anchor, things) if a not in doers)
    return Candidate(
        ActType.COMMITMENT, kind, status, number, anchor, things[0] if things else None, doers, given, (), rule,
        family, str(status), said, how, strong=strength >= 2, notes={"strength": float(strength)},
    )  # fmt: skip
