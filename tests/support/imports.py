"""Files of other tools for the tests of imports, and what they become."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.support.repository import ROOT

FILES = ROOT / "tests" / "sources" / "imports" / "files"
SECRET = b"hunter2"
CORPUS = Path(os.environ.get("TOPOLOGY_CORPUS") or ROOT.parent / "shared" / "corpus")
"""Real files, which are no part of the project; what is held against them is skipped without."""
OWN = ("document.json", "notes.json", "options.txt", "README.md")


@dataclass(frozen=True)
class Example:
    """A folder with files of a format."""

    folder: Path

    def __str__(self) -> str:
        return f"{self.form}/{self.folder.name}"

    @property
    def form(self) -> str:
        return self.folder.parent.name

    @property
    def files(self) -> list[Path]:
        """What is given to the import: what lies in the folder itself and does not begin with _."""
        found = (path for path in self.folder.iterdir() if path.is_file())
        return sorted(p for p in found if p.name not in OWN and p.name[0] not in "._")

    @property
    def options(self) -> list[str]:
        path = self.folder / "options.txt"
        return shlex.split(path.read_text(encoding="utf-8")) if path.exists() else []

    @property
    def document(self) -> Path:
        return self.folder / "document.json"

    @property
    def notes(self) -> Path:
        return self.folder / "notes.json"


EXAMPLES = [
    Example(folder)
    for folder in sorted(FILES.glob("*/*"))
    if folder.is_dir() and not folder.name.startswith("__")
]
