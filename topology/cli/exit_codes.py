"""How a command ends: 0 done; 1 a finding, if it was told to fail on one; 2 what went wrong.

So whoever reads nothing but the code takes no broken run for a finding. Whoever stops a command
gets what a shell gives for that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

from click.exceptions import Exit

from topology.cli.streams import complain
from topology.errors import (
    ResourceError,
    TopologyError,
    UsageError,
    need_room_for_loads,
    printable,
)

FOUND, WRONG, STOPPED = 1, 2, 130
MAX_PROBLEMS = 1_000

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with what is wrong with its input said in place of a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        ran_out = False
        try:
            command(*args, **kwargs)
        except TopologyError as error:
            _fail(error)
        except ImportError as error:
            name, why = error.name or "a library", str(error).strip().partition("\n")[0]
            _fail(ResourceError(f"{name} cannot be loaded: {why}"))
        except MemoryError:
            ran_out = True
        except SystemError:  # which is how the interpreter fails where it has no room for a module
            ran_out = isinstance(_want_of_memory(), ResourceError)
            if not ran_out:
                raise
        if ran_out:  # and what was held is let go of
            _fail(_want_of_memory())

    return run


def _want_of_memory() -> TopologyError:
    """What a process lacks that ran out of memory: address space, if it may have so little."""
    try:
        need_room_for_loads()
    except ResourceError as error:
        return error
    return UsageError("the document is too large for the memory of this machine")


def _fail(error: TopologyError) -> NoReturn:
    """Says what is wrong, one line a problem."""
    lines = error.lines()
    for line in lines[:MAX_PROBLEMS]:
        complain(f"error: {printable(line)}\n")
    if len(lines) > MAX_PROBLEMS:
        complain(f"error: and {len(lines) - MAX_PROBLEMS:,} more problems\n")
    raise Exit(WRONG)
