"""`tip`: the smallest brownout or surge after which a service never gets back to its level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer, read, write_answer
from topology.cli.options import TableFormat, command, deadline, seconds
from topology.errors import need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.loads.tipping.tipping import Question, TippingMap


@command("tip")
@options.file
@click.option("--for", "target", metavar="ID", required=True, help="Who is to be tipped.")
@click.option("--of", "of", metavar="ID", help="What browns out, or whose demand surges.")
@click.option("--surge", is_flag=True, help="A surge of demand in place of a brownout.")
@click.option("--longest", metavar="TIME", default="1 h", help="The longest that is tried.")
@click.option("--until", metavar="TIME", help="Follow each for so long after it; else to rest.")
@options.as_table
@options.names
@click.option("-o", "--output", metavar="PATH", help="Write .svg, .html, .md, .json or .csv.")
@options.time_limit
def tip(
    file: str,
    target: str,
    of: str | None,
    surge: bool,
    longest: str,
    until: str | None,
    form: TableFormat,
    output: str | None,
    time_limit: str | None,
) -> None:
    """Find the smallest brownout after which a service never recovers."""
    need_room_for_loads()
    from topology.loads.tipping.pushes import Kind
    from topology.loads.tipping.tipping import LONGEST_S, Question

    question = Question(
        target,
        Kind.SURGE if surge else Kind.BROWNOUT,
        of,
        LONGEST_S if (given := seconds(longest, "--longest")) is None else given,
        seconds(until, "--until"),
    )
    expired = deadline(time_limit)

    def asked(topology: Topology, tell: Tell) -> TippingMap:
        from topology.loads.tipping.tipping import tipping_map
        from topology.structure.graph import Graph

        return tipping_map(Graph.compile(topology), question, tell=tell, expired=expired)

    if output is not None:
        from topology.render.reports import suffix_of, tip_written

        suffix = suffix_of(output)
        write_answer(file, output, lambda tell: tip_written(asked(read(file, tell), tell), suffix))
        return

    def analyse(topology: Topology, tell: Tell) -> Answer:
        from topology.render.machine.tip import tip_csv, tip_plain
        from topology.render.terminal.tip import tip_lines

        found = asked(topology, tell)
        following = _next(printable(file), question)
        return Answer(
            lambda: tip_lines(found, following), lambda: tip_plain(found), lambda: tip_csv(found)
        )

    print_answer(file, form, analyse)


def _next(file: str, question: Question) -> list[str]:
    """The other kind of push; after that, the failures."""
    from topology.loads.tipping.pushes import Kind

    if question.kind is Kind.SURGE:
        return ["spof", file, "--for", question.target]
    return ["tip", file, "--for", question.target, "--surge"]
