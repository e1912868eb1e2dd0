"""The vocabulary of pactwatch as types: every floor speaks in these words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ActType(StrEnum):
    """Two or more sides, or one actor that undertakes something concrete."""

    AGREEMENT = "agreement"
    COMMITMENT = "commitment"


class Kind(StrEnum):
    """What sort of agreement (first five) or commitment (the rest) an act is about."""

    TREATY = "treaty"
    AGREEMENT = "agreement"
    MEMORANDUM = "memorandum"
    DECLARATION = "declaration"
    CEASEFIRE = "ceasefire"
    SPENDING = "spending"
    INVESTMENT = "investment"
    PURCHASE = "purchase"
    AID = "aid"
    DEPLOYMENT = "deployment"
    POLICY = "policy"


AGREEMENT_KINDS = frozenset({Kind.TREATY, Kind.AGREEMENT, Kind.MEMORANDUM, Kind.DECLARATION, Kind.CEASEFIRE})
COMMITMENT_KINDS = frozenset(Kind) - AGREEMENT_KINDS


class Status(StrEnum):
    """Where in its life the agreement or commitment is, after the treaty actions of the UN Treaty Collection."""

    PROPOSED = "proposed"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    SIGNED = "signed"
    RATIFIED = "ratified"
    IN_FORCE = "in_force"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    REJECTED = "rejected"
    VIOLATED = "violated"
    PLEDGED = "pledged"
    REAFFIRMED = "reaffirmed"
    FULFILLED = "fulfilled"


COMMITMENT_STATUSES = frozenset(
    {Status.PROPOSED, Status.PLEDGED, Status.REAFFIRMED, Status.FULFILLED, Status.TERMINATED, Status.REJECTED}
)
AGREEMENT_STATUSES = frozenset(Status) - {Status.PLEDGED, Status.REAFFIRMED, Status.FULFILLED}


class Role(StrEnum):
    """The part an actor plays in an act."""

    PARTY = "party"
    COMMITTER = "committer"
    RECIPIENT = "recipient"
    MEDIATOR = "mediator"


class Standing(StrEnum):
    """What a person said of a pact; it outlives every later report and reading."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Topic(StrEnum):
    """What an act is about; an act has one or more."""

    DEFENCE = "defence"
    TRADE = "trade"
    INVESTMENT = "investment"
    ENERGY = "energy"
    CRITICAL_MINERALS = "critical_minerals"
    TECHNOLOGY = "technology"
    CLIMATE = "climate"
    NUCLEAR = "nuclear"
    PEACE = "peace"
    AID = "aid"
    MIGRATION = "migration"
    MARITIME = "maritime"
    BORDER = "border"
    SPACE = "space"
    HEALTH = "health"
    TRANSPORT = "transport"
    FINANCE = "finance"
    AGRICULTURE = "agriculture"
    JUSTICE = "justice"
    CULTURE = "culture"
    DIPLOMACY = "diplomacy"


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """A state (ISO 3166-1 alpha-3), organisation (usual acronym) or armed group (name in capitals), and its role."""

    id: str
    role: Role


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A sum that belongs to an act; `unit` is an ISO 4217 code or `percent_gdp`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that best shows an act, verbatim: `article.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field of an act has its value: the words of the article that gave it, and by what rule."""

    field: str
    value: str
    words: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One diplomatic act that an article reports as news: an agreement moving along its life, or a commitment.

    `date` is the day of the act where the article lets a reader work it out, `required` is False where a careful
    reader could leave the act out, and `confidence` is the chance (0 to 1) that the act is right.
    """

    type: ActType
    kind: Kind
    status: Status
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...]
    evidence: Evidence
    amounts: tuple[Amount, ...] = ()
    date: date | None = None
    place: str | None = None
    required: bool = True
    confidence: float = 1.0
    reasons: tuple[Reason, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A pointer to an article, as a source lists it."""

    url: str
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One text as published: paragraphs parted by a blank line.

    `published` is aware, by the page's own clock where it tells one: "on Monday" is a Monday there.
    """

    url: str
    title: str
    text: str
    published: datetime | None = None
    language: str | None = None
    outlet: str = ""
    author: str | None = None
    date_source: str | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A sentence that nearly gave an act, and why it did not."""

    sentence: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of one article: its acts, what nearly fired, and `why` there are none or a part was unread."""

    acts: tuple[Act, ...] = ()
    why: str = ""
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Pact:
    """The real-world agreement or commitment that acts from one or many articles are about.

    `first_reported` and `last_reported` are when its first and last article were published; `outlets` are sorted;
    `required` is False while only acts report it that a careful reader could leave out.
    """

    id: str
    title: str
    type: ActType
    kind: Kind
    status: Status
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...]
    amounts: tuple[Amount, ...]
    outlets: tuple[str, ...]
    acts: int
    confidence: float
    required: bool = True
    date: date | None = None
    place: str | None = None
    first_reported: datetime | None = None
    last_reported: datetime | None = None
    standing: Standing | None = None


class ChangeKind(StrEnum):
    """What about a pact moved."""

    NEW = "new"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Change:
    """A pact is new, or its status moved; `act_id` is the act that brought it."""

    id: str
    pact_id: str
    act_id: str
    kind: ChangeKind
    before: str | None
    after: str


class ProblemCode(StrEnum):
    """Why an entry did not become a read article."""

    UNREACHABLE = "unreachable"
    HTTP_ERROR = "http_error"
    TOO_LARGE = "too_large"
    NOT_A_FEED = "not_a_feed"
    NOT_A_PAGE = "not_a_page"
    NO_TEXT = "no_text"
    BAD_ENCODING = "bad_encoding"
    NOT_READ_LANGUAGE = "not_read_language"
    BAD_INPUT = "bad_input"
    READER_ERROR = "reader_error"
    FORBIDDEN_ADDRESS = "forbidden_address"
    ROBOTS = "robots"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    LIVE_BLOG = "live_blog"
    PAYWALL = "paywall"
    CONSENT_WALL = "consent_wall"
    CHALLENGE = "challenge"
    ERROR_PAGE = "error_page"


class Health(StrEnum):
    """How a source is doing: it gives news, answers without news, does not answer well, is gone, or rests by a person's word."""

    ACTIVE = "active"
    QUIET = "quiet"
    FAILING = "failing"
    RETIRED = "retired"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Problem:
    """One clear line on what went wrong with something from outside."""

    code: ProblemCode
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"
