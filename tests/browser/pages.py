"""A page in a real browser, from a file, without a network; what it asks for and says."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from topology.document.document import Topology

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Doc = dict[str, Any]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a window of its own brings along costs as much as a page; without it each page has a
    # third less to wait for. The others are those that Playwright turns off.
    "--disable-features=PreloadTopChromeWebUI,AcceptCHFrame,DestroyProfileOnBrowserClose,"
    "GlobalMediaControls,HttpsUpgrades,ImprovedCookieControls,LazyFrameLoading,MediaRouter,"
    "OptimizationHints,PaintHolding,Translate,WebUITabStrip",
)
WATCH_POLICY = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""

FRAMES = """(number) => new Promise((done) => {
  const next = () => (number-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""
PATIENCE_MS = 600_000
"""How long a page may take: no test fails because the machine is slow."""


def missing(what: str) -> NoReturn:
    """Skips where a developer lacks a browser; the shared checks must not go without one."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@dataclass
class Shown:
    """A page that is open, and all it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def down(self, ids: list[str]) -> set[str]:
        found: list[str] = self.page.evaluate("(ids) => topologyView.down(ids)", ids)
        return set(found)

    def click_node(self, name: str) -> None:
        at = self.page.evaluate("(id) => topologyView.placeOf(id)", name)
        self.page.locator("#graph").click(position=at)

    def panel(self) -> Locator:
        return self.page.locator("#detail")

    def search(self, text: str) -> None:
        self.page.locator("#search").fill(text)

    def drawn(self) -> set[str]:
        return set(self.page.evaluate("topologyView.drawn()"))

    def frames(self, number: int) -> None:
        """Lets so many frames be drawn, however long it takes."""
        self.page.evaluate(FRAMES, number)

    def frames_until(self, condition: str, most: int = 600) -> None:
        """Lets frames be drawn until something holds."""
        for _ in range(most):
            if self.page.evaluate(condition):
                return
            self.frames(1)
        pytest.fail(f"after {most} frames it is not so: {condition}")

    def states(self) -> dict[str, str]:
        """How each drawn node looks, by id."""
        found: dict[str, str] = self.page.evaluate(
            "Object.fromEntries(topologyView.drawn().map((id) => [id, topologyView.lookOf(id)]))"
        )
        return found


def column(shown: Shown, table: str, number: int) -> list[str]:
    """The texts of a column of a table, from 1."""
    cells = shown.page.locator(f"{table} tbody tr td:nth-child({number})")
    return [text.strip() for text in cells.all_inner_texts()]


class Opener:
    """Opens pages from files; none may ask for anything or complain, as checked at the end."""

    def __init__(self, browser: Browser, folder: Path, render: Callable[[Topology], str]) -> None:
        self.browser = browser
        self.render = render
        self.folder = folder
        self.opened: list[Shown] = []

    def __call__(self, topology: Topology | Doc, **options: Any) -> Shown:
        if isinstance(topology, dict):
            topology = Topology.from_dict(topology)
        return self.page(self.render(topology), **options)

    def page(self, html: str, **options: Any) -> Shown:
        """Opens what has been made already."""
        file = self.folder / f"{len(self.opened)}.html"
        file.write_text(html, encoding="utf-8")
        settings = {
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
        } | options
        context = self.browser.new_context(offline=True, **settings)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        shown = Shown(page)
        page.on("request", lambda request: shown.requests.append(request.url))
        page.on("console", lambda message: shown.complaints.append(message.text))
        page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        page.add_init_script(WATCH_POLICY)
        page.goto(file.as_uri())
        page.evaluate("window.topologyReady")
        shown.requests.remove(file.as_uri())
        self.opened.append(shown)
        return shown

    def check_and_close(self) -> None:
        for shown in self.opened:
            violations = shown.page.evaluate("window.violations")
            shown.page.context.close()
            assert [url for url in shown.requests if url != "data:,"] == []
            assert shown.complaints == []
            assert violations == []
