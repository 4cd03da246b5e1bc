"""The shipped network: its facts are the published ones, and so is what its failures do."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import atan2, cos, degrees, radians, sin
from typing import Any

import pytest
import topohub

from tests.support.repository import ROOT
from topology import Topology, load
from topology.document.schema import Component
from topology.network.causes import CauseKind
from topology.network.sweep import Aftermath, Sweep, TrafficNetwork
from topology.structure.graph import Graph

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # topohub leaves files open
NEAR = 20.0
"""Degrees between links that share the first kilometres."""


@cache
def model() -> Topology:
    return load(ROOT / "models" / "germany50.json")


@cache
def network() -> TrafficNetwork:
    return TrafficNetwork(Graph.compile(model()))


@cache
def sweep() -> Sweep:
    return Sweep.of(network())


@cache
def published() -> dict[str, Any]:
    found: dict[str, Any] = topohub.get("sndlib/germany50")
    return found


def names() -> dict[int, str]:
    return {node["id"]: node["name"].lower() for node in published()["nodes"]}


def sites() -> dict[str, Component]:
    return {c.id: c for c in model().components if c.connects is None}


def links() -> dict[str, Component]:
    return {c.id: c for c in model().components if c.connects is not None}


# -- facts ----------------------------------------------------------------------------------------


def test_the_cities_are_those_of_sndlib() -> None:
    found = {c.id: (c.name, c.longitude, c.latitude) for c in sites().values()}
    nodes = published()["nodes"]
    assert found == {names()[n["id"]]: (n["name"], *n["pos"]) for n in nodes}


def test_the_links_are_those_of_sndlib() -> None:
    ends = [(names()[e["source"]], names()[e["target"]]) for e in published()["edges"]]
    assert {c.id: c.connects for c in links().values()} == {
        "--".join(sorted(pair)): tuple(sorted(pair)) for pair in ends
    }
    assert len(links()) == len(ends) == 88


def test_the_traffic_is_that_of_sndlib() -> None:
    demands = published()["graph"]["demands"]
    told = {
        (names()[int(a)], names()[int(b)]): amount
        for a, row in demands.items()
        for b, amount in row.items()
    }
    traffic = model().traffic
    assert {(entry.origin, entry.to): float(entry.demand) for entry in traffic} == told
    assert (len(traffic), network().demands.total) == (662, 2365.0)


def test_what_is_not_told_is_marked_as_assumed() -> None:
    assert all(set(c.assumed or ()) == {"capacity"} and c.source for c in links().values())
    assert all(c.assumed is None and c.source for c in sites().values())
    assert all(isinstance(risk.assumed, str) for risk in model().shared_risks)
    assert model().routing is not None and model().routing.assumed


def bearing(start: Component, end: Component) -> float:
    """The direction in which a great circle begins, in degrees from north."""
    (lat_a, lon_a), (lat_b, lon_b) = (
        (radians(float(c.latitude or 0)), radians(float(c.longitude or 0))) for c in (start, end)
    )
    east = sin(lon_b - lon_a) * cos(lat_b)
    north = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(lon_b - lon_a)
    return degrees(atan2(east, north)) % 360


def test_a_duct_is_where_links_leave_a_city_in_nearly_the_same_direction() -> None:
    near = set()
    for city in sites():
        ways = [
            (bearing(sites()[city], sites()[next(e for e in link.connects if e != city)]), name)
            for name, link in links().items()
            if link.connects is not None and city in link.connects
        ]
        for (one, first), (other, second) in combinations(ways, 2):
            if abs((one - other + 180) % 360 - 180) <= NEAR:
                near.add((city, frozenset((first, second))))
    ducts = model().shared_risks
    assert {(risk.id.split("-")[1], frozenset(risk.hits)) for risk in ducts} == near
    assert len(ducts) == len(near) == 5


# -- what failures do, against an independent program ---------------------------------------------


def of_kind(kind: CauseKind) -> list[Aftermath]:
    causes = network().causes
    return [a for a in sweep().worst_first if causes.kind(a.cause.numbers[0]) is kind]


def told(after: Aftermath) -> tuple[str, str, str, float]:
    """What fails, the most used direction, and its utilisation to six digits."""
    assert after.worst is not None
    place, ids = after.worst.place, network().graph.ids
    failed = " + ".join(network().causes.name(number) for number in after.cause.numbers)
    return failed, ids[place.start], ids[place.end], round(after.worst.utilisation, 6)


def test_intact() -> None:
    assert told(sweep().intact) == ("", "koeln", "koblenz", 0.6)
    assert sweep().intact.growth == pytest.approx(1.666667, abs=5e-7)


@pytest.mark.parametrize(
    ("kind", "number", "worst"),
    [
        (CauseKind.LINK, 88, ("dortmund--essen", "koeln", "koblenz", 0.890160)),
        (CauseKind.NODE, 50, ("essen", "koeln", "koblenz", 0.877803)),
    ],
)
def test_single_failures(kind: CauseKind, number: int, worst: tuple[str, str, str, float]) -> None:
    found = of_kind(kind)
    assert (len(found), told(found[0])) == (number, worst)
    assert sum(a.overloaded for a in found) == sum(a.cut_off for a in found) == 0


def test_no_duct_cuts_anything_off() -> None:
    found = of_kind(CauseKind.RISK)
    assert len(found) == 5
    assert [a.cut_off for a in found] == [0.0] * 5


@pytest.mark.slow
def test_pairs_of_links() -> None:
    graph, causes = network().graph, network().causes
    pairs = [causes.together(pair) for pair in combinations(sorted(network().arcs.arcs_of), 2)]
    found = Sweep.of(network(), pairs)
    worst = found.worst_first[0]
    assert {graph.ids[number] for number in worst.cause.numbers} == {
        "aachen--trier",
        "koblenz--koeln",
    }
    assert told(worst)[1:] == ("essen", "dortmund", 1.07643)
    assert len(found.failures) == 3828
    assert sum(a.overloaded > 0 for a in found.failures) == 3
    cut = [a.cut_off for a in found.failures if a.cut_off]
    assert (len(cut), sum(cut)) == (11, 727.0)
