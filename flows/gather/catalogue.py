"""The starter catalogue: real public sources to begin with."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from flows.settings import Source

REGIONS = ("africa", "americas", "asia", "europe", "middle-east", "oceania", "world")


class Offered(Source):
    """A source of the catalogue: as in the settings, with its region of the world; `country` is "" for organisations."""

    region: str = Field(pattern=rf"^({'|'.join(REGIONS)})$")

    def as_source(self) -> dict[str, str]:
        """The source as the settings have it."""
        return {k: str(v) for k, v in self.model_dump(exclude={"region"}).items()}


class Catalogue(BaseModel):
    """The data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sources: tuple[Offered, ...]


@cache
def catalogue() -> tuple[Offered, ...]:
    """All sources of the catalogue, in its order."""
    text = files("flows.gather").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue.model_validate(tomllib.loads(text)).sources
