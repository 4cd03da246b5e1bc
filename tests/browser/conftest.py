"""The browser, and pages that are open in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import FLAGS, PATIENCE_MS, Opener, Shown, missing
from tests.browser.shop import SHOP
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.page.view import report_html, view_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        missing("chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=list(FLAGS), timeout=PATIENCE_MS
        )
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """The interactive graph."""
    opener = Opener(browser, tmp_path, lambda topology: view_html(SinglePoints.of(topology)))
    yield opener
    opener.check_and_close()


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """The report."""
    opener = Opener(browser, tmp_path, _report)
    yield opener
    opener.check_and_close()


@pytest.fixture
def shop(open_report: Opener) -> Shown:
    return open_report(SHOP)


def _report(topology: Topology) -> str:
    return report_html(Study.of(topology))
