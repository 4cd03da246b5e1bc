"""The command `topology`: arguments, exit codes, and nothing else.

Exit codes: 0 done; 1 a finding, where the command was told to fail on one; 2 bad input or usage.
Heavy modules are imported by the commands that need them.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer

from topology import __version__
from topology.cli.output import (
    Progress,
    need_writable,
    print_json,
    print_lines,
    print_text,
    silence,
    write_file,
)
from topology.errors import TopologyError, UsageError, did_you_mean, printable, quoted

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.document.failure_data import FailureData
    from topology.findings.sensitivity import Sensitivity
    from topology.findings.single_points import SinglePoints
    from topology.loads.cascade.run import Run

app = typer.Typer(
    name="topology",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
Limit = Annotated[int, typer.Option(min=1, help="How many are listed for people.")]
Output = Annotated[str, typer.Option("-o", "--output", metavar="PATH", help="- for stdout.")]


MAX_PROBLEMS = 1_000


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
        code = 2
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
        code = code or 2
    os._exit(code)


def fail(error: TopologyError) -> NoReturn:
    """Says what is wrong, one line a problem, and ends with exit code 2."""
    lines = error.lines()
    for line in lines[:MAX_PROBLEMS]:
        print(f"error: {printable(line)}", file=sys.stderr)
    if len(lines) > MAX_PROBLEMS:
        print(f"error: and {len(lines) - MAX_PROBLEMS:,} more problems", file=sys.stderr)
    raise typer.Exit(2)


P = ParamSpec("P")


def _guarded(command: Callable[P, None]) -> Callable[P, None]:
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except TopologyError as error:
            fail(error)
        except MemoryError:
            fail(UsageError("the document is too large for the memory of this machine"))

    return run


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


def _analyse(file: str, targets: Sequence[str] | None, progress: Progress) -> SinglePoints:
    from topology.document.document import load
    from topology.findings.single_points import SinglePoints

    progress.step(f"reading {file}")
    topology = load(file)
    progress.step("finding single points of failure")
    points = SinglePoints.of(topology, targets or None)
    points.judge_load(progress.step)
    return points


@app.command()
@_guarded
def validate(file: File) -> None:
    """Check a document; all that is wrong with it is said at once."""
    from topology.document.document import load
    from topology.findings.remarks import remarks
    from topology.render.terminal.text import valid_lines
    from topology.structure.graph import Graph

    with Progress() as progress:
        progress.step(f"checking {file}")
        topology = load(file)
        noted = list(remarks(Graph.compile(topology)))
    name = "standard input" if file == "-" else printable(file)
    print_lines(valid_lines(topology, name, noted))


@app.command()
@_guarded
def spof(
    file: File,
    targets: Targets = None,
    form: AsFormat = Format.TEXT,
    limit: Limit = 50,
    worst: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Also the N that cost the most demand.")
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also pairs of which neither does it alone (N-2).")
    ] = False,
    fail_on_spof: Annotated[
        bool,
        typer.Option("--fail-on-spof", help="Exit with 1 if there is one, or a target never up."),
    ] = False,
) -> None:
    """Find every single failure that takes a target down, and why."""
    with Progress() as progress:
        points = _analyse(file, targets, progress)
        if fail_on_spof and not points.targets and not points.never_up:
            raise UsageError("there is no target to judge: name one, or give a component demand")
        losses = points.worst(worst, progress.step) if worst else None
        found = points.pairs(progress.step) if pairs else None
        progress.step("writing")
        if form is Format.JSON:
            from topology.render.machine import spof_plain

            plain = spof_plain(points, losses, found)
        else:
            from topology.render.terminal.text import spof_lines

            name = printable(file)
            lines = spof_lines(points, limit=limit, file=name, losses=losses, pairs=found)
    if form is Format.JSON:
        print_json(plain)
    else:
        print_lines(lines)
    if fail_on_spof and (points.never_up or points.below_level or points.falling()):
        raise typer.Exit(1)


@app.command()
@_guarded
def blast(
    file: File,
    failed: Annotated[list[str], typer.Argument(metavar="ID", help="What fails, at once.")],
    all_members: Annotated[
        bool, typer.Option("--all-members", help="Components fail with all members, not with one.")
    ] = False,
    form: AsFormat = Format.TEXT,
    limit: Limit = 50,
) -> None:
    """Show all that goes down with components or shared risks."""
    from topology.document.document import load
    from topology.findings.blast_radius import BlastRadius
    from topology.structure.graph import Graph

    if len(failed) == 1 and _is_swapped(file, failed[0]):
        file, failed = failed[0], [file]
    with Progress() as progress:
        progress.step(f"reading {file}")
        topology = load(file)
        progress.step("following the failure")
        graph = Graph.compile(topology)
        radius = BlastRadius(graph, *failed, all_members=all_members)
    if form is Format.JSON:
        from topology.render.machine import blast_plain

        print_json(blast_plain(radius))
    else:
        from topology.render.terminal.text import blast_lines

        print_lines(blast_lines(graph, radius, limit=limit, file=file))


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


@app.command()
@_guarded
def cuts(
    file: File,
    targets: Targets = None,
    order: Annotated[
        int | None, typer.Option(min=1, metavar="K", help="Up to K failures at once; else all.")
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="List the pairs: what to fear beyond single points.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many are listed [20 for people, else 100].")
    ] = None,
    defaults: Defaults = None,
    time_limit: TimeLimit = None,
    form: Annotated[
        TableFormat, typer.Option("--format", "-f", help="For people or for machines.")
    ] = TableFormat.TEXT,
) -> None:
    """Count all minimal cut sets of the targets, and list the smallest or most probable."""
    from topology.cutsets.cutsets import CutSets
    from topology.document.document import load
    from topology.document.failure_data import parse_defaults
    from topology.findings.targets import choose_targets
    from topology.render.terminal.cuts import cuts_csv, cuts_lines, cuts_plain
    from topology.structure.graph import Graph

    if pairs and order is not None:
        raise UsageError("--pairs and --order exclude each other")
    known, expired = parse_defaults(_pairs_of(defaults)), _deadline(time_limit)
    with Progress() as progress:
        progress.step(f"reading {file}")
        graph = Graph.compile(load(file))
        found = []
        for v in choose_targets(graph, targets):
            progress.step(f"finding the cut sets of {graph.ids[v]}")
            bound = 2 if pairs else order
            found.append(CutSets(graph, v, max_order=bound, defaults=known, expired=expired))
        only = 2 if pairs else None
        if form is TableFormat.JSON:
            plain = cuts_plain(found, limit=limit or 100, order=only)
        elif form is TableFormat.CSV:
            text = cuts_csv(found, limit=limit or 100, order=only)
        else:
            lines = cuts_lines(found, limit=limit or 20, file=printable(file), order=only)
    if form is TableFormat.JSON:
        print_json(plain)
    elif form is TableFormat.CSV:
        print_text(text)
    else:
        print_lines(lines)


@app.command()
@_guarded
def availability(
    file: File,
    targets: Targets = None,
    defaults: Defaults = None,
    time_limit: TimeLimit = None,
    limit: Limit = 20,
    form: Annotated[
        TableFormat, typer.Option("--format", "-f", help="For people or for machines.")
    ] = TableFormat.TEXT,
) -> None:
    """Work out how often and how long the targets are down, and which causes matter most."""
    from topology.document.document import load
    from topology.document.failure_data import parse_defaults
    from topology.findings.targets import choose_targets
    from topology.reliability.availability import Availability
    from topology.render.terminal.probabilities import (
        availability_csv,
        availability_lines,
        availability_plain,
    )
    from topology.structure.graph import Graph

    known, expired = parse_defaults(_pairs_of(defaults)), _deadline(time_limit)
    with Progress() as progress:
        progress.step(f"reading {file}")
        graph = Graph.compile(load(file))
        found = []
        for v in choose_targets(graph, targets):
            progress.step(f"working out {graph.ids[v]}")
            found.append(Availability(graph, v, defaults=known, expired=expired))
        if form is TableFormat.JSON:
            plain = availability_plain(found)
        elif form is TableFormat.CSV:
            text = availability_csv(found)
        else:
            lines = availability_lines(found, limit=limit, file=printable(file))
    if form is TableFormat.JSON:
        print_json(plain)
    elif form is TableFormat.CSV:
        print_text(text)
    else:
        print_lines(lines)


class FaultTrees(StrEnum):
    """The formats of fault trees."""

    OPEN_PSA = "open-psa"
    ARALIA = "aralia"


class ExportFormat(StrEnum):
    """The formats of other tools that are written."""

    OPEN_PSA = "open-psa"
    ARALIA = "aralia"
    DOT = "dot"
    GRAPHML = "graphml"


TreeForm = Annotated[FaultTrees, typer.Argument(metavar="FORMAT", help="open-psa or aralia.")]
ToOutput = Annotated[
    str, typer.Option("-o", "--output", metavar="PATH", help="Where to; else to stdout.")
]


@app.command(name="import")
@_guarded
def import_(
    form: TreeForm,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Fault tree; - for stdin.")],
    output: ToOutput = "-",
) -> None:
    """Turn a fault tree, Open-PSA XML or Aralia text, into a document."""
    from topology.document.document import Topology
    from topology.sources.reader import Form, read

    if output != "-":
        _need_suffix(output, (".json",))
        need_writable(output)
    with Progress() as progress:
        progress.step(f"reading {file}")
        document, name = read(file, Form(form.value))
        topology = Topology.from_dict(document, source=name, default_name=Path(file).stem)
        text = topology.to_json()
        if output != "-":
            write_file(output, text)
    if output == "-":
        print_text(text)
    _say_written(output, "cuts")


@app.command()
@_guarded
def export(
    form: Annotated[
        ExportFormat, typer.Argument(metavar="FORMAT", help="open-psa, aralia, dot or graphml.")
    ],
    file: File,
    targets: Targets = None,
    defaults: Defaults = None,
    output: ToOutput = "-",
) -> None:
    """Write the fault trees of the targets, or the graph (dot, graphml), for other tools."""
    from topology.document.document import load
    from topology.document.failure_data import parse_defaults
    from topology.render.files.graph_files import dot_text, graphml_text

    known = parse_defaults(_pairs_of(defaults))
    is_tree = form in (ExportFormat.OPEN_PSA, ExportFormat.ARALIA)
    if not is_tree and (targets or defaults):
        raise UsageError("--for and --default are for fault trees: a graph has everything")
    need_writable(output)
    with Progress() as progress:
        progress.step(f"reading {file}")
        topology = load(file)
        progress.step("writing")
        if is_tree:
            text = _fault_trees(topology, form.value, targets, known)
        else:
            text = (dot_text if form is ExportFormat.DOT else graphml_text)(topology)
        if output != "-":
            write_file(output, text)
    if output == "-":
        print_text(text)
    _say_written(output, "cuts" if is_tree else "")


def _fault_trees(
    topology: Topology, form: str, targets: Sequence[str] | None, known: dict[str, FailureData]
) -> str:
    from topology.findings.targets import choose_targets
    from topology.render.files.fault_tree_files import fault_tree_file
    from topology.sources.reader import Form
    from topology.structure.graph import Graph

    graph = Graph.compile(topology)
    chosen = choose_targets(graph, targets)
    if not chosen:
        raise UsageError("there is no target to write: name one with --for ID")
    return fault_tree_file(graph, chosen, Form(form), known)


def _pairs_of(given: Sequence[str] | None) -> dict[str, str]:
    found = {}
    for text in given or ():
        kind, equals, data = text.partition("=")
        if not equals or not kind.strip():
            raise UsageError(f"--default {quoted(text)}: must be KIND=DATA, or *=DATA for any kind")
        found[kind.strip()] = data.strip()
    return found


def _deadline(time_limit: str | None) -> Callable[[], bool]:
    """Whether time is up, asked as often as one likes."""
    import time

    seconds = _duration(time_limit, "--time-limit")
    if seconds is None:
        return lambda: False
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _is_swapped(file: str, component: str) -> bool:
    """Whether the id was given before the file."""
    return file != "-" and not _exists(file) and (component == "-" or _exists(component))


def _exists(path: str) -> bool:
    return os.path.exists(path)  # noqa: PTH110  # which takes an id that no path could be


@app.command()
@_guarded
def cascade(
    file: File,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Play this scenario of the document (else its first)."),
    ] = None,
    fail: Annotated[
        list[str] | None,
        typer.Option(metavar="ID[,ID]", help="Let these fail at once instead."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help='End there, as in "24 h"; else at rest.')
    ] = None,
    form: Annotated[
        TableFormat, typer.Option("--format", "-f", help="For people or for machines.")
    ] = TableFormat.TEXT,
    series: Annotated[
        bool, typer.Option("--series", help="JSON: also loads and backlogs over time.")
    ] = False,
    limit: Limit = 200,
) -> None:
    """Follow a failure over time: where the load goes, what falls, when it is back."""
    from topology.document.document import load
    from topology.render.terminal.timeline import cascade_lines, run_csv, run_plain

    end = _duration(until)
    with Progress() as progress:
        progress.step(f"reading {file}")
        topology = load(file)
        progress.step("following the load")
        run, others = _play(topology, scenario, fail, end, series)
        ranges = [] if form is TableFormat.CSV else _ranges(topology, run, fail, end, progress)
    if form is TableFormat.JSON:
        print_json(run_plain(run, ranges))
    elif form is TableFormat.CSV:
        print_text(run_csv(run))
    else:
        name = printable(file)
        print_lines(cascade_lines(run, limit=limit, file=name, others=others, ranges=ranges))


def _ranges(
    topology: Topology,
    run: Run,
    fail: Sequence[str] | None,
    until: float | None,
    progress: Progress,
) -> list[Sensitivity]:
    """Where in the ranges of the document the outcome of a run is which."""
    from topology.findings.sensitivity import failures_verdict, scenario_verdict, sensitivities

    if fail:
        judge = failures_verdict(_ids(topology, fail), until)
    else:
        judge = scenario_verdict(run.scenario, until)
    return sensitivities(topology, judge, progress.step)


def _duration(text: str | None, option: str = "--until") -> float | None:
    from topology.values.units import parse_duration

    if text is None:
        return None
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {quoted(text)}: {error}") from None


def _play(
    topology: Topology,
    scenario: str | None,
    fail: Sequence[str] | None,
    until: float | None,
    series: bool,
) -> tuple[Run, tuple[str, ...]]:
    """The run that is asked for, and the scenarios that are left to be played."""
    from topology.loads.cascade.cascade import run_failures, run_scenario

    scenarios = [entry.id for entry in topology.scenarios]
    if fail:
        if scenario is not None:
            raise UsageError("--scenario and --fail exclude each other")
        run = run_failures(topology, _ids(topology, fail), until_s=until, series=series)
        return run, tuple(scenarios)
    if scenario is None:
        if not scenarios:
            raise UsageError("the document has no scenarios: name what fails with --fail ID")
        scenario = scenarios[0]
    run = run_scenario(topology, scenario, until_s=until, series=series)
    return run, tuple(scenarios[scenarios.index(scenario) + 1 :])


def _ids(topology: Topology, given: Sequence[str]) -> list[str]:
    """Ids in lists with commas; one that has a comma itself is taken whole."""
    known = {c.id for c in topology.components} | {r.id for r in topology.shared_risks}
    found: list[str] = []
    for text in given:
        found.extend([text] if text in known else text.split(","))
    return found


@app.command()
@_guarded
def view(
    file: File,
    output: Output,
    targets: Targets = None,
) -> None:
    """Draw the graph as one HTML file that needs no network."""
    _need_suffix(output, (".html", ".htm"))
    need_writable(output)
    with Progress() as progress:
        points = _analyse(file, targets, progress)
        progress.step("drawing")
        from topology.render.page.view import view_html

        page = view_html(points)
        write_file(output, page)
    _say_written(output)


@app.command()
@_guarded
def report(
    file: File,
    output: Output,
    targets: Targets = None,
    defaults: Defaults = None,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="ID", help="SVG: the chart of this scenario in place of the graph."),
    ] = None,
    open_it: Annotated[
        bool, typer.Option("--open", help="Show what was written in the browser.")
    ] = False,
) -> None:
    """Write all results as HTML, Markdown, SVG, JSON or CSV, by the ending of PATH."""
    from topology.document.document import load
    from topology.document.failure_data import parse_defaults
    from topology.render.reports import Form

    form = Form.of(output, targets, parse_defaults(_pairs_of(defaults)), scenario)
    if open_it and output == "-":
        raise UsageError("--open needs a file: name one with -o PATH")
    need_writable(output)
    with Progress() as progress:
        progress.step(f"reading {file}")
        topology = load(file)
        write_file(output, form.written(topology, progress.step))
    _say_written(output)
    if open_it:
        import webbrowser

        webbrowser.open(Path(output).resolve().as_uri())


def _need_suffix(output: str, suffixes: Sequence[str]) -> None:
    suffix = Path(output).suffix.lower()
    if output != "-" and suffix not in suffixes:
        raise UsageError(f"{printable(output)} must end in {suffixes[0]}, the form that is written")


def _say_written(output: str, further: str = "") -> None:
    """What was written, and the command that reads it."""
    if output != "-":
        from topology.render.terminal.columns import COMMAND
        from topology.render.terminal.text import command

        lines = [[("good", "written"), ("", f"  {printable(output)}")]]
        if further:
            lines.append([("", "Next: "), (COMMAND, command([further, printable(output)]))])
        print_lines(lines)


@app.command()
@_guarded
def schema() -> None:
    """Print the JSON Schema of documents, by which editors complete and check them."""
    from topology.document.json_schema import json_schema

    print_json(json_schema())


@app.command()
@_guarded
def models(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Print this one.")] = None,
) -> None:
    """List the ready-made topologies, or print one."""
    from topology.sources.ready_made import ready_made

    found = ready_made()
    if name is None:
        from topology.document.document import load

        print_lines(
            [
                [("target", f"{stem:26}"), ("", printable(load(path).name))]
                for stem, path in sorted(found.items())
            ]
        )
    elif name in found:
        print_text(found[name].read_text(encoding="utf-8"))
    else:
        raise UsageError(f"there is no model {quoted(name)}{did_you_mean(name, found)}")
