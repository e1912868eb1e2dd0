"""Articles for `pactwatch parse`: from files, addresses or standard input."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import InputError
from flows.gather.follow import read_safely
from parsers.language import detect_language, is_read
from parsers.model import Article, Problem, ProblemCode
from parsers.page import PageReading, not_read
from parsers.page_date import parse_when
from parsers.text import clean, one_line

SUFFIXES = (".html", ".htm", ".txt", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Input:
    """One article to read: its id (its own, or its path or address), and the article or the problem."""

    id: str
    article: Article | None
    problem: Problem | None = None


def read_inputs(names: Sequence[str]) -> Iterator[Input]:
    """The articles of files (.html .txt .json .jsonl), http(s) addresses, or - for standard input."""
    for name in names:
        if name.startswith(("http://", "https://")):
            yield from_address(name)
        elif name == "-":
            yield from from_bytes("-", sys.stdin.buffer.read(), guess_format(""))
        else:
            yield from from_file(Path(name))


def from_file(path: Path) -> Iterator[Input]:
    """The articles of one file; a folder is refused with what to write instead."""
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name its files, as {path}/*.html")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    yield from from_bytes(str(path), body, guess_format(path.suffix.lower()))


def guess_format(suffix: str) -> str:
    """What a file holds, by its name: html, txt, json or jsonl; "" where only its first bytes can tell."""
    return {".htm": "html"}.get(suffix, suffix.removeprefix(".")) if suffix in SUFFIXES else ""


def from_bytes(name: str, body: bytes, form: str) -> Iterator[Input]:
    """The articles in some bytes."""
    form = form or sniff(body)
    if form in {"json", "jsonl"}:
        yield from from_json(name, body, form)
    elif form == "html":
        yield from_page(name, read_safely(body, name, "text/html"))
    else:
        yield with_language(name, plain_article(name, clean(body.decode("utf-8-sig", "replace"))))


def sniff(body: bytes) -> str:
    """json(l) for a brace, html for a tag, else text."""
    start = body.lstrip()[:1]
    return {b"{": "jsonl", b"[": "json", b"<": "html"}.get(start, "txt")


def plain_article(name: str, text: str) -> Article:
    """A plain text as an article; a short first line that a blank line follows is its title."""
    first, _, rest = text.strip().partition("\n")
    titled = rest.startswith("\n") and len(first) <= 200
    return Article(
        url=name, title=first.strip() if titled else "", text=rest.strip() if titled else text.strip()
    )


def from_json(name: str, body: bytes, form: str) -> Iterator[Input]:
    """Articles as objects with `id`, `url`, `title`, `text`, `published`; one object, a list, or one a line."""
    for where, row, fault in json_rows(body, form):
        yield bad(f"{name}, {where}", fault) if fault else from_row(name, where, row)


def json_rows(body: bytes, form: str = "json") -> Iterator[tuple[str, Any, str]]:
    """What stands in a JSON document, or in the lines of one: where it stands, the value, or what is wrong there."""
    text = body.decode("utf-8-sig", "replace")
    # Only a line feed ends a line of JSONL; str.splitlines would cut at characters that stand inside strings.
    parts = [(f"line {i}", line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
    if form == "json" or (parts and not is_json(parts[0][1])):
        parts = [("the file", text)]
    for where, part in parts:
        try:
            data = json.loads(part)
        except (ValueError, RecursionError) as error:
            yield where, None, f"is not valid JSON: {error}"
            continue
        for row in data if isinstance(data, list) else [data]:
            yield where, row, ""


def is_json(text: str) -> bool:
    """Whether a line is JSON of its own, and not the first line of a longer document."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def from_row(name: str, where: str, row: Any) -> Input:
    """One JSON object as an article."""
    if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
        why = 'has no "text"; an article is an object with id, url, title, text, published'
        return bad(f"{name}, {where}", why)
    url = str(row.get("url") or "")
    published = row.get("published")
    article = Article(
        url=url,
        title=one_line(str(row.get("title") or "")),
        text=clean(row["text"]),
        published=parse_when(published) if isinstance(published, str) else None,
        outlet=str(row.get("source") or ""),
    )
    own = row.get("id")
    return with_language(str(own) if own is not None else url or name, article)


def bad(where: str, why: str) -> Input:
    """Something that is no article, with why."""
    return Input(where, None, Problem(ProblemCode.BAD_INPUT, one_line(why)))


def with_language(name: str, article: Article) -> Input:
    """An article of plain text with its language told, and the problem where that is not read."""
    language = detect_language(article.text)
    return Input(name, replace(article, language=language), None if is_read(language) else not_read(language))


def from_address(url: str) -> Input:
    """The article at an address."""
    from flows.gather.http import fetch_all
    from flows.settings import Fetch

    # A person who names an address may read it wherever it is, as with a browser; what it redirects to is not theirs.
    limits = Fetch(respect_robots=False).model_copy(update={"allow_hosts": [host_of(url)]})
    answer = asyncio.run(fetch_all([url], limits))[0]
    if answer.problem:
        return Input(url, None, answer.problem)
    return from_page(url, read_safely(answer.body, answer.url, answer.content_type))


def host_of(url: str) -> str:
    """The host of an address, with its port where it names one; "" where it cannot be read."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def from_page(name: str, page: PageReading) -> Input:
    """A page that was read, as an input; a page without an article keeps its problem."""
    problem = page.problem
    if page.article is None and problem is None:
        problem = Problem(ProblemCode.NO_TEXT, "no article text was found")
    return Input(name, page.article, problem)
