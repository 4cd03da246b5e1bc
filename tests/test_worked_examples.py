"""The worked examples of the documentation cannot drift: their commands are run as shown."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.support.pages import Command, Page, as_pattern, printed
from tests.support.repository import ROOT

PAGES = [
    Page(str(page.relative_to(ROOT)))
    for page in sorted((ROOT / "docs").glob("*.md"))
    if page.stem != "library"  # which has a test of its own
]
COMMANDS = [(page, command) for page in PAGES for command in page.commands()]


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[str(c) for _, c in COMMANDS])
def test_a_worked_example_prints_what_is_shown(
    page: Page, command: Command, tmp_path: Path
) -> None:
    page.lay_out(tmp_path)
    found = printed(command, tmp_path, in_a_shell=False)
    assert re.fullmatch(as_pattern(command.output), found), (
        f"{command}: $ {command.command}\n{found}"
    )


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # topohub leaves its files to be closed
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_session_of_a_page_is_right(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    session = "".join(block.text for block in page.blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, page.path, page.path, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append)
    assert not runner.failures, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_file_that_is_shown_is_used(page: Page) -> None:
    for block in page.blocks():
        if block.file:
            used = any(block.file in command.command for command in page.commands())
            assert used, f"{page.path}: {block.file} is shown and never used"
