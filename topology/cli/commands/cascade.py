"""`cascade`: a failure over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer
from topology.cli.options import TableFormat, command, deadline, ids, seconds
from topology.errors import UsageError, need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.sensitivity import Sensitivity
    from topology.loads.cascade.run import Run


@command("cascade")
@options.file
@click.option(
    "--scenario", metavar="ID", help="Play this scenario of the document (else its first)."
)
@options.several("--fail", "fail", "ID[,ID]", "Let these fail at once instead.")
@options.time_limit
@click.option("--until", metavar="TIME", help='End there, as in "24 h"; else at rest.')
@options.as_table
@options.names
@click.option("--series", is_flag=True, help="JSON: also loads and backlogs over time.")
@options.limit(200)
def cascade(
    file: str,
    scenario: str | None,
    fail: tuple[str, ...],
    time_limit: str | None,
    until: str | None,
    form: TableFormat,
    series: bool,
    limit: int,
) -> None:
    """Follow a failure over time: where the load goes, what falls, when it is back."""
    end, expired = seconds(until, "--until"), deadline(time_limit)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        need_room_for_loads()
        from topology.findings.sensitivity import Untried
        from topology.render.machine.cascade import run_csv, run_plain
        from topology.render.terminal.cascade import cascade_lines

        tell("following the load")
        failing = _failing(topology, fail)
        run, others = _play(topology, scenario, failing, end, series, expired)
        no_ranges = form is TableFormat.CSV
        ranges = [] if no_ranges else _ranges(topology, run, failing, end, tell, expired)
        not_tried = 0 if no_ranges else len(topology.ranges()) - len(ranges)
        name = printable(file)
        following = ["cascade", name, "--scenario", others[0]] if others else ["spof", name]
        return Answer(
            lambda: cascade_lines(
                run,
                limit=limit,
                following=following,
                ranges=ranges,
                untried=Untried(not_tried, time_limit is not None),
                weights=topology.standards.weights,
            ),
            lambda: {**run_plain(run, ranges), "ranges_not_tried": not_tried},
            lambda: run_csv(run),
        )

    print_answer(file, form, analyse)


def _failing(topology: Topology, given: Sequence[str]) -> list[str] | None:
    """What is to fail at once, if anything is."""
    return list(ids(given, topology)) if given else None


def _play(
    topology: Topology,
    scenario: str | None,
    failing: Sequence[str] | None,
    until: float | None,
    series: bool,
    expired: Callable[[], bool],
) -> tuple[Run, tuple[str, ...]]:
    """The run that is asked for, and the scenarios that are left to be played."""
    from topology.loads.cascade.playing import run_failures, run_scenario

    scenarios = [entry.id for entry in topology.scenarios]
    if failing:
        if scenario is not None:
            raise UsageError("--scenario and --fail exclude each other")
        run = run_failures(topology, failing, until_s=until, series=series, expired=expired)
        return run, tuple(scenarios)
    if scenario is None:
        if not scenarios:
            raise UsageError("the document has no scenarios: name what fails with --fail ID")
        scenario = scenarios[0]
    run = run_scenario(topology, scenario, until_s=until, series=series, expired=expired)
    return run, tuple(scenarios[scenarios.index(scenario) + 1 :])


def _ranges(
    topology: Topology,
    run: Run,
    failing: Sequence[str] | None,
    until: float | None,
    tell: Tell,
    expired: Callable[[], bool],
) -> list[Sensitivity]:
    """Where in the ranges of the document the outcome of a run is which."""
    from topology.findings.sensitivity import failures_verdict, scenario_verdict, sensitivities

    judge = scenario_verdict(run.scenario, until)
    if failing:
        judge = failures_verdict(failing, until)
    return sensitivities(topology, judge, tell, expired)
