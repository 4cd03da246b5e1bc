"""The scripts of shells, and what may follow what is typed: click's own.

Where click knows nothing to complete, files are, as a shell does by itself.
"""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from topology.errors import UsageError, did_you_mean, quoted

VARIABLE = "_TOPOLOGY_COMPLETE"
"""By which a script asks this program what may follow."""


class _OrFiles(ShellComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        known = super().get_completions(args, incomplete)
        return known or [CompletionItem(incomplete, type="file")]


class _Bash(_OrFiles, BashComplete):
    pass


class _Zsh(_OrFiles, ZshComplete):
    pass


class _Fish(_OrFiles, FishComplete):
    pass


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def answer_shells() -> None:
    """Has click answer by the classes of this room."""
    for shell in SHELLS.values():
        add_completion_class(shell)


def shell_of(given: str | None) -> str:
    """The shell that is named, else that of the environment. Raises `UsageError`."""
    known = ", ".join(SHELLS)
    if given in SHELLS:
        return given
    if given is not None:
        raise UsageError(f"shell {quoted(given)} is none of {known}{did_you_mean(given, SHELLS)}")
    found = os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119
    if found not in SHELLS:
        raise UsageError(f"$SHELL is {quoted(found)}, none of {known}: name one of them")
    return found


def script(shell: str, app: click.Command) -> str:
    """What a shell has to read."""
    return SHELLS[shell](app, {}, "topology", VARIABLE).source()
