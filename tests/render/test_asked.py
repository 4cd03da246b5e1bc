"""What cut sets and availability are held against: all objectives of a target, the strictest."""

from __future__ import annotations

from typing import Any

import pytest

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.reliability.availability import Availability
from topology.render.machine.chances.cut_sets import cuts_plain
from topology.render.objectives import (
    accepted_of,
    availability_of,
    meets_availability,
    survives_as_asked,
    survives_of,
)
from topology.render.words.chances.cut_sets import objective_words
from topology.structure.graph import Graph

Doc = dict[str, Any]
UNTIL = {"reason": "r", "until": "2030-01-01"}
DATA = {"fails": {"mtbf": "1 y", "mttr": "8760 min"}}
SHOP: list[Doc] = [
    {"id": "shop", "kind": "function", "fails": False, "needs": [{"any": ["a", "b"]}]},
    {"id": "a", "kind": "fibre", "needs": ["grid"], **DATA},
    {"id": "b", "kind": "fibre", "needs": ["grid"], **DATA},
    {"id": "grid", "kind": "power", "needs": [], "fails": False},
]


def sets(*objectives: Doc, components: list[Doc] = SHOP, **rest: Any) -> CutSets:
    document = {"components": components, "objectives": list(objectives), **rest}
    return CutSets.of(Topology.from_dict(document), "shop")


@pytest.mark.parametrize("of", ["shop", ["grid", "shop"], {"kind": "function"}, "all"])
def test_whoever_an_objective_means(of: Any) -> None:
    found = sets({"of": of, "survives": 2})
    assert survives_of(found) == 2
    assert objective_words(found) == "objective to survive 2 failures: violated"
    assert cuts_plain([found], limit=9)["survives"] == {"wanted": 2, "holds": False}


def test_the_strictest_of_several() -> None:
    found = sets({"of": "shop", "survives": 1}, {"of": "all", "survives": 2})
    assert survives_as_asked(found) is False
    assert objective_words(found) == "objective to survive 2 failures: violated"
    found = sets({"of": "shop", "survives": 1}, {"of": "all", "rto": "1 h"})
    assert objective_words(found) == "objective to survive 1 failure: met"


GRID = [*SHOP[:3], {"id": "grid", "kind": "power", "needs": []}]


@pytest.mark.parametrize(
    ("clauses", "holds", "words"),
    [
        ({"survives": 1, "against": {"kind": "fibre"}}, True, "1 failure of kind fibre: met"),
        (
            {"survives": 2, "against": {"kind": "fibre"}},
            False,
            "2 failures of kind fibre: violated",
        ),
        ({"survives": 1, "against": {"kind": "power"}}, False, "1 failure of kind power: violated"),
        ({"survives": 1, "classes": ["slow"]}, None, "1 failure (slow): not known"),
        (
            {"survives": 1, "classes": ["structural", "slow"]},
            False,
            "1 failure (structural or slow): violated",
        ),
    ],
)  # fmt: skip
def test_where_only_some_failures_or_classes_count(
    clauses: Doc, holds: bool | None, words: str
) -> None:
    found = sets({"of": "shop", **clauses}, components=GRID)
    assert survives_as_asked(found) is holds
    assert objective_words(found) == f"objective to survive {words}"


@pytest.mark.parametrize("of", ["all", "shop", {"kind": "function"}])
def test_what_is_accepted_for_the_document_counts(of: Any) -> None:
    accepted = [{"id": "grid", "of": of, **UNTIL}]
    found = sets({"of": "shop", "survives": 1}, components=GRID, accepted=accepted)
    assert accepted_of(found) == {"grid"}
    assert survives_as_asked(found) is None
    assert objective_words(found).endswith("met but for what is accepted, dates not checked")
    other = sets(
        {"of": "shop", "survives": 1},
        components=GRID,
        accepted=[{"id": "grid", "of": "a", **UNTIL}],
    )
    assert survives_as_asked(other) is False


def availability(*objectives: Doc) -> Availability:
    document = {"components": SHOP, "objectives": list(objectives)}
    graph = Graph.compile(Topology.from_dict(document))
    return Availability(graph, graph.index["shop"])


def test_time_down_in_a_year_is_a_share_of_time_up() -> None:
    """Each is down for 1/61 of the time, so both at once for 1/3,721: 2 h 21 min of a year."""
    for allowed, holds in (("3 h", True), ("2 h", False)):
        found = availability({"of": "all", "max_downtime_per_year": allowed})
        assert availability_of(found) == pytest.approx(1 - int(allowed[0]) / 8760)
        assert meets_availability(found) is holds
    both = availability(
        {"of": "shop", "max_downtime_per_year": "3 h"}, {"of": "all", "availability": 0.9999}
    )
    assert (availability_of(both), meets_availability(both)) == (0.9999, False)
    assert availability_of(availability({"of": "shop", "survives": 1})) is None
