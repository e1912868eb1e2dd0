"""Text from outside, for each form of a message: shown as it is, doing nothing."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from parsers.text import one_line

LONGEST = 1_500
# Marks that turn the direction of writing, or cannot be seen: with them a sentence shows as another.
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What has a meaning within a line; templates let no text from outside begin one.
PUNCTUATION = re.compile(r"([\\`*_{}\[\]|~])")
# What a link may keep besides letters and digits; quotes, brackets and blanks would end it.
IN_LINK = "/:?#@!$&*+,;=%~-._"


def plain(text: object) -> str:
    """On one line, so that no text can look like a line of ours; without marks that cannot be seen."""
    shown = one_line(HIDDEN.sub("", str(text)), LONGEST + 1)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def markdown(text: object) -> str:
    """As Markdown that shows the text: no mark-up, no HTML, no link, and no @ that calls a whole room."""
    shown = PUNCTUATION.sub(r"\\\1", plain(text).replace("&", "\0").replace("<", "\1").replace(">", "\2"))
    shown = shown.replace("\0", "&amp;").replace("\1", "&lt;").replace("\2", "&gt;")
    return shown.replace("@", "@\u200b").replace("://", ":\u200b//")


def link(url: str) -> str:
    """An address that may stand in a link: http or https, nothing that ends it; "" for any other."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return quote(one_line(url, 2_000), safe=IN_LINK) if scheme in {"http", "https"} else ""
