"""What is wrong with the settings: one line a fault, with where it stands and how to mend it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.alerts.groups import hint

PREFIX = "PACTWATCH_"
MANY = re.compile(r"\b(?:list|dict|tuple)\b", re.IGNORECASE)


def fault(path: Path, error: Any, model: type[BaseModel]) -> str:
    """One line on a fault as pydantic tells it: the file or the variable, the place in it, and the remedy."""
    place = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in error["loc"]).lstrip(".")
    variable = PREFIX + "__".join(str(part) for part in error["loc"]).upper()
    where = [f"the environment: {variable}"] if variable in os.environ else [str(path), place]
    return ": ".join(filter(None, [*where, remedy(error, model)]))


def remedy(error: Any, model: type[BaseModel]) -> str:
    """What is wrong, and how to mend it."""
    message = str(error["msg"]).removeprefix("Value error, ")
    match error["type"]:
        case "extra_forbidden":
            return f"there is no such setting{nearest(error['loc'], model)}; take it out or mend its name"
        case "missing":
            return "is missing; add it"
        case "enum":
            return message + hint(str(error["input"]), re.findall(r"'([^']+)'", message))
        case "string_pattern_mismatch" if field := field_at(error["loc"], model):
            # What was written may be a secret in the wrong place.
            return f"is not of the right form: {field.description}"
    return message


def unreadable_variables(model: type[BaseModel]) -> str:
    """One line on variables of the environment that should hold lists or tables, and cannot be read."""
    wrong = [name for name, value in os.environ.items() if holds_many(name, model) and not is_json(value)]
    written = """is written as JSON, as '["127.0.0.1"]'"""
    return f"the environment: {' or '.join(sorted(wrong)) or 'a list'} {written}; mend or unset it"


def holds_many(name: str, model: type[BaseModel]) -> bool:
    """Whether a variable is for a setting that holds a list or a table."""
    place: Sequence[str] = name.removeprefix(PREFIX).lower().split("__")
    field = field_at(place, model) if name.startswith(PREFIX) else None
    return field is not None and bool(inner(field.annotation) or MANY.search(str(field.annotation)))


def is_json(value: str) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def nearest(place: Sequence[Any], model: type[BaseModel]) -> str:
    """Did you mean …, for a setting that the model has not at a place (as pydantic tells it)."""
    *path, word = place
    here = model_at(path, model)
    names = [f.alias or n for n, f in here.model_fields.items()] if here else []
    return hint(str(word), names)


def field_at(place: Sequence[Any], model: type[BaseModel]) -> FieldInfo | None:
    """The setting at a place; None where there is none."""
    *path, word = [step for step in place if not isinstance(step, int)]
    here = model_at(path, model)
    return next((f for n, f in here.model_fields.items() if word in {n, f.alias}), None) if here else None


def model_at(path: Sequence[Any], model: type[BaseModel]) -> type[BaseModel] | None:
    """The table that a path leads to, numbers of lists left out; None where it leads nowhere."""
    here: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or here is None:
            continue
        field = next((f for n, f in here.model_fields.items() if step in {n, f.alias}), None)
        here = inner(field.annotation) if field else None
    return here


def inner(annotation: Any) -> type[BaseModel] | None:
    """The model within an annotation, as that of a list of models."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := inner(part))), None)
