"""The briefing as a person has it: in a real browser, from a folder and from a web server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import CHROMIUM, WHY_NONE, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=WHY_NONE)]
SHOWN = "document.documentElement.dataset.shown"
PHONE = {"width": 360, "height": 740}
Open = Callable[..., "Page"]


# Not for the session: while it is open, an event loop runs, and other tests want their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a page in a context of its own; afterwards it must have asked for nothing elsewhere, and complained of nothing."""
    seen: list[str] = []
    contexts = []

    def open_(address: str, **how: Any) -> Page:
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        home = address[: address.index("/", 8)] if address.startswith("http") else "file:"
        page.on("console", lambda m: seen.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: seen.append(f"error: {e}"))
        page.on("dialog", lambda d: seen.append(f"dialog: {d.message}"))
        page.on("request", lambda r: seen.append(r.url) if not r.url.startswith((home, "data:")) else None)
        page.on("requestfailed", lambda r: seen.append(f"failed: {r.url}"))
        page.goto(address)
        if how.get("java_script_enabled", True) and page.locator("#filters").count():
            page.wait_for_function(SHOWN)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert seen == []


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address on a plain web server."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def index(site: Path, asked: str = "") -> str:
    return (site / "index.html").as_uri() + asked


def titles(page: Page) -> list[str]:
    return page.locator("#t-table tbody th").all_inner_texts()


def wait_for(page: Page, count: str) -> None:
    page.locator("#found", has_text=count).wait_for()


def one_of_each(site: Path) -> list[Path]:
    """A page of each sort."""
    return [
        site / "index.html", next((site / "pacts").glob("*.html")), site / "parties" / "KEN.html",
        site / "parties" / "index.html", site / "months" / "2025-09.html", site / "feeds" / "index.html",
    ]  # fmt: skip


def test_a_filter_lives_in_the_address_and_the_way_back_works(opened: Open, site: Path) -> None:
    page = opened(index(site))
    assert len(titles(page)) == 6
    page.select_option("#f-party", "JPN")
    wait_for(page, "3 pacts of 6 match.")
    page.select_option("#f-status", "all-firm")
    wait_for(page, "1 pact of 6 match.")
    assert titles(page) == ["Japan: aid pledge to Kenya"]
    assert page.url.endswith("index.html?party=JPN&status=all-firm")
    page.go_back()
    wait_for(page, "3 pacts of 6 match.")
    assert page.input_value("#f-status") == ""


def test_a_link_shows_the_same_to_a_colleague(opened: Open, site: Path) -> None:
    page = opened(index(site, "?q=fisheries&kind=treaty"))
    wait_for(page, "Nothing matches.")
    page = opened(index(site, "?topic=trade&with=KEN&since=2025-10-01#matrix"))
    assert titles(page) == ["Kenya–Japan agreement on trade"]
    assert page.locator("#t-timeline title").all_text_contents() == ["Nov 2025: 1"]
    assert page.locator("#t-map [data-id=JPN] .many").text_content() == "1"
    assert page.locator("#t-map [data-id=NOR] .many").text_content() == ""
    assert page.locator("#t-matrix th[scope=row]").all_inner_texts() == ["Japan", "Kenya"]


def test_text_is_searched_in_titles_parties_and_topics(opened: Open, site: Path) -> None:
    page = opened(index(site))
    page.fill("#f-q", "congo m23 PEACE")
    wait_for(page, "1 pact of 6 match.")
    assert titles(page) == ["DR Congo–M23 ceasefire on peace"]
    assert page.locator("#t-badges").inner_text() == "M23 1"
    page.click("button[type=reset]")
    wait_for(page, "6 pacts in all.")
    assert page.url.endswith("index.html")


def test_a_filter_that_nothing_fits_says_so_everywhere(opened: Open, site: Path) -> None:
    page = opened(index(site, "?party=NOSUCH&since=rubbish&kind=%3Cscript%3E"))
    wait_for(page, "Nothing matches. Clear a filter to see more.")
    for part in ("#t-table", "#t-timeline", "#t-badges", "#t-matrix", "#t-amounts"):
        assert page.locator(part).inner_text() == "Nothing matches."


def test_a_cell_of_the_matrix_filters_by_both(opened: Open, site: Path) -> None:
    page = opened(index(site))
    page.click("#t-matrix a[aria-label^='Japan and Kenya']")
    wait_for(page, "2 pacts of 6 match.")
    assert page.url.endswith("?party=JPN&with=KEN")


def test_what_the_script_draws_is_what_the_page_had(opened: Open, site: Path) -> None:
    """Charts and tables of all pacts look the same with and without JavaScript."""
    with_script = opened(index(site))
    without = opened(index(site), java_script_enabled=False)
    for part in ("#t-table", "#t-map", "#t-badges", "#t-matrix", "#t-amounts"):
        one, other = ("".join((p.locator(part).text_content() or "").split()) for p in (with_script, without))
        assert one == other, part
    bars = [p.locator("#t-timeline rect").count() for p in (with_script, without)]
    assert bars[0] == bars[1] > 0


def test_without_javascript_there_are_pages_instead_of_filters(opened: Open, site: Path) -> None:
    page = opened(index(site), java_script_enabled=False)
    assert not page.locator("#filters").is_visible()
    assert page.locator("noscript p", has_text="Filters need JavaScript").is_visible()
    assert len(titles(page)) == 6
    page.click("noscript a >> text=by month")
    page.click("text=Oct 2025")
    assert page.locator("h1").inner_text() == "Pacts last reported in Oct 2025"


def test_a_web_server_serves_it_as_well(opened: Open, served: str) -> None:
    page = opened(f"{served}?kind=treaty")
    wait_for(page, "1 pact of 6 match.")
    page.click("#t-table tbody a >> nth=0")
    assert page.locator("h1").inner_text() == "Norway–Chile treaty on maritime affairs"


def test_hostile_text_runs_nothing(opened: Open, hostile_site: Path) -> None:
    page = opened(index(hostile_site))
    page.fill("#f-q", "<script>alert")
    wait_for(page, "3 pacts of 6 match.")
    assert page.locator("#t-table script").count() == 0
    for one in one_of_each(hostile_site):
        opened(one.as_uri())


@pytest.mark.parametrize("folder", ["site", "hostile_site"])
def test_no_page_is_wider_than_a_phone(opened: Open, folder: str, request: pytest.FixtureRequest) -> None:
    for one in one_of_each(request.getfixturevalue(folder)):
        page = opened(one.as_uri(), viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], one


def test_the_keyboard_gets_to_the_content_and_to_the_filters(opened: Open, site: Path) -> None:
    page = opened(index(site))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#f-kind")
    page.keyboard.type("ceasefire")
    wait_for(page, "1 pact of 6 match.")


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark", "viewport": PHONE}])
def test_the_rules_of_accessibility_hold(
    opened: Open, site: Path, hostile_site: Path, look: dict[str, Any]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for one in [*one_of_each(site), hostile_site / "index.html"]:
        page = opened(one.as_uri(), **look)
        for summary in page.locator("summary").all():
            summary.click()
        # Its own preloading of styles asks for what the page's policy forbids.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        grave = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
        assert grave == [], one


def test_a_page_can_be_printed(opened: Open, site: Path) -> None:
    page = opened(index(site))
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#t-table").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
