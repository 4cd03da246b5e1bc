"""Writes docs/command-line.md, the reference of all commands, from the program itself.

Run as `python docs/make_command_line.py`. What an option does stands with the option and nowhere
else; a test compares the page with what this script makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from topology.cli.main import app

PAGE = Path(__file__).resolve().parent / "command-line.md"
INTRODUCTION = """\
# Command line

<!-- Made by docs/make_command_line.py from the program: change it in topology/cli. -->

All commands with all that they take, as `topology COMMAND --help` says it. Square brackets stand
around what may be left out, dots after what may be given several times. A document may be `-`, for
standard input, wherever one is read.

| Exit code | Means |
| --- | --- |
| 0 | Done, and nothing was asked for that was not found. |
| 1 | A finding, where a command or an option makes one count: `check`, `--fail-on-spof`, \
`--fail-on`, `--fail-on-worse`. |
| 2 | Bad input or usage, or anything else that went wrong; nothing is written. |

[The gate](gate.md) says what the codes of `check` mean, [configuration.md](configuration.md) which
settings come from a file or the environment. `topology --install-completion` makes a shell
[complete](gate-in-ci.md) what is typed.
"""


def reference() -> str:
    """The page."""
    context = click.Context(app, info_name="topology")
    listed = [app.commands[name] for name in app.list_commands(context)]
    rows = (f"| [`{c.name}`](#topology-{c.name}) | {_cell(_help(c))} |" for c in listed)
    table = "\n".join(("| Command | What it does |", "| --- | --- |", *rows))
    sections = (_section(command, context) for command in listed)
    return "\n".join((INTRODUCTION, table, "", *sections))


def _section(command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=command.name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## topology {command.name}", "", _help(command), ""]
    lines += ["```text", f"topology {command.name} {usage}", "```", ""]
    rows = list(_rows(command, context))
    if rows:
        lines += ["| Argument or option | Meaning |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _rows(command: click.Command, context: click.Context) -> Iterator[str]:
    """A line for each argument and option that has something said of it, in their order."""
    for param in command.params:
        record = param.get_help_record(context)
        if record and record[1]:  # an argument without words stands in the usage
            yield f"| `{_cell(record[0])}` | {_cell(record[1])} |"


def _help(command: click.Command) -> str:
    return cleandoc(command.help or "")


def _cell(text: str) -> str:
    """Text within a cell of a table, on one line."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
