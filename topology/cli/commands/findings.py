"""`validate`, `spof`, `blast`: what a document holds, what fails it alone, what falls with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer, single_points
from topology.cli.files import need_one_stdin
from topology.cli.jobs import workers, workers_options
from topology.cli.options import Format, TableFormat, command, deadline, ids
from topology.cli.progress import Progress
from topology.cli.streams import print_lines
from topology.errors import DocumentError, TopologyError, UsageError, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from topology.document.document import Topology
    from topology.findings.over_ranges import OverRanges
    from topology.findings.single_points import SinglePoints
    from topology.render.terminal.columns import Line
    from topology.render.terminal.findings import Grouping


@command("validate")
@options.argument("files", "FILE…", "Documents; - for stdin.", nargs=-1, required=True)
def validate(files: tuple[str, ...]) -> None:
    """Check documents; all that is wrong in them is said at once."""
    need_one_stdin(files)
    wrong: list[str] = []
    for file in files:
        try:
            print_lines(_validated(file))
        except DocumentError as error:
            wrong += error.lines()
    if wrong:
        raise TopologyError(*wrong)


def _validated(file: str) -> Sequence[Line]:
    """What is said of a document that is valid. Raises `DocumentError`."""
    from topology.document.document import load
    from topology.findings.remarks.remarks import remarks
    from topology.render.terminal.documents.document import valid_lines
    from topology.structure.graph import Graph

    with Progress() as progress:
        progress.step(f"checking {file}")
        topology = load(file)
        noted = list(remarks(Graph.compile(topology)))
    name = "standard input" if file == "-" else printable(file)
    return valid_lines(topology, name, noted)


@command("spof")
@options.file
@options.targets
@options.as_table
@options.names
@options.limit(None, "How many are listed for people: 50, or the 10 worst of more causes.")
@click.option(
    "--worst",
    metavar="N",
    type=click.IntRange(min=1),
    help="Also the N failures that cost the most.",
)
@click.option("--pairs", is_flag=True, help="Also pairs of which neither does it alone (N-2).")
@options.time_limit
@workers_options
@click.option(
    "--fail-on-spof", is_flag=True, help="Exit with 1 if there is one, or a target never up."
)
@click.option(
    "--fail-on",
    type=click.Choice(["spof", "late"]),
    help="Exit with 1 if there is one, or only if one is not back in time (late).",
)
@click.option(
    "--by",
    type=click.Choice(["cause", "target"]),
    help="Group findings by it; by cause where there are more than 20.",
)
@options.today
def spof(
    file: str,
    targets: tuple[str, ...],
    form: TableFormat,
    limit: int | None,
    worst: int | None,
    pairs: bool,
    time_limit: str | None,
    jobs: int | str | None,
    cluster: str | None,
    fail_on_spof: bool,
    fail_on: str | None,
    by: Grouping | None,
    today: str | None,
) -> None:
    """Find every single failure that takes a target down, and why."""
    expired, day = deadline(time_limit), options.date(today)
    asked = workers(jobs, cluster)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.findings.besides import Besides
        from topology.findings.returns import has_finding, is_late, is_unjudged
        from topology.render.machine.findings import findings_csv, spof_told
        from topology.render.terminal.findings import spof_lines

        points = single_points(topology, targets, tell, expired, day, asked)
        strict = fail_on_spof or fail_on == "spof"
        has_target = points.targets or points.never_up or points.not_judged or points.traffic
        if (strict or fail_on) and not has_target:
            raise UsageError("there is no target to judge: name one, or give a component demand")
        losses = points.worst(worst, tell) if worst else None
        found = points.pairs(tell, expired, asked) if pairs else None
        ranges = _over_ranges(points, ids(targets, topology) or None, fail_on, tell, expired)
        name, besides = printable(file), Besides(losses, found, ranges)
        return Answer(
            lambda: spof_lines(points, besides, limit=limit, file=name, by=by),
            lambda: spof_told(points, besides),
            lambda: findings_csv(points),
            # What could not be judged is no better than what was found.
            is_finding=(
                (strict and (has_finding(points) or _is_worse(ranges)))
                or (fail_on == "late" and (is_late(points) or _is_later(ranges)))
                or (bool(strict or fail_on) and is_unjudged(points))
            ),
        )

    print_answer(file, form, analyse)


def _over_ranges(
    points: SinglePoints,
    targets: Sequence[str] | None,
    fail_on: str | None,
    tell: Tell,
    expired: Callable[[], bool],
) -> OverRanges | None:
    """What is found elsewhere in ranges, where that is not what is found already."""
    topology = points.topology
    asks_when = fail_on == "late"
    is_all = len(points.falling()) == len(points.targets) and points.traffic is None
    if not points.graph.ranges or (is_all and not asks_when):
        return None
    from topology.findings.over_ranges import over_ranges, returns_verdict

    judge = returns_verdict(targets) if asks_when or points.recoveries.rtos else None
    return over_ranges(topology, targets, tell, expired, judge)


def _is_worse(ranges: OverRanges | None) -> bool:
    """Whether more is found elsewhere in ranges, or they could not all be tried."""
    return ranges is not None and (ranges.is_worse or not ranges.is_complete)


def _is_later(ranges: OverRanges | None) -> bool:
    from topology.findings.over_ranges import is_late_elsewhere

    return ranges is not None and is_late_elsewhere(ranges)


@command("blast")
@options.file
@options.argument("failed", "ID...", "What fails, at once, or ID,ID.", nargs=-1, required=True)
@click.option("--all-members", is_flag=True, help="Components fail with all members, not with one.")
@options.as_format
@options.names
@options.limit(50)
def blast(file: str, failed: tuple[str, ...], all_members: bool, form: Format, limit: int) -> None:
    """Show all that goes down with components or shared risks."""
    if len(failed) == 1 and _is_swapped(file, failed[0]):
        file, failed = failed[0], (file,)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.findings.blast_radius import BlastRadius
        from topology.render.machine.findings import blast_plain
        from topology.render.terminal.blast import blast_lines
        from topology.structure.graph import Graph

        tell("following the failure")
        graph = Graph.compile(topology)
        radius = BlastRadius(graph, *ids(failed, topology), all_members=all_members)
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
