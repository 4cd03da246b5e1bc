"""What a command finds around it: the same on every machine, whoever runs the tests from where."""

from __future__ import annotations

import os

_LEFT_OUT = (
    *("PYTEST_", "COV_", "COVERAGE_", "HYPOTHESIS_"),
    *("PYTHON", "PYDANTIC_", "VIRTUAL_ENV"),
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLORTERM", "TERM", "TTY_"),
    *("LANG", "LC_", "TZ", "CI", "GITHUB_", "TYPER_", "_TYPER_", "BROWSER", "DISPLAY"),
)
"""How the names of variables begin that a terminal, a CI, a locale or this run of pytest sets."""


def surroundings(**given: str) -> dict[str, str]:
    """The environment without what differs from machine to machine, and with what is given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_LEFT_OUT)}
    return {**kept, "TERM": "xterm-256color", **given}
