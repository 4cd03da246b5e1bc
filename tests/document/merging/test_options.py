"""Options of several documents: of one id they are one, under whatever ids their things stand."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.document.merging.merging import merge
from topology.document.merging.renaming import renamed
from topology.errors import DocumentError, UsageError

PARTS = [{"id": "a", "needs": ["b"]}, {"id": "b", "needs": []}]
RISK = {"id": "r", "hits": ["a", "b"]}


def topology(*options: dict[str, Any]) -> Topology:
    return Topology.from_dict({"components": PARTS, "shared_risks": [RISK], "options": [*options]})


def option(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "cost": 1.0, **fields}


def merged(*sources: Topology, **how: Any) -> list[dict[str, Any]]:
    named = [(f"{n}.json", source) for n, source in enumerate(sources)]
    plain: list[dict[str, Any]] = merge(*named, **how).topology.to_dict()["options"]
    return plain


def test_options_of_both_are_there_and_those_of_one_id_are_one() -> None:
    one = option("one", change={"a": {"capacity": 3, "url": None, "x-said": [None]}})
    other = option("other", spare={"r": ["a"]})
    assert merged(topology(one), topology(other, one)) == [one, other]


def test_what_contradicts_is_refused_until_one_is_believed() -> None:
    cheap, dear = (topology(option("one", cost=cost, spare={"r": ["a"]})) for cost in (1.0, 2.0))
    with pytest.raises(UsageError, match=r"option one: cost is 1(\.0)? in 0.json, 2"):
        merged(cheap, dear)
    (found,) = merged(cheap, dear, prefer={"cost": "1.json"})
    assert found["cost"] == 2


def test_an_option_that_adds_what_another_document_has_is_refused() -> None:
    adds = topology(option("one", add={"components": [{"id": "c"}]}))
    has = Topology.from_dict({"components": [*PARTS, {"id": "c"}]})
    with pytest.raises(DocumentError, match='adds "c", which is there already'):
        merge(("one", adds), ("two", has))


def test_what_options_name_is_renamed_with_the_rest() -> None:
    before = option(
        "a",
        add={
            "components": [{"id": "n", "needs": ["a"], "repair": {"needs": ["a"]}}],
            "shared_risks": [{"id": "s", "hits": ["n", "a"]}],
            "crews": {"a": 1},
        },
        change={
            "a": {"needs": ["b", {"on": "a"}], "needs[+]": "a", "kind": "a"},
            "b": {
                "needs[0].first_of[+]": {"reach": "a"},
                "needs[1].on": "a",
                "connects[0]": "a",
                "repair.needs": ["a"],
                "repair": {"needs": ["a"]},
                "x-a": "a",
            },
            "r": {"hits": ["a", "b"], "hits[+]": "a", "raises.a": 2, "raises": {"a": 3}},
        },
        spare={"r": ["a"], "a": ["b"]},
        excludes=["a"],
    )
    after = option(
        "a",
        add={
            "components": [{"id": "n", "needs": ["z"], "repair": {"needs": ["z"]}}],
            "shared_risks": [{"id": "s", "hits": ["n", "z"]}],
            "crews": {"a": 1},
        },
        change={
            "z": {"needs": ["b", {"on": "z"}], "needs[+]": "z", "kind": "a"},
            "b": {
                "needs[0].first_of[+]": {"reach": "z"},
                "needs[1].on": "z",
                "connects[0]": "z",
                "repair.needs": ["z"],
                "repair": {"needs": ["z"]},
                "x-a": "a",
            },
            "r": {"hits": ["z", "b"], "hits[+]": "z", "raises.z": 2, "raises": {"z": 3}},
        },
        spare={"r": ["z"], "z": ["b"]},
        excludes=["a"],
    )
    assert renamed({"options": [before]}, {"a": "z"}) == {"options": [after]}
