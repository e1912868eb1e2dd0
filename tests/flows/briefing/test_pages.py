from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import html

from flows.alerts.message import page_of
from flows.briefing.charts import places
from flows.briefing.site import MARK, build_site
from flows.briefing.words import safe_url
from flows.errors import InputError
from flows.wording import page_name
from parsers.acts.actors.data import table
from parsers.urls import key
from storage.ledger import FileLedger
from tests.flows.briefing.conftest import EVIL, LONG, NOW, TURNED
from tests.storage.story import tell


def text_of(page: Path, path: str = "//main") -> str:
    (found,) = html.parse(page).xpath(path)
    return " ".join(found.text_content().split())


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def pact_page(site: Path, title: str) -> Path:
    (link,) = html.parse(site / "index.html").xpath("//tbody//th/a[bdi=$title]", title=title)
    return site / str(link.get("href"))


def data_of(site: Path) -> dict[str, list[object]]:
    text = (site / "data.js").read_text(encoding="utf-8")
    inner = text[text.index("'") + 1 : text.rindex("'")]
    found: dict[str, list[object]] = json.loads(re.sub(r"\\(.)", r"\1", inner))
    return found


def test_the_first_screen_says_what_is_new_what_moved_and_what_lies_ahead(site: Path) -> None:
    told = text_of(site / "index.html")
    assert (
        "1 new pact since yesterday, 1 pact moved. Reports name 1 day of the next six weeks. 6 pacts in all."
        in told
    )
    assert "pledged → ● fulfilled" in told
    assert (
        "“Japan paid out the 500 million dollars that it had promised to Kenya.” Delta Wire, 31 Oct 2025"
        in told
    )
    assert "21 Nov 2025 ○ negotiating Kenya–Japan agreement on trade" in told


def test_parties_that_joined_and_sums_that_grew_are_moves_too(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "ledger.duckdb")
    ledger.create()
    tell(ledger)
    with ledger.write() as db:
        for number, (change, before, after) in enumerate(
            [
                ("parties", "NOR", "NOR CHL"),
                ("amount", "", "2e6 NOK"),
                ("amount", "2e6 NOK", "2e6 NOK; 3e6 EUR"),
            ]
        ):
            db.execute(
                "INSERT INTO changes BY NAME SELECT * REPLACE (? AS change_id, ? AS change, ? AS before, ? AS after,"
                " ?::TIMESTAMPTZ AS recorded_at) FROM changes WHERE change = 'status' AND after = 'ratified'",
                [key(change, str(number)), change, before, after, NOW - timedelta(minutes=9 - number)],
            )
    build_site(ledger, tmp_path / "site", NOW)
    told = text_of(tmp_path / "site" / "index.html")
    assert "2 pacts moved" in told
    assert (
        "Parties of the treaty were Norway, now Norway and Chile · "
        "Sums of the treaty were not told, now NOK 2 million, €3 million · "
    ) in told
    heads = [e.title for e in feedparser.parse(tmp_path / "site" / "feeds" / "all.xml").entries[:3]]
    assert [h.split(":")[0] for h in heads] == ["Now €3 million", "Now NOK 2 million", "Joined by Chile"]


def test_the_address_in_an_alert_leads_to_the_page_of_its_pact(story: FileLedger, site: Path) -> None:
    with story.read() as db:
        ids = [pact_id for (pact_id,) in db.execute("SELECT pact_id FROM pacts").fetchall()]
    for pact_id in ids:
        address = page_of(pact_id, "https://news.example/")
        assert (site / address.removeprefix("https://news.example/")).is_file()


def test_a_quiet_day_is_said_to_be_one(story: FileLedger, tmp_path: Path) -> None:
    build_site(story, tmp_path / "site", NOW + timedelta(days=30))
    told = text_of(tmp_path / "site" / "index.html")
    assert "Nothing new since yesterday." in told
    assert "The latest change before that was recorded on 1 Nov 2025." in told
    assert "No pact moved since 30 Nov 2025." in told


def test_an_empty_ledger_has_a_briefing_too(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "ledger.duckdb")
    ledger.create()
    build_site(ledger, tmp_path / "site", NOW)
    told = text_of(tmp_path / "site" / "index.html")
    assert "The ledger holds no pact yet." in told
    assert told.count("Nothing matches.") == 4


def test_a_pact_has_all_its_reports_with_proof_and_link(site: Path) -> None:
    page = pact_page(site, "Norway–Chile treaty on maritime affairs")
    told = text_of(page)
    for sentence in (
        "Norway and Chile signed a fisheries treaty in Bergen.",
        "The two governments put their names to the fisheries treaty on Tuesday.",
        "Chile's senate ratified the fisheries treaty with Norway.",
    ):
        assert f"“{sentence}”" in told
    assert "100%: a person confirmed it." in told
    assert "confirm, 1 Nov 2025: seen in the <treaty> series" in told
    assert f"took in the pact {key('former')}" in told
    links = html.parse(page).xpath("//main//a[contains(@rel, 'noopener')]/@href")
    assert sorted(links) == [f"https://news.example/{n}" for n in (0, 1, 2)]
    life = html.parse(page).xpath("//ol[@class='life']/li")
    assert [" ".join(li.text_content().split()) for li in life] == [
        "1 Sep 2025 ◐ signed Harbour Times",
        "11 Oct 2025 ◐ ratified Delta Wire",
    ]


def test_a_former_pact_leads_to_the_one_that_it_is_now(site: Path) -> None:
    (there,) = html.parse(site / "pacts" / f"{page_name(key('former'))}.html").xpath("//main//a/@href")
    assert site / "pacts" / str(there) == pact_page(site, "Norway–Chile treaty on maritime affairs")


def test_a_country_has_its_pacts_and_partners(site: Path) -> None:
    told = text_of(site / "parties" / "JPN.html")
    assert "○ Under way 1 ◐ Made 1 ● In effect 1 ✕ Off 0" in told
    assert "state · 3 pacts" in told
    assert "Kenya 2 Australia 1" in told
    assert "Japan: aid pledge to Kenya" in told


def test_every_link_within_the_site_leads_to_a_file(site: Path) -> None:
    for page in pages_of(site):
        for address in html.parse(page).xpath("//@href | //@src"):
            if not str(address).startswith(("https://", "#")):
                assert (page.parent / re.split("[?#]", str(address))[0]).is_file(), (page, address)


def test_every_page_has_a_strict_policy_that_it_keeps(site: Path, hostile_site: Path) -> None:
    for page in [*pages_of(site), *pages_of(hostile_site)]:
        tree = html.parse(page)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert str(policy).startswith("default-src 'none'; ")
        assert "unsafe" not in str(policy)
        assert (
            tree.xpath(
                "//@style | //style | //@*[starts-with(name(), 'on')] | //script[not(@src)] | //iframe"
            )
            == []
        )
        assert [s for s in tree.xpath("//script/@src | //link/@href | //img/@src") if "://" in str(s)] == []


def test_hostile_text_shows_as_text(hostile_site: Path) -> None:
    index = hostile_site / "index.html"
    scripts = html.parse(index).xpath("//script/@src")
    assert scripts == ["data.js", "assets/briefing.js"]
    assert html.parse(index).xpath("//b | //a[starts-with(@href, 'javascript')]") == []
    assert f"“{EVIL}" in text_of(index)
    (ceasefire,) = html.parse(index).xpath("//tbody//th/a[starts-with(bdi, 'ytaert')]/@href")
    page = hostile_site / str(ceasefire)
    assert "ytaert <b>&\"'" in text_of(page, "//h1")
    # What is quoted is verbatim, and its direction is kept to its own element.
    (quoted, *_) = html.parse(page).xpath("//blockquote//bdi")
    assert quoted.text_content() == f"“{EVIL}{TURNED}”"
    assert data_of(hostile_site)["actors"][0][1]  # type: ignore[index]


def test_a_very_long_title_is_cut_with_an_ellipsis(hostile_site: Path) -> None:
    titles = html.parse(hostile_site / "index.html").xpath("//tbody//th[@scope='row']/a/bdi")
    assert max(len(t.text_content()) for t in titles) == 300
    assert LONG[:200] in titles[0].text_content()


def test_the_data_of_the_script_is_that_of_the_ledger(site: Path) -> None:
    data = data_of(site)
    words = data["words"]
    titles = [" ".join(str(words[w]) for w in title) for title in data["title"]]  # type: ignore[attr-defined]
    assert titles[0] == "Kenya–Japan agreement on trade"
    assert len(titles) == len(data["sides"]) == len(data["last"]) == 6


def test_what_is_as_it_was_is_not_written_again(story: FileLedger, tmp_path: Path) -> None:
    first = build_site(story, tmp_path / "site", NOW)
    again = build_site(story, tmp_path / "site", NOW + timedelta(minutes=1))
    assert first.written == first.files
    assert (again.files, again.written, again.removed) == (first.files, 1, 0)


def test_what_is_no_more_is_taken_away_and_what_is_others_stays(story: FileLedger, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build_site(story, folder, NOW)
    (folder / "pacts" / "gone.html").write_text("an earlier site had it")
    (folder / "robots.txt").write_text("somebody's own")
    outside = tmp_path / "outside.txt"
    outside.write_text("not of the site")
    known = json.loads((folder / MARK).read_text())["files"]
    (folder / MARK).write_text(
        json.dumps({"files": [*known, "pacts/gone.html", "../outside.txt", str(outside)]})
    )
    assert build_site(story, folder, NOW).removed == 1
    assert not (folder / "pacts" / "gone.html").exists()
    assert (folder / "robots.txt").exists()
    assert outside.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["outside.txt", "site"]


def test_a_folder_that_holds_something_else_is_left_alone(story: FileLedger, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="something else than a briefing"):
        build_site(story, tmp_path, NOW)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(InputError, match="cannot be written"):
        build_site(story, tmp_path / "thesis.txt" / "site", NOW)


def test_every_state_has_just_one_tile() -> None:
    assert len(set(places().values())) == len(places())
    states = {s for s in table("states") if len(s) == 3}
    dependencies = {"GIB", "CYM", "VGB", "AIA", "MSR", "GGY", "IMN", "DPR", "LPR"}
    assert set(places()) == states - dependencies


@pytest.mark.parametrize(
    ("given", "linked"),
    [
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("http://news.example/é?q=1&r=%20", "http://news.example/%C3%A9?q=1&r=%20"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//news.example/", ""),
        ("https://[", ""),
    ],
)
def test_only_web_addresses_are_linked(given: str, linked: str) -> None:
    assert safe_url(given) == linked
