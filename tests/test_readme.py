"""README.md cannot drift: its commands are run, its examples are run, their output is compared.

The two lines to paste (blocks of `sh`) are run by `.ci/run`,
before the tests. How the rest is read says `tests.support.pages`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.pages import Command, Page, as_pattern, printed

PAGE = Page("README.md")
README = PAGE.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the models and the files that the README shows."""
    PAGE.lay_out(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", PAGE.commands(), ids=str)
def test_commands_print_what_is_shown(command: Command, folder: Path) -> None:
    found = printed(command, folder)
    assert re.fullmatch(as_pattern(command.output), found), (
        f"{command}: $ {command.command}\n{found}"
    )


def test_files_are_used() -> None:
    for block in PAGE.blocks():
        if block.file:
            assert README.count(block.file) > 1, f"{block.file} is shown and never used"


def test_every_block_is_run_or_is_a_file() -> None:
    for block in PAGE.blocks():
        run = block.kind in ("sh", "console")
        assert run or block.file, f"README.md:{block.line}: nothing checks this block"


def test_two_lines_can_be_pasted() -> None:
    install, test = (block.text for block in PAGE.blocks("sh"))
    for text in (install, test):
        assert text.count("\n") == 1, "it is one line"
    assert "pip install" in install
    assert "pytest" in test


def test_elision_stands_for_lines() -> None:
    assert re.fullmatch(as_pattern("a\n...\nd\n"), "a\nb\nc\nd\n")
    assert re.fullmatch(as_pattern("a\n...\n"), "a\n")
    assert not re.fullmatch(as_pattern("a\n...\nd\n"), "a\nb\n")
    assert not re.fullmatch(as_pattern("a.c\n"), "abc\n")
