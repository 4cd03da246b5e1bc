"""Random documents in which what switches, mends, verifies and starts has needs of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from tests.support.oracles import Doc, Need, is_link, parts_of
from tests.support.strategies import (
    Scope,
    add_need,
    booleans,
    documents,
    kept,
    one_in_five,
    one_in_three,
    sampled_from,
    scope_of,
)

ONE_OF_TWO = sampled_from((True, True, False))


@kept
@st.composite
def work_need(draw: st.DrawFn, scope: Scope, depth: int = 1) -> Need:
    """One entry of what some work needs: nothing soft in it."""
    leaves = ["id", *["reach"] * bool(scope.goals)]
    groups = ["all", "any", "at_least", "first_of"] if depth else []
    form = draw(sampled_from((*leaves * 4, *groups)))
    if form in groups:
        parts = draw(st.lists(work_need(scope, depth - 1), min_size=1, max_size=2))
        return {"at_least": 1, "of": parts} if form == "at_least" else {form: parts}
    if form == "reach":
        return {"reach": draw(sampled_from(scope.goals))}
    return draw(sampled_from(scope.others))


@st.composite
def work_needs(draw: st.DrawFn, scope: Scope) -> Doc:
    """The needs of some work, and now and then a way without them."""
    if not scope.others:
        return {}
    found: Doc = {"needs": draw(st.lists(work_need(scope), min_size=1, max_size=2))}
    if draw(one_in_five):
        found["otherwise"] = "6 h"
    return found


def anywhere(doc: Doc, component: Doc) -> Scope:
    """Whatever there is, itself included but where it starts."""
    return scope_of(doc, component, {each["id"] for each in doc["components"]}, astray=True)


def standbys(need: Need) -> Iterator[Doc]:
    if not isinstance(need, str) and "first_of" in need:
        yield need
    for part in parts_of(need):
        yield from standbys(part)


@st.composite
def switched(draw: st.DrawFn, doc: Doc) -> None:
    """Give components standbys, and most standbys a switch that needs tools."""
    ids = [component["id"] for component in doc["components"]]
    if len(ids) > 2:
        owner = draw(st.sampled_from(ids))
        pair = draw(st.permutations([name for name in ids if name != owner]))[:3]
        add_need(doc, owner, {"first_of": pair})
    for component in doc["components"]:
        scope = anywhere(doc, component)
        for entry in [e for need in component["needs"] for e in standbys(need)]:
            if draw(ONE_OF_TWO) and scope.others:
                entry["switchover"] = draw(work_needs(scope))


@st.composite
def started(draw: st.DrawFn, doc: Doc) -> None:
    """Let some components need something only to start."""
    for component in doc["components"]:
        scope = anywhere(doc, component)
        if scope.others and draw(one_in_three):
            component["start"] = {"needs": draw(work_needs(scope))["needs"]}


@st.composite
def mended(draw: st.DrawFn, doc: Doc) -> None:
    """Let some repairs and verifications of components and risks need something."""
    names = tuple(component["id"] for component in doc["components"])
    for item in (*doc["components"], *doc["shared_risks"]):
        scope = Scope(names, (), ()) if "hits" in item or is_link(item) else anywhere(doc, item)
        if draw(booleans):
            item["repair"] = {"time": "1 h", **(draw(work_needs(scope)) if draw(booleans) else {})}
        if draw(one_in_three):
            checks = {"units": 2, "time": "5 min"}
            item["verify"] = {**checks, **(draw(work_needs(scope)) if draw(booleans) else {})}


@st.composite
def switching_documents(draw: st.DrawFn, size: int = 9) -> Doc:
    doc = draw(documents(size))
    draw(switched(doc))
    return doc


@st.composite
def starting_documents(draw: st.DrawFn, size: int = 9) -> Doc:
    doc = draw(switching_documents(size)) if draw(booleans) else draw(documents(size))
    draw(started(doc))
    return doc


@st.composite
def mending_documents(draw: st.DrawFn, size: int = 8) -> Doc:
    doc = draw(switching_documents(size)) if draw(booleans) else draw(documents(size))
    if draw(booleans):
        draw(started(doc))
    draw(mended(doc))
    return doc
