"""Random documents with standbys that start with a chance, and what they mean event by event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc, Need, parts_of
from tests.support.strategies import add_need, documents

FORMS = ("all", "any", "of", "first_of")


def rewritten(need: Need, standby: Callable[[Need], Need]) -> Need:
    """A need in which every later entry of a `first_of`, at any depth, is what is made of it."""
    if isinstance(need, str) or not parts_of(need):
        return need
    (form,) = (form for form in FORMS if form in need)
    parts = [rewritten(part, standby) for part in need[form]]
    if form == "first_of":
        parts = parts[:1] + [standby(part) for part in parts[1:]]
    return {**need, form: parts}


def with_needs(doc: Doc, standby: Callable[[str, Need], Need]) -> Doc:
    def changed(component: Doc) -> Doc:
        needs = [
            rewritten(need, lambda part: standby(component["id"], part))
            for need in component.get("needs", [])
        ]
        return {**component, "needs": needs}

    return {**doc, "components": [changed(component) for component in doc["components"]]}


@st.composite
def documents_with_starts(draw: st.DrawFn, size: int = 6) -> Doc:
    """A document of which standbys start with a chance, one of a target's for certain."""
    doc = draw(documents(size=size))
    ids = [component["id"] for component in doc["components"]]
    if len(ids) > 2:
        owner, *pair = draw(st.permutations(ids))[:3]
        add_need(doc, owner, {"first_of": pair})

    def maybe(_: str, part: Need) -> Need:
        if not draw(st.booleans()):
            return part
        entry: Any = {"on": part} if isinstance(part, str) else part
        return {**entry, "starts": draw(st.sampled_from([0.5, 0.9]))}

    return with_needs(doc, maybe)


def spelt_out(doc: Doc) -> tuple[Doc, dict[str, float]]:
    """The same with a component for each start, that fails as often as the standby does not."""
    chances: dict[str, float] = {}

    def spelt(_: str, part: Need) -> Need:
        if isinstance(part, str) or "starts" not in part:
            return part
        name = f"start#{len(chances)}"
        chances[name] = 1.0 - part["starts"]
        entry = {key: value for key, value in part.items() if key != "starts"}
        return {"all": [entry, name]}

    whole = with_needs(doc, spelt)
    starts = [{"id": name, "kind": "start", "needs": []} for name in chances]
    return {**whole, "components": [*whole["components"], *starts]}, chances
