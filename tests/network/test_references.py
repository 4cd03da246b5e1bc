"""Published networks: every figure of independent reference code, to six digits.

Five networks with their demands: three of REPETITA (Gay, Schaus, Vissicchio 2017) and two of SNDlib
(Orlowski and others 2010). `references/expected.tsv` was made by plain code in the standard library
that shares nothing with this one; of what ties it names the first in the order of the files, and so
do the ids here. "Worst" columns are at traffic scaled to an intact maximum of 0.6.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations

import pytest

from tests.support.traffic_networks import REFERENCES, document, facts
from topology.document.document import Topology
from topology.network.causes import Cause, CauseKind
from topology.network.gauges import Place
from topology.network.sweep import Aftermath, Sweep, TrafficNetwork
from topology.structure.graph import Graph

with (REFERENCES / "expected.tsv").open() as file:
    EXPECTED = {row["network"]: row for row in csv.DictReader(file, delimiter="\t")}
NAMES = sorted(EXPECTED)
WITH_PAIRS = [name for name in NAMES if EXPECTED[name]["P_causes"] != "-"]


def close(expected: str) -> object:
    return pytest.approx(float(expected), abs=6e-7, rel=1e-12)


class Network:
    """A network of the references, at raw and at scaled traffic."""

    def __init__(self, name: str) -> None:
        self.name, self.row = name, EXPECTED[name]
        self.scale = float(self.row["scale"])
        word = self.row["capacity"].split()
        self.capacity = None if word[0] == "given" else float(word[1])
        if self.capacity is not None:
            peak = float(word[-1].rstrip(")"))
            self.capacity = peak / 0.6

    @cache  # noqa: B019  # as many as there are networks
    def traffic(self, duplex: str = "full") -> TrafficNetwork:
        plain = document(self.name, self.capacity, duplex=duplex)
        return TrafficNetwork(Graph.compile(Topology.from_dict(plain)))

    @cache  # noqa: B019
    def sweep(self, kind: CauseKind, duplex: str = "full") -> Sweep:
        return Sweep.of(self.traffic(duplex), self.causes(kind, duplex))

    def causes(self, kind: CauseKind, duplex: str = "full") -> list[Cause]:
        causes = self.traffic(duplex).causes
        return [c for c in causes.single() if causes.kind(c.numbers[0]) is kind]

    def arc(self, place: Place) -> str:
        return f"{self.node(place.start)} > {self.node(place.end)}"

    def node(self, component: int) -> str:
        return self.traffic().graph.ids[component].split(" ", 1)[1]

    def cause(self, numbers: Iterable[int]) -> str:
        graph = self.traffic().graph
        return " + ".join(
            " - ".join(map(self.node, graph.ends[n])) if n in graph.ends else self.node(n)
            for n in numbers
        )


@cache
def network(name: str) -> Network:
    return Network(name)


def worst_of(found: Sequence[Aftermath]) -> Aftermath:
    """The first of those with the most used place, of those that tie by rounding."""
    most = max(after.worst.utilisation for after in found if after.worst)
    return next(a for a in found if a.worst and a.worst.utilisation >= most * (1 - 1e-9))


def ties(net: Network, found: Sequence[Aftermath], duplex: str = "full") -> int:
    most = max(after.worst.utilisation for after in found if after.worst)
    traffic = net.traffic(duplex)
    return sum(
        int((traffic.utilisations(after.cause) >= most * (1 - 1e-9)).sum())
        for after in found
        if after.worst and after.worst.utilisation >= most * (1 - 1e-9)
    )


def checked(net: Network, letter: str, found: Sequence[Aftermath]) -> None:
    """The columns of one kind of cause."""
    row: Callable[[str], str] = lambda name: net.row[f"{letter}_{name}"]  # noqa: E731
    worst = worst_of(found)
    assert worst.worst is not None
    scaled = 0.6 / net.sweep(CauseKind.LINK).intact.worst.utilisation  # type: ignore[union-attr]
    assert len(found) == int(row("causes"))
    assert worst.worst.utilisation * scaled == close(row("worst"))
    assert net.cause(worst.cause.numbers) == row("cause")
    assert net.arc(worst.worst.place) == row("arc")
    assert ties(net, found) == int(row("ties"))
    used = [after.worst.utilisation * scaled for after in found if after.worst]
    assert sum(u > 1 + 1e-9 for u in used) == int(row("overload"))
    assert sum(after.cut_off > 0 for after in found) == int(row("cut_causes"))
    assert sum(after.cut_off for after in found) == close(row("cut_sum"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_failed(name: str) -> None:
    net, row = network(name), EXPECTED[name]
    traffic, intact = net.traffic(), net.sweep(CauseKind.LINK).intact
    found = facts(name)
    assert intact.worst is not None
    assert intact.growth is not None
    assert len(traffic.arcs.nodes) == int(row["nodes"]) == len(found["nodes"])
    assert len(traffic.arcs.arcs_of) == int(row["links"])
    assert len(found["demands"]) == int(row["demands"])
    assert traffic.demands.total == close(row["demand_total"])
    assert intact.worst.utilisation == close(row["intact_max"])
    assert 0.6 / intact.worst.utilisation == close(row["scale"])
    assert net.arc(intact.worst.place) == row["intact_arc"]
    assert ties(net, [intact]) == int(row["intact_ties"])
    assert intact.growth == close(row["growth_intact"])
    assert intact.cut_off == intact.gone == 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [CauseKind.LINK, CauseKind.NODE])
def test_single_failures(name: str, kind: CauseKind) -> None:
    net, row = network(name), EXPECTED[name]
    sweep = net.sweep(kind)
    letter = kind[0].upper()
    checked(net, letter, sweep.failures)
    most = max(sweep.failures, key=lambda after: after.cut_off)
    assert most.cut_off == close(row[f"{letter}_cut_max"])
    if most.cut_off:
        assert net.cause(most.cause.numbers) == row[f"{letter}_cut_max_cause"]
    growth = min(after.growth for after in sweep.failures if after.growth)
    assert growth == close(row[f"growth_{letter}"])


@pytest.mark.parametrize("name", NAMES)
def test_half_duplex(name: str) -> None:
    net, row = network(name), EXPECTED[name]
    links, nodes = (net.sweep(kind, "half") for kind in (CauseKind.LINK, CauseKind.NODE))
    assert links.intact.worst is not None
    assert links.intact.worst.utilisation == close(row["half_intact_max"])
    place = links.intact.worst.place
    ends = sorted((place.start, place.end))
    assert sorted(map(net.node, ends)) == sorted(row["half_intact_link"].split(" - "))
    for sweep, letter in ((links, "L"), (nodes, "N")):
        worst = worst_of(sweep.failures)
        assert worst.worst is not None
        assert worst.worst.utilisation == close(row[f"half_{letter}_worst"])
        assert net.cause(worst.cause.numbers) == row[f"half_{letter}_cause"]


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow if n == "germany50" else ()) for n in WITH_PAIRS],
)
def test_pairs_of_links(name: str) -> None:
    net, row = network(name), EXPECTED[name]
    causes, alone = net.traffic().causes, net.sweep(CauseKind.LINK).failures
    numbers = [after.cause.numbers[0] for after in alone]
    pairs = [causes.together(pair) for pair in combinations(numbers, 2)]
    found = Sweep.of(net.traffic(), pairs).failures
    checked(net, "P", found)
    scaled = 0.6 / net.sweep(CauseKind.LINK).intact.worst.utilisation  # type: ignore[union-attr]
    full = {
        a.cause.numbers[0] for a in alone if a.worst and a.worst.utilisation * scaled > 1 + 1e-9
    }
    cut = {a.cause.numbers[0] for a in alone if a.cut_off}
    new = [a for a in found if a.worst and a.worst.utilisation * scaled > 1 + 1e-9]
    assert sum(full.isdisjoint(a.cause.numbers) for a in new) == int(row["P_overload_new"])
    new = [a for a in found if a.cut_off]
    assert sum(cut.isdisjoint(a.cause.numbers) for a in new) == int(row["P_cut_new"])
