"""Text from outside, made safe to keep: no lone surrogates, no control characters."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed; an escape sequence in a headline would act on a terminal.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with line ends as \\n, other control characters as spaces, and lone surrogates as U+FFFD.

    Lone surrogates come from JSON and character references; they have no bytes, so nothing could store them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("\N{REPLACEMENT CHARACTER}", CONTROLS.sub(" ", text))


def one_line(text: str, limit: int = 500) -> str:
    """The text on one line, white space folded, cut at `limit` characters."""
    return " ".join(clean(text).split())[:limit]
