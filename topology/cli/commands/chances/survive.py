"""`survive`: how likely the targets are up after so many failures, drawn at random."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer, read, write_answer
from topology.cli.options import TableFormat, command, deadline, ids
from topology.errors import UsageError, printable, quoted

if TYPE_CHECKING:
    from topology.cutsets.engine.work import Work
    from topology.document.document import Topology
    from topology.reliability.survival import Survivals

UNASKED_NODES = 4_000_000
"""Nodes of diagrams that are made where no limit of time is given; bounds need few of them."""
MOST = 10
"""Targets that are shown to people."""


@command("survive")
@options.file
@options.targets
@click.option(
    "--failures",
    metavar="K",
    type=click.IntRange(min=0),
    multiple=True,
    help="After K failures (may be repeated); else after each number of them.",
)
@options.several("--share", "shares", "P", "After this share of all that can fail, rounded up.")
@options.several(
    "--among",
    "among",
    "KIND|TAG",
    "Only what is of this kind, or has this tag, can fail (may be repeated).",
)
@click.option("--risks", is_flag=True, help="Shared risks can fail too, each as one of all.")
@click.option(
    "--bystanders",
    metavar="N",
    type=click.IntRange(min=0, max=1_000_000),
    default=0,
    help="So many more can fail that nothing needs.",
)
@options.several(
    "--weight", "weights", "ID=W[,ID=W]", "Weights of targets in the mix (may be repeated)."
)
@options.limit(MOST)
@options.time_limit
@options.as_table
@options.names
@click.option("-o", "--output", metavar="PATH", help="Write .svg, .html, .md, .json or .csv.")
def survive(
    file: str,
    targets: tuple[str, ...],
    failures: tuple[int, ...],
    shares: tuple[str, ...],
    among: tuple[str, ...],
    risks: bool,
    bystanders: int,
    weights: tuple[str, ...],
    limit: int,
    time_limit: str | None,
    form: TableFormat,
    output: str | None,
) -> None:
    """Work out how likely the targets are up after so many failures, drawn at random."""
    asked_shares = tuple(_share(text) for text in shares)
    given = dict(pair for text in weights for pair in _ids_and_weights(text))
    work, further = _work(time_limit)

    def asked(topology: Topology, tell: Tell) -> Survivals:
        from topology.cutsets.counts.pool import Pool
        from topology.findings.targets import choose_targets
        from topology.reliability.survival import Asked, survivals
        from topology.structure.graph import Graph

        graph = Graph.compile(topology)
        pool = Pool.of(graph, among, risks=risks, bystanders=bystanders)
        chosen = choose_targets(graph, ids(targets, topology))
        numbers = Asked(failures, asked_shares, given)
        return survivals(graph, chosen, pool, numbers, work=work, further=further, tell=tell)

    if output is not None:
        from topology.render.reports import suffix_of, survival_written

        suffix = suffix_of(output)
        write_answer(
            file, output, lambda tell: survival_written(asked(read(file, tell), tell), suffix)
        )
        return

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.render.machine.chances.survival import survival_csv, survival_plain
        from topology.render.terminal.chances.survival import survival_lines

        found = asked(topology, tell)
        return Answer(
            lambda: survival_lines(found, limit=limit, file=printable(file)),
            lambda: survival_plain(found),
            lambda: survival_csv(found),
        )

    print_answer(file, form, analyse)


def _work(time_limit: str | None) -> tuple[Work, Work | None]:
    """What is done in any case, so that all targets have bounds, and then until time is up."""
    from topology.cutsets.engine.work import Work

    expired = deadline(time_limit)
    return Work(expired, UNASKED_NODES), None if time_limit is None else Work(expired)


def _share(text: str) -> Fraction:
    """A share as it is written, so that a tenth of ten is one. Raises `UsageError`."""
    stripped = text.strip()
    share = _decimal(stripped.removesuffix("%"))
    if share is not None and stripped.endswith("%"):
        share /= 100
    if share is None or not 0 <= share <= 1:
        raise UsageError(f'--share {quoted(text)}: must be a share such as 0.3 or "30 %"')
    return share


def _ids_and_weights(text: str) -> list[tuple[str, Fraction]]:
    """Pairs in a list with commas; a comma after which none begins is one of an id."""
    parts = [_id_and_weight(part) for part in text.split(",")]
    pairs = [part for part in parts if part] if all(parts) else [_id_and_weight(text)]
    if pairs[0] is None:
        raise UsageError(f"--weight {quoted(text)}: must be ID=W, W a number from 0 on")
    return [pair for pair in pairs if pair]


def _id_and_weight(text: str) -> tuple[str, Fraction] | None:
    name, equals, said = text.rpartition("=")
    weight = _decimal(said)
    if not equals or not name.strip() or weight is None or weight < 0:
        return None
    return name.strip(), weight


MAX_DIGITS = 30


def _decimal(text: str) -> Fraction | None:
    """A decimal number of not too many digits, exactly; None for anything else."""
    stripped = text.strip()
    is_plain = 0 < len(stripped) <= MAX_DIGITS and set(stripped) <= set("0123456789.")
    if not is_plain or stripped.count(".") > 1 or stripped == ".":
        return None
    return Fraction(stripped if stripped[0] != "." else f"0{stripped}")
