"""Connections to public addresses only: a name is looked up once, and what was looked at is what is connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore2

# Not for everybody, though some releases of Python 3.11 take them for public: 6to4's relays and the IETF's own.
CLOSED_4 = [ip_network(n) for n in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4")]
# The only part of IPv6 that is given out as public addresses, but for NAT64, which stands for IPv4.
OPEN_6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
# A name may have many addresses; a run does not try them all.
TRIES = 4
SECONDS_A_TRY = 5.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class ForbiddenError(Exception):
    """An address that is not public and that the settings do not allow; the message is one line with the remedy."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; one that stands for an IPv4 address is judged by that."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in net for net in CLOSED_4)
    inner = embedded(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip in OPEN_6 and ip.is_global and not ip.is_multicast and ip.teredo is None


def embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, NAT64 or 6to4."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour


def bare_host(host: str) -> str:
    """A host as it is compared: small letters, no brackets, no dot at the end."""
    return host.lower().removeprefix("[").removesuffix("]").rstrip(".")


def is_allowed(host: str, port: int, names: Iterable[str]) -> bool:
    """Whether the settings name this host, with or without a port; `[::1]:8080` is how an IPv6 address has one."""
    host = bare_host(host)
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return any(name in {host, shown} for name in names)


class Guard(httpcore2.AsyncNetworkBackend):
    """Opens connections for httpcore: to public addresses, and to hosts in `allow` whatever their address is.

    `resolve` gives the addresses of a name, `network` makes the connection; both can be played in tests.
    """

    def __init__(
        self,
        allow: Iterable[str] = (),
        *,
        resolve: Resolve | None = None,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        self.allow = frozenset(allow)
        self.resolver = Resolver()
        self.resolve: Resolve = resolve or self.resolver
        self.network = network or httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base class names it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to one of the host's addresses; ForbiddenError where it has none that may be connected to."""
        *others, last = (await self.addresses(host, port))[:TRIES]
        for address in others:
            bound = min(timeout or SECONDS_A_TRY, SECONDS_A_TRY)
            try:
                return await self.network.connect_tcp(address, port, bound, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self.network.connect_tcp(last, port, timeout, local_address, socket_options)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, one at least."""
        try:
            found = list(dict.fromkeys(await self.resolve(host, port)))
        except OSError as error:
            raise httpcore2.ConnectError(f"no address is known for {host}") from error
        if not found:
            raise httpcore2.ConnectError(f"no address is known for {host}")
        if is_allowed(host, port, self.allow):
            return found
        public = [address for address in found if is_public(address)]
        if not public:
            is_name = bare_host(host) != found[0]
            what = f"{host} ({found[0]})" if is_name else host
            raise ForbiddenError(
                f'{what} is not a public address; if it is yours to read, add "{bare_host(host)}" to fetch.allow_hosts'
            )
        return public

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks for it."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Let go of the threads that look names up, without waiting for a name server that is slow."""
        self.resolver.close()


class Resolver:
    """Looks names up in threads of its own: slow name servers must not keep other hosts from being looked up."""

    def __init__(self, threads: int = 32) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of a host in the order to try them; OSError where there are none."""
        try:
            return [str(ip_address(bare_host(host)))]
        except ValueError:
            return await asyncio.get_running_loop().run_in_executor(self.pool, look_up, host, port)

    def close(self) -> None:
        """Start no more look-ups."""
        self.pool.shutdown(wait=False, cancel_futures=True)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no name of a host") from error
    return [str(info[4][0]) for info in found]
