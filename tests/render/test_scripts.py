"""The scripts of a page that are kept in several files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from topology.render.page.assets.scripts import REPORT_SCRIPTS, SCRIPTS, script, template

TEMPLATES = Path(__file__).parents[2] / "topology/render/page/templates"
PARTS = sorted((TEMPLATES / "view").glob("*.js"))


def test_a_file_that_is_included_has_the_indent_of_its_line() -> None:
    whole = script("view.js")
    for part in PARTS:
        lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
        indented = "".join(line if line == "\n" else f"  {line}" for line in lines)
        assert whole.count(indented) == 1
    assert "// include:" not in whole


def test_a_script_that_includes_nothing_is_as_it_stands() -> None:
    for name in {*SCRIPTS, *REPORT_SCRIPTS} - {"view.js"}:
        assert script(name) == template(name)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_each_file_is_valid_by_itself(part: Path) -> None:
    subprocess.run(["node", "--check", part], check=True)
