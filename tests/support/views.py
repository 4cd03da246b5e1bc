"""Documents that know parts of the same: what merging and comparing are tried on."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc, Need
from tests.support.strategies import documents, one_in_three
from topology.document.merging.entries import key_of

WHY = ("a convention", "names match")
SOURCES = ("a.yaml:1", "b.json", "c.tf")
MARKS = st.sampled_from([{}, {}, *({degree: why} for degree in ("assumed", "guessed") for why in WHY)])  # fmt: skip  # noqa: E501
OPTIONAL = ("demand", "capacity", "loss_per_hour", "fails", "repair", "overload", "profile")


def once_each(entries: list[Need]) -> list[Need]:
    """Each requirement once, at any depth."""
    found: dict[str, Need] = {}
    for entry in entries:
        if isinstance(entry, dict):
            for field in ("all", "any", "of", "first_of", "split"):
                if field in entry:
                    parts = once_each(entry[field])
                    more = {"at_least": min(entry["at_least"], len(parts))} if field == "of" else {}
                    entry = {**entry, field: parts, **more}  # noqa: PLW2901
        found.setdefault(key_of(entry), entry)
    return list(found.values())


@st.composite
def wholes(draw: st.DrawFn, size: int = 4) -> Doc:
    """A random document in which no requirement stands twice beside itself."""
    doc = copy.deepcopy(draw(documents(size)))
    for component in doc["components"]:
        if "needs" in component:
            component["needs"] = once_each(component["needs"])
    return doc


@st.composite
def view(draw: st.DrawFn, whole: Doc) -> Doc:
    """What somebody knows of a whole: fewer needs and values, and how sure he is of them."""
    found = copy.deepcopy(whole)
    for component in found["components"]:
        for field in OPTIONAL:
            if field in component and draw(one_in_three):
                del component[field]
        needs = component.pop("needs", None)
        if needs is not None:
            kept = [draw(_marked(entry)) for entry in needs if not draw(one_in_three)]
            if kept or not needs:
                component["needs"] = kept
        component.update(draw(MARKS))
        if draw(one_in_three):
            component["source"] = draw(st.sampled_from(SOURCES))
    return found


@st.composite
def _marked(draw: st.DrawFn, entry: Need) -> Any:
    marks = draw(MARKS)
    return {**({"on": entry} if isinstance(entry, str) else entry), **marks} if marks else entry


@st.composite
def views(draw: st.DrawFn, how_many: int = 3) -> list[Doc]:
    """Documents that contradict each other in nothing."""
    whole = draw(wholes())
    return [draw(view(whole)) for _ in range(how_many)]
