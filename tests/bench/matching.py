"""`make bench-match`: what it costs to match news with subscriptions, ten thousand of them with a thousand changes.

Both are made up: rules as people write them (half by parties, the rest by topic, kind, region, sum or words, one in twenty
with rules within the rule), states in the news as often as the square of a random number says.
"""

from __future__ import annotations

import argparse
import random
import time

import pycountry

from flows.alerts.matcher import Matcher
from flows.alerts.rules import News
from flows.alerts.subscription import Subscription
from parsers.acts.actors.data import codes
from parsers.model import (
    AGREEMENT_KINDS,
    ActType,
    Amount,
    Change,
    ChangeKind,
    Kind,
    Pact,
    Party,
    Role,
    Status,
    Topic,
)

STATES = sorted(codes() & {c.alpha_3 for c in pycountry.countries})
GROUPS = ("group:EU", "group:ASEAN", "group:G7", "group:AU", "group:NATO", "group:BRICS")
REGIONS = ("west africa", "middle east", "southeast asia", "balkans")
WORDS = ("fisheries", "lithium", "rare earths", "gas pipeline", "visa", "submarine", "loan", "ceasefire")


def state(dice: random.Random) -> str:
    """A state; few are in the news often."""
    return STATES[int(len(STATES) * dice.random() ** 2)]


def subscription(dice: random.Random, number: int) -> Subscription:
    """A rule as people write them."""
    rule: dict[str, object] = {"name": f"desk-{number}", "to": ["env:DESK"]}
    draw = dice.random()
    if draw < 0.5:
        rule["parties"] = [state(dice) for _ in range(dice.randint(1, 5))]
    elif draw < 0.6:
        rule["parties_all"] = [state(dice), dice.choice(GROUPS)]
    elif draw < 0.65:
        rule["parties"] = [dice.choice(GROUPS)]
    elif draw < 0.7:
        rule["regions"] = [dice.choice(REGIONS)]
    elif draw < 0.85:
        rule["topics"] = dice.sample(list(Topic), 2)
    elif draw < 0.9:
        rule["kinds"] = [dice.choice(list(Kind))]
    elif draw < 0.95:
        rule["text"] = dice.sample(WORDS, 2)
    else:
        rule["min_amount"] = {"USD": dice.choice(["100 million", "1 billion"])}
    if dice.random() < 0.3:
        rule["statuses"] = ["signed", "ratified"]
    if dice.random() < 0.05:
        rule["not"] = {"kinds": ["purchase"]}
        rule["any"] = [{"min_outlets": 2}, {"min_confidence": 0.9}]
    return Subscription.model_validate(rule)


def news(dice: random.Random, number: int) -> News:
    """A change of a pact between two to five states."""
    parties = tuple(Party(s, Role.PARTY) for s in {state(dice) for _ in range(dice.randint(2, 5))})
    pact = Pact(
        f"pact-{number}", f"Accord number {number} on {dice.choice(WORDS)}", ActType.AGREEMENT,
        dice.choice(sorted(AGREEMENT_KINDS)), dice.choice([Status.SIGNED, Status.NEGOTIATING, Status.RATIFIED]), parties,
        tuple(dice.sample(list(Topic), dice.randint(1, 3))), (Amount(dice.choice([1e6, 5e8, 2e9]), "USD"),),
        ("Harbour Times",), 1, dice.random(),
    )  # fmt: skip
    said = (
        " ".join(dice.choices(WORDS, k=4))
        + " were talked of in the capital on Tuesday, officials said. " * 10
    )
    return News(Change(f"c{number}", pact.id, "", ChangeKind.NEW, None, pact.status), pact, said)


def measure(subscriptions: int, changes: int) -> tuple[float, float, int]:
    """Seconds to make the rules ready and to match, and how many matches there were."""
    dice = random.Random(7)
    asked = [subscription(dice, n) for n in range(subscriptions)]
    told = [news(dice, n) for n in range(changes)]
    start = time.perf_counter()
    matcher = Matcher(asked)
    ready = time.perf_counter()
    found = sum(len(matcher.asking(one)) for one in told)
    return ready - start, time.perf_counter() - ready, found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=1_000)
    given = parser.parse_args()
    ready, matched, found = measure(given.subscriptions, given.changes)
    print(f"{given.subscriptions:,} subscriptions made ready in {ready:.1f} s")
    print(f"{given.changes:,} changes matched with them in {matched:.1f} s: {found:,} matches")


if __name__ == "__main__":
    main()
