"""`import`: what it reads is never written over, and standard input is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import fails, run
from tests.support.repository import ROOT

FILES = {
    "compose.yaml": "include: [more.yaml]\nservices:\n  web: {image: x, environment: {DB: db}}\n",
    "more.yaml": "services:\n  db: {image: y, env_file: db.env}\n",
    "db.env": "A=1\n",
    "all.env": "B=2\n",
    ".env": "C=3\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("notes", ["compose.yaml", "more.yaml", "db.env", "all.env", "./db.env"])
@pytest.mark.parametrize("more", [[], ["-o", "out.json"]])
def test_nothing_that_is_read_is_written_over(folder: Path, notes: str, more: list[str]) -> None:
    words = ["import", "compose.yaml", "--env-file", "all.env", "--notes", notes, *more]
    (line,) = fails(*words, cwd=folder)
    assert line == f"error: {Path(notes).name if notes[0] != '.' else notes} is what is read: " \
                   "write to another file"  # fmt: skip
    assert {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir()} == FILES


def test_the_variables_beside_a_file_are_not_written_over(folder: Path) -> None:
    assert fails("import", "compose.yaml", "--notes", ".env", cwd=folder)
    assert (folder / ".env").read_text(encoding="utf-8") == FILES[".env"]


def test_the_document_and_its_notes_are_two_files(folder: Path) -> None:
    (line,) = fails("import", "compose.yaml", "-o", "a.json", "--notes", "./a.json", cwd=folder)
    assert line == "error: ./a.json is where the document goes: write to another file"
    assert not (folder / "a.json").exists()


def test_standard_input_is_read_once_and_beside_files(folder: Path) -> None:
    (line,) = fails("import", "-", "-", cwd=folder)
    assert line == "error: only one of the files can be standard input"
    more = b"services: {web: {depends_on: [db]}}"
    (folder / "db.yaml").write_text("services: {db: {image: y}}", encoding="utf-8")
    for words in (["db.yaml", "-"], ["-", "db.yaml"]):
        done = run("import", *words, stdin=more, cwd=folder)
        assert (done.returncode, '"on": "db"' in done.stdout) == (0, True), (words, done)


def test_a_fault_tree_is_known_on_standard_input_too() -> None:
    tree = ROOT / "tests" / "support" / "trees" / "cooling.xml"
    piped = run("import", "-", stdin=tree.read_bytes())
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout == run("import", "open-psa", tree).stdout
