"""`cuts` and `availability`: which failures together, how often and how long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer
from topology.cli.commands.formulas import fault_tree, print_failing, print_probabilities
from topology.cli.jobs import workers, workers_options
from topology.cli.options import (
    UNASKED_FEW_NODES,
    UNASKED_MIXED_NODES,
    TableFormat,
    command,
    failure_data,
    ids,
    work_of,
)
from topology.errors import NotCoherentError, UsageError, printable
from topology.values.steps import nth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from topology.cutsets.cutsets import CutSets
    from topology.cutsets.engine.work import Work
    from topology.document.document import Topology
    from topology.document.failure_data import FailureData
    from topology.reliability.availability import Availability
    from topology.structure.graph import Graph
    from topology.work.workers import Workers


COHERENT = (
    "--prime-implicants is for fault trees that are not coherent; of all else the prime implicants "
    "are the minimal cut sets, which are listed without it"
)

NOT_A_TREE = (
    "--alone is for files of fault trees, and {} is none: without it the importances are worked "
    "out as well"
)


@command("cuts")
@options.file
@options.targets
@click.option(
    "--order",
    metavar="K",
    type=click.IntRange(min=1),
    help="Up to K failures at once; else all.",
)
@click.option("--pairs", is_flag=True, help="List the pairs: what to fear beyond single points.")
@options.limit(None, "How many are listed [20 for people, else 100].")
@click.option(
    "--prime-implicants",
    "primes",
    is_flag=True,
    help="Of a fault tree with not or xor its prime implicants; else its minimal p-cuts.",
)
@options.defaults
@options.time_limit
@workers_options
@options.as_table
@options.names
def cuts(
    file: str,
    targets: tuple[str, ...],
    order: int | None,
    pairs: bool,
    limit: int | None,
    primes: bool,
    defaults: tuple[str, ...],
    time_limit: str | None,
    jobs: int | str | None,
    cluster: str | None,
    form: TableFormat,
) -> None:
    """Count all minimal cut sets of the targets, and list the smallest or most probable."""
    if pairs and order is not None:
        raise UsageError("--pairs and --order exclude each other")
    unasked = UNASKED_FEW_NODES if pairs or order is not None else UNASKED_MIXED_NODES
    known, work = failure_data(defaults), work_of(time_limit, unasked)
    asked = workers(jobs, cluster)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        if primes:
            raise UsageError(COHERENT)
        from topology.cutsets.several import Targets
        from topology.document.relevance import has_split
        from topology.findings.targets import choose_targets
        from topology.render.machine.chances.cut_sets import cuts_csv, cuts_plain
        from topology.render.terminal.cut_sets import cuts_lines
        from topology.structure.graph import Graph

        graph = Graph.compile(topology)
        find = partial(_cut_sets, max_order=2 if pairs else order, defaults=known)
        found = []
        chosen = choose_targets(graph, ids(targets, topology))
        several, least = Targets(graph, chosen, find), work.nodes / max(1, len(chosen))
        sets = several.found(work.shares(len(chosen)), least, asked)
        for n, v in enumerate(chosen):
            tell(nth(f"finding the cut sets of {graph.ids[v]}, target", n, len(chosen)))
            found.append(next(sets))
        if has_split(graph.components):
            judge_levels(graph, found, tell, work, asked)
        only = 2 if pairs else None
        return Answer(
            lambda: cuts_lines(found, limit=limit or 20, file=printable(file), order=only),
            lambda: cuts_plain(found, limit=limit or 100, order=only),
            lambda: cuts_csv(found, limit=limit or 100, order=only),
        )

    try:
        print_answer(file, form, analyse)
    except NotCoherentError as error:
        print_failing(
            error.definitions,
            file,
            form,
            targets=targets,
            primes=primes,
            order=2 if pairs else order,
            limit=limit,
            work=work,
        )


def _cut_sets(
    graph: Graph, v: int, work: Work, *, max_order: int | None, defaults: Mapping[str, FailureData]
) -> CutSets:
    """Those of one target, wherever they are found."""
    from topology.cutsets.cutsets import CutSets

    return CutSets(graph, v, max_order=max_order, defaults=defaults, work=work)


def judge_levels(
    graph: Graph, found: list[CutSets], tell: Tell, work: Work, asked: Workers
) -> None:
    """Lets cut sets know of the single failures that are too much for the level of their target."""
    from topology.findings.single_points import SinglePoints

    points = SinglePoints(graph, [sets.target for sets in found])
    points.judge_load(tell, work.expired, asked)
    for sets in found:
        sets.level_lost = points.level_lost(sets.target)


def _availability(
    graph: Graph, v: int, work: Work, *, defaults: Mapping[str, FailureData]
) -> Availability:
    """That of one target, wherever it is worked out."""
    from topology.reliability.availability import Availability

    return Availability(graph, v, defaults=defaults, work=work)


@command("availability")
@options.file
@options.targets
@options.defaults
@options.time_limit
@workers_options
@options.limit(20)
@click.option(
    "--alone",
    is_flag=True,
    help="Of a fault tree the exact probability alone, without importances: fastest.",
)
@options.as_table
@options.names
def availability(
    file: str,
    targets: tuple[str, ...],
    defaults: tuple[str, ...],
    time_limit: str | None,
    jobs: int | str | None,
    cluster: str | None,
    limit: int,
    alone: bool,
    form: TableFormat,
) -> None:
    """Work out how often and how long the targets are down, and which causes matter most."""
    if alone:
        if (tree := fault_tree(file)) is None:
            name = "standard input" if file == "-" else printable(file)
            raise UsageError(NOT_A_TREE.format(name))
        work = work_of(time_limit)
        print_probabilities(tree, file, form, targets, defaults, None, work)
        return
    known, work = failure_data(defaults), work_of(time_limit)
    asked = workers(jobs, cluster)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.cutsets.several import Targets
        from topology.findings.targets import choose_targets
        from topology.render.machine.chances.availability import (
            availability_csv,
            availability_plain,
        )
        from topology.render.terminal.availability import availability_lines
        from topology.structure.graph import Graph

        graph = Graph.compile(topology)
        found = []
        chosen = choose_targets(graph, ids(targets, topology))
        find, least = partial(_availability, defaults=known), work.nodes / max(1, len(chosen))
        several = Targets(graph, chosen, find).found(work.shares(len(chosen)), least, asked)
        for n, v in enumerate(chosen):
            tell(nth(f"working out {graph.ids[v]}, target", n, len(chosen)))
            found.append(next(several))
        return Answer(
            lambda: availability_lines(found, limit=limit, file=printable(file)),
            lambda: availability_plain(found),
            lambda: availability_csv(found),
        )

    try:
        print_answer(file, form, analyse)
    except NotCoherentError as error:
        print_probabilities(error.definitions, file, form, targets, defaults, limit, work)
