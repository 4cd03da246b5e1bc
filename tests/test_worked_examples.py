"""The worked examples of the pages on meaning: each command prints what is shown.

A block of `json` after `<!-- file: NAME -->` is that file; a block of `console` holds one command
after `$` and what it prints, `...` being lines left out.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.repository import ROOT
from tests.test_readme import around_the_reader, as_pattern, without_progress

PAGES = ("docs/meaning.md", "docs/cascade.md")
FILE = re.compile(r"<!-- file: (\S+) -->\n```json\n(.*?)```\n", re.DOTALL)
CONSOLE = re.compile(r"```console\n\$ (.*?)\n(.*?)```\n", re.DOTALL)


def examples() -> list[tuple[str, str, str]]:
    """Page, command and what it prints."""
    return [
        (page, command, printed)
        for page in PAGES
        for command, printed in CONSOLE.findall((ROOT / page).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("page", "command", "printed"), examples())
def test_the_command_prints_what_is_shown(
    page: str, command: str, printed: str, tmp_path: Path
) -> None:
    for name, text in FILE.findall((ROOT / page).read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=around_the_reader(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    said = without_progress(done.stderr.decode("utf-8")) + done.stdout.decode("utf-8")
    assert re.fullmatch(as_pattern(printed), said), said


def test_there_are_some() -> None:
    assert examples()
