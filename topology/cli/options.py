"""What commands share of what is typed: arguments, options, and the values they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from topology.cli.exit_codes import guarded
from topology.errors import UsageError, did_you_mean, quoted

if TYPE_CHECKING:
    from topology.cutsets.engine.work import Work
    from topology.document.document import Topology
    from topology.document.failure_data import FailureData


FILES = {"html": "html", "md": "md", "markdown": "md", "svg": "svg", "csv": "csv"}
"""What people ask of `--format` that is the form of a report, and how its file ends."""
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


class Format(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """How a result with a table is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class PageFormat(StrEnum):
    """How a result that may go into a comment is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class EveryFormat(StrEnum):
    """How a result with tables that may go into a comment is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class _OneOf(click.Choice[str]):
    """A choice whose value is a member of an enumeration."""

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__([member.value for member in kind])
        self.kind = kind

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> StrEnum:
        if value not in list(self.kind):
            known = ", ".join(self.choices)
            self.fail(f"{quoted(value)} is none of {known}{self._meant(value, param)}", param, ctx)
        return self.kind(value)

    def _meant(self, value: str, param: click.Parameter | None) -> str:
        ending = FILES.get(value.lower())
        if ending and isinstance(param, click.Option):
            return f"; `topology report FILE -o OUT.{ending}` writes it"
        return did_you_mean(value, self.choices)


class Argument(click.Argument):
    """An argument that help says something about."""

    def __init__(self, names: Sequence[str], about: str, **given: Any) -> None:
        super().__init__(names, **given)
        self.about = about


class Command(click.Command):
    """A command whose help lists its arguments before its options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes both into the help text."""
        arguments = [p for p in self.get_params(ctx) if isinstance(p, Argument)]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl([(p.metavar or "", p.about) for p in arguments])
        super().format_options(ctx, formatter)


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Makes a function a command, with what is wrong with its input said in one place."""
    settings = {"help_option_names": ["-h", "--help"], "show_default": True}
    made = click.command(name, cls=Command, context_settings=settings)
    return lambda function: made(guarded(function))


def argument(name: str, metavar: str, about: str, **more: Any) -> Decorator:
    """An argument of a command."""
    return click.argument(name, cls=Argument, metavar=metavar, about=about, **more)


def one_of(name: str, metavar: str, about: str, kind: type[StrEnum]) -> Decorator:
    """An argument that is one of a few words."""
    return argument(name, metavar, about, type=_OneOf(kind))


def several(option: str, name: str, metavar: str, about: str) -> Decorator:
    """An option that may be repeated."""
    return click.option(option, name, metavar=metavar, help=about, multiple=True)


NAMES = "topology.names"
"""Where a running command keeps that `--names` was given."""


def names(command: Callable[..., None]) -> Callable[..., None]:
    """`--names`, which `wants_names` knows of while the command runs."""
    keep: Callable[[click.Context, click.Parameter, bool], None] = _keep_names
    made = click.option(
        "--names",
        is_flag=True,
        expose_value=False,
        callback=keep,
        help="Show the names of components, each with its id beside.",
    )
    return made(command)


def _keep_names(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    context.meta[NAMES] = value


def wants_names() -> bool:
    """Whether the running command was given `--names`."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(NAMES))


def limit(default: int | None, about: str = "How many are listed for people.") -> Decorator:
    """`--limit`."""
    return click.option(
        "--limit", type=click.IntRange(min=1), metavar="N", default=default, help=about
    )


def format_of(kind: type[StrEnum]) -> Decorator:
    """`--format`, in the forms of an enumeration; text unless asked for otherwise."""
    return click.option(
        "--format",
        "-f",
        "form",
        type=_OneOf(kind),
        default="text",
        help="For people or for machines.",
    )


def choice(option: str, kind: type[StrEnum], about: str) -> Decorator:
    """An option that is one of a few words."""
    return click.option(option, type=_OneOf(kind), default=None, help=about)


file = argument("file", "FILE", "Document or fault tree; - for stdin.")
targets = several("--for", "targets", "ID[,ID]", "Judge these components (may be repeated).")
as_format, as_table = format_of(Format), format_of(TableFormat)
as_page = format_of(PageFormat)
defaults = several(
    "--default",
    "defaults",
    "KIND=DATA",
    'Failure data for what has none, as in fibre="mtbf 2 y, mttr 6 h" or "*=99.9 %".',
)
time_limit = click.option(
    "--time-limit", metavar="TIME", help="Stop then, and say what is proven so far."
)
today = click.option(
    "--today", metavar="DATE", help="Judge by this date, YYYY-MM-DD, what is still accepted."
)
output = click.option(
    "-o", "--output", metavar="PATH", required=True, help="Where to; - for stdout."
)
to_output = click.option(
    "-o", "--output", metavar="PATH", default="-", help="Where to; else to stdout."
)


def failure_data(given: Sequence[str]) -> Mapping[str, FailureData]:
    """Failure data by kind, of `--default`. Raises `UsageError`."""
    from topology.document.failure_data import parse_defaults

    return parse_defaults(dict(map(_kind_and_data, given)))


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


UNASKED_NODES = 20_000_000
"""Nodes of whole decision diagrams that are made where no limit of time is given."""
UNASKED_FEW_NODES = 100_000_000
"""Nodes that are made where an order is asked for: sets of few failures take less time and room."""
UNASKED_MIXED_NODES = 50_000_000
"""Nodes that are made where some are of the one kind and some of the other."""


def work_of(time_limit: str | None, unasked: int = UNASKED_NODES) -> Work:
    """What a command may do: so long, or so many nodes where no limit is given."""
    from topology.cutsets.engine.work import Work

    return Work(nodes=unasked) if time_limit is None else Work(deadline(time_limit))


def date(text: str | None, option: str = "--today") -> str | None:
    """A date as an option takes it, checked. Raises `UsageError`."""
    from topology.values.dates import real_date

    if text is None:
        return None
    try:
        return real_date(text)
    except ValueError:
        raise UsageError(f"{option} {quoted(text)}: must be a date, YYYY-MM-DD") from None


def day(text: str | None) -> str:
    """The same, or else the date of the machine's own clock and time zone. Raises `UsageError`."""
    from topology.values.dates import local_date

    return date(text) or local_date()


def deadline(time_limit: str | None) -> Callable[[], bool]:
    """Whether the time of `--time-limit` is up, asked as often as one likes."""
    from topology.values.deadlines import Deadline, never

    longest = seconds(time_limit, "--time-limit")
    return never if longest is None else Deadline(longest)


def ids(given: Iterable[str], *topologies: Topology) -> tuple[str, ...]:
    """Ids in lists with commas; one that has a comma itself is taken whole."""
    given, known = tuple(given), set[str]()
    for topology in topologies if given else ():
        known |= {risk.id for risk in topology.shared_risks}
        for component in topology.components:
            known.update((component.id, *(f"{component.id}:{m.id}" for m in component.modes)))
    found: list[str] = []
    for text in given:
        found.extend([text] if text in known else (part.strip() for part in text.split(",")))
    return tuple(found)
