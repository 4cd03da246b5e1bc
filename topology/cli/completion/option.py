"""`--install-completion` and `--show-completion`, which end the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from topology.cli.exit_codes import guarded
from topology.cli.streams import print_lines, print_text
from topology.errors import printable
from topology.render.terminal.columns import Line

F = TypeVar("F", bound=Callable[..., object])
FROM_ENVIRONMENT = "$SHELL"
"""What is given where no shell is named."""


def completion_options(function: F) -> F:
    """Adds both to a command; the shell may be left out."""
    for name, about, run in (
        ("--show-completion", "Print the script by which it does.", _show),
        ("--install-completion", "Have bash, zsh or fish complete what is typed.", _install),
    ):
        function = click.option(
            name, metavar="[SHELL]", help=about, is_flag=False, flag_value=FROM_ENVIRONMENT,
            is_eager=True, expose_value=False, callback=_ending(run),
        )(function)  # fmt: skip
    return function


def _ending(run: Callable[[str | None, click.Command], None]) -> Callable[..., None]:
    """A callback of an option, after which nothing else is done."""

    @guarded
    def callback(context: click.Context, _: click.Parameter, given: str | None) -> None:
        if given is None or context.resilient_parsing:
            return
        run(None if given == FROM_ENVIRONMENT else given, context.command)
        context.exit()

    return callback


def _show(given: str | None, app: click.Command) -> None:
    from topology.cli.completion.shells import script, shell_of

    print_text(script(shell_of(given), app))


def _install(given: str | None, app: click.Command) -> None:
    from topology.cli.completion import installing, shells

    shell = shells.shell_of(given)
    edits = list(installing.install(shell, shells.script(shell, app)))
    print_lines(list(_lines(shell, edits)))


def _lines(shell: str, edits: list[tuple[Path, bool]]) -> Iterator[Line]:
    for path, is_new in edits:
        shown = printable(_short(path))
        yield [("good", "written"), ("", f"  {shown}")] if is_new else [("", f"as it was  {shown}")]
    by = " (by its package bash-completion)" if shell == "bash" else ""
    yield [("", f"next: open a new {shell}, which reads it{by}")]


def _short(path: Path) -> str:
    """A path as people write it, below their home."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
