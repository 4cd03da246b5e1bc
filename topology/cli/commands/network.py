"""`network`: which link carries too much after which failure, and what is cut off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Answer, Tell, print_answer
from topology.cli.files import need_one_stdin
from topology.cli.options import TableFormat, command, deadline
from topology.cli.streams import complain
from topology.errors import UnknownIdError, UsageError, need_room_for_loads, printable, quoted

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.network.survey.survey import Survey
    from topology.network.sweep import TrafficNetwork


def _positive(_: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """A finite number above zero, or so many percent."""
    if value is None:
        return None
    text = str(value).strip()
    # The float nearest to the percentage, which a division by 100 would miss.
    plain = f"{text[:-1].strip()}e-2" if text.endswith("%") else text
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        said = f"{quoted(value)} must be a number above 0, or a percentage"
        raise click.BadParameter(said, param=param)
    return number


def _number(option: str, name: str, about: str, default: str | None = None) -> options.Decorator:
    """An option that is a finite number above zero."""
    return click.option(option, name, metavar="N", default=default, callback=_positive, help=about)


@command("network")
@options.file
@options.several(
    "--traffic",
    "beside",
    "FILE",
    "Traffic in place of the document's: a table, a matrix, SNDlib, JSON or YAML (repeatable).",
)
@options.several(
    "--cause",
    "kinds",
    "KIND",
    "Only these: link, node, component, risk, mode, or a kind of the document (may be repeated).",
)
@click.option("--pairs", is_flag=True, help="All pairs of the causes, two at once.")
@_number("--headroom", "headroom", "What is used by more than this counts as overloaded.", "1.0")
@_number("--grow", "times", "Multiply all traffic.", "1.0")
@click.option("--for", "link", metavar="LINK", help="All that this link or node carries, and why.")
@options.as_table
@options.names
@options.limit(10)
@options.time_limit
@_number("--fail-above", "above", "Exit with 1 if anything is used by more, as in 1.0.")
@click.option(
    "--fail-on", type=click.Choice(["cut-off"]), help="Exit with 1 if anything is cut off."
)
def network(
    file: str,
    beside: tuple[str, ...],
    kinds: tuple[str, ...],
    pairs: bool,
    headroom: float,
    times: float,
    link: str | None,
    form: TableFormat,
    limit: int,
    time_limit: str | None,
    above: float | None,
    fail_on: str | None,
) -> None:
    """Route traffic; find which link carries too much after which failure."""
    need_one_stdin((file, *beside))
    expired = deadline(time_limit)

    def analyse(topology: Topology, tell: Tell) -> Answer:
        need_room_for_loads()
        from topology.network.survey.survey import Question, Survey
        from topology.render.machine.network import network_plain
        from topology.render.terminal.network.survey import network_lines

        tell("routing traffic with nothing failed")
        of = _network(_with_traffic(topology, beside), times)
        number = None if link is None else _carrier(of, link)
        survey = Survey.of(of, Question(kinds, pairs, headroom, number), tell, expired)
        again = [word for name in beside for word in ("--traffic", printable(name))]
        again += [word for kind in kinds for word in ("--cause", kind)]
        again += [*_given("--grow", times), *_given("--headroom", headroom)]
        again += ["--pairs"] if pairs else []
        return Answer(
            lambda: network_lines(survey, limit=limit, following=[printable(file), *again]),
            lambda: network_plain(survey, times),
            lambda: _csv(survey),
            is_finding=_is_finding(survey, above, fail_on),
        )

    print_answer(file, form, analyse)


def _csv(survey: Survey) -> str:
    """The rows; a table has no place to say that some are missing."""
    from topology.network.survey.remarks import not_judged
    from topology.render.machine.network import failures_csv, flows_csv

    for said in not_judged(survey):
        complain(f"note: {said}\n")
    return failures_csv(survey) if survey.question.link is None else flows_csv(survey)


def _given(option: str, value: float) -> list[str]:
    """An option to be given again, if it was."""
    return [] if value == 1.0 else [option, f"{value:g}"]


def _with_traffic(topology: Topology, beside: Sequence[str]) -> Topology:
    """The document with the traffic of files in place of its own. Raises `DocumentError`."""
    if not beside:
        return topology
    from topology.document.demands.traffic import with_traffic

    return with_traffic(topology, beside)


def _network(topology: Topology, times: float) -> TrafficNetwork:
    """The network that a document describes. Raises `UsageError` for one without traffic."""
    from topology.network.sweep import TrafficNetwork
    from topology.structure.graph import Graph

    if not topology.traffic:
        raise UsageError(
            'the document has no traffic: say in "traffic" what goes from where to where, '
            'as in {"from": "a", "to": "b", "demand": 12.5}, or give it beside (--traffic FILE)'
        )
    return TrafficNetwork(Graph.compile(topology), times)


def _carrier(of: TrafficNetwork, name: str) -> int:
    """The link or node of `--for`. Raises `UnknownIdError` where there is none of the name."""
    known = {of.graph.ids[v]: v for v in (*of.arcs.arcs_of, *of.arcs.nodes)}
    if name not in known:
        raise UnknownIdError("the link or node", name, known)
    return known[name]


def _is_finding(survey: Survey, above: float | None, fail_on: str | None) -> bool:
    """Whether there is what the command was told to fail on; what was not judged may be one."""
    from topology.values.rounding import exceeds

    if above is None and fail_on is None:
        return False
    is_above = above is not None and exceeds(survey.most_used, above)
    return is_above or (fail_on is not None and survey.cuts_off) or bool(survey.not_judged)
