"""Published networks: the cheapest new links in kilometres of great circle, and how many.

The optima were found and proven by independent code (an exact cover solved by HiGHS, cuts added
lazily for nodes), to 1e-6 km; that an answer does is checked by networkx.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from tests.support.new_links import Published, published
from topology.remedy.cuts.articulation import without_articulation_points
from topology.remedy.cuts.bridges import without_bridges
from topology.remedy.cuts.survive import Answer

REFERENCES = Path(__file__).with_name("references")
LARGE = ("eurafrasia", "eastern", "eurasia", "brain")


def rows(kind: str) -> list[Any]:
    with (REFERENCES / f"{kind}.tsv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file, delimiter="\t"))
    return [
        pytest.param(
            row["network"],
            float(row["km"]),
            int(row["links"]),
            marks=pytest.mark.slow if any(part in row["network"] for part in LARGE) else (),
            id=row["network"],
        )
        for row in found
    ]


def checked(of: Published, answer: Answer, km: float, links: int) -> nx.Graph:
    assert answer.cost == pytest.approx(km, abs=1.5e-6, rel=0)
    assert answer.bound == pytest.approx(km, abs=2.5e-6, rel=0)
    assert len(answer.links) == links
    assert not answer.failures
    ends = [(link.a, link.b) for link in answer.links]
    assert not any(of.graph.has_edge(*pair) for pair in ends)
    changed = of.graph.copy()
    changed.add_edges_from(ends)
    return changed


@pytest.mark.parametrize(("name", "km", "links"), rows("bridges"))
def test_no_bridge(name: str, km: float, links: int) -> None:
    of = published(name)
    changed = checked(of, without_bridges(of.network, [of.costs]), km, links)
    assert not nx.has_bridges(changed)
    # Nothing is left to be done.
    from_there = type(of.network).of(of.network.nodes, list(changed.edges))
    assert not without_bridges(from_there, [of.costs]).links


@pytest.mark.parametrize(("name", "km", "links"), rows("articulation"))
def test_no_articulation_point(name: str, km: float, links: int) -> None:
    of = published(name)
    changed = checked(of, without_articulation_points(of.network, [of.costs]), km, links)
    assert nx.is_biconnected(changed)
