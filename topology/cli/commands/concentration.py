"""`concentration`: how much hangs on all of one provider, place, kind, tag or owner."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from topology.cli import options
from topology.cli.answers import Tell, named, read, single_points
from topology.cli.options import command, deadline
from topology.cli.progress import Progress
from topology.cli.streams import print_json, print_lines, print_text
from topology.errors import need_room_for_loads, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from topology.findings.concentration.concentration import Concentration

MOST = 10
"""Groups of each sort that are listed for people."""


class Form(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


@command("concentration")
@options.file
@options.several(
    "--by",
    "by",
    "WORD",
    "Group by provider, location, kind, tag, owner or any x-… key (may be repeated); else by "
    "all that the document names.",
)
@options.targets
@options.format_of(Form)
@options.names
@options.limit(MOST, "How many groups of each sort are listed for people.")
@options.time_limit
def concentration(
    file: str,
    by: tuple[str, ...],
    targets: tuple[str, ...],
    form: Form,
    limit: int,
    time_limit: str | None,
) -> None:
    """Show what hangs on one provider, location, kind, tag or owner, should all of it fail."""
    expired = deadline(time_limit)
    need_room_for_loads()
    with Progress() as progress:
        most = None if form in (Form.JSON, Form.CSV) else limit
        found = _found(file, by, targets, progress.step, expired, most)
        progress.step("writing")
        print_it = _printing(found, form, limit, printable(file))
    print_it()


def _found(
    file: str,
    by: Sequence[str],
    targets: Sequence[str],
    tell: Tell,
    expired: Callable[[], bool],
    most: int | None,
) -> Concentration:
    """What hangs on each group. Raises `TopologyError`."""
    topology = read(file, tell)
    from topology.findings.concentration.concentration import Concentration
    from topology.findings.concentration.groups import all_groups, groups

    made = [groups(topology, word) for word in dict.fromkeys(by)] or all_groups(topology)
    points = single_points(topology, targets, tell, expired)
    return Concentration(points, made, tell, expired, most)


def _printing(found: Concentration, form: Form, limit: int, file: str) -> Callable[[], None]:
    """Makes a form; to be called is what prints it."""
    if form is Form.TEXT:
        from topology.render.terminal.concentration import concentration_lines

        lines = named(concentration_lines(found, limit=limit, file=file), found.topology)
        return lambda: print_lines(lines)
    if form is Form.MARKDOWN:
        from topology.render.files.concentration_report import concentration_markdown

        text = concentration_markdown(found, limit)
        return lambda: print_text(text)
    from topology.render.machine.concentration import concentration_csv, concentration_plain

    if form is Form.CSV:
        rows = concentration_csv(found)
        return lambda: print_text(rows)
    plain = concentration_plain(found)
    return lambda: print_json(plain)
