from __future__ import annotations

import json
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flows.commands.sources_file import add_sources, name_for
from flows.gather.catalogue import REGIONS, catalogue
from flows.gather.feeds import poll_each
from flows.gather.http import Hosts
from flows.newsroom.loopback import Loopback, QuietHandler
from flows.runs import Run
from flows.settings import load_settings
from flows.summary import Summary
from flows.watch import poll_sources, sources_to_ask
from storage.ledger import FileLedger
from storage.sources import save_sources
from tests.flows.commands.test_cli import run
from tests.parsers.test_feed import RSS
from tests.parsers.test_listing import INDEX, JSON_FEED, NEWS, PAGE

PAGES = Path(__file__).parents[3] / "docs" / "sources.md"
SETTINGS = """# Mine.
[storage]
path = "ledger.duckdb"   # here
[fetch]
allow_hosts = ["127.0.0.1"]
delay = 0
"""


class Site(Loopback):
    """Answers each path as `pages` says (status, headers, body), and keeps what was asked with which condition."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        super().__init__(partial(SiteHandler, site=self))

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def say(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, body)
        return self.url(path)


class SiteHandler(QuietHandler):
    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 - the base class calls it so
        if self.path != "/robots.txt":
            self.site.asked.append((self.path, self.headers.get("If-None-Match")))
        status, headers, body = self.site.pages.get(self.path, (404, {}, b""))
        etag = headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            self.answer(304, headers)
        else:
            self.answer(status, headers, body)


@pytest.fixture(scope="module")
def one_site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def site(one_site: Site) -> Site:
    one_site.pages.clear()
    one_site.asked.clear()
    return one_site


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")
    path = tmp_path / "pactwatch.toml"
    path.write_text(SETTINGS)
    return path


def written(config: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(config.read_text()).get("sources", [])
    return found


def poll(config: Path, *, soon: bool = True) -> dict[str, Any]:
    """A run's polling without its engine; the health of the one source after it."""
    settings = load_settings(config)
    made = Run("run", settings, config.parent, settings.storage.open(), Summary())
    if not settings.storage.path.exists():
        made.ledger.create()
    with made.ledger.write() as db:
        save_sources(db, [s.model_dump() for s in settings.sources], datetime.now(UTC))
    hosts = Hosts()
    asked = sources_to_ask(made, hosts, soon=soon)
    poll_sources.fn(made, asked, hosts)
    return health(made.ledger)


def health(ledger: Any) -> dict[str, Any]:
    with ledger.read() as db:
        found: dict[str, Any] = db.execute("FROM source_health").to_arrow_table().to_pylist()[0]
        found["waiting"] = db.execute("SELECT count(*) FROM waiting").fetchone()[0]
    return found


@pytest.mark.parametrize(
    "command", ["add", "list", "check", "import", "export", "pause", "resume", "catalogue"]
)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sources", command, "--help") == 0
    assert f"pactwatch sources {command}" in capsys.readouterr().out


def test_the_commands_of_the_page_on_sources_run(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.say("/", PAGE, Content_Type="text/html")
    site.say("/atom", RSS)
    FileLedger("ledger.duckdb").create()
    lines = [line[2:] for line in PAGES.read_text().splitlines() if line.startswith("$ pactwatch")]
    told = {shlex.split(line)[2] for line in lines if " sources " in line}
    assert told == {"add", "catalogue", "export", "import", "check", "list", "pause", "resume"}
    for line in lines:
        assert run(*shlex.split(line.replace("https://site.example", site.url()))[1:]) == 0, line
        assert capsys.readouterr().err == ""
    assert [(s["name"], s["url"]) for s in written(config)][:2] == [
        ("harbour", site.url("/atom")),
        ("un-news", "https://news.un.org/feed/subscribe/en/news/all/rss.xml"),
    ]


@pytest.mark.parametrize(
    ("pages", "path", "kind"),
    [
        ({"/": RSS}, "/", None),
        ({"/": JSON_FEED}, "/", None),
        ({"/": PAGE, "/atom": RSS}, "/atom", None),
        ({"/": PAGE, "/atom": b"gone", "/feeds/all.rss": RSS}, "/feeds/all.rss", None),
        ({"/": b"<p>Hello</p>", "/rss.xml": RSS}, "/rss.xml", None),
        ({"/": b"<p>Hello</p>", "/robots.txt": b"Sitemap: /n.xml", "/n.xml": NEWS}, "/n.xml", None),
        ({"/": b"<p>Hello</p>", "/sitemap.xml": INDEX, "/new.xml": NEWS}, "/sitemap.xml", None),
        ({"/": PAGE}, "/", "links"),
    ],
)
def test_the_feed_behind_a_site_is_found(
    site: Site, config: Path, pages: dict[str, bytes], path: str, kind: str | None
) -> None:
    for at, body in pages.items():
        site.say(at, body.replace(b"https://a.example", site.url("").encode()))
    assert run("sources", "add", site.url()) == 0
    (source,) = written(config)
    assert (source["url"], source.get("kind")) == (site.url(path), kind)
    assert len({p for p, _ in site.asked}) == len(site.asked)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["add", "{}/nothing"], "404"),
        (["add", "{}/empty"], "no feed was found"),
        (["add", "{}/named", "--name", "No Name"], "small letters, digits"),
        (["add"], "name an address"),
        (["add", "file:///etc/passwd"], "is no address"),
        (["add", "--catalogue", "nobody"], "the catalogue has no nobody"),
        (["check", "nobody"], "no source named nobody"),
        (["check"], "no sources yet"),
        (["pause", "nobody"], "no source named nobody"),
        (["import", "none.opml"], "cannot be read"),
        (["import", "pactwatch.toml"], "no OPML"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_the_file_as_it_was(
    site: Site, config: Path, arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.say("/empty", b"<p>Hello</p>")
    site.say("/named", RSS)
    assert run("sources", *(a.format(site.url("")) for a in arguments)) == 2
    told = capsys.readouterr().err
    assert word in told
    assert ".draft" not in told
    assert config.read_text() == SETTINGS
    assert {p.name for p in config.parent.iterdir()} <= {"pactwatch.toml"}


def test_an_address_that_is_there_already_is_not_added_again(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.say("/", RSS)
    assert run("sources", "add", site.url()) == 0
    assert run("sources", "add", site.url()) == 2
    assert "there already" in capsys.readouterr().err
    assert len(written(config)) == 1


def test_a_persons_comments_and_order_stay(config: Path) -> None:
    text = (
        SETTINGS
        + '\n[[sources]]\nname = "a" # mine\nurl = "https://a.example/"\n\n# the end, without a line end'
    )
    config.write_text(text)
    add_sources(
        config, [{"name": "b", "url": "https://b.example/?a=1", "outlet": 'A "b" \\ c', "kind": "auto"}]
    )
    assert config.read_text().startswith(text)
    assert written(config)[1] == {"name": "b", "url": "https://b.example/?a=1", "outlet": 'A "b" \\ c'}
    config.write_text(
        "# top\nsources = [{name = 'a', url = 'https://a.example/'}] # here\n[gather]\nmin_interval = '1m'\n"
    )
    add_sources(config, [{"name": "b", "url": "https://b.example/"}])
    assert [s["name"] for s in written(config)] == ["a", "b"]
    assert config.read_text().startswith("# top\n")
    assert "# here" in config.read_text()


@pytest.mark.parametrize(
    ("titles", "taken", "name"),
    [
        (["Überblick: News!"], [], "uberblick-news"),
        (["日本"], [], "a-example"),
        (["", "Harbour"], ["harbour", "harbour-2"], "harbour-3"),
        (["x" * 200], [], "x" * 60),
    ],
)
def test_names_are_made_from_titles(titles: list[str], taken: list[str], name: str) -> None:
    assert name_for(titles, "https://www.a.example/feed", taken) == name


def test_the_catalogue_has_sources_of_all_regions_each_once() -> None:
    offered = catalogue()
    assert len(offered) >= 40
    assert {o.region for o in offered} == set(REGIONS)
    for field in ("name", "url"):
        assert len({getattr(o, field) for o in offered}) == len(offered)
    from pycountry import countries, languages

    assert all(countries.get(alpha_3=o.country) for o in offered if o.country)
    assert all(languages.get(alpha_2=o.language) for o in offered)


def test_a_source_is_asked_only_for_what_has_changed_and_its_entries_are_kept(
    site: Site, config: Path
) -> None:
    url = site.say("/feed", RSS, ETag='"1"')
    add_sources(config, [{"name": "harbour", "url": url}])
    first = poll(config)
    assert (first["state"], first["kind"], first["waiting"]) == ("active", "rss", 2)
    again = poll(config)
    assert site.asked == [("/feed", None), ("/feed", '"1"')]
    assert (again["state"], again["waiting"], again["last_new"]) == ("active", 2, first["last_new"])
    assert again["poll_interval"] > first["poll_interval"]
    assert poll(config, soon=False) == again
    assert len(site.asked) == 2


def test_a_source_that_moves_is_asked_at_its_new_address_and_the_settings_stay(
    site: Site, config: Path
) -> None:
    url = site.say("/old", status=308, Location="/new")
    site.say("/new", RSS)
    add_sources(config, [{"name": "harbour", "url": url}])
    before = config.read_text()
    assert poll(config)["url"] == site.url("/new")
    poll(config)
    assert [path for path, _ in site.asked] == ["/old", "/new", "/new"]
    assert config.read_text() == before
    config.write_text(before.replace("/old", "/third"))
    site.say("/third", RSS)
    assert poll(config)["url"] == site.url("/third")


def test_a_source_that_is_gone_rests_until_it_is_resumed(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_sources(config, [{"name": "harbour", "url": site.say("/feed", status=410)}])
    gone = poll(config)
    assert (gone["state"], gone["next_poll"]) == ("retired", None)
    poll(config)
    assert len(site.asked) == 1
    site.say("/feed", RSS)
    assert run("sources", "resume", "harbour") == 0
    assert poll(config)["state"] == "active"
    assert run("sources", "pause", "harbour") == 0
    assert poll(config)["state"] == "paused"
    assert len(site.asked) == 2
    capsys.readouterr()
    assert run("sources", "list", "--format", "json") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["kind"], shown["problem"]) == ("paused", "rss", None)


def test_a_source_that_asked_to_be_left_alone_is_left_alone_by_hand_too(site: Site, config: Path) -> None:
    add_sources(config, [{"name": "harbour", "url": site.say("/feed", status=429, Retry_After="3600")}])
    busy = poll(config)
    assert (busy["state"], busy["failures"]) == ("failing", 1)
    poll(config)
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [200, 500])
def test_a_source_that_fails_says_why_and_keeps_what_it_was(
    site: Site, config: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    add_sources(config, [{"name": "harbour", "url": site.say("/feed", RSS, ETag='"1"')}])
    poll(config)
    site.say("/feed", b"<html>Sorry</html>", status=status)
    failing = poll(config)
    assert (failing["state"], failing["failures"], failing["kind"]) == ("failing", 1, "rss")
    assert failing["detail"]
    assert run("sources", "check") == 1
    assert run("sources", "list") == 0
    assert "failing" in capsys.readouterr().out
    site.say("/feed", RSS, ETag='"1"')
    assert poll(config)["state"] == "active"
    assert site.asked[-1] == ("/feed", '"1"')


def test_an_index_of_sitemaps_is_read_with_its_parts_each_time(site: Site, config: Path) -> None:
    add_sources(config, [{"name": "harbour", "url": site.say("/map.xml", INDEX, ETag='"1"')}])
    site.say("/new.xml", NEWS)
    found = poll(config)
    assert (found["state"], found["kind"], found["waiting"]) == ("active", "sitemap", 2)
    poll(config)
    assert ("/map.xml", '"1"') not in site.asked


def test_a_feed_of_ten_thousand_entries_is_taken_whole(site: Site, config: Path) -> None:
    items = b"".join(b"<item><link>/%d</link></item>" % n for n in range(10_000))
    add_sources(
        config,
        [{"name": "a", "url": site.say("/f", b"<rss version='2.0'><channel>" + items + b"</channel></rss>")}],
    )
    assert poll(config)["waiting"] == 10_000


def test_what_sources_answered_is_kept_where_a_run_stops_while_others_are_asked(
    site: Site, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [site.say(f"/feed{n}", RSS) for n in range(4)]
    add_sources(config, [{"name": f"s{n}", "url": a} for n, a in enumerate(addresses)])
    answered = poll_each

    def stopped(*args: Any) -> Iterator[Any]:
        each = answered(*args, size=2)
        yield next(each)
        each.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.watch.poll_each", stopped)
    with pytest.raises(KeyboardInterrupt):
        poll(config)
    with FileLedger(config.parent / "ledger.duckdb").read() as db:
        assert db.execute("SELECT count(*), sum(new_entries) > 0 FROM polls").fetchone() == (2, True)
