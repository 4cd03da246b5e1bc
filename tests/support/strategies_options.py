"""Options of a document: what could be added to it, changed in it and spared, at some cost."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc

Does = dict[str, Any]


@st.composite
def with_options(draw: st.DrawFn, doc: Doc, most: int = 4) -> Doc:
    """The document with options that are right in it."""
    names = [f"option-{n}" for n in range(draw(st.integers(1, most)))]
    options = [_option(draw, doc, name) for name in names]
    for option in options:
        others = [name for name in names if name != option["id"]]
        if others and draw(st.integers(0, 3)) == 0:
            option["excludes"] = [draw(st.sampled_from(others))]
    return {**doc, "options": options}


def _option(draw: st.DrawFn, doc: Doc, name: str) -> Does:
    cost = draw(st.sampled_from([1, 2, 2.5, 40, {"low": 1.0, "high": 3.0}]))
    kinds = [_add, _change, *([_spare] if _risks(doc) else []), *([_links] if _pairs(doc) else [])]
    return {"id": name, "cost": cost, **draw(st.sampled_from(kinds))(draw, doc, name)}


def _ids(doc: Doc) -> list[str]:
    return [component["id"] for component in doc["components"]]


def _nodes(doc: Doc) -> list[str]:
    return [c["id"] for c in doc["components"] if "connects" not in c]


def _add(draw: st.DrawFn, doc: Doc, name: str) -> Does:
    """A component, and whoever needs something lives on it as well."""
    needs = draw(st.lists(st.sampled_from(_ids(doc)), max_size=2, unique=True))
    part = {"id": f"{name}-part", "kind": "site", "needs": needs}
    if draw(st.booleans()):
        return {"add": {"components": [part], "crews": {name: 2}}}
    risk = {"id": f"{name}-risk", "hits": [part["id"], draw(st.sampled_from(_ids(doc)))]}
    return {"add": {"components": [part], "shared_risks": [risk]}}


def _change(draw: st.DrawFn, doc: Doc, _: str) -> Does:
    may_fail = [c["id"] for c in doc["components"] if not isinstance(c.get("fails"), bool)]
    fields: Does = draw(st.sampled_from(_FIELDS if may_fail else _FIELDS[:3]))
    return {"change": {draw(st.sampled_from(may_fail or _ids(doc))): fields}}


_FIELDS: list[Does] = [
    {"location": "elsewhere"},
    {"tags[+]": "changed"},
    {"x-said": ["why", None]},
    {"repair": {"time": "1 h"}},
    {"fails.mtbf": "2 y", "fails.mttr": "1 h", "fails.per_year": None},
]


def _risks(doc: Doc) -> list[Doc]:
    return [risk for risk in doc.get("shared_risks", ()) if isinstance(risk.get("hits"), list)]


def _spare(draw: st.DrawFn, doc: Doc, _: str) -> Does:
    risk = draw(st.sampled_from(_risks(doc)))
    spared = draw(st.lists(st.sampled_from(risk["hits"]), min_size=1, unique=True))
    return {"spare": {risk["id"]: spared}}


def _pairs(doc: Doc) -> list[str]:
    """The kinds of which there are several nodes."""
    kinds = [c.get("kind", "component") for c in doc["components"] if "connects" not in c]
    return sorted({kind for kind in kinds if kinds.count(kind) > 1})


def _links(draw: st.DrawFn, doc: Doc, _: str) -> Does:
    between = draw(st.sampled_from(_pairs(doc)))
    return {"link": {"kind": draw(st.sampled_from(["new", "fibre"]))}, "between": {"kind": between}}
