"""One address for one article: URLs in their normal form, and keys made from them."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

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
# What may stand in a path as it is (RFC 3986); the rest is percent-encoded, so that one page has one address.
PATH_SAFE = "/%:@!$&'()*+,;=~"
QUERY_SAFE = PATH_SAFE + "?[]|"
# "https://news-example-org.cdn.ampproject.org/c/s/news.example.org/a": "s" says that the page itself is behind TLS.
AMP_CACHE = re.compile(
    r"(?:[\w-]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]{2,6}/amp|[\w.-]+\.bing-amp\.com/c)(?P<secure>/s|)/(?P<page>[^/]+\..+)"
)
AMP_PATH = re.compile(r"/amp/?$|(?<=\.)amp\.(?=html?$)|\.amp$")
AMP_PARAMETERS = frozenset({"amp", "amp=1", "amp=true", "outputtype=amp", "output=amp"})
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
    # The parts stay as they are written: decoded and encoded again, some would name another page.
    query = "&".join(p for p in parts.query.split("&") if p and not is_tracking(p.partition("=")[0]))
    path = quote(parts.path or "/", safe=PATH_SAFE, errors="replace")
    return urlunsplit((scheme, netloc, path, quote(query, safe=QUERY_SAFE, errors="replace"), ""))


def own_address(canonical: str, url: str) -> str:
    """The address of a page in normal form: its canonical link, where that can be believed.

    A canonical link to another site could pass one outlet's page off as another's, and one to a front page would make
    all articles of a site one; both are left aside.
    """
    mine, said = without_amp(normal_url(url) or url), normal_url(canonical, url) if canonical else ""
    if not said or (urlsplit(said).path == "/" and not urlsplit(said).query):
        return mine
    return said if same_site(said, mine) else mine


def without_amp(url: str) -> str:
    """The address of the page that an AMP page or a copy of one in a cache is of; any other as it is."""
    parts = urlsplit(url)
    cached = AMP_CACHE.fullmatch(f"{parts.netloc}{parts.path}")
    if cached:
        rest = normal_url(f"http{cached['secure'] and 's'}://{cached['page']}?{parts.query}")
        return without_amp(rest) if rest else url
    query = "&".join(p for p in parts.query.split("&") if p.lower() not in AMP_PARAMETERS)
    path = AMP_PATH.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are of one host, or of one registered domain ("m.example.co.uk", "www.example.co.uk")."""
    from courlan import extract_domain

    if urlsplit(a).netloc == urlsplit(b).netloc:
        return True
    domain = extract_domain(a)
    return domain is not None and domain == extract_domain(b)


def host_of(url: str) -> str:
    """The host of an address in small letters, without its port; "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter only tells where the reader came from."""
    name = parameter.lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def key(*parts: str) -> str:
    """A short stable key of some text: 128 bits of its SHA-256, as 32 hex digits."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:32]
