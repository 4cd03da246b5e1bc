"""`remedy`: the cheapest changes that make the objectives hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from topology.cli import options
from topology.cli.answers import Tell, named, need_suffix, read
from topology.cli.exit_codes import FOUND
from topology.cli.files import need_one_stdin, need_writable, write_file
from topology.cli.options import PageFormat, command, deadline
from topology.cli.progress import Progress
from topology.cli.streams import print_json, print_lines, print_text
from topology.errors import UsageError, need_room_for_loads, printable, quoted

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.remedy.answer import Remedy
    from topology.remedy.remedies import Asked

MOST = 10
"""Of each kind that are listed for people unless asked otherwise."""


def _amount(_: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """A finite number, not below zero."""
    return None if value is None else _number(value, param, least=0.0)


def _number(value: str, param: click.Parameter, least: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not (least <= number < math.inf):
        said = f"{quoted(value)} must be a number, {least:g} or more"
        raise click.BadParameter(said, param=param)
    return number


def _costs(_: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    """Costs by kind, of `--cost`."""
    found: dict[str, float] = {}
    for text in given:
        kind, equals, cost = text.partition("=")
        if not equals or not kind.strip():
            said = f"{quoted(text)} must be KIND=N, as in capacity=3"
            raise click.BadParameter(said, param=param)
        number = _number(cost, param, least=0.0)
        if not number:
            raise click.BadParameter(f"{quoted(text)} must cost more than 0", param=param)
        found[kind.strip()] = number
    return found


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed, as far as more than one step needs it."""

    file: str
    objectives: str | None
    chosen: tuple[str, ...] | None
    """What to do, without a search for it; None where it is searched for."""
    output: str | None
    again: tuple[str, ...]
    """What was typed beside the file, to be given again."""


@command("remedy")
@options.file
@options.targets
@click.option("--objectives", metavar="FILE", help="Objectives beside those of FILE.")
@click.option(
    "--budget", metavar="N", callback=_amount, help="Spend no more: what removes most for it."
)
@click.option(
    "--cost",
    "costs",
    metavar="KIND=N",
    multiple=True,
    callback=_costs,
    help="What each made-up change of a kind costs; 1 otherwise (repeatable).",
)
@click.option("--suggest", is_flag=True, help="Make up changes beside the options of FILE.")
@options.several("--apply", "apply", "ID[,ID]", "Do these, without a search (may be repeated).")
@click.option("-o", "--output", metavar="PATH", help="Write the changed document; - for stdout.")
@options.as_page
@options.names
@options.limit(MOST)
@options.time_limit
@options.today
def remedy(
    file: str,
    targets: tuple[str, ...],
    objectives: str | None,
    budget: float | None,
    costs: Mapping[str, float],
    suggest: bool,
    apply: tuple[str, ...],
    output: str | None,
    form: PageFormat,
    limit: int,
    time_limit: str | None,
    today: str | None,
) -> None:
    """Find the cheapest changes with which all objectives hold.

    Exit 1 if an objective is violated as the document stands, or as it is written with -o.
    """
    need_one_stdin([file, *([objectives] if objectives is not None else [])])
    if output is not None:
        need_suffix(output, (".json",))
        need_writable(output, file)
    if apply and budget is not None:
        raise UsageError("--budget is for a search: --apply says what to do")
    expired, date = deadline(time_limit), options.date(today)
    need_room_for_loads()
    from topology.cli.options import ids
    from topology.remedy.remedies import Asked

    again = tuple(_again(targets, objectives, budget, costs, suggest))
    typed = _Typed(file, objectives, apply or None, output, again)
    with Progress() as progress:
        topology = read(file, progress.step)
        asked = Asked(ids(targets, topology) or None, budget, costs, suggest, date)
        found = _found(topology, typed, asked, progress.step, expired)
        progress.step("writing")
        changed = None if output is None else _changed(topology, found)
        print_it = _printing(found, _Shown(topology, typed, form, limit))
    if output is not None and changed is not None:
        write_file(output, changed)
    if output != "-":
        print_it()
    state = found.before if output is None and typed.chosen is None else found.after
    if state.failures:
        raise Exit(FOUND)


def _again(
    targets: Sequence[str],
    objectives: str | None,
    budget: float | None,
    costs: Mapping[str, float],
    suggest: bool,
) -> list[str]:
    """What was typed of the question, word by word."""
    words = [word for name in targets for word in ("--for", printable(name))]
    words += [] if objectives is None else ["--objectives", printable(objectives)]
    words += [] if budget is None else ["--budget", f"{budget:g}"]
    words += [word for kind, cost in costs.items() for word in ("--cost", f"{kind}={cost:g}")]
    return [*words, *(["--suggest"] if suggest else [])]


def _found(
    topology: Topology, typed: _Typed, asked: Asked, tell: Tell, expired: Callable[[], bool]
) -> Remedy:
    """The remedy of a document and what is asked beside it. Raises `TopologyError`."""
    joint = _joint(topology, typed.objectives)
    if typed.chosen is not None:
        from topology.remedy.given import remedy_of_given

        return remedy_of_given(joint, typed.chosen, asked, tell=tell, expired=expired)
    from topology.remedy.remedies import remedy_of

    return remedy_of(joint, asked, tell=tell, expired=expired, deadline=expired)


def _joint(topology: Topology, objectives: str | None) -> Topology:
    if objectives is None:
        return topology
    from topology.document.demands.joining import joined
    from topology.document.demands.reading import of_file

    return joined(topology, [of_file(objectives, "objectives")]).topology


def _changed(topology: Topology, found: Remedy) -> str:
    """The document with what was chosen, as text; without what was asked beside it."""
    from topology.document.options.applying import applied

    return applied(topology, found.chosen).to_json()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown of a remedy, and how."""

    topology: Topology
    typed: _Typed
    form: PageFormat
    limit: int

    @property
    def following(self) -> list[list[str]]:
        """The commands to go on with."""
        file, output = printable(self.typed.file), self.typed.output
        if output is not None:
            return [["diff", file, printable(output)]]
        doing = [] if self.typed.chosen is None else ["--apply", ",".join(self.typed.chosen)]
        return [["remedy", file, *self.typed.again, *doing, "-o", "changed.json"]]


def _printing(found: Remedy, how: _Shown) -> Callable[[], None]:
    """Makes a form; to be called is what prints it."""
    if how.form is PageFormat.JSON:
        from topology.render.machine.remedy import remedy_plain

        plain = remedy_plain(found, how.topology.currency)
        return lambda: print_json(plain)
    from topology.render.words.remedy import Told

    told = Told(found, how.topology, is_given=how.typed.chosen is not None)
    if how.form is PageFormat.MARKDOWN:
        from topology.render.files.remedy import remedy_markdown

        text = remedy_markdown(told)
        return lambda: print_text(text)
    from topology.render.terminal.remedies.answer import remedy_lines

    following = how.following if found.chosen else []
    lines = named(remedy_lines(told, limit=how.limit, following=following), how.topology)
    return lambda: print_lines(lines)
