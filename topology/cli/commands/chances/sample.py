"""`sample`: how likely each verdict is, and where each figure lies, over all ranges at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import named, read
from topology.cli.options import command, deadline, ids
from topology.cli.progress import Progress
from topology.cli.streams import print_json, print_lines, print_text
from topology.errors import UsageError, need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.sampling.sampling import Sample

FEWEST, MOST = 128, 100_000
"""So many draws may be asked for; `design` says why."""


class Form(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


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
@options.format_of(Form)
@options.names
@options.limit(10, "How many of each sort are listed for people.")
@options.time_limit
def sample(
    file: str,
    draws: int,
    seed: int,
    targets: tuple[str, ...],
    form: Form,
    limit: int,
    time_limit: str | None,
) -> None:
    """Draw all ranges at once: how likely each verdict is, and which range to measure first."""
    expired = deadline(time_limit)
    need_room_for_loads()
    _need_scipy()
    with Progress() as progress:
        topology = read(file, progress.step)
        from topology.findings.sampling.sampling import sample as sampled

        found = sampled(
            topology,
            draws,
            seed=seed,
            targets=ids(targets, topology) or None,
            tell=progress.step,
            expired=expired,
        )
        progress.step("writing")
        print_it = _printing(found, topology, form, limit, printable(file))
    print_it()


def _need_scipy() -> None:
    """Raises `UsageError` where the library is missing that draws."""
    from importlib.util import find_spec

    if find_spec("scipy") is None:
        raise UsageError(
            "sample needs scipy, which is not installed: pip install 'topology-resilience[sample]'"
        )


def _printing(
    found: Sample, topology: Topology, form: Form, limit: int, file: str
) -> Callable[[], None]:
    """Makes a form; to be called is what prints it."""
    if form is Form.TEXT:
        from topology.render.sampling.terminal import sample_lines

        lines = named(sample_lines(found, limit=limit, file=file), topology)
        return lambda: print_lines(lines)
    if form is Form.MARKDOWN:
        from topology.render.sampling.markdown import sample_markdown

        text = sample_markdown(found, limit)
        return lambda: print_text(text)
    from topology.render.sampling.machine import sample_csv, sample_plain

    if form is Form.CSV:
        rows = sample_csv(found)
        return lambda: print_text(rows)
    plain = sample_plain(found)
    return lambda: print_json(plain)
