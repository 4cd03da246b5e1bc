"""Writes what the examples of imports become anew: `python -m tests.sources.imports.renew`."""

from __future__ import annotations

import subprocess
import sys

from tests.support.imports import EXAMPLES


def main() -> None:
    """All examples, or those whose names hold a word that is given."""
    for example in EXAMPLES:
        if sys.argv[1:] and not any(word in str(example) for word in sys.argv[1:]):
            continue
        subprocess.run(
            [sys.executable, "-m", "topology", "import", *map(str, example.files),
             *example.options, "-o", str(example.document), "--notes", str(example.notes)],
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
