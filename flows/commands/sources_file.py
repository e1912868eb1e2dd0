"""Write sources into a person's pactwatch.toml, with every line of theirs kept."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit
from tomlkit.exceptions import TOMLKitError

from flows.settings import SettingsError, load_settings
from storage.drafts import draft

ORDER = ("name", "url", "kind", "outlet", "language", "country")
NO_SLUG = re.compile(r"[^a-z0-9]+")
LONGEST = 60


def add_sources(path: Path, sources: Sequence[Mapping[str, str]]) -> None:
    """Add sources (name, url, perhaps kind, outlet, language, country) at the end of a settings file.

    The file is replaced in one step, and only by one that loads; SettingsError says why it is not.
    """
    if not sources:
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error}); mend it, or name another with -c") from error
    with draft(path.resolve()) as new:
        new.write_text(with_sources(path, text, sources), encoding="utf-8")
        # A mistake of ours must not cost a person their settings. Paths in it do not matter here.
        try:
            load_settings(new)
        except SettingsError as error:
            raise SettingsError(str(error).replace(str(new), str(path))) from error
        os.chmod(new, path.stat().st_mode & 0o777)  # noqa: PTH101 - as the file was
        try:
            new.replace(path.resolve())
        except OSError as error:
            raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error


def with_sources(path: Path, text: str, sources: Sequence[Mapping[str, str]]) -> str:
    """The text with the sources: as blocks at its end, or in its list where it has them as `sources = [...]`."""
    blocks = "".join(f"\n[[sources]]\n{lines(s)}" for s in sources)
    added = text.rstrip("\n") + "\n" + blocks if text.strip() else blocks.lstrip("\n")
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}; mend it first") from error
    try:
        tomllib.loads(added)
    except tomllib.TOMLDecodeError:
        return in_list(path, text, sources)
    return added


def lines(source: Mapping[str, str]) -> str:
    """A source as lines of TOML, without what is empty."""
    table = tomlkit.document()
    for name in ORDER:
        if source.get(name) and (name, source[name]) != ("kind", "auto"):
            table.add(name, tomlkit.string(source[name]))
    return tomlkit.dumps(table)


def in_list(path: Path, text: str, sources: Iterable[Mapping[str, str]]) -> str:
    """The text with the sources in its list `sources = [...]`."""
    try:
        document = tomlkit.parse(text)
        listed = document["sources"]
        for source in sources:
            table = tomlkit.inline_table()
            table.update(tomllib.loads(lines(source)))
            listed.append(table)
        return tomlkit.dumps(document)
    except (TOMLKitError, AttributeError) as error:
        raise SettingsError(f"{path}: a source cannot be added ({error}); add it by hand") from error


def name_for(wanted: Iterable[str], url: str, taken: Iterable[str]) -> str:
    """A name for a source that is not taken: from the first of the wanted that has letters, or from its host."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.")
    slug = next(filter(None, map(slug_of, [*wanted, host])), "source")
    have = set(taken)
    return next(n for n in (slug, *(f"{slug}-{i}" for i in range(2, len(have) + 3))) if n not in have)


def slug_of(text: str) -> str:
    """A text as a name: small letters, digits and -; "" where it has none of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return NO_SLUG.sub("-", plain).strip("-")[:LONGEST].rstrip("-")
