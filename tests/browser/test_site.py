"""The site of the documentation is whole, and asks for nothing from elsewhere when it is read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import topology
from tests.browser.pages import PATIENCE_MS, missing
from tests.support.repository import MODELS, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

PAGES = (
    *("index", "docs/tutorial", "docs/gallery", "docs/glossary", "docs/command-line"),
    *("docs/document", "docs/python-api", "docs/decisions/0001-layers"),
    *("reports/heathrow-2025", "reports/germany50"),
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as CI builds it: what leads nowhere makes the build fail."""
    if find_spec("mkdocs") is None:
        missing("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    surroundings = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.mark.browser
def test_no_page_asks_elsewhere_or_complains(site: Path, context: BrowserContext) -> None:
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    for name in PAGES:
        page.goto((site / f"{name}.html").as_uri(), wait_until="networkidle")
        assert page.locator("h1").count() >= 1, name
    own = ("data:", "blob:", site.as_uri())
    assert [url for url in asked if not url.startswith(own)] == []
    assert said == []


@pytest.mark.browser
def test_the_search_finds_from_a_file(site: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.locator("[data-md-component=search-query]").fill("Fussell-Vesely")
    found = page.locator(".md-search-result__link").first
    found.wait_for(state="attached")
    links = page.locator(".md-search-result__link").evaluate_all("all => all.map(a => a.href)")
    assert any("docs/glossary.html" in link for link in links), links


@pytest.mark.browser
def test_every_model_has_its_report_and_the_gallery_leads_there(site: Path) -> None:
    gallery = (site / "docs" / "gallery.html").read_text(encoding="utf-8")
    for model in MODELS:
        assert (site / "reports" / f"{model.stem}.html").is_file()
        assert f'href="../reports/{model.stem}.html"' in gallery


@pytest.mark.browser
def test_the_library_has_an_entry_for_each_name(site: Path) -> None:
    page = (site / "docs" / "python-api.html").read_text(encoding="utf-8")
    found = {
        anchor.rpartition(".")[2] for anchor in re.findall(r'<h2 id="(topology\.[\w.]+)"', page)
    }
    assert found == set(topology.__all__)


@pytest.mark.browser
def test_diagrams_are_pictures(site: Path) -> None:
    page = (site / "docs" / "decisions" / "0001-layers.html").read_text(encoding="utf-8")
    assert '<div class="diagram"><svg' in page
    assert 'class="mermaid"' not in page
