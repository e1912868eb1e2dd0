"""All settings as one typed model: pactwatch.toml, with overrides from the environment."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import pydantic_settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from parsers.model import ActType, ChangeKind, Kind, Status, Topic
from storage.drafts import beside
from storage.ledger import Ledger, open_ledger

DEFAULT_PATH = Path("pactwatch.toml")
REFERENCE = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")
NAME = r"^[a-z0-9][a-z0-9_-]{0,62}$"
Strict = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line a fault: where it is and how to mend it."""


class Source(BaseModel):
    """A feed that yields entries."""

    model_config = Strict
    name: str = Field(pattern=NAME, description="Name of the source: small letters, digits, - and _.")
    url: str = Field(pattern=r"^https?://\S+$", description="Address of its RSS or Atom feed.")
    outlet: str = Field(default="", description="Who publishes it; by default as the pages or the feed say.")

    @field_validator("url")
    @classmethod
    def no_password(cls, url: str) -> str:
        """The ledger keeps addresses for everybody who may ask it."""
        if urlsplit(url).username is not None:
            raise ValueError("an address must not hold a user name or password; the ledger would show it")
        return url


class Subscription(BaseModel):
    """Who wants to hear of which changes, and on which channels; an empty list means all."""

    model_config = Strict
    name: str = Field(pattern=NAME, description="Name of the subscription.")
    to: list[str] = Field(
        min_length=1, description="Channels as references to Apprise URLs: env:NAME or file:path."
    )
    parties: list[str] = Field(default=[], description="Any of these parties, as JPN, EU or M23.")
    types: list[ActType] = Field(default=[], description="agreement, commitment.")
    kinds: list[Kind] = Field(default=[], description="Any of these kinds, as treaty or aid.")
    statuses: list[Status] = Field(
        default=[], description="The status the change leads to, as signed or ratified."
    )
    topics: list[Topic] = Field(default=[], description="Any of these topics, as trade or defence.")
    changes: list[ChangeKind] = Field(
        default=[ChangeKind.NEW, ChangeKind.STATUS], description="new, status: what about a pact moved."
    )
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="Only what is at least this sure, 0 to 1."
    )
    max_age_days: int = Field(
        default=30, ge=0, description="Nothing that was published longer ago than this; 0 for any age."
    )

    @field_validator("to")
    @classmethod
    def only_references(cls, to: list[str]) -> list[str]:
        """A channel's address holds its secret, so the file names where it is kept, never the address itself."""
        for channel in to:
            if not REFERENCE.fullmatch(channel):
                raise ValueError(
                    "a channel must be a reference: write env:NAME or file:path, and keep the URL there"
                )
        return to

    @field_validator("parties")
    @classmethod
    def upper(cls, parties: list[str]) -> list[str]:
        """Ids of parties are capitals."""
        return [p.upper() for p in parties]


class Storage(BaseModel):
    """Where the ledger is: a file, or a lake where `url` names one."""

    model_config = Strict
    path: Path = Field(
        default=Path("pactwatch.duckdb"), description="The DuckDB file; relative to the settings file."
    )
    url: str = Field(
        default="",
        pattern=r"^(ducklake:postgres:\s*\S.*)?$",
        description="A lake instead of the file, as ducklake:postgres:dbname=pactwatch host=db.example user=pactwatch.",
    )
    data_path: Path = Field(
        default=Path("pactwatch.lake"),
        description="The folder of the lake's files, the same for all that share it; relative to the settings file.",
    )
    password: str = Field(
        default="",
        pattern=rf"^({REFERENCE.pattern})?$",
        description="The password of the lake's catalogue as a reference: env:NAME or file:path.",
    )

    @field_validator("url")
    @classmethod
    def no_secret(cls, url: str) -> str:
        """The address is shown and logged."""
        if re.search(r"password\s*=|://[^/@]*:[^/@]*@", url, re.IGNORECASE):
            raise ValueError(
                "it must not hold a password; put it into PGPASSWORD, or name it in storage.password"
            )
        return url

    @property
    def place(self) -> str:
        """Where the ledger is, for people."""
        return self.url or str(self.path)

    def open(self) -> Ledger:
        """The ledger; LedgerError where a lake's packages or address are not right, SettingsError for its password."""
        if not self.url:
            return open_ledger(self.path)
        password = open_reference(self.password, Path(), "storage.password") if self.password else None
        return open_ledger(self.url, data_path=self.data_path, password=password)

    published: Path | bool = Field(
        default=True,
        description="The read-only copy for analysts; by default NAME.published.duckdb beside the ledger, false for none.",
    )

    @field_validator("published", mode="before")
    @classmethod
    def yes_or_no(cls, published: Any) -> Any:
        """The environment has words only."""
        return {"": False, "false": False, "true": True}.get(str(published).strip().lower(), published)

    def published_path(self) -> Path | None:
        """Where the published copy goes; None where none is wanted, or a lake is read live."""
        if isinstance(self.published, Path) and not self.url:
            return self.published
        return beside(self.path, "published") if self.published and not self.url else None


class Fetch(BaseModel):
    """How pages are fetched."""

    model_config = Strict
    user_agent: str = Field(
        default="pactwatch/0.1 (+https://example.org/pactwatch)",
        pattern=r"^[ -~]{3,200}$",
        description="Plain ASCII.",
    )
    timeout: Annotated[float, Field(gt=0, le=300, description="Seconds for one page, all in all.")] = 20.0
    max_bytes: Annotated[int, Field(ge=10_000, description="A larger page is not read.")] = 8_000_000
    concurrency: Annotated[int, Field(ge=1, le=64, description="Pages fetched at the same time.")] = 16
    per_host: Annotated[int, Field(ge=1, le=8, description="Of these, from one host.")] = 2
    delay: Annotated[
        float, Field(ge=0, le=60, description="Seconds between two requests to one host, at least.")
    ] = 1.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    respect_robots: bool = Field(default=True, description="Do what a site's robots.txt asks.")
    allow_hosts: list[str] = Field(
        default=[],
        description="Hosts that may be read though their address is not public, as intranet.example or 127.0.0.1:8080.",
    )

    @field_validator("allow_hosts")
    @classmethod
    def hosts_only(cls, hosts: list[str]) -> list[str]:
        """A host is compared as a whole, so what could never match is refused."""
        for host in hosts:
            if not re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII):
                raise ValueError(f"'{host}' is no host; write it as intranet.example or 127.0.0.1:8080")
        return [re.sub(r"^\[([^\]]*)\]$", r"\1", host.lower()).rstrip(".") for host in hosts]


class Briefing(BaseModel):
    """The briefing: pages, feeds and tables made anew after each run."""

    model_config = Strict
    dir: Path | None = Field(
        default=None,
        description="The folder it goes to; relative to the settings file. Without it there is none.",
    )
    base_url: str = Field(
        default="",
        description="The address that the folder is served at, for links in feeds and the calendar.",
    )

    @field_validator("base_url")
    @classmethod
    def with_a_slash(cls, url: str) -> str:
        """Paths are put after it."""
        return base_url_of(url)


def base_url_of(url: str) -> str:
    """An address of a folder with a slash at its end, or ""; ValueError where it is no web address."""
    if url and not re.fullmatch(r"https?://[^\s/?#\"<>@]+(/[^\s?#\"<>]*)?", url):
        raise ValueError(f"'{url}' is no address of a folder; write it as https://news.example/pacts/")
    return url if not url or url.endswith("/") else f"{url}/"


class Settings(BaseSettings):
    """pactwatch.toml; PACTWATCH_STORAGE__PATH and the like override it."""

    model_config = SettingsConfigDict(
        env_prefix="PACTWATCH_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        toml_file=DEFAULT_PATH,
    )
    storage: Storage = Storage()
    fetch: Fetch = Fetch()
    briefing: Briefing = Briefing()
    sources: list[Source] = []
    subscriptions: list[Subscription] = []

    @model_validator(mode="after")
    def names_once(self) -> Settings:
        """A name stands for one thing."""
        for what, items in (("source", self.sources), ("subscription", self.subscriptions)):
            names = [i.name for i in items]
            twice = sorted({n for n in names if names.count(n) > 1})
            if twice:
                raise ValueError(f"two {what}s are named '{twice[0]}'; give each its own name")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class names them
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def load_settings(path: Path | str = DEFAULT_PATH) -> Settings:
    """The settings of a file and the environment; SettingsError says what is wrong, where, and how to mend it.

    Relative paths in the file are relative to the file.
    """
    path = Path(path)
    if not path.is_file():
        raise SettingsError(f"{path}: there is no such file; write one with `pactwatch init {path}`")

    class OfThisFile(Settings):
        model_config = SettingsConfigDict(**{**Settings.model_config, "toml_file": path})

    try:
        settings: Settings = OfThisFile()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except pydantic_settings.SettingsError as error:
        raise SettingsError(f"the environment: {error}; mend or unset the variable") from error
    except ValidationError as error:
        raise SettingsError("\n".join(fault(path, e) for e in error.errors())) from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    home = path.resolve().parent
    storage = settings.storage
    moved: dict[str, object] = {"path": home / storage.path, "data_path": home / storage.data_path}
    kind, _, where = storage.password.partition(":")
    if kind == "file":
        moved["password"] = f"file:{home / where}"
    if isinstance(storage.published, Path):
        moved["published"] = home / storage.published
    storage = storage.model_copy(update=moved)
    briefing = settings.briefing
    if briefing.dir is not None:
        briefing = briefing.model_copy(update={"dir": home / briefing.dir})
    return settings.model_copy(update={"storage": storage, "briefing": briefing})


def fault(path: Path, error: Any) -> str:
    """One line on one fault: the file, the place in it, and the remedy."""
    place = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in error["loc"]).lstrip(".")
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such setting; take it out or mend its name"
    elif error["type"] == "missing":
        message = "is missing; add it"
    return f"{path}: {place}: {message}" if place else f"{path}: {message}"


def open_reference(reference: str, home: Path, what: str = "channel") -> str:
    """What a reference (env:NAME or file:path, relative to `home`) stands for; SettingsError where there is nothing.

    `what` is the thing that has the reference, for the message.
    """
    kind, _, where = reference.partition(":")
    if kind == "env":
        value = os.environ.get(where, "").strip()
        if not value:
            raise SettingsError(f"{what} {reference}: the environment variable {where} is not set; set it")
        return value
    try:
        value = (home / where).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SettingsError(f"{what} {reference}: the file cannot be read ({why})") from error
    if not value:
        put = "an Apprise URL" if what == "channel" else "its value"
        raise SettingsError(f"{what} {reference}: the file is empty; put {put} into it")
    return value
