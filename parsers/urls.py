"""One address for one article: URLs in their normal form, and keys made from them."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that say how a reader came to a page, never which page it is.
TRACKING = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "cmpid",
        "cmp",
        "ocid",
        "ncid",
        "xtor",
        "smid",
    }
)
TRACKING_PREFIXES = ("utm_", "at_", "pk_", "hsa_")


def normal_url(url: str, base: str = "") -> str:
    """The URL in normal form: absolute, lower-case scheme and host, no fragment, port or tracking parameters.

    An address that is not http(s), or cannot be read as one, comes back as "".
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme.lower()
    except ValueError:
        return ""
    if scheme not in DEFAULT_PORTS or not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(k)]
    return urlunsplit((scheme, netloc, parts.path or "/", urlencode(query), ""))


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter only tells where the reader came from."""
    name = parameter.lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def key(*parts: str) -> str:
    """A short stable key of some text: 128 bits of its SHA-256, as 32 hex digits."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
