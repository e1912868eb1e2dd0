"""Subscriptions written into pactwatch.toml: what stands there stays as it is, and a wrong file is never left behind."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from flows.alerts.groups import hint
from flows.alerts.subscription import Subscription
from flows.settings import SettingsError, load_settings

# Settings that several values can be given for, as topics=trade,defence
LISTS = frozenset({
    "to", "parties", "parties_all", "roles", "regions", "types", "kinds", "statuses", "topics", "changes", "text",
    "deadline_days",
})  # fmt: skip


def change_file(path: Path, change: Callable[[AoT], None]) -> None:
    """Change the subscriptions of a settings file in one step; SettingsError where what comes of it is wrong."""
    load_settings(path)
    try:
        before = path.read_text(encoding="utf-8")
        document = tomlkit.parse(before)
    except (OSError, TOMLKitError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    blocks = document.get("subscriptions")
    if blocks is None:
        blocks = tomlkit.aot()
        document.append("subscriptions", blocks)
    if not isinstance(blocks, AoT):
        raise SettingsError(
            f"{path}: subscriptions: not written as [[subscriptions]] blocks; change it by hand"
        )
    change(blocks)
    if not len(blocks):
        document.remove("subscriptions")
    replace_file(path, tomlkit.dumps(document))


def replace_file(path: Path, text: str) -> None:
    """Put a text in a file's place once it is known to be right; the file keeps its rights."""
    fresh: Path | None = None
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.resolve().parent, suffix=".toml", delete=False
        ) as file:
            file.write(text)
            fresh = Path(file.name)
        fresh.chmod(path.stat().st_mode)
        load_settings(fresh)
        fresh.replace(path.resolve())
    except SettingsError as error:
        raise SettingsError(str(error).replace(str(fresh), str(path))) from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)


def block_of(blocks: AoT, name: str) -> tuple[int, Table]:
    """The block of a subscription and its number; SettingsError, with the nearest name, where there is none."""
    for number, block in enumerate(blocks):
        if block.get("name") == name:
            return number, block
    names = [str(b.get("name")) for b in blocks]
    raise SettingsError(f"there is no subscription {name!r} in the file{hint(name, names)}")


def add(path: Path, name: str, values: Sequence[str]) -> None:
    """Write a new subscription."""

    def change(blocks: AoT) -> None:
        if any(b.get("name") == name for b in blocks):
            raise SettingsError(
                f"subscription {name!r} is there already; change it with `pactwatch sub edit`"
            )
        block = tomlkit.table()
        block["name"] = name
        set_values(block, values)
        blocks.append(block)

    change_file(path, change)


def edit(path: Path, name: str, values: Sequence[str]) -> None:
    """Set (key=value) or take out (key=) settings of a subscription."""
    change_file(path, lambda blocks: set_values(block_of(blocks, name)[1], values))


def remove(path: Path, name: str) -> None:
    """Take a subscription out."""

    def change(blocks: AoT) -> None:
        del blocks[block_of(blocks, name)[0]]

    change_file(path, change)


def mute(path: Path, name: str, what: dict[str, Any]) -> None:
    """Add a mute to a subscription."""

    def change(blocks: AoT) -> None:
        block = block_of(blocks, name)[1]
        mutes = block.get("mute")
        made = tomlkit.inline_table()
        made.update(what)
        if isinstance(mutes, AoT):
            mutes.append(tomlkit.item(what))
        elif isinstance(mutes, list):
            mutes.append(made)
        else:
            block["mute"] = [*([mutes] if mutes else []), made]

    change_file(path, change)


def set_values(block: Table, values: Sequence[str]) -> None:
    """Put key=value pairs into a block; an empty value takes the key out."""
    known = {f.alias or n for n, f in Subscription.model_fields.items()}
    for pair in values:
        key, sign, text = pair.partition("=")
        key = key.strip()
        if not sign or key not in known or key == "name":
            why = "write key=value" if not sign else f"there is no setting {key!r}{hint(key, known)}"
            raise SettingsError(f"{pair!r}: {why}; docs/subscriptions.md lists them")
        if not text.strip():
            block.pop(key, None)
        else:
            block[key] = value_of(key, text.strip())


def value_of(key: str, text: str) -> Any:
    """A value as TOML has it: [..], {..}, "..", numbers and true as they are, lists by commas, all else a text."""
    structured = text.startswith(("[", "{", '"'))
    if key in LISTS and not structured:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [int(p) if p.isdigit() and key == "deadline_days" else p for p in parts]
    if structured or key in {"min_confidence", "min_outlets", "max_age_days", "max_per_hour", "paused"}:
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{key}={text}: not a value of TOML: {error}") from error
    return text


def shown(path: Path, name: str) -> str:
    """A subscription's block as it stands in the file."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    blocks = document.get("subscriptions")
    if not isinstance(blocks, AoT):
        raise SettingsError(f"{path}: there is no [[subscriptions]] block")
    block = block_of(blocks, name)[1]
    return "[[subscriptions]]\n" + tomlkit.dumps(block).strip() + "\n"
