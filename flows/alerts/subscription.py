"""A subscription as the settings have it: a rule, channels, and when to hear. Every fault is told at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import re2
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    field_validator,
)

from flows.alerts import timing
from flows.alerts.groups import DEEPEST, LIST, hint, region, who
from parsers.model import ActType, ChangeKind, Kind, Role, Status, Topic

REFERENCE = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")
NAME = r"^[a-z0-9][a-z0-9_-]{0,62}$"
Strict = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, validate_by_name=True)
SUM = re.compile(r"([0-9][0-9_,]*(?:\.[0-9]+)?) ?(thousand|million|billion|trillion)?")
SCALE = {None: 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
LONGEST_REGEX = 500


def a_party(name: str) -> str:
    """Whom a rule names, as it is kept; a watchlist is looked up once the whole file is read."""
    if not name.lower().startswith(LIST):
        found = who(name)
        return next(iter(found)) if ":" not in name else name
    return name


def a_region(name: str) -> str:
    """A region that is known."""
    region(name)
    return name


def a_sum(value: Any) -> Any:
    """A number, also as people write it: "1.5 billion"."""
    if not isinstance(value, str):
        return value
    found = SUM.fullmatch(value.strip().lower())
    if not found:
        raise ValueError(f'{value!r} is no sum; write 1500000000 or "1.5 billion"')
    return float(found[1].replace(",", "").replace("_", "")) * SCALE[found[2]]


def a_unit(unit: str) -> str:
    """An ISO 4217 code, or percent_gdp."""
    import pycountry

    if unit.lower() == "percent_gdp":
        return "percent_gdp"
    if pycountry.currencies.get(alpha_3=unit.upper()) is None:
        known = [c.alpha_3 for c in pycountry.currencies]
        raise ValueError(f"there is no currency {unit!r}{hint(unit.upper(), known)}; write its code, as USD")
    return unit.upper()


def a_regex(pattern: str) -> str:
    """A pattern of RE2, whose time is bounded by the text whatever the pattern is."""
    if len(pattern) > LONGEST_REGEX:
        raise ValueError(f"it is longer than {LONGEST_REGEX} characters; write a shorter one")
    try:
        compiled(pattern)
    except re2.error as error:
        raise ValueError(
            f"{pattern!r} is no pattern of RE2 ({error.args[0]!s}); look-around and back-references are not there"
        ) from error
    return pattern


def compiled(pattern: str) -> Any:
    """The pattern, ready to search; quiet where it is wrong."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def as_list(value: Any) -> Any:
    """One table, or a list of them."""
    return [value] if isinstance(value, Mapping | int) else value


def only_a_reference(channel: str) -> str:
    """A channel's address holds its secret, so the file names where it is kept, never the address itself."""
    if not REFERENCE.fullmatch(channel):
        raise ValueError("a channel must be a reference: write env:NAME or file:path, and keep the URL there")
    return channel


Channels = list[Annotated[str, AfterValidator(only_a_reference)]]
PartyName = Annotated[str, AfterValidator(a_party)]
Amounts = dict[Annotated[str, AfterValidator(a_unit)], Annotated[float, BeforeValidator(a_sum), Field(gt=0)]]
Days = Annotated[int, Field(ge=1, le=3650)]


class Rule(BaseModel):
    """What a change and its pact must be: everything that is said holds, and of a list at least one."""

    model_config = Strict
    parties: list[PartyName] = Field(
        default=[], description="Any of these: Japan, EU, group:ASEAN, list:NAME."
    )
    parties_all: list[PartyName] = Field(
        default=[], max_length=8, description="All of these, each another party."
    )
    roles: list[Role] = Field(
        default=[], description="The part that one of `parties` plays: party, committer, recipient, mediator."
    )
    regions: list[Annotated[str, AfterValidator(a_region)]] = Field(
        default=[], description="A state of any of these regions, as west africa."
    )
    types: list[ActType] = Field(default=[], description="agreement, commitment.")
    kinds: list[Kind] = Field(default=[], description="Any of these kinds, as treaty or aid.")
    statuses: list[Status] = Field(
        default=[], description="The status the change leads to, as signed or ratified."
    )
    topics: list[Topic] = Field(default=[], description="Any of these topics, as trade or defence.")
    changes: list[ChangeKind] = Field(
        default=[], description="What moved: new, status, parties, amount, deadline; by default any."
    )
    min_amount: Amounts = Field(
        default={}, description='A sum of at least this, in any of these currencies: { USD = "1 billion" }.'
    )
    min_confidence: float = Field(
        default=0.0, ge=0, le=1, description="Only what is at least this sure, 0 to 1."
    )
    min_outlets: int = Field(default=0, ge=0, description="Only what so many outlets report.")
    text: list[Annotated[str, Field(min_length=2)]] = Field(
        default=[],
        description="Any of these words or phrases, in the pact's title or a report's headline or sentence.",
    )
    regex: Annotated[str, AfterValidator(a_regex)] = Field(
        default="", description="A pattern (RE2, any case) that the same text has."
    )
    any_of: Annotated[list[Rule], BeforeValidator(as_list)] = Field(
        default=[], alias="any", description="At least one of these rules holds."
    )
    all_of: Annotated[list[Rule], BeforeValidator(as_list)] = Field(
        default=[], alias="all", description="Each of these rules holds."
    )
    none_of: Annotated[list[Rule], BeforeValidator(as_list)] = Field(
        default=[], alias="not", description="None of these rules holds."
    )

    def rules(self, place: str = "", depth: int = 0) -> Iterator[tuple[str, Rule]]:
        """This rule and all within it, each with its place; ValueError where they are too deep."""
        if depth > DEEPEST:
            raise ValueError(f"{place}: rules within rules, {DEEPEST} deep, are enough; take some out")
        yield place, self
        for name, inner in (("any", self.any_of), ("all", self.all_of), ("not", self.none_of)):
            for number, rule in enumerate(inner, 1):
                yield from rule.rules(f"{place}.{name}[{number}]", depth + 1)


class Mute(BaseModel):
    """What is not to be heard of until a day: a pact, what is between some parties, or everything."""

    model_config = Strict
    pact: str = Field(
        default="", pattern=r"^([0-9a-f]{6,32})?$", description="The pact_id, or six or more letters."
    )
    parties: list[PartyName] = Field(default=[], description="Pacts that all of these are in.")
    until: date = Field(description="The first day on which it is heard of again.")


class Subscription(Rule):
    """Who wants to hear of which changes, on which channels, and when; what is not said is no condition."""

    name: str = Field(pattern=NAME, description="Name of the subscription.")
    to: Channels = Field(
        min_length=1, description="Channels as references to Apprise URLs: env:NAME or file:path."
    )
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="Only what is at least this sure, 0 to 1."
    )
    max_age_days: int = Field(
        default=30, ge=0, description="Nothing that was published longer ago than this; 0 for any age."
    )
    deadline_days: Annotated[list[Days], BeforeValidator(as_list)] = Field(
        default=[], description="So many days before a pact's day, as [30, 7]; none by default."
    )
    timezone: str = Field(default="UTC", description="The subscriber's clock, as Europe/Oslo.")
    digest: str = Field(
        default="", description='One message for all: "daily 07:30", or a weekday, "monday 07:30".'
    )
    quiet_hours: str = Field(
        default="", description='Nothing is sent then, and all of it after: "22:00-07:00".'
    )
    max_per_hour: int = Field(
        default=0, ge=0, description="More than so many go into one digest; 0 for no bound."
    )
    mute: Annotated[list[Mute], BeforeValidator(as_list)] = Field(
        default=[], description="What not to hear of, until when."
    )
    paused: bool = Field(default=False, description="Hears nothing; what is queued waits.")
    _lists: dict[str, list[str]] = PrivateAttr(default_factory=dict)

    @field_validator("timezone")
    @classmethod
    def a_zone(cls, zone: str) -> str:
        """A zone of the tz database."""
        known = available_timezones()
        if zone not in known:
            raise ValueError(f"there is no time zone {zone!r}{hint(zone, known)}; write one as Europe/Oslo")
        return zone

    @field_validator("digest")
    @classmethod
    def a_digest(cls, text: str) -> str:
        """An hour of a day."""
        if text:
            timing.digest_at(text)
        return text

    @field_validator("quiet_hours")
    @classmethod
    def some_hours(cls, text: str) -> str:
        """From an hour to another."""
        if text:
            timing.quiet_hours(text)
        return text

    @cached_property
    def timing(self) -> timing.Timing:
        """When to hear."""
        return timing.Timing(
            ZoneInfo(self.timezone),
            timing.digest_at(self.digest) if self.digest else None,
            timing.quiet_hours(self.quiet_hours) if self.quiet_hours else None,
            self.max_per_hour,
        )

    @property
    def lists(self) -> Mapping[str, Sequence[str]]:
        """The watchlists that its rule may name."""
        return self._lists

    def with_lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Give it the watchlists of the file; ValueError, with the place, where it names one that is not there."""
        self._lists.update({name: list(names) for name, names in lists.items()})
        for place, rule in self.rules():
            for name in ("parties", "parties_all"):
                for number, party in enumerate(getattr(rule, name), 1):
                    try:
                        who(party, lists)
                    except ValueError as error:
                        raise ValueError(f"{place}.{name}[{number}]: {error}".lstrip(".")) from error

    def mutes_of(self, now: datetime) -> list[Mute]:
        """What is muted now."""
        today = now.astimezone(self.timing.zone).date()
        return [m for m in self.mute if today < m.until]
