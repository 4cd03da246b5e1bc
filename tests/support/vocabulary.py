"""The words of the program's own sentences, as the source has them.

`python -m tests.support.vocabulary` writes those that `topology/render/words/vocabulary.txt` has to
hold.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import ROOT

FILE = ROOT / "topology" / "render" / "words" / "vocabulary.txt"
SPEAKING = (
    *("cutsets", "findings", "loads", "network", "reliability", "remedy", "render", "structure"),
    *("values", "finding.py"),
)
WORD = re.compile(r"(?<![\w-])[a-z]+(?:-[a-z]+)*(?![\w-])")


def _sources() -> Iterator[Path]:
    for name in SPEAKING:
        path = ROOT / "topology" / name
        yield from [path] if path.is_file() else path.rglob("*.py")


def _said(path: Path) -> Iterator[str]:
    """The texts in a file, without those that explain it, the doors of wings, and patterns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in () if path.name == "__init__.py" else ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in lone:
            yield "" if re.search(r"[\\{]", node.value) else node.value


def words() -> list[str]:
    """All of them, sorted; what stands in quotes is an example or an attribute."""
    texts = (re.sub(r'"[^"]*"', '""', said) for path in _sources() for said in _said(path))
    return sorted({word for text in texts for word in WORD.findall(text)})


if __name__ == "__main__":
    FILE.write_text("\n".join(words()) + "\n", encoding="utf-8")
