"""Bounds on what a page may have: what the libraries behind it read in more than linear time is cut off before they see it.

libxml2 compares each attribute of a tag with all before it: a tag of a megabyte keeps it busy for minutes.
"""

from __future__ import annotations

import codecs
import re

# Real tags have a few dozen at most.
MOST_ATTRIBUTES = 100
# No page is written in these; the first take time with the square of the length.
UNREAD = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
# Pieces of names and of values without quotes are bounded, and nothing is tried twice, so that one look at each tag is cheap.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]{0,200}+(?:\s{0,20}+=\s{0,20}+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]{0,200}+)?+)?+"""
_TAG = rf"(?P<kept>[a-zA-Z][^\s/>]{{0,100}}+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}}+)(?:{_ATTRIBUTE})*+"
# In scripts, styles and comments "<" opens no tag; one that is never closed lasts to the end.
_COMMENT = r"!--(?:[^-]++|-(?!->))*+"
_CODE = r"(?P<name>(?i:script|style))\b(?:[^<]++|<(?!/(?i:(?P=name))))*+"
# The "<" stands before all three, so that what is between tags is leapt over.
_BOUNDED = re.compile(f"<(?:{_TAG}|{_COMMENT}|{_CODE})")


def bounded(markup: str) -> str:
    """Markup whose tags have at most a hundred attributes each; all else as it is, in time linear in its length."""
    return _BOUNDED.sub(lambda found: f"<{found['kept']}" if found["kept"] else found[0], markup)


def readable(encoding: str) -> bool:
    """Whether a page or feed may be in an encoding: it is known, of text, and not one of names or of Python's own code."""
    try:
        return codecs.lookup(encoding).name not in UNREAD
    except (LookupError, ValueError):
        return False
