"""Short articles for the tests of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

from parsers.model import Article

PUBLISHED = datetime(2024, 5, 15, 12, tzinfo=UTC)


def article(text: str, title: str = "") -> Article:
    """An article published on Wednesday, 15 May 2024."""
    return Article("https://example.org/1", title, text, PUBLISHED)
