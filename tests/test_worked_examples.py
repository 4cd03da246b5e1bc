"""The worked examples in docs/ cannot drift: their commands are run, and their output is compared.

They are written as those of README.md: a block after `<!-- file: NAME -->` is a file, a block of
`console` holds commands and what they print.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import without_progress
from tests.support.repository import ROOT
from tests.test_readme import BLOCK, around_the_reader, as_pattern


@dataclass(frozen=True)
class Example:
    page: str
    command: str
    output: str


def files_of(page: Path) -> dict[str, str]:
    text = page.read_text(encoding="utf-8")
    return {m["file"]: m["text"] for m in BLOCK.finditer(text) if m["file"]}


def examples() -> list[Example]:
    found = []
    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if block["kind"] == "console":
                for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
                    command, _, output = part.partition("\n")
                    found.append(Example(page.name, command, output))
    return found


def test_there_are_examples() -> None:
    assert examples()


@pytest.mark.parametrize("example", examples(), ids=lambda e: f"{e.page}: {e.command}")
def test_examples_print_what_is_shown(example: Example, tmp_path: Path) -> None:
    for name, text in files_of(ROOT / "docs" / example.page).items():
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
    assert re.fullmatch(as_pattern(example.output), printed), printed
