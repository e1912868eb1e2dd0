"""All settings as one typed model: pactwatch.toml, with overrides from the environment."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import pydantic_settings
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.alerts.groups import who
from flows.alerts.sending import Operator, Sending
from flows.alerts.subscription import NAME, REFERENCE, Strict, Subscription
from flows.faults import PREFIX, fault, unreadable_variables
from flows.schedules import Schedule
from storage.drafts import beside
from storage.ledger import Ledger
from storage.opening import open_ledger

DEFAULT_PATH = Path("pactwatch.toml")
SPAN = re.compile(r"(\d{1,6})\s*([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line a fault: where it is and how to mend it."""


class Source(BaseModel):
    """A feed, sitemap or page of links that yields entries."""

    model_config = Strict
    name: str = Field(pattern=NAME, description="Name of the source: small letters, digits, - and _.")
    url: str = Field(
        pattern=r"^https?://\S+$",
        description="Address of its feed (RSS, Atom, JSON Feed) or sitemap, with https:// or http://.",
    )
    kind: Literal["auto", "links"] = Field(
        default="auto", description="links for a plain page of links; all else is known by itself."
    )
    outlet: str = Field(default="", description="Who publishes it; by default as the pages or the feed say.")
    language: str = Field(
        default="",
        pattern=r"^([a-z]{2})?$",
        description="Language of its articles, as en or fr; for people only.",
    )
    country: str = Field(
        default="", pattern=r"^([A-Z]{3})?$", description="Country it is of, as KEN or CHL; for people only."
    )

    @field_validator("url")
    @classmethod
    def no_password(cls, url: str) -> str:
        """The ledger keeps addresses for everybody who may ask it."""
        if urlsplit(url).username is not None:
            raise ValueError("an address must not hold a user name or password; the ledger would show it")
        return url


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

    def open_to_ask(self) -> Ledger:
        """What people's questions are asked of: the published copy where there is one, else the ledger itself."""
        published = self.published_path()
        return open_ledger(published) if published and published.is_file() else self.open()


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


class Gather(BaseModel):
    """How often sources are asked: each at its own interval between these bounds, shorter where it has news."""

    model_config = Strict
    min_interval: timedelta = Field(
        default=timedelta(minutes=5), description="Never more often than this: 90s, 5m, 6h, 1d."
    )
    max_interval: timedelta = Field(
        default=timedelta(hours=6), description="At least this often, unless the server asks for longer."
    )

    @field_validator("min_interval", "max_interval", mode="before")
    @classmethod
    def as_people_write(cls, value: Any) -> timedelta:
        """A span as people write it."""
        if isinstance(value, timedelta):
            return value
        found = SPAN.fullmatch(str(value).strip().lower())
        if not found:
            raise ValueError(f"'{value}' is no span of time; write it as 90s, 5m, 6h or 1d")
        return timedelta(seconds=int(found[1]) * SECONDS[found[2]])

    @model_validator(mode="after")
    def in_order(self) -> Gather:
        """Bounds that leave some room."""
        if not timedelta(seconds=1) <= self.min_interval <= self.max_interval <= timedelta(days=30):
            raise ValueError(
                "min_interval must be at least 1s and no longer than max_interval, and that at most 30d"
            )
        return self


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
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        toml_file=DEFAULT_PATH,
    )
    storage: Storage = Storage()
    fetch: Fetch = Fetch()
    gather: Gather = Gather()
    delivery: Sending = Sending()
    operator: Operator = Operator()
    briefing: Briefing = Briefing()
    schedule: Schedule = Schedule()
    sources: list[Source] = []
    subscriptions: list[Subscription] = []
    watchlists: dict[str, list[str]] = Field(
        default={}, description="Parties under a name of yours; a rule says list:NAME."
    )

    @field_validator("watchlists")
    @classmethod
    def who_is_known(cls, lists: dict[str, list[str]]) -> dict[str, list[str]]:
        """Every name of a watchlist stands for somebody."""
        for name, parties in lists.items():
            for number, party in enumerate(parties, 1):
                try:
                    who(party, lists)
                except ValueError as error:
                    raise ValueError(f"{name}[{number}]: {error}") from error
        return lists

    @model_validator(mode="after")
    def lists_are_there(self) -> Settings:
        """Rules may name watchlists."""
        for number, subscription in enumerate(self.subscriptions, 1):
            try:
                subscription.with_lists(self.watchlists)
            except ValueError as error:
                raise ValueError(f"subscriptions[{number}].{error}") from error
        return self

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
        raise SettingsError(unreadable_variables(Settings)) from error
    except ValidationError as error:
        raise SettingsError("\n".join(fault(path, e, Settings) for e in error.errors())) from error
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
