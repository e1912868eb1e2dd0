"""The signed webhook, after https://www.standardwebhooks.com: who gets it can prove that it came from here, unchanged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from flows.alerts.subscription import REFERENCE
from flows.alerts.wire import Wire
from flows.settings import SettingsError, open_reference

SCHEMES = ("webhook+https://", "webhook+http://")


def is_webhook(address: str) -> bool:
    """Whether a channel is a signed webhook."""
    return address.lower().startswith(SCHEMES)


def split_webhook(address: str, home: Path) -> tuple[str, bytes]:
    """Where to post and the key to sign with; SettingsError says what is wrong, without either.

    The secret stands behind `#secret=`, as a reference (env:NAME, file:path) or as itself (whsec_...).
    """
    parts = urlsplit(address.partition("+")[2])
    if not parts.hostname:
        raise SettingsError("a webhook without a host; write webhook+https://host/path#secret=env:NAME")
    # A '+' is of base64 here, never a blank.
    secret = "".join(parse_qs(parts.fragment.replace("+", "%2B")).get("secret", []))
    if REFERENCE.fullmatch(secret):
        secret = open_reference(secret, home, "webhook secret")
    return parts._replace(fragment="").geturl(), secret_key(secret)


def secret_key(secret: str) -> bytes:
    """The bytes of a secret, which is base64 behind whsec_; SettingsError where it is none or too short."""
    remedy = "make one with `openssl rand -base64 32` and write it as whsec_..."
    if not secret:
        raise SettingsError(f"a webhook without #secret=; {remedy}")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingsError(f"the webhook's secret is not base64; {remedy}") from error
    if not 24 <= len(key) <= 64:
        raise SettingsError(f"the webhook's secret must be of 24 to 64 bytes; {remedy}")
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """What stands in webhook-signature."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def post_signed(url: str, key: bytes, payload: Mapping[str, Any], wire: Wire) -> None:
    """Post a payload as JSON; what came of it is noted by the watch on `requests`."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    now = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "pactwatch",
        "webhook-id": wire.key,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(key, wire.key, now, body),
    }
    # The watch says what came of it.
    try:
        requests.post(url, data=body, headers=headers, timeout=wire.read_seconds, allow_redirects=False)
    except requests.RequestException:
        return
