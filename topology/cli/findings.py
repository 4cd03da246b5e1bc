"""`validate`, `spof`, `blast`: what a document holds, what fails it alone, what falls with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from topology.cli.answers import Answer, Tell, print_answer, single_points
from topology.cli.options import AsFormat, File, Format, Limit, Targets
from topology.cli.progress import Progress
from topology.cli.streams import print_lines
from topology.errors import UsageError, printable

if TYPE_CHECKING:
    from topology.document.document import Topology


def validate(file: File) -> None:
    """Check a document; all that is wrong with it is said at once."""
    from topology.document.document import load
    from topology.findings.remarks import remarks
    from topology.render.terminal.document import valid_lines
    from topology.structure.graph import Graph

    with Progress() as progress:
        progress.step(f"checking {file}")
        topology = load(file)
        noted = list(remarks(Graph.compile(topology)))
    name = "standard input" if file == "-" else printable(file)
    print_lines(valid_lines(topology, name, noted))


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

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.render.machine.findings import spof_plain
        from topology.render.terminal.findings import spof_lines

        points = single_points(topology, targets, tell)
        if fail_on_spof and not points.targets and not points.never_up:
            raise UsageError("there is no target to judge: name one, or give a component demand")
        losses = points.worst(worst, tell) if worst else None
        found = points.pairs(tell) if pairs else None
        name = printable(file)
        return Answer(
            lambda: spof_lines(points, limit=limit, file=name, losses=losses, pairs=found),
            lambda: spof_plain(points, losses, found),
            is_finding=fail_on_spof
            and bool(points.never_up or points.below_level or points.falling()),
        )

    print_answer(file, form, analyse)


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
    if len(failed) == 1 and _is_swapped(file, failed[0]):
        file, failed = failed[0], [file]

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.findings.spof import BlastRadius
        from topology.render.machine.findings import blast_plain
        from topology.render.terminal.blast import blast_lines
        from topology.structure.graph import Graph

        tell("following the failure")
        graph = Graph.compile(topology)
        radius = BlastRadius(graph, *failed, all_members=all_members)
        return Answer(
            lambda: blast_lines(graph, radius, limit=limit, file=file),
            lambda: blast_plain(radius),
        )

    print_answer(file, form, analyse)


def _is_swapped(file: str, component: str) -> bool:
    """Whether the id was given before the file."""
    return file != "-" and not _exists(file) and (component == "-" or _exists(component))


def _exists(path: str) -> bool:
    return os.path.exists(path)  # noqa: PTH110  # which takes an id that no path could be
