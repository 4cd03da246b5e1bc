"""Whom a lost way is blamed on: the edge of the island that is left, by brute force and by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.strategies import any_path_graphs
from topology.document.document import Topology
from topology.finding import in_words
from topology.findings.single_points import SinglePoints
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


@given(any_path_graphs(), st.data())
def test_blockers_are_down_and_cut_the_way_off(doc: Doc, data: st.DataObject) -> None:
    """With all up but the blockers there is no way; each is one that the island comes up to."""
    wiring = Wiring(Graph.compile(Topology.from_dict(doc)))
    ids = wiring.graph.ids
    failed = set(data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)))
    standing = Standing(wiring)
    for v, name in enumerate(ids):
        standing.sound[v] = name not in failed
    standing.fall(v for v, name in enumerate(ids) if name in failed)
    working = {name for v, name in enumerate(ids) if standing.works[v]}
    for path in wiring.paths:
        if standing.works[path]:
            continue
        owner, goal = ids[wiring.owners[path]], next(iter(wiring.named_by(path)))
        blockers = {ids[v] for v in standing.blockers(path)}
        assert not blockers & working
        island = oracles.reached(doc, owner, None, working)
        up = set(ids) - oracles.never_up(doc) - blockers
        assert ids[goal] not in oracles.reached(doc, owner, None, up)
        for blocker in blockers:
            hops = [(a, b) for link, a, b in oracles.hops(doc, None) if blocker in (link, b)]
            assert any(a in island and b not in island for a, b in hops)


def test_a_bystander_is_not_blamed_for_a_lost_way() -> None:
    """What the same duct takes down elsewhere in the network has no part in it."""
    parts = [
        {"id": "u", "demand": 10, "needs": [{"first_of": [{"reach": "hub"}, "sat"]}]},
        {"id": "hub"},
        {"id": "cable", "connects": ["u", "hub"]},
        {"id": "elsewhere"},
        {"id": "z-spur", "connects": ["hub", "elsewhere"]},
        {"id": "sat", "capacity": 1},
    ]
    risk = {"id": "duct", "hits": ["z-spur", "cable"]}
    points = SinglePoints.of(Topology.from_dict({"components": parts, "shared_risks": [risk]}))
    assert points.causes("u") == ("cable", "duct", "hub")
    begins = {
        "cable": "cable fails",
        "duct": "duct hits cable and 1 more → cable fails",
        "hub": "hub fails",
    }
    for cause, beginning in begins.items():
        loses = "loses hub" if cause == "hub" else "loses its way to hub"
        rest = "u switches to sat → sat at 1,000 % of capacity → u at 10 %"
        assert in_words(points.because("u", cause)) == f"{beginning} → u {loses} → {rest}"
