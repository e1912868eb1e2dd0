"""Parts of an article that tell of different things: the headed items of a round-up."""

from __future__ import annotations

from parsers.acts.scene import Scene

# A heading within a text: so many words at most, all in capitals ("SUDAN – CHAD.").
_WORDS = 6


def is_heading(text: str) -> bool:
    """Is a sentence no sentence but a heading: in capitals, or a single word?"""
    words = text.strip(" .:*–—-")
    return (
        bool(words)
        and words[0].isupper()
        and ((words.isupper() and len(words.split()) <= _WORDS) or words.isalpha())
    )


def same_part(scene: Scene, one: int, other: int) -> bool:
    """Are two sentences in the same part of the article?"""
    low, high = sorted((one, other))
    return not any(is_heading(scene.words_of(n)) for n in range(low + 1, high + 1))
