"""`import`: what makes no sense is refused in a line that says what would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import fails

COMPOSE = "services:\n  web: {image: x}\n  job: {image: x, profiles: [tools]}\n"
LINKS = '[{"parent": "a", "child": "b", "callCount": 1}]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "calls.json").write_text(LINKS, encoding="utf-8")
    (tmp_path / "words.csv").write_text("x,y\n", encoding="utf-8")
    (tmp_path / "own.json").write_text('{"components": [{"id": "a"}]}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compose.yaml", "--profile", "tool"], 'no service has the profile "tool"; did you mean'),
        (["compose.yaml", "-o", "x.json", "--notes", "x.json"], "where the document goes"),
        (["compose.yaml", "-o", "x.json", "--notes", "./x.json"], "where the document goes"),
        (["calls.json", "--window", "0 h"], '--window "0 h": must be longer than nothing'),
        (["words.csv"], "--from FORMAT says which it is"),
        (["own.json"], "own.json: is a document already, and needs no import"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(folder: Path, words: list[str], said: str) -> None:
    (line,) = fails("import", *words, cwd=folder)
    assert said in line
