"""What traffic does to a network after failures: plain values (docs/network.schema.json), CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from topology.network.flows import Flow, diverted_over, flows_over
from topology.network.gauges import Place
from topology.network.survey.remarks import remarks
from topology.network.survey.rows import Row
from topology.network.survey.survey import Carried, Case, PlaceCase, Survey
from topology.network.sweep import TrafficNetwork, Use
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain

NO_CAPACITY_LEFT = "no capacity left"


def network_plain(survey: Survey, times: float = 1.0) -> Plain:
    """The survey as the published JSON; the failures are an iterator, worst first."""
    network, question, intact = survey.network, survey.question, survey.intact
    routing = network.routing
    plain: Plain = {
        "format": FORMAT,
        "load_unit": network.graph.topology.load_unit,
        "demand": network.demands.total,
        "times": times,
        "limit": question.limit,
        "ways": routing.ways,
        "metric": routing.metric,
        "duplex": routing.duplex,
        "judged": {
            "causes": "single" if survey.pairs is None else "pairs",
            "kinds": list(question.kinds) or None,
            "number": len(survey.failures),
            "not_judged": survey.not_judged,
        },
        "intact": {
            "worst": _use(network, intact.worst),
            "overloaded": intact.overloaded,
            "cut_off": intact.cut_off,
            "gone": intact.gone,
        },
        "failures": (_failure(survey, row) for row in survey.failures.worst_first()),
        "links": [_link(network, case) for case in survey.places],
        "growth": {
            "intact": survey.growth(),
            "any_single": survey.growth(survey.alone),
        },
        "notes": remarks(survey),
    }
    if survey.not_judged:
        plain["growth"]["is_bound"] = True
    if survey.pairs is not None:
        plain["growth"]["any_pair"] = survey.growth(survey.alone, survey.pairs)
    if survey.question.link is not None:
        plain["carried"] = [_carried(network, carried) for carried in survey.carried]
    return plain


def _failure(survey: Survey, row: Row) -> Plain:
    network = survey.network
    plain: Plain = {
        "causes": [network.causes.name(number) for number in row.causes],
        "kinds": [network.causes.kind(number).value for number in row.causes],
        "worst": _use(network, row.worst),
        "overloaded": row.overloaded,
        "cut_off": row.cut_off,
        "gone": row.gone,
    }
    if survey.pairs is not None:
        plain["new"] = {"overloaded": row.new_overloaded, "cut_off": row.new_cut_off}
    return plain


def _place(network: TrafficNetwork, place: Place) -> Plain:
    ids = network.graph.ids
    return {
        "link": ids[place.component],
        "from": None if place.start < 0 else ids[place.start],
        "to": None if place.end < 0 else ids[place.end],
    }


def _use(network: TrafficNetwork, use: Use | None) -> Plain | None:
    if use is None:
        return None
    return {**_place(network, use.place), **_share("utilisation", use.utilisation)}


def _share(name: str, value: float | None) -> Plain:
    """JSON has no infinity: the use of a capacity of which nothing is left says why."""
    if value is None or isfinite(value):
        return {name: value}
    return {name: None, "why": NO_CAPACITY_LEFT}


def _cause(network: TrafficNetwork, causes: Sequence[int]) -> str | list[str] | None:
    """One id, or both of a pair."""
    names = [network.causes.name(number) for number in causes]
    return names if len(names) > 1 else names[0] if names else None


def _link(network: TrafficNetwork, case: PlaceCase) -> Plain:
    intact, worst = _share("intact", case.intact), _share("worst", case.worst)
    return {
        **_place(network, case.place),
        "capacity": case.capacity,
        "load": case.load,
        **intact,
        **worst,
        "cause": _cause(network, case.causes),
    }


def _carried(network: TrafficNetwork, carried: Carried) -> Plain:
    worst, ids = carried.worst, network.graph.ids
    cause = network.causes.together(worst.causes)
    flows = flows_over(network, carried.place, cause)
    diverted = diverted_over(network, carried.place, cause)
    return {
        **_place(network, carried.place),
        "intact": _case(network, carried.intact),
        "cases": [_case(network, case) for case in carried.cases],
        "flows": {
            "causes": [network.causes.name(number) for number in worst.causes],
            "pairs": [_flow(network, flow) for flow in flows],
            "diverted": [{"lost": ids[d.lost], "amount": d.amount} for d in diverted],
        },
    }


def _case(network: TrafficNetwork, case: Case) -> Plain:
    return {
        "causes": [network.causes.name(number) for number in case.causes],
        "amount": case.amount,
        **_share("utilisation", case.utilisation),
    }


def _flow(network: TrafficNetwork, flow: Flow) -> Plain:
    ids = network.graph.ids
    return {
        "from": ids[flow.origin],
        "to": ids[flow.destination],
        "amount": flow.amount,
        "before": flow.before,
    }


def failures_csv(survey: Survey) -> str:
    """CSV: with nothing failed (no cause), then each failure, worst first."""
    header = ("cause", "and_cause", "link", "from", "to", "utilisation")
    intact = survey.intact
    first = Row((), intact.worst, intact.overloaded, intact.cut_off, intact.gone)
    return csv_text(
        (*header, "overloaded", "cut_off", "gone"),
        (_cells(survey.network, row) for row in (first, *survey.failures.worst_first())),
    )


def _cells(network: TrafficNetwork, row: Row) -> tuple[str, ...]:
    names = [*map(network.causes.name, row.causes), "", ""][:2]
    place = None if row.worst is None else _place(network, row.worst.place)
    where = [str(value or "") for value in place.values()] if place else ["", "", ""]
    used = "" if row.worst is None else repr(row.worst.utilisation)
    counts = (str(row.overloaded), repr(row.cut_off), repr(row.gone))
    return (*names, *where, used, *counts)


def flows_csv(survey: Survey) -> str:
    """CSV: the flows over a link, of each direction in its worst case, most first."""
    header = ("link", "link_from", "link_to", "cause", "and_cause", "from", "to")
    return csv_text((*header, "amount", "before"), _flow_cells(survey))


def _flow_cells(survey: Survey) -> Iterator[tuple[str, ...]]:
    network = survey.network
    for carried in survey.carried:
        numbers = carried.worst.causes
        where = [str(value or "") for value in _place(network, carried.place).values()]
        names = [*map(network.causes.name, numbers), "", ""][:2]
        for flow in flows_over(network, carried.place, network.causes.together(numbers)):
            ends = (network.graph.ids[flow.origin], network.graph.ids[flow.destination])
            yield (*where, *names, *ends, repr(flow.amount), repr(flow.before))
