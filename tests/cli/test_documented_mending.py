"""What docs/cascade.md shows of work that needs something is what the program says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.command import run
from tests.support.repository import ROOT


def test_the_example_is_played_as_it_is_shown(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "cascade.md").read_text(encoding="utf-8")
    section = page.split("## What work needs")[1].split("\n## ")[0]
    (document,), (shown,) = (
        re.findall(f"```{f}\n(.*?)```", section, re.S) for f in ("yaml", "text")
    )
    file = tmp_path / "core.yaml"
    file.write_text(f"format: 1\n{document}", encoding="utf-8")
    said = run("cascade", str(file), "--scenario", "both").stdout
    assert shown in said
