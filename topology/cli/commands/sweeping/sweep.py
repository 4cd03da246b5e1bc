"""`sweep`: every contingency of up to so many failures, one line each in a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import need_suffix, read
from topology.cli.files import need_writable
from topology.cli.jobs import workers, workers_options
from topology.cli.options import command, deadline, ids
from topology.cli.progress import Progress
from topology.cli.streams import print_lines
from topology.errors import UsageError, need_room_for_loads, printable
from topology.values.steps import nth

if TYPE_CHECKING:
    from topology.cli.commands.sweeping.journal import Journal
    from topology.findings.sweep.sweep import Sweep
    from topology.render.machine.plain import Plain
    from topology.work.workers import Workers

LINES, PARQUET = ".jsonl", ".parquet"
UNFINISHED = ".part"
"""What stands beside a table while it is not complete: its lines."""
FLUSHED = 100
"""Contingencies after which it is said how far it is, and what was found is safe."""


@command("sweep")
@options.file
@options.targets
@click.option(
    "--order",
    metavar="K",
    type=click.IntRange(min=1),
    default=2,
    help="All contingencies of up to K failures at once.",
)
@click.option(
    "-o", "--output", metavar="PATH", required=True, help="A line each: .jsonl, or .parquet."
)
@click.option("--resume", is_flag=True, help="Go on where the sweep that wrote PATH was stopped.")
@options.time_limit
@workers_options
def sweep(
    file: str,
    targets: tuple[str, ...],
    order: int,
    output: str,
    resume: bool,
    time_limit: str | None,
    jobs: int | str | None,
    cluster: str | None,
) -> None:
    """Play all contingencies of up to K failures, and write which targets fall to each (N-k)."""
    asked, expired = workers(jobs, cluster), deadline(time_limit)
    if output == "-":
        raise UsageError("-o -: a sweep is written to a file, so that it can go on there")
    need_suffix(output, (LINES, PARQUET))
    need_writable(output, file)
    is_table = output.lower().endswith(PARQUET)
    if is_table:
        from topology.cli.commands.sweeping.table import need_parquet

        need_parquet()
    need_room_for_loads()
    from topology.findings.single_points import SinglePoints
    from topology.findings.sweep.sweep import Sweep
    from topology.render.terminal.contingencies.sweep import sweep_lines

    with Progress() as progress:
        topology = read(file, progress.step)
        points = SinglePoints.of(topology, ids(targets, topology) or None)
        found = Sweep(points, order)
        whole = _whole(found, output, resume) if is_table else None
        journal = _journal(found, output + UNFINISHED if is_table else output, whole)
        before = _resumed(found, journal, resume, progress.step)
        if not journal.is_ended:
            _go_on(found, journal, asked, progress.step, expired)
        if is_table and journal.is_ended and whole is None:
            from topology.cli.commands.sweeping.table import write_table

            progress.step("writing the table")
            write_table(journal.path, output)
        lines = sweep_lines(found, journal.tally, before, printable(output))
    print_lines(lines)


def _whole(sweep: Sweep, output: str, resume: bool) -> Plain | None:
    """What a table that is there says that it came to. Raises `UsageError` for another file."""
    from topology.cli.commands.sweeping.table import last_of
    from topology.render.machine.contingencies.sweep import head_plain

    found = last_of(output, head_plain(sweep))
    if found is not None and not resume:
        raise _is_there(output)
    return found


def _is_there(path: str) -> UsageError:
    return UsageError(f"{printable(path)} is there already: --resume goes on with it")


def _journal(sweep: Sweep, path: str, whole: Plain | None) -> Journal:
    from topology.cli.commands.sweeping.journal import Journal
    from topology.render.machine.contingencies.sweep import Tally, head_plain

    journal = Journal(path, head_plain(sweep), sweep.targets)
    if whole is not None:
        journal.tally, journal.is_ended = Tally.of(whole), True
    return journal


def _resumed(sweep: Sweep, journal: Journal, resume: bool, tell: Callable[[str], None]) -> int:
    """How many contingencies are there already. Raises `UsageError` for what is in the way."""
    from topology.findings.sweep.combinations import failures_up_to

    if journal.is_ended or not journal.is_there:
        return journal.tally.number
    if not resume:
        raise _is_there(journal.path)
    tell("reading what is done")
    journal.resume(failures_up_to(sweep.order, sweep.members))
    return journal.tally.number


def _go_on(
    sweep: Sweep,
    journal: Journal,
    asked: Workers,
    tell: Callable[[str], None],
    expired: Callable[[], bool],
) -> None:
    """Plays what is left, until time is up."""
    from topology.render.machine.contingencies.sweep import outcome_plain

    first = journal.tally.number
    with (
        closing(sweep.outcomes(first, asked)) as outcomes,
        journal.going_on() as appending,
    ):
        for number in range(first, sweep.number):
            if expired():
                return
            if number % FLUSHED == 0:
                appending.flush()
                tell(nth("playing contingency", number, sweep.number))
            appending.add(outcome_plain(next(outcomes)))
        appending.end()
        journal.is_ended = True
