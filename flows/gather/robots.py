"""robots.txt: what a site asks of programs, read with Protego."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

from parsers.model import Problem

# RFC 9309: at least 500 KiB must be read; what is past it may be left.
MAX_BYTES = 512 * 1024
# What a site may ask for between two requests; asked for more, a run still ends.
LONGEST_DELAY = 30.0
AGENT_LINE = re.compile(r"[ \t]*[^:\r\n]{0,20}agent[^:\r\n]{0,20}:[ \t]*([^\s#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks: its rules, or the problem that kept them from being read and until when to leave it alone.

    `delay` is in seconds between two requests, already bounded.
    """

    parsed: Protego | None = None
    name: str = "*"
    delay: float = 0.0
    problem: Problem | None = None
    wait_until: datetime | None = None

    def allows(self, url: str) -> bool:
        """Whether this address may be asked for."""
        return self.parsed is None or self.parsed.can_fetch(url, self.name)


def product(user_agent: str) -> str:
    """The name by which a robots.txt speaks to us: the first word of the User-Agent, without its version."""
    return re.split(r"[/\s(]", user_agent, maxsplit=1)[0] or "*"


def read_rules(body: bytes, user_agent: str) -> Rules:
    """The rules of a robots.txt; what is none has no rules."""
    name = product(user_agent)
    parsed = Protego.parse(about_us(body[:MAX_BYTES].decode("utf-8-sig", "replace"), name))
    rate = parsed.request_rate(name)
    delays = (parsed.crawl_delay(name) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    return Rules(parsed, name, min(max(delays), LONGEST_DELAY))


def about_us(text: str, name: str) -> str:
    """The groups of a robots.txt for all programs or for `name`; of other groups only that they begin.

    A group of many names with many rules would cost their product; a hostile file could hold up a run with it.
    """
    lines: list[str] = []
    group: set[str] = set()
    naming = False
    for line in text.splitlines():
        match = AGENT_LINE.match(line)
        if match:
            said = match[1].lower()
            agent = said if said == "*" or (said and said in name.lower()) else "another"
            group = group if naming else set()
            if agent not in group:
                lines.append(f"User-agent: {agent}")
            group.add(agent)
            naming = True
        elif line.strip():
            naming = False
            if group != {"another"}:
                lines.append(line)
    return "\n".join(lines)
