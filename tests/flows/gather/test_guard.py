from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import time
from collections.abc import Iterator
from contextlib import aclosing
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from flows.gather.client import Client
from flows.gather.guard import Guard, is_allowed, is_public
from flows.gather.http import Fetched, fetch_all, fetch_each
from flows.newsroom.loopback import Loopback, QuietHandler
from flows.settings import Fetch
from tests.flows.rough import Names, Rough, ToLoopback, guard_to

LIMITS = Fetch(timeout=5, max_bytes=1_000_000, delay=0, respect_robots=False)
IMPATIENT = LIMITS.model_copy(update={"timeout": 0.2})


def get(url: str, guard: Guard, limits: Fetch = LIMITS, tls: ssl.SSLContext | None = None) -> Fetched:
    async def one() -> Fetched:
        async with aclosing(fetch_each([url], limits, client=Client(limits, guard, tls))) as each:
            (answer,) = [answer async for _, answer in each]
            return answer

    return asyncio.run(one())


def code(answer: Fetched) -> str:
    return answer.problem.code if answer.problem else ""


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.9", "192.88.99.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1",
        "5f00::1", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_for_everybody_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "port", "names", "allowed"),
    [
        ("127.0.0.1", 80, ["127.0.0.1"], True),
        ("127.0.0.1", 81, ["127.0.0.1:80"], False),
        ("Intranet.Example.", 80, ["intranet.example"], True),
        ("x.intranet.example", 80, ["intranet.example"], False),
        ("::1", 8080, ["[::1]:8080"], True),
        ("::1", 8081, ["[::1]:8080"], False),
        ("[::1]", 80, ["::1"], True),
    ],
)
def test_a_host_is_allowed_by_its_whole_name(
    host: str, port: int, names: list[str], *, allowed: bool
) -> None:
    assert is_allowed(host, port, names) is allowed


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_this_machine_is_not_read_however_it_is_written(rough: Rough, host: str) -> None:
    (answer,) = asyncio.run(fetch_all([f"http://{host}:{rough.port}/"], LIMITS))
    assert code(answer) == "forbidden_address"
    assert "fetch.allow_hosts" in (answer.problem.detail if answer.problem else "")
    assert rough.seen == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://intern.example/",
        "file:///etc/passwd",
        "gopher://h.example/",
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_not_followed(rough: Rough, target: str) -> None:
    names = Names({"intern.example": [["10.0.0.7"]]})
    guard = guard_to(rough.port, names, allow=[f"127.0.0.1:{rough.port}"])
    answer = get(rough.say(302, Location=target.format(other=rough.port + 1)), guard)
    assert code(answer) == "forbidden_address"
    assert (len(rough.seen), answer.moved_to) == (1, "")


def test_a_name_that_changes_its_address_gains_nothing(rough: Rough) -> None:
    names = Names({"turn.example": [["93.184.216.34"], ["127.0.0.1"]]})
    guard = guard_to(rough.port, names)
    assert get(rough.url("/", "turn.example"), guard).problem is None
    assert code(get(rough.url("/", "turn.example"), guard)) == "forbidden_address"
    assert isinstance(guard.network, ToLoopback)
    assert guard.network.connected == ["93.184.216.34"]


def test_of_many_addresses_only_public_ones_are_connected_to(rough: Rough) -> None:
    guard = guard_to(rough.port, Names({"both.example": [["10.0.0.7", "2606:4700::1", "::1"]]}))
    assert get(rough.url("/", "both.example"), guard).problem is None
    assert isinstance(guard.network, ToLoopback)
    assert guard.network.connected == ["2606:4700::1"]


def test_a_host_named_in_the_settings_may_have_any_address(rough: Rough) -> None:
    guard = guard_to(rough.port, Names({"intranet.example": [["10.0.0.7"]]}), allow=["intranet.example"])
    assert get(rough.url("/", "intranet.example"), guard).problem is None


def test_a_name_that_nobody_knows_is_a_problem(rough: Rough) -> None:
    answer = get("http://nobody.example/", guard_to(rough.port, Names({"nobody.example": [[]]})))
    assert code(answer) == "unreachable"


def test_another_address_of_a_host_is_tried_where_one_does_not_answer(rough: Rough) -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    answer = get(f"http://two.example:{rough.port}/", Guard(["two.example"], resolve=both))
    assert answer.problem is None


@pytest.mark.parametrize("how", ["gzip", "br", "zstd"])
def test_what_is_packed_is_unpacked(rough: Rough, how: str) -> None:
    answer = get(rough.url(f"/small/{how}"), guard_to(rough.port))
    assert answer.body == b"tides " * 100
    assert how in rough.seen[-1].headers["accept-encoding"]


@pytest.mark.parametrize(
    "path", ["/bomb/gzip", "/bomb/br", "/bomb/zstd", "/bomb/gzip,gzip", "/bomb/nothing", "/endless"]
)
def test_what_is_endless_or_swells_is_too_large(rough: Rough, path: str) -> None:
    answer = get(rough.url(path), guard_to(rough.port))
    assert (code(answer), answer.body) == ("too_large", b"")


@pytest.mark.parametrize("path", ["/drip-head", "/drip-body", "/silent"])
def test_a_server_that_takes_its_time_is_left(rough: Rough, path: str) -> None:
    started = time.monotonic()
    answer = get(rough.url(path), guard_to(rough.port), IMPATIENT)
    assert code(answer) == "unreachable"
    assert "no answer within 0.2 s" in (answer.problem.detail if answer.problem else "")
    assert time.monotonic() - started < 2


def test_headers_without_end_are_a_problem(rough: Rough) -> None:
    assert code(get(rough.url("/endless-headers"), guard_to(rough.port))) == "unreachable"


def test_redirects_do_not_win_a_server_more_time(rough: Rough) -> None:
    limits = LIMITS.model_copy(update={"timeout": 0.25})
    url = rough.url("/slow-redirect")
    assert code(get(url, guard_to(rough.port), limits)) == "unreachable"
    assert len(rough.seen) < LIMITS.max_redirects + 1


def test_a_page_keeps_its_bytes_whatever_charset_its_server_tells(rough: Rough) -> None:
    answer = get(rough.url("/wrong-charset"), guard_to(rough.port))
    assert (answer.body, answer.content_type) == (b"Caf\xe9 talks", "text/html; charset=utf-8")


def test_a_password_in_a_redirect_is_neither_sent_nor_kept(rough: Rough) -> None:
    answer = get(rough.say(302, Location="http://me:secret@h.example/"), guard_to(rough.port))
    assert (answer.url, "authorization" in rough.seen[-1].headers) == ("http://h.example/", False)


def test_a_cookie_is_given_back_on_the_way_and_to_no_other_host(rough: Rough) -> None:
    inner = rough.say(302, Location="http://other.example/")
    get(rough.say(302, Location=inner, Set_Cookie="seen=1"), guard_to(rough.port))
    assert [s.headers.get("cookie") for s in rough.seen] == [None, "seen=1", None]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of a server with a certificate for news.example, and a client's context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = Path(tmp_path_factory.mktemp("tls") / "cert.pem")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    served, trusts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(pem))
    served.load_cert_chain(pem)

    class Page(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
            self.answer(200, {}, b"news")

    with Loopback(Page) as server:
        assert isinstance(server.server, ThreadingHTTPServer)
        server.server.socket = served.wrap_socket(server.server.socket, server_side=True)
        yield server.port, trusts


@pytest.mark.parametrize(("host", "expected"), [("news.example", ""), ("other.example", "unreachable")])
def test_a_certificate_is_held_against_the_name_and_not_the_address(
    tls: tuple[int, ssl.SSLContext], host: str, expected: str
) -> None:
    answer = get(f"https://{host}/", guard_to(tls[0]), tls=tls[1])
    assert code(answer) == expected
    if expected:
        assert "certificate" in (answer.problem.detail if answer.problem else "")
