"""`diff`: what changed from one document to another, and what that does to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from topology.cli import options
from topology.cli.answers import named, read
from topology.cli.exit_codes import FOUND
from topology.cli.options import PageFormat, command, failure_data, ids
from topology.cli.progress import Progress
from topology.cli.streams import print_json, print_lines, print_text
from topology.errors import UsageError, need_room_for_loads

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.comparison.comparison import Comparison
    from topology.findings.study import Study

MOST = 20
"""Differences of each kind that are listed for people unless asked otherwise."""


@command("diff")
@options.argument("old", "OLD", "Document before, or a file of another tool; - for stdin.")
@options.argument("new", "NEW", "Document after.")
@options.as_page
@options.names
@options.targets
@options.several("--same", "same", "A=B", "A and B are the same; told under the id A (repeatable).")
@options.defaults
@options.limit(MOST, "How many of each kind are listed for people.")
@options.time_limit
@options.today
@click.option("--fail-on-worse", is_flag=True, help="Exit with code 1 if the answer is worse.")
def diff(
    old: str,
    new: str,
    form: PageFormat,
    targets: tuple[str, ...],
    same: tuple[str, ...],
    defaults: tuple[str, ...],
    limit: int,
    time_limit: str | None,
    today: str | None,
    fail_on_worse: bool,
) -> None:
    """Compare two documents, and the answers to both."""
    if old == new == "-":
        raise UsageError("only one of the two can be standard input")
    need_room_for_loads()
    from topology.document.merging.renaming import said_pairs
    from topology.findings.comparison.comparison import Comparison

    data, date, limit_s = (
        failure_data(defaults),
        options.date(today),
        options.seconds(time_limit, "--time-limit"),
    )
    with Progress() as progress:
        before, after = (read(file, progress.step) for file in (old, new))
        found = Comparison.of(
            before,
            after,
            ids(targets, before, after) or None,
            same=said_pairs(same, {*_ids(before), *_ids(after)}, "--same"),
            analyse=_analysing(
                (before, after), limit_s, defaults=data, today=date, tell=progress.step
            ),
        )
        progress.step("writing")
        print_it = _printing(found, after, form, limit)
    print_it()
    if fail_on_worse and found.answers.is_worse:
        raise Exit(FOUND)


def _analysing(
    both: Sequence[Topology], limit_s: float | None, **given: Any
) -> Callable[[Topology, Iterable[str] | None], Study]:
    """Studies one document and then the other: the first for half of the time, if it is limited."""
    from topology.findings.comparison.comparison import most_targets
    from topology.findings.study import Study

    if limit_s is None:
        return partial(Study.of, **given, most_targets=most_targets(*both))
    begin = monotonic()
    ends = [begin + limit_s, begin + limit_s / 2]

    def analyse(topology: Topology, targets: Iterable[str] | None) -> Study:
        study = Study.of(topology, targets, **given, expired=lambda: monotonic() > ends[-1])
        # What is asked of either later may take what is left.
        del ends[1:]
        return study

    return analyse


def _ids(topology: Topology) -> Iterator[str]:
    yield from (component.id for component in topology.components)
    yield from (risk.id for risk in topology.shared_risks)


def _printing(
    found: Comparison, topology: Topology, form: PageFormat, limit: int
) -> Callable[[], None]:
    """Makes a form; to be called is what prints it."""
    if form is PageFormat.JSON:
        from topology.render.machine.comparison import comparison_plain

        plain = comparison_plain(found)
        return lambda: print_json(plain)
    if form is PageFormat.MARKDOWN:
        from topology.render.files.comparison import comparison_markdown

        text = comparison_markdown(found)
        return lambda: print_text(text)
    from topology.render.terminal.comparison import comparison_lines

    lines = named(comparison_lines(found, limit), topology)
    return lambda: print_lines(lines)
