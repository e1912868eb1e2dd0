"""A verb said once for several doers: "Chile gives $5 million, Peru $3 million and Ecuador 200 tents"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.acts import lexicon
from parsers.acts.candidate import Candidate
from parsers.acts.scene import Form, Mention, Scene
from parsers.acts.syntax import Tree
from parsers.model import ActType

_NAMED = frozenset({Form.NAME, Form.CAPITAL, Form.BODY})
_NUMBER = r"(?:[A-Z]{0,3}[$€£¥]|(?:EUR|USD|GBP|[A-Z]{2,3}) ?)?\d"
_HEDGE = "|".join(sorted(map(re.escape, lexicon.words("roles", "hedges"))))
_SHARE = re.compile(rf",? (?:(?:{_HEDGE}) )*{_NUMBER}")
_JOINT = re.compile(r"(?:[,;]|,? and|,? while|,? but|,? as well as|,? followed by) (?:the )?$")
_COUNT = re.compile(r"\d")


def gapped(scene: Scene, tree: Tree, base: Candidate) -> Iterator[Candidate]:
    """A commitment like `base` for each further doer that is named with a number of its own and no verb."""
    for mention, head in _shares(scene, tree, base):
        yield replace(
            base,
            anchor=head,
            parties=mention.ids,
            recipients=tuple(r for r in base.recipients if r not in sharers(scene, tree, base)),
            how="gapped",
            notes=dict(base.notes),
        )


def sharers(scene: Scene, tree: Tree, base: Candidate) -> frozenset[str]:
    """Those who share a verb with its subject, and so are given nothing by it."""
    return frozenset(i for mention, _ in _shares(scene, tree, base) for i in mention.ids)


def _shares(scene: Scene, tree: Tree, base: Candidate) -> Iterator[tuple[Mention, int]]:
    if base.type != ActType.COMMITMENT or not base.parties:
        return
    start, end = tree.words[base.anchor].end, tree.words[-1].end
    for mention in scene.cast.between(start, end):
        if mention.form not in _NAMED or set(mention.ids) & set(base.parties):
            continue
        before = scene.text[max(start, mention.start - 20) : mention.start]
        if (
            _JOINT.search(before)
            and _SHARE.match(scene.text[mention.end : mention.end + 60])
            and _COUNT.search(scene.text[start : mention.start])
        ):
            head = next((w.i for w in reversed(tree.words) if mention.start <= w.start < mention.end), None)
            if head is not None:
                yield mention, head
