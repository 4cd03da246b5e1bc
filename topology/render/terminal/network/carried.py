"""All that one link or node carries: with nothing failed, at worst, and whose traffic it is."""

from __future__ import annotations

from collections.abc import Iterator

from topology.network.flows import Flow, diverted_over, flows_over
from topology.network.gauges import ROUNDING
from topology.network.survey.survey import Carried, Case, Survey
from topology.network.sweep import TrafficNetwork
from topology.network.words import (
    ARROW,
    amount_words,
    causes_words,
    diverted_words,
    failed_steps,
    place_words,
    use_words,
)
from topology.render.terminal.columns import MARGIN, Line
from topology.values.rounding import exceeds
from topology.values.units import counted

WIDTH = 7


def carried_lines(survey: Survey, limit: int) -> list[Line]:
    """What each direction carries, then the flows over the worse one in its worst case."""
    lines: list[Line] = []
    for carried in survey.carried:
        lines += _cases(survey, carried, limit)
    return [*lines, *_flows(survey.network, worse(survey.carried), limit)]


def worse(some: tuple[Carried, ...]) -> Carried:
    """The direction whose worst case is the worse one; of equal ones the first."""
    return max(some, key=lambda carried: _load(carried.worst))


def _load(case: Case) -> float:
    return case.amount if case.utilisation is None else case.utilisation


def _cases(survey: Survey, carried: Carried, limit: int) -> Iterator[Line]:
    network = survey.network
    capacity = network.graph.components[carried.place.component].capacity
    of = (
        "no capacity"
        if capacity is None
        else f"capacity {amount_words(network.graph, float(capacity))}"
    )
    yield [("target", place_words(network, carried.place)), ("", f", {of}")]
    yield _case_line(survey, carried.intact, "with nothing failed")
    for case in carried.cases[:limit]:
        yield _case_line(survey, case, f"after {causes_words(network, case.causes)}")
    hidden = len(carried.cases) - limit
    if hidden > 0:
        said = f"… {counted(hidden, 'cause')} more load it (--limit N, --format json all)"
        yield [("dim", f"  {said}")]
    elif not carried.cases:
        yield [("dim", "  no failure that was judged makes it carry more")]
    yield []


def _case_line(survey: Survey, case: Case, when: str) -> Line:
    used = case.utilisation
    is_over = used is not None and exceeds(used, survey.question.limit)
    share = "" if used is None else f"{use_words(used):>{WIDTH}}  "
    amount = amount_words(survey.network.graph, case.amount)
    return [(MARGIN, share or "  "), ("bad" if is_over else "", amount), ("", f" {when}")]


def _flows(network: TrafficNetwork, carried: Carried, limit: int) -> Iterator[Line]:
    """Whose traffic it is in the worst case, and where what is new of it went before."""
    case = carried.worst
    cause = network.causes.together(case.causes)
    found = flows_over(network, carried.place, cause)
    when = f"after {causes_words(network, case.causes)}" if case.causes else "with nothing failed"
    name = place_words(network, carried.place)
    pairs = counted(len(found), "pair")
    yield [("target", f"over {name} {when}: {amount_words(network.graph, case.amount)} of {pairs}")]
    if case.causes:
        more = diverted_words(network, diverted_over(network, carried.place, cause))
        steps = failed_steps(network, cause, carried.place)
        yield [("", f"  {ARROW.join((*steps, more or 'nothing is diverted to it'))}")]
    amounts = [amount_words(network.graph, flow.amount) for flow in found[:limit]]
    width = max(map(len, amounts), default=0)
    for flow, amount in zip(found, amounts, strict=False):
        yield [(MARGIN, f"  {amount:>{width}}  "), ("", _flow_words(network, flow, case))]
    if len(found) > limit:
        said = f"… and {counted(len(found) - limit, 'pair')} more (--limit N, --format json all)"
        yield [("dim", f"  {said}")]
    yield []


def _flow_words(network: TrafficNetwork, flow: Flow, case: Case) -> str:
    ids = network.graph.ids
    said = f"{ids[flow.origin]}{ARROW}{ids[flow.destination]}"
    if not case.causes or abs(flow.amount - flow.before) <= ROUNDING * flow.amount:
        return said
    before = amount_words(network.graph, flow.before) if flow.before else "nothing"
    return f"{said}, {before} before"
