"""Which language a text is in."""

from __future__ import annotations

SAMPLE = 900
READ = frozenset({"en"})
# Below this many characters, a text in Latin letters with many names in it is easily taken for another language.
TOO_SHORT = 120
# Small words that stand all over English; in no other language are the same letters so many of its words.
SMALL = frozenset({
    "the", "and", "of", "to", "for", "that", "with", "from", "has", "have", "were", "which", "this", "their", "it", "as", "at",
    "not", "your", "you", "we", "our", "or", "can", "will", "be",
})  # fmt: skip
ENOUGH, ENOUGH_THE = 0.15, 0.02
# Nigerian Pidgin is what the identifier calls much plain English full of names; what is Pidgin reads as English.
AS_ENGLISH = frozenset({"pcm"})


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, None where it cannot be told.

    Told from its first 900 characters: by small words where these are plainly English, else by py3langid.
    """
    sample = " ".join(text[:SAMPLE].split())
    if not sample:
        return None
    if is_plain_english(sample):
        return "en"
    import py3langid

    # A lone surrogate has no bytes, and the identifier reads bytes.
    code, _ = py3langid.classify(sample.encode("utf-8", "replace"))
    if code in AS_ENGLISH:
        return "en"
    if code not in READ and len(sample) < TOO_SHORT and latin(sample):
        return None
    return str(code)


def is_plain_english(sample: str) -> bool:
    """Whether a text is English beyond doubt, by its small words: far sooner known than what the identifier says."""
    words = sample.lower().split()
    small = sum(word in SMALL for word in words)
    return (
        len(sample) >= TOO_SHORT
        and small >= ENOUGH * len(words)
        and words.count("the") >= ENOUGH_THE * len(words)
    )


def is_read(language: str | None) -> bool:
    """Whether texts in this language are read for acts; one whose language cannot be told is."""
    return language is None or language in READ


def latin(text: str) -> bool:
    """Whether most letters of a text are Latin."""
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) * 2 > len(letters)
