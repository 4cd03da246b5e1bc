"""`concentration`: how much hangs on all of one provider, place, kind, tag or owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer, single_points
from topology.cli.options import EveryFormat, command, deadline
from topology.errors import need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology

MOST = 10
"""Groups of each sort that are listed for people."""


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
@options.format_of(EveryFormat)
@options.names
@options.limit(MOST, "How many groups of each sort are listed for people.")
@options.time_limit
def concentration(
    file: str,
    by: tuple[str, ...],
    targets: tuple[str, ...],
    form: EveryFormat,
    limit: int,
    time_limit: str | None,
) -> None:
    """Show what hangs on one provider, location, kind, tag or owner, should all of it fail."""
    expired = deadline(time_limit)
    need_room_for_loads()

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.findings.concentration.concentration import Concentration
        from topology.findings.concentration.groups import all_groups, groups
        from topology.render.files.concentration_report import concentration_markdown
        from topology.render.machine.concentration import concentration_csv, concentration_plain
        from topology.render.terminal.concentration import concentration_lines

        made = [groups(topology, word) for word in dict.fromkeys(by)] or all_groups(topology)
        points = single_points(topology, targets, tell, expired)
        most = None if form in (EveryFormat.JSON, EveryFormat.CSV) else limit
        found = Concentration(points, made, tell, expired, most)
        return Answer(
            lambda: concentration_lines(found, limit=limit, file=printable(file)),
            lambda: concentration_plain(found),
            lambda: concentration_csv(found),
            lambda: concentration_markdown(found, limit),
        )

    print_answer(file, form, analyse)
