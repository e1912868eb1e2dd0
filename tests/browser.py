"""Debian's chromium without a window, for tests and benches that look at pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium")
WHY_NONE = "there is no chromium; install it with `apt-get install chromium`"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # A container's root has no user namespaces to build a sandbox from; the pages are our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
