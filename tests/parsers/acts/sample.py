"""Short articles for the tests of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

from parsers.acts.actors import find_actors
from parsers.acts.scene import Scene
from parsers.acts.segment import body, sentences
from parsers.acts.syntax import parse
from parsers.model import Article

PUBLISHED = datetime(2024, 5, 15, 12, tzinfo=UTC)


def article(text: str, title: str = "") -> Article:
    """An article published on Wednesday, 15 May 2024."""
    return Article("https://example.org/1", title, text, PUBLISHED)


def staged(text: str, title: str = "") -> Scene:
    """The scene of such an article, every sentence parsed."""
    found = sentences(text)
    trees = parse([body(text, s) for s in found])
    return Scene(title, text, PUBLISHED, found, dict(enumerate(trees)), find_actors(title, text, PUBLISHED))
