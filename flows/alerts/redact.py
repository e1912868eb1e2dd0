"""Secrets taken out of what a channel says, before anybody keeps it."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

GONE = "***"
SHORTEST = 4
PARTS = re.compile(r"[/?&=#@:;,+\s]+")


def redact(text: str, address: str) -> str:
    """A text without a channel's address and without any part of it, written plain or percent-encoded."""
    body = address.partition("://")[2]
    whole = {address, body, unquote(address), unquote(body)}
    parts = {form for part in PARTS.split(body) for form in (part, unquote(part), unquote_plus(part))}
    secrets = {s for s in whole | parts if len(s) >= SHORTEST}
    if not secrets:
        return text
    # The longest first, so that no tail of a secret is left where one holds another.
    found = "|".join(re.escape(s) for s in sorted(secrets, key=lambda s: (-len(s), s)))
    return re.sub(found, GONE, text, flags=re.IGNORECASE)
