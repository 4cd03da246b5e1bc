"""Of what sends to one another, pairs that stay joined if and only if all do."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.remedy.cuts.demanded import Demanded

NAMES = ["a", "b", "c", "d"]
ALL = [{"from": "all", "to": "all", "demand": 1}]
TRIANGLE = [{"from": a, "to": b, "demand": 1} for a, b in ("ab", "bc", "ac")]


@pytest.mark.parametrize(
    ("traffic", "gone", "pairs"),
    [
        pytest.param(ALL, 0, "ab ac ad", id="all-none-gone"),
        pytest.param(ALL, 1, "ab ac ad bc bd", id="all-one-gone"),
        pytest.param(ALL, 2, "ab ac ad bc bd cd", id="all-two-gone"),
        pytest.param(TRIANGLE, 1, "ab ac bc", id="triangle-one-gone"),
    ],
)
def test_pairs(traffic: list[Any], gone: int, pairs: str) -> None:
    sites = [{"id": name, "kind": "site", "needs": []} for name in NAMES]
    links = [{"id": f"{a}{b}", "connects": [a, b]} for a, b in ("ab", "bc", "cd")]
    topology = Topology.from_dict({"components": [*sites, *links], "traffic": traffic})
    demanded = Demanded.of(topology, {name: n for n, name in enumerate(NAMES)})
    assert demanded is not None
    found = demanded.pairs(gone)
    assert found is not None
    assert " ".join(NAMES[a] + NAMES[b] for a, b in found.tolist()) == pairs
