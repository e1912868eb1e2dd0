"""What a person may have meant by a word that settings do not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel

from flows.alerts.groups import hint


def nearest(place: Sequence[Any], model: type[BaseModel]) -> str:
    """Did you mean …, for a setting that the model has not at a place (as pydantic tells it)."""
    here: type[BaseModel] | None = model
    *path, word = place
    for step in path:
        if isinstance(step, int) or here is None:
            continue
        field = next((f for n, f in here.model_fields.items() if step in {n, f.alias}), None)
        here = inner(field.annotation) if field else None
    names = [f.alias or n for n, f in here.model_fields.items()] if here else []
    return hint(str(word), names)


def inner(annotation: Any) -> type[BaseModel] | None:
    """The model within an annotation, as that of a list of models."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := inner(part))), None)
