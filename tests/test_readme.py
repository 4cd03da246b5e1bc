"""README.md cannot drift: its commands are run, its examples are run, their output is compared.

A block after `<!-- file: NAME -->` is a file in the folder where everything runs. Blocks of
`console` hold commands and what they print, `...` being lines left out. Blocks of `pycon` are one
session. The two lines to paste (blocks of `sh`) are run by `.ci/run`, before the tests.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import without_progress
from tests.support.repository import ROOT
from tests.support.surroundings import surroundings

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    file: str | None
    line: int


@dataclass(frozen=True)
class Command:
    line: int
    command: str
    output: str


def blocks(*kinds: str) -> list[Block]:
    found = (
        Block(m["kind"], m["text"], m["file"], README.count("\n", 0, m.start("text")) + 1)
        for m in BLOCK.finditer(README)
    )
    return [block for block in found if not kinds or block.kind in kinds]


def commands() -> list[Command]:
    found: list[Command] = []
    for block in blocks("console"):
        for number, line in enumerate(block.text.splitlines(), block.line):
            if line.startswith("$ "):
                found.append(Command(number, line[2:], ""))
            else:
                last = found[-1]
                found[-1] = Command(last.line, last.command, f"{last.output}{line}\n")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the models and the files that the README shows."""
    shutil.copytree(ROOT / "models", tmp_path / "models")
    for block in blocks():
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    return tmp_path


def as_pattern(output: str) -> str:
    """Expected output as a pattern, in which a line `...` stands for any lines."""
    parts = (
        r"(?:.*\n)*" if line == "..." else re.escape(f"{line}\n") for line in output.splitlines()
    )
    return "".join(parts)


def around_the_reader() -> dict[str, str]:
    """A terminal of 80 columns without colours, on which `topology` is the one under test."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return surroundings(PATH=path, COLUMNS="80", NO_COLOR="1", PYTHONUTF8="1")


@pytest.mark.parametrize("command", commands(), ids=lambda c: f"line {c.line}")
def test_commands_print_what_is_shown(command: Command, folder: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", command.command],
        cwd=folder,
        env=around_the_reader(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    complaints = without_progress(done.stderr.decode("utf-8"))
    printed = complaints + done.stdout.decode("utf-8")
    message = f"README.md:{command.line}: $ {command.command}\n{printed}"
    assert re.fullmatch(as_pattern(command.output), printed), message


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # topohub leaves its files to be closed
def test_python_sessions_are_right(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    shared: dict[str, object] = {}
    for block in blocks("pycon"):
        test = doctest.DocTestParser().get_doctest(
            block.text, shared, f"README.md:{block.line}", "README.md", block.line
        )
        test.globs = shared
        runner.run(test, out=said.append, clear_globs=False)
    assert not runner.failures, "".join(said)


def test_files_are_used_and_json_is_json() -> None:
    for block in blocks("json"):
        json.loads(block.text)
    for block in blocks():
        if block.file:
            assert README.count(block.file) > 1, f"{block.file} is shown and never used"


def test_every_block_is_run_or_is_a_file() -> None:
    for block in blocks():
        run = block.kind in ("sh", "console", "pycon")
        assert run or block.file, f"README.md:{block.line}: nothing checks this block"


def test_two_lines_can_be_pasted() -> None:
    install, test = (block.text for block in blocks("sh"))
    for text in (install, test):
        assert text.count("\n") == 1, "it is one line"
    assert "pip install" in install
    assert "pytest" in test


def test_elision_stands_for_lines() -> None:
    assert re.fullmatch(as_pattern("a\n...\nd\n"), "a\nb\nc\nd\n")
    assert re.fullmatch(as_pattern("a\n...\n"), "a\n")
    assert not re.fullmatch(as_pattern("a\n...\nd\n"), "a\nb\n")
    assert not re.fullmatch(as_pattern("a.c\n"), "abc\n")
