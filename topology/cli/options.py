"""What commands share of what is typed: arguments, options, and the values they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from topology.errors import UsageError, quoted

if TYPE_CHECKING:
    from topology.document.failure_data import FailureData


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """How a result with a table is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


File = Annotated[str, typer.Argument(metavar="FILE", help="Document or fault tree; - for stdin.")]
Targets = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="ID", help="Judge this component (may be repeated)."),
]
AsFormat = Annotated[Format, typer.Option("--format", "-f", help="For people or for machines.")]
AsTable = Annotated[TableFormat, typer.Option("--format", "-f", help="For people or for machines.")]
Limit = Annotated[int, typer.Option(min=1, help="How many are listed for people.")]
Defaults = Annotated[
    list[str] | None,
    typer.Option(
        "--default",
        metavar="KIND=DATA",
        help='Failure data for what has none, as in fibre="mtbf 2 y, mttr 6 h" or "*=99.9 %".',
    ),
]
TimeLimit = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Stop then, and say what is proven so far."),
]
Output = Annotated[str, typer.Option("-o", "--output", metavar="PATH", help="- for stdout.")]
ToOutput = Annotated[
    str, typer.Option("-o", "--output", metavar="PATH", help="Where to; else to stdout.")
]


def failure_data(given: Sequence[str] | None) -> Mapping[str, FailureData]:
    """Failure data by kind, of `--default`. Raises `UsageError`."""
    from topology.document.failure_data import parse_defaults

    return parse_defaults(dict(map(_kind_and_data, given or ())))


def _kind_and_data(text: str) -> tuple[str, str]:
    kind, equals, data = text.partition("=")
    if not equals or not kind.strip():
        raise UsageError(f"--default {quoted(text)}: must be KIND=DATA, or *=DATA for any kind")
    return kind.strip(), data.strip()


def seconds(text: str | None, option: str) -> float | None:
    """A duration that an option was given, if it was. Raises `UsageError`."""
    from topology.values.units import parse_duration

    if text is None:
        return None
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {quoted(text)}: {error}") from None


def deadline(time_limit: str | None) -> Callable[[], bool]:
    """Whether the time of `--time-limit` is up, asked as often as one likes."""
    import time

    limit = seconds(time_limit, "--time-limit")
    if limit is None:
        return lambda: False
    end = time.monotonic() + limit
    return lambda: time.monotonic() > end


def ids(given: Iterable[str], known: frozenset[str]) -> list[str]:
    """Ids in lists with commas; one that has a comma itself is taken whole."""
    found: list[str] = []
    for text in given:
        found.extend([text] if text in known else text.split(","))
    return found
