"""Random documents in which some loads are divided for good (`split`)."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.oracles import Doc, Need
from tests.support.strategies import add_need, documents


@st.composite
def divided_documents(draw: st.DrawFn) -> Doc:
    """A valid document in which choices that may be a `split` are one, and something has one."""
    doc = draw(documents(size=7))
    ids = [component["id"] for component in doc["components"]]
    for component in doc["components"]:
        if "needs" in component:
            component["needs"] = [divided(draw, entry) for entry in component["needs"]]
    if len(ids) > 2:
        owner = draw(st.sampled_from(ids))
        others = draw(st.permutations([name for name in ids if name != owner]))
        add_need(doc, owner, {"split": [weighted(draw, name) for name in others[:2]]})
        doc.setdefault("objectives", []).append(
            {"of": draw(st.sampled_from(ids)), "level": draw(st.sampled_from([0.3, 0.5, 0.9]))}
        )
        # One objective for each is enough.
        doc["objectives"] = list({o["of"]: o for o in doc["objectives"]}.values())
    return doc


def divided(draw: st.DrawFn, entry: Need) -> Need:
    """An entry of `needs` or of an `all` there."""
    if isinstance(entry, str):
        return entry
    if "all" in entry:
        return {**entry, "all": [divided(draw, part) for part in entry["all"]]}
    if "any" in entry:
        return {"split": [weighted(draw, part) for part in entry["any"]]}
    return entry


def weighted(draw: st.DrawFn, part: Need) -> Need:
    weight = draw(st.sampled_from([1, 1, 2, 3, 0.5]))
    return {"on": part, "weight": weight} if isinstance(part, str) else {**part, "weight": weight}
