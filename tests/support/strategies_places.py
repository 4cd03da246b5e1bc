"""Random documents in which the members of some entries stand in places."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc, is_link
from tests.support.strategies import add_need, booleans, documents, one_in_three


@st.composite
def spread_documents(draw: st.DrawFn, size: int = 7, most: int = 5) -> Doc:
    """A document of `documents` of which one or two entries are spread over some others."""
    doc = draw(documents(size=size))
    ids = [component["id"] for component in doc["components"]]
    if len(ids) < 2:
        doc["components"].append({"id": "more", "kind": "service", "needs": []})
        ids.append("more")
    chosen = draw(st.permutations([c for c in doc["components"] if not is_link(c)]))
    for component in chosen[: 1 + draw(booleans)]:
        others = [name for name in ids if name != component["id"]]
        draw(_spread(component, others, most))
        if draw(one_in_three):
            hits = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True))
            name = f"both-{component['id']}"
            doc["shared_risks"].append({"id": name, "kind": "grid", "hits": hits})
    users = [name for name in ids if name != chosen[0]["id"]]
    if draw(booleans):
        add_need(doc, draw(st.sampled_from(users)), chosen[0]["id"])
    return doc


@st.composite
def _spread(draw: st.DrawFn, component: Doc, others: list[str], most: int) -> None:
    places: Any = draw(
        st.lists(st.sampled_from(others), min_size=1, max_size=min(4, len(others)), unique=True)
    )
    count = draw(st.integers(len(places), max(most, len(places))))
    component["count"], component["spread"] = count, places
    component["quorum"] = draw(st.integers(1, count))
