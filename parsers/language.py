"""Which language a text is in."""

from __future__ import annotations

SAMPLE = 4_000
READ = frozenset({"en"})


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, by py3langid on its first 4,000 characters; None for no text."""
    sample = " ".join(text[:SAMPLE].split())
    if not sample:
        return None
    import py3langid

    # A lone surrogate has no bytes, and the identifier reads bytes.
    code, _ = py3langid.classify(sample.encode("utf-8", "replace"))
    return str(code)
