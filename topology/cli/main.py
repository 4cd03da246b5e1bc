"""The command `topology`, and the process that runs one of its commands."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from typing import NoReturn

import click

from topology import __version__
from topology.cli.completion.option import completion_options
from topology.cli.exit_codes import STOPPED, WRONG
from topology.cli.streams import complain, silence
from topology.cli.table import Commands
from topology.errors import did_you_mean, printable, quoted

PACKAGE = "topology-resilience"
"""What to ask an index of packages for; the command and the module are called `topology`."""

START = "; `topology init` writes a first document"
"""For whoever asks for one in other words."""


class InOrder(click.Group):
    """Lists its commands in the order of the table, the most used first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What was typed; `help` and `version` are taken for the options of that name."""
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        elif args[:1] == ["version"]:
            args = ["--version"]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or else the one that is meant."""
        name = args[0]
        if name not in self.commands:
            near = START if name in ("new", "create") else did_you_mean(name, self.commands)
            ctx.fail(f"there is no command {quoted(name)}{near}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names."""
        return list(self.commands)


@click.group(
    "topology",
    cls=InOrder,
    commands=Commands(),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__, message=f"topology %(version)s ({PACKAGE})", help="Print the version."
)
@completion_options
def app() -> None:
    """Find single points of failure in an infrastructure described as a graph.

    It is installed as topology-resilience; what is called topology on PyPI is another project.
    """


def main() -> None:
    """Runs the command line.

    The cyclic garbage collector is off: a run makes millions of objects that it keeps to the end.
    """
    gc.disable()
    # Looking for plugins reads the metadata of every installed package; none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Each of its threads takes address space; nothing here is large enough for more than one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_streams()
    if "_TOPOLOGY_COMPLETE" in os.environ:
        from topology.cli.completion.shells import answer_shells

        answer_shells()
    _leave(_code())


def _code() -> int:
    """Runs the command that is asked for, and says how it ended: always by a code of ours."""
    try:
        return int(app.main(prog_name="topology", standalone_mode=False) or 0)
    except click.Abort:
        complain("stopped\n")
        return STOPPED
    except click.exceptions.NoArgsIsHelpError as error:
        with suppress(OSError):
            error.show()
    except click.ClickException as error:
        _say_wrong(error)
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


def _say_wrong(error: click.ClickException) -> None:
    """Says how what was typed is used, then what is wrong with it."""
    said = error.format_message()
    param = getattr(error, "param", None)
    if param is not None and not isinstance(error, click.MissingParameter):
        name = param.opts[0] if isinstance(param, click.Option) else param.metavar
        said = f"{name}: {error.message}"
    context = getattr(error, "ctx", None)
    if context is not None:
        complain(f"{context.get_usage()}\n")
    complain(f"error: {printable(said)}\n")


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
