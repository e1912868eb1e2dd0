"""Text from outside, made safe to keep: no lone surrogates, no control characters."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed; an escape sequence in a headline would act on a terminal.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SURROGATES = re.compile(r"[\ud800-\udfff]")
_LOW = bytes(b for b in range(128) if CONTROLS.match(chr(b)))
_HIGH = re.compile(rb"\xc2[\x80-\x9f]")


def clean(text: str) -> str:
    """The text with line ends as \\n, other control characters as spaces, and lone surrogates as U+FFFD.

    Lone surrogates come from JSON and character references; they have no bytes, so nothing could store them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if is_clean(text) else SURROGATES.sub("\N{REPLACEMENT CHARACTER}", CONTROLS.sub(" ", text))


def is_clean(text: str) -> bool:
    """Whether a text has no such characters; its bytes tell ten times sooner than a search in it."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    return len(raw.translate(None, _LOW)) == len(raw) and not _HIGH.search(raw)


def one_line(text: str, limit: int = 500) -> str:
    """The text on one line, white space folded, cut at `limit` characters."""
    return " ".join(clean(text).split())[:limit]
