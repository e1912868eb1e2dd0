"""How a verb is said: tense, negation, and what governs it ("is expected to", "refused to", "said that", "if")."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.acts import lexicon
from parsers.acts.syntax import Tree

CLASSES = (
    "report",
    "real",
    "agree",
    "future",
    "wish",
    "refuse",
    "deny",
    "threaten",
    "past",
    "drop",
    "reaffirm",
    "allow",
    "task",
    "bargain",
)
_CONDITIONS = frozenset({"if", "unless", "whether", "provided", "should", "until", "till", "once", "before"})
_NEVER = frozenset({"not", "n't", "never", "no", "neither", "nor", "hardly", "without"})
_CLIMBS = frozenset(
    {
        "xcomp",
        "ccomp",
        "acl",
        "pcomp",
        "conj",
        "advcl",
        "pobj",
        "dobj",
        "nsubj",
        "nsubjpass",
        "attr",
        "relcl",
        "appos",
        "acomp",
        "prep",
        "csubj",
        "parataxis",
        "dep",
        "oprd",
    }
)
PRESENT, PAST, PERFECT, PLUPERFECT, FUTURE, NONFINITE = (
    "present",
    "past",
    "perfect",
    "pluperfect",
    "future",
    "nonfinite",
)


@dataclass(frozen=True, slots=True)
class Mood:
    """How a verb or event noun is said.

    `tense` is of the verb itself (or of what it hangs on, where it is not finite); `governors` are (class, lemma) of
    what governs it, nearest first; `negated` its own polarity; `conditional` after "if"; `clause` main, relative,
    adverbial or noun.
    """

    tense: str
    negated: bool
    could: bool
    conditional: bool
    governors: tuple[tuple[str, str], ...]
    negated_above: bool
    clause: str

    def under(self, *classes: str) -> bool:
        """Whether a word of one of these classes governs it."""
        return any(c in classes for c, _ in self.governors)


def mood(tree: Tree, at: int) -> Mood:
    """How the word at `at` (a verb, or a noun that stands for one) is said."""
    tense, negated, could, conditional = _own(tree, at)
    governors: list[tuple[str, str]] = []
    negated_above, clause, here = False, "main", at
    for above in tree.above(at):
        dep = tree.words[here].dep
        if dep not in _CLIMBS:
            break
        if dep == "conj":
            # "will meet and sign": the auxiliary of the first verb holds for the second.
            if not tree.kids(here, "nsubj", "nsubjpass"):
                first = _own(tree, above)
                tense = first[0] if tense in {NONFINITE, PRESENT} else tense
                negated_above, could, conditional = (
                    negated_above or first[1],
                    could or first[2],
                    conditional or first[3],
                )
            here = above
            continue
        kind, found = _clause(tree, here, above), classes_of(tree, above)
        clause = kind or clause
        if (kind and _closed(tree, here)) or _unhooked(tree, here, above, found):
            break
        governors += [(c, tree.words[above].lemma) for c in found]
        above_tense, above_negated, above_could, above_if = _own(tree, above)
        if tree.words[above].pos in {"VERB", "AUX", "ADJ", "NOUN"}:
            # Of a noun too: "no sign of", "no plan to".
            negated_above = negated_above or above_negated
        if tree.words[above].pos in {"VERB", "AUX", "ADJ"}:
            if "report" not in found:
                could, conditional = could or above_could, conditional or above_if
            tense = _borrowed(tree, here, above, tense, above_tense, known=bool(found))
        here = above
    return Mood(tense, negated, could, conditional, tuple(governors), negated_above, clause)


def noun_mood(tree: Tree, noun: int) -> Mood:
    """An event noun is said as its verb is: "announced the signing", "called for the withdrawal"."""
    said = mood(tree, noun)
    if said.tense == NONFINITE:
        verb = next((a for a in tree.above(noun) if tree.words[a].pos in {"VERB", "AUX"}), None)
        if verb is not None:
            above = mood(tree, verb)
            return Mood(
                above.tense,
                said.negated,
                said.could,
                said.conditional or above.conditional,
                said.governors,
                said.negated_above,
                said.clause,
            )
    return said


def _clause(tree: Tree, here: int, above: int) -> str | None:
    """Relative, adverbial or participle clause; None where the word is of the same clause as the one above."""
    dep, tag = tree.words[here].dep, tree.words[here].tag
    if dep in {"acl", "relcl"} and tree.words[above].lemma in lexicon.words("modality", "claims"):
        return None
    if dep == "acl" and tag not in {"VBN", "VBG"}:
        return None
    return {"relcl": "relative", "advcl": "adverbial", "acl": "participle"}.get(dep)


def _closed(tree: Tree, here: int) -> bool:
    """Whether what stands above a clause says nothing about how the clause is meant."""
    word = tree.words[here]
    asked = any(tree.words[k].lower in {"when", "where", "how", "why"} for k in tree.kids(here, "advmod"))
    if asked and tree.words[word.head].lemma in lexicon.words("modality", "report"):
        # "did not say when it would be signed"
        return False
    if word.dep == "relcl" or (word.dep == "acl" and word.tag == "VBN"):
        return True
    return bool(tree.kids(here, "mark", "advmod"))


def _unhooked(tree: Tree, here: int, above: int, found: list[str]) -> bool:
    """ "They signed the pact; more is needed": only a verb of saying or thinking governs what stands before it."""
    parted = any(tree.words[k].text == ";" for k in range(here, above))
    return tree.words[here].dep == "ccomp" and here < above and (parted or not found)


def _borrowed(tree: Tree, here: int, above: int, tense: str, above_tense: str, *, known: bool) -> str:
    """The tense of a verb that has none of its own: that of the verb above; "is to sign" is a future."""
    if tense != NONFINITE:
        return tense
    if tree.words[here].dep == "xcomp" and not known and tree.words[above].lemma == "be":
        return FUTURE
    return above_tense


def classes_of(tree: Tree, at: int) -> list[str]:
    """The classes of `modality.toml` that a governing word is in."""
    word = tree.words[at]
    particles = [
        f"{word.lemma} {tree.words[k].lower}" for k in tree.kids(at, "prt", "advmod", "acomp", "prep")
    ]
    if word.lemma == "call" and (tree.kids(at, "oprd") or {"call off"} & set(particles)):
        # "calls it a breach", "called off the signing"
        return ["drop"] if "call off" in particles else []
    return [
        c
        for c in CLASSES
        if word.lemma in (known := lexicon.words("modality", c)) or any(p in known for p in particles)
    ]


def _own(tree: Tree, at: int) -> tuple[str, bool, bool, bool]:
    """(tense, negated, could, conditional) of a word by its own auxiliaries and markers."""
    word = tree.words[at]
    helpers = [tree.words[k] for k in tree.kids(at, "aux", "auxpass")]
    negated = any(
        tree.words[k].lower in _NEVER for k in tree.kids(at, "neg", "det", "advmod", "preconj", "mark")
    )
    if word.pos in {"NOUN", "PROPN"}:
        return NONFINITE, negated, False, False
    lemmas = [h.lower for h in helpers]
    could = any(h in lexicon.words("modality", "aux", "could") for h in lemmas)
    if "would" in lemmas:
        # Said of the past, "would" is a plain future ("said it would send"); only a condition makes it a wish.
        return (
            FUTURE,
            negated,
            # "would have rejected" did not.
            "have" in lemmas
            or bool(set(lemmas) - {"would", "have", "be"} & lexicon.words("modality", "aux", "could")),
            _has_condition(tree, at),
        )
    conditional = any(tree.words[k].lower in _CONDITIONS for k in tree.kids(at, "mark", "advmod"))
    if any(h in lexicon.words("modality", "aux", "future") for h in lemmas):
        return FUTURE, negated, could, conditional
    if "to" in lemmas or word.tag in {"VBG", "VB"}:
        finite = [h for h in helpers if h.tag in {"VBZ", "VBP", "VBD"}]
        if not finite:
            return NONFINITE, negated, could, conditional
    if "had" in lemmas:
        return PLUPERFECT, negated, could, conditional
    if any(h in {"has", "have", "'ve", "'s"} for h in lemmas) and word.tag == "VBN":
        return PERFECT, negated, could, conditional
    finite_tag = next((h.tag for h in helpers if h.tag in {"VBZ", "VBP", "VBD"}), word.tag)
    if finite_tag in {"VBD", "VBN"}:
        return PAST, negated, could, conditional
    return PRESENT, negated, could, conditional


def _has_condition(tree: Tree, at: int) -> bool:
    """Whether the verb stands after "if" or has an if-clause of its own."""
    if any(tree.words[k].lower in _CONDITIONS for k in tree.kids(at, "mark", "advmod")):
        return True
    return any(
        tree.words[m].lower in {"if", "unless"} for k in tree.kids(at, "advcl") for m in tree.kids(k, "mark")
    )
