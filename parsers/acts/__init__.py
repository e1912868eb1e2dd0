"""Article -> Acts: the reader of diplomatic acts.

`read`, `read_many` and `warm_up` load the language model when first called; importing this package loads nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parsers.model import Article, Reading

# What reads alike carries the same version; it moves with every change of rules, words or weights.
PARSER_VERSION = "2026.11.2"


def read(article: Article) -> Reading:
    """The acts that an article reports; `why` says in a line why there are none."""
    from parsers.acts import reader

    return reader.read(article)


def read_many(articles: Iterable[Article]) -> Iterator[Reading]:
    """Readings of articles, in their order."""
    from parsers.acts import reader

    yield from reader.read_many(articles)


def warm_up() -> None:
    """Load now what is loaded once, so that the first article is not slow."""
    from parsers.acts import reader

    reader.warm_up()


def might_report(text: str) -> bool:
    """Whether a text is so likely to report an act that care for it pays: a quick look that needs no language model."""
    from parsers.acts import reader

    return reader.might_report(text)
