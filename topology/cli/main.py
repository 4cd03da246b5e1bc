"""The command `topology`: all commands in one table, and the process that runs one of them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, NoReturn

import typer

from topology import __version__
from topology.cli.cascade import cascade
from topology.cli.cutsets import availability, cuts
from topology.cli.exchange import export, import_, models, schema
from topology.cli.exit_codes import WRONG, guarded
from topology.cli.findings import blast, spof, validate
from topology.cli.reports import report, view
from topology.cli.streams import silence

COMMANDS: Mapping[str, Callable[..., None]] = {
    "validate": validate,
    "spof": spof,
    "blast": blast,
    "cuts": cuts,
    "availability": availability,
    "import": import_,
    "export": export,
    "cascade": cascade,
    "view": view,
    "report": report,
    "schema": schema,
    "models": models,
}
"""In the order in which help lists them."""

app = typer.Typer(
    name="topology",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"topology {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find single points of failure in an infrastructure described as a graph."""


for _name, _command in COMMANDS.items():
    app.command(name=_name)(guarded(_command))


def main() -> None:
    """Runs the command line.

    The cyclic garbage collector is off: a run makes millions of objects that it keeps to the end.
    """
    gc.disable()
    # Looking for plugins reads the metadata of every installed package; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _open_streams()
    code: int | str | None = 0
    try:
        app(prog_name="topology")
    except SystemExit as stop:
        code = stop.code
    except OSError as error:
        # What the argument parser prints by itself, such as help, found no place.
        print(f"error: {error.strerror}", file=sys.stderr)
        silence()
        code = WRONG
    _leave(code if isinstance(code, int) else int(bool(code)))


def _open_streams() -> None:
    """Whoever has closed stdout or stderr does not want to read it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def _leave(code: int) -> NoReturn:
    """Ends the process at once: to take millions of objects apart first would be for nothing."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or WRONG
    os._exit(code)
