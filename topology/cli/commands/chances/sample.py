"""`sample`: how likely each verdict is, and where each figure lies, over all ranges at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer
from topology.cli.options import EveryFormat, command, deadline, ids
from topology.errors import UsageError, need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology

FEWEST, MOST = 128, 100_000
"""So many draws may be asked for; `design` says why."""


@command("sample")
@options.file
@click.option(
    "--n",
    "draws",
    metavar="N",
    type=click.IntRange(FEWEST, MOST),
    default=1_000,
    help="How many draws, rounded up to whole scramblings.",
)
@click.option(
    "--seed", metavar="S", type=click.IntRange(0), default=0, help="The same seed, the same draws."
)
@options.targets
@options.format_of(EveryFormat)
@options.names
@options.limit(10, "How many of each sort are listed for people.")
@options.time_limit
def sample(
    file: str,
    draws: int,
    seed: int,
    targets: tuple[str, ...],
    form: EveryFormat,
    limit: int,
    time_limit: str | None,
) -> None:
    """Draw all ranges at once: how likely each verdict is, and which range to measure first."""
    expired = deadline(time_limit)
    need_room_for_loads()
    _need_scipy()

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.findings.sampling.sampling import sample as sampled
        from topology.render.sampling.machine import sample_csv, sample_plain
        from topology.render.sampling.markdown import sample_markdown
        from topology.render.sampling.terminal import sample_lines

        found = sampled(
            topology,
            draws,
            seed=seed,
            targets=ids(targets, topology) or None,
            tell=tell,
            expired=expired,
        )
        return Answer(
            lambda: sample_lines(found, limit=limit, file=printable(file)),
            lambda: sample_plain(found),
            lambda: sample_csv(found),
            lambda: sample_markdown(found, limit),
        )

    print_answer(file, form, analyse)


def _need_scipy() -> None:
    """Raises `UsageError` where the library is missing that draws."""
    from importlib.util import find_spec

    if find_spec("scipy") is None:
        raise UsageError(
            "sample needs scipy, which is not installed: pip install 'topology-resilience[sample]'"
        )
