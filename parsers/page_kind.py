"""Pages that are not what they seem: live blogs, stubs before a paywall, consent walls, challenges, errors served as pages."""

from __future__ import annotations

import re

from parsers.metadata import Metadata
from parsers.model import Problem, ProblemCode

# A real article is longer than what a wall shows.
STUB = 2_000
WALL = 1_200
LIVE = re.compile(
    r"\blive(?: updates?| blog| coverage)?\s*:|\blive (?:updates|blog)\b|\bas it happened\b", re.IGNORECASE
)
PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|(?:article|content|story) is (?:only )?(?:for|available to) (?:\w+ )?subscribers"
    r"|already a (?:subscriber|member)\s?\?|sign in to (?:continue|keep) reading|to (?:continue|keep) reading,? (?:please )?(?:subscribe|log in|sign in|register)"
    r"|you have reached your (?:\w+ )?(?:article )?limit|unlock (?:this|the full) (?:article|story)",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"we (?:value|care about|respect) your privacy|before you continue|accept (?:all )?cookies|(?:manage|your) (?:cookie|privacy) (?:preferences|choices|settings)"
    r"|we and our (?:\d+ )?partners",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"checking (?:if the site connection is secure|your browser)|just a moment|are you a (?:robot|human)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|enable javascript and cookies|unusual traffic|complete the (?:security check|captcha)|attention required|press (?:&|and) hold",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"(?:page|article|content|story) (?:was |is |could )?(?:not (?:be )?found|no longer (?:available|exists)|unavailable)|\b(?:error )?40[34]\b|access denied|\bforbidden\b"
    r"|something went wrong|\b50[0234]\b (?:error|bad gateway|service)|service (?:temporarily )?unavailable|internal server error|this page (?:does not|doesn['’]t) exist",
    re.IGNORECASE,
)
# Of these, nothing is an article.
EMPTY = {
    ProblemCode.CHALLENGE: (CHALLENGE, "the site asks for proof that a person reads; ask the publisher, or take another source"),
    ProblemCode.CONSENT_WALL: (CONSENT, "the page asks for consent to cookies and shows no article; take the site's feed of full texts, if it has one"),
    ProblemCode.ERROR_PAGE: (ERROR, "the page says that something went wrong, though the server answered 200; see it in a browser"),
}  # fmt: skip


def no_article(said: Metadata, text: str) -> Problem | None:
    """Why a page with little text is no article; None where it may be one."""
    if len(text) > WALL:
        return None
    for code, (words, why) in EMPTY.items():
        # A short text may speak of errors; a headline that does is one, unless an article says what it is.
        if words.search(said.title) or (not said.is_article and words.search(text[:STUB])):
            return Problem(code, why)
    return None


def kept_with(said: Metadata, text: str) -> Problem | None:
    """What is told beside an article that is read all the same: it is a stub, or goes on to change."""
    if said.is_live or LIVE.search(said.title):
        return Problem(
            ProblemCode.LIVE_BLOG,
            "a live blog, which goes on to change; read as it stood when it was fetched",
        )
    if len(text) < STUB and (said.is_free is False or PAYWALL.search(text)):
        return Problem(
            ProblemCode.PAYWALL, "only the beginning stands before the paywall; what it shows was read"
        )
    return None
