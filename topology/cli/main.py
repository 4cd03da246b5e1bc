"""The command `topology`: all commands in one table, and the process that runs one of them."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from typing import NoReturn

import click

from topology import __version__
from topology.cli.cascade import cascade
from topology.cli.cutsets import availability, cuts
from topology.cli.exchange import export, import_, models, schema
from topology.cli.exit_codes import STOPPED, WRONG
from topology.cli.findings import blast, spof, validate
from topology.cli.reports import report, view
from topology.cli.streams import complain, silence

COMMANDS = (
    *(validate, spof, blast, cuts, availability),
    *(import_, export, cascade, view, report, schema, models),
)
"""In the order in which help lists them."""


class InOrder(click.Group):
    """Lists its commands as they were added, the most used first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names."""
        return list(self.commands)


@click.group(
    "topology",
    cls=InOrder,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="topology %(version)s", help="Print the version.")
def app() -> None:
    """Find single points of failure in an infrastructure described as a graph."""


for _command in COMMANDS:
    app.add_command(_command)


def main() -> None:
    """Runs the command line.

    The cyclic garbage collector is off: a run makes millions of objects that it keeps to the end.
    """
    gc.disable()
    # Looking for plugins reads the metadata of every installed package; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _open_streams()
    _leave(_code())


def _code() -> int:
    """Runs the command that is asked for, and says how it ended: always by a code of ours."""
    try:
        return int(app.main(prog_name="topology", standalone_mode=False) or 0)
    except click.Abort:
        complain("stopped\n")
        return STOPPED
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
    except SystemExit:
        # The reader of what the argument parser prints by itself, such as help, has left.
        silence()
        return 0
    except OSError as error:
        complain(f"error: {error.strerror}\n")
        silence()
    except Exception:  # Python would end with the code of a finding
        complain(traceback.format_exc())
    return WRONG


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
