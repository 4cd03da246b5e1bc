"""The examples of docs/ cannot drift: each is a file, commands on it, and what they print.

Blocks as in README.md: one after `<!-- file: NAME -->` is a file in the folder where the commands
of its page run; `...` stands for lines left out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import without_progress
from tests.support.repository import ROOT
from tests.test_readme import BLOCK, around_the_reader, as_pattern


@dataclass(frozen=True)
class Example:
    """One command of a page."""

    page: Path
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.page.name}: {self.command}"


def examples() -> list[Example]:
    """All commands of all pages, each with what it prints."""
    found = []
    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if block["kind"] == "console":
                for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
                    command, _, output = part.partition("\n")
                    found.append(Example(page, command, output))
    return found


def files_of(page: Path) -> dict[str, str]:
    blocks = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return {block["file"]: block["text"] for block in blocks if block["file"]}


@pytest.mark.parametrize("example", examples(), ids=str)
def test_a_command_prints_what_is_shown(example: Example, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    for name, text in files_of(example.page).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", example.command],
        cwd=tmp_path,
        env=around_the_reader(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    printed = without_progress(done.stderr.decode()) + done.stdout.decode()
    assert re.fullmatch(as_pattern(example.output), printed), f"{example}\n{printed}"
