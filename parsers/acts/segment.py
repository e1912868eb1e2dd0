"""Text -> sentences with exact offsets, without a parser: what the prefilter looks at and spaCy is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.acts import lexicon

# Past this a "sentence" is a list, a table or a page without full stops: it is cut so that parsing stays linear.
MAX_SENTENCE = 700
MAX_SENTENCES = 2000

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_STOP = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]")
_OPENER = re.compile(r"[\"'“‘«(\[]*[A-Z0-9\u00c0-\u00de\u0370-\u9fff]")
_NUMBERING = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[•*·–—-])\s+")
_DATELINE = re.compile(r"\s*([A-Z][^\n–—:;!?]{1,90}?)\s*(?: [–—-]{1,2} |--| —|– )\s*")
# Seldom is a dash so near that a dateline may end with it; where none is, no dateline is looked for.
_DASH, _LONGEST = re.compile("[–—-]"), 120
_CAPITALS = re.compile(r"\b[A-Z][A-Z]{2,}|\([A-Z][A-Za-z ]+\)|\b\d{1,2}\b")
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){1,}$")
_LAST_WORD = re.compile(r"([A-Za-z][\w'’-]*)\.$")


class Sentence(NamedTuple):
    """`text[start:end]` of an article."""

    start: int
    end: int
    paragraph: int


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order, at most `MAX_SENTENCES`, none longer than about `MAX_SENTENCE`."""
    found: list[Sentence] = []
    paragraph = -1
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        paragraph += 1
        spans = _split(text, line.start(), line.end())
        found += [Sentence(start, end, paragraph) for start, end in spans]
        if len(found) >= MAX_SENTENCES:
            return found[:MAX_SENTENCES]
    return found


def body(text: str, sentence: Sentence) -> tuple[str, int]:
    """The words of a sentence once a dateline or a number before them is left out, and where they begin."""
    start, end = sentence.start, sentence.end
    numbering = _NUMBERING.match(text, start, end)
    at = numbering.end() if numbering else start
    dateline = _DATELINE.match(text, at, end) if _DASH.search(text, at, min(end, at + _LONGEST)) else None
    if dateline and dateline.end() < end and _is_dateline(dateline[1]):
        at = dateline.end()
    return text[at:end], at


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, begin = [], start
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        if after == end or _ends(text, begin, stop.start(), after):
            spans += _trimmed(text, begin, after)
            begin = after
    spans += _trimmed(text, begin, end)
    if any(end - start > MAX_SENTENCE for start, end in spans):
        return [cut for start, end in spans for cut in _cut_long(text, start, end)]
    return spans


def _ends(text: str, begin: int, stop: int, after: int) -> bool:
    """Whether a full stop really ends a sentence, and not an abbreviation, an initial or a number."""
    rest = text[after : after + 40].lstrip()
    if not _OPENER.match(rest):
        return False
    if text[stop] != ".":
        return True
    before = text[max(begin, stop - 20) : stop + 1]
    if _NUMBERING.fullmatch(text[begin:after] + " "):
        return False
    if _DOTTED.search(before):
        return _first_word(rest) in lexicon.words("grammar", "opens_sentence")
    word = _LAST_WORD.search(before)
    return not (word and word[1].lower() in lexicon.words("grammar", "abbreviations"))


def _first_word(text: str) -> str:
    return re.split(r"\W+", text.lstrip("\"'“‘«(["), maxsplit=1)[0].lower()


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without the spaces at its ends; none, if there is nothing else in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if end > start else []


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long span in windows, cut after a semicolon, comma or space where there is one."""
    at = start
    while end - at > MAX_SENTENCE:
        window = text[at : at + MAX_SENTENCE]
        cut = max(window.rfind("; "), window.rfind(", "), 0) or window.rfind(" ")
        cut = cut + 1 if cut > MAX_SENTENCE // 4 else MAX_SENTENCE
        yield from _trimmed(text, at, at + cut)
        at += cut
    yield from _trimmed(text, at, end)


def _is_dateline(words: str) -> bool:
    """Capitals, an agency in brackets or a day of the month, and no clause."""
    return (
        bool(_CAPITALS.search(words))
        and len(words.split()) <= 12
        and not re.search(r"\b(?:said|says|is|are|was|were|has|have|will|signed|agreed)\b", words)
    )
