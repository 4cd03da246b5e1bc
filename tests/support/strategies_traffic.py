"""Small networks with traffic: ties, islands, one-way and parallel links, power, risks, members."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc

NODES = ("n0", "n1", "n2", "n3")


def _maybe(draw: Any, part: Doc, **given: st.SearchStrategy[Any]) -> Doc:
    """A part with some fields, each given in one of two documents."""
    return part | {key: draw(value) for key, value in given.items() if draw(st.booleans())}


@st.composite
def networks(draw: Any) -> Doc:
    """A document; all figures are whole, so that ties are ties."""
    some = st.integers(1, 3)
    needs = st.just(["power"])
    nodes = [_maybe(draw, {"id": name}, capacity=st.integers(2, 8), needs=needs) for name in NODES]
    ends = st.lists(st.sampled_from(NODES), min_size=2, max_size=2, unique=True)
    links = [
        _maybe(
            draw,
            {"id": f"l{number}", "connects": draw(ends)},
            capacity=st.integers(2, 12),
            metric=some,
            one_way=st.just(value=True) if number % 3 == 0 else st.just(value=False),
            count=st.just(2),
            needs=needs if number % 4 == 0 else st.just([]),
        )
        for number in range(draw(st.integers(3, 7)))
    ]
    names = [link["id"] for link in links]
    hits = st.lists(st.sampled_from([*names, *NODES]), min_size=1, max_size=3, unique=True)
    risks = [{"id": f"r{number}", "hits": draw(hits)} for number in range(draw(st.integers(0, 2)))]
    nothing = {"id": "power", "needs": []}
    traffic = [
        {"from": start, "to": end, "demand": draw(st.integers(0, 6))}
        for start, end in draw(st.lists(ends, min_size=1, max_size=4, unique_by=tuple))
    ]
    routing = {
        "ways": draw(st.sampled_from(["single", "equal-cost", "all-shortest"])),
        "duplex": draw(st.sampled_from(["half", "full"])),
    }
    return {
        "components": [*nodes, *links, nothing],
        "shared_risks": risks,
        "routing": routing,
        "traffic": traffic,
    }
