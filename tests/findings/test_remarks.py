"""What a valid document says that its author may not have meant."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.findings.remarks.remarks import remarks
from topology.structure.graph import Graph

Doc = dict[str, Any]
PAY: Doc = {"id": "pay", "needs": ["db"], "demand": 5}
DB: Doc = {"id": "db"}


def noted(*components: Doc, **rest: object) -> list[str]:
    document = {"components": list(components), **rest}
    return list(remarks(Graph.compile(Topology.from_dict(document))))


def test_nothing_to_note() -> None:
    assert noted(PAY, DB) == []


@pytest.mark.parametrize(
    ("components", "rest", "said"),
    [
        (
            [{"id": "a", "needs": [{"reach": "b"}]}, {"id": "b"}],
            {},
            "down with nothing failed: a",
        ),
        ([DB], {}, "nothing is judged: give what users ask for a demand or an objective"),
        (
            [PAY, DB, {"id": "web", "needs": ["db"], "demand": 1}],
            {"objectives": [{"of": "pay"}]},
            "not judged, having a demand but no objective where others have one: web",
        ),
        ([PAY, DB, {"id": "old"}], {}, "joined to nothing: old"),
        (
            [PAY, DB, *({"id": f"x{i:02}"} for i in range(12))],
            {},
            "joined to nothing: x00, x01, x02, x03, x04 and 7 more",
        ),
        ([PAY, DB], {"crews": {"splicers": 2}}, "crews without work: splicers"),
        (
            [PAY, {**DB, "fails": {"mtbf": "1 y", "mttr": "3 h"}, "repair": {"time": "4 h"}}],
            {},
            "db has an mttr of 3 h and a repair of 4 h: "
            "outages go by the repair, availability by the mttr",
        ),
        (
            [PAY, DB],
            {"shared_risks": [{"id": "fire", "hits": ["db"], "repair": {"time": "2 d"},
                               "fails": {"per_year": 0.01, "mttr": "1 d"}}]},
            "fire has an mttr of 1 d and a repair of 2 d: "
            "outages go by the repair, availability by the mttr",
        ),
        (
            [{"id": "pay", "needs": ["db"]}, {"id": "db", "capacity": 4}],
            {},
            "capacity without any demand, so no overload is found: db",
        ),
        (
            [PAY, {**DB, "kind": "Data Centre"}, {"id": "e", "kind": "data-centres", "demand": 1}],
            {},
            'kinds that may be one: "Data Centre" (1), "data-centres" (1)',
        ),
        (
            [PAY, {**DB, "capacity": 9, "overload": {"mode": "queue"}}],
            {},
            "queue of db: its callers go down with it, so nothing will wait: "
            "`hard: false` lets them hand in",
        ),
        (
            [{"id": "u", "demand": 1, "needs": ["h"]},
             {"id": "h", "count": 1000, "verify": {"units": 1000, "time": "1 h", "crew": "t"}}],
            {"crews": {"t": 100}},
            "verify of h counts for each member: 1,000 x 1,000 units, 416 d 16 h in all",
        ),
    ],
)  # fmt: skip
def test_what_is_noted(components: list[Doc], rest: Doc, said: str) -> None:
    assert said in noted(*components, **rest)


@pytest.mark.parametrize(
    ("component", "rest"),
    [
        ({"id": "x", "connects": ["db", "pay"]}, {}),
        ({"id": "x"}, {"shared_risks": [{"id": "r", "hits": ["x", "db"]}]}),
        ({"id": "x"}, {"objectives": [{"of": "x", "rto": "1 h"}, {"of": "pay", "rto": "1 h"}]}),
        ({"id": "x"}, {"scenarios": [{"id": "s", "events": [{"at": "1 s", "fail": "x"}]}]}),
        ({"id": "x", "needs": [{"on": "db", "hard": False}]}, {}),
        ({"id": "x", "repair": {"time": "1 h", "crew": "men"}, "demand": 1}, {"crews": {"men": 1}}),
        ({"id": "x"}, {"shared_risks": [{"id": "r", "hits": ["db"], "repair": {"needs": ["x"]}}]}),
        (
            {"id": "x", "demand": 1},
            {
                "crews": {"men": 1},
                "shared_risks": [
                    {"id": "r", "hits": ["x"], "repair": {"time": "1 h", "crew": "men"}}
                ],
            },
        ),
        (
            {
                "id": "x",
                "demand": 1,
                "fails": {"mtbf": "1 y", "mttr": "1 h"},
                "repair": {"time": "1 h"},
            },
            {},
        ),
        ({"id": "x", "kind": "region-1", "demand": 1}, {}),
    ],
)
def test_what_is_joined_or_used_is_not_noted(component: Doc, rest: Doc) -> None:
    assert noted({**PAY, "kind": "region-2"}, DB, component, **rest) == []


@pytest.mark.parametrize(
    ("needs", "queue", "waits"),
    [
        (["q"], {}, False),
        ([{"all": ["d", {"on": "q"}]}], {}, False),
        (["q"], {"fails": False}, False),  # for it goes down with d
        (["q"], {"fails": False, "needs": []}, True),
        (["q"], {"demand": 1}, True),
        ([{"on": "q", "hard": False}], {}, True),
        ([{"on": "q", "calls": 0}], {}, True),
        ([{"any": ["q", "d"]}], {}, True),
        ([{"any": ["q", "d"]}, "q"], {}, False),
        ([{"first_of": ["q"]}], {}, False),
        ([{"at_least": 2, "of": ["q", "d"]}], {}, False),
        ([{"at_least": 1, "of": ["q", "d"]}], {}, True),
    ],
)
def test_queues_in_which_nothing_will_wait(needs: list[Any], queue: Doc, waits: bool) -> None:
    """Whom it would surprise: a caller that has no alternative, or only has to see it there."""
    overload = {"mode": "queue"}
    u, d = {"id": "u", "demand": 60, "needs": needs}, {"id": "d", "repair": {"time": "1 h"}}
    said = noted(u, {"id": "q", "capacity": 80, "overload": overload, "needs": ["d"], **queue}, d)
    assert any("nothing will wait" in remark for remark in said) != waits


def test_what_only_groups_others_or_ends_paths_might_not_fail_by_itself() -> None:
    group = {"id": "group", "needs": [{"any": ["a", "b"]}]}
    pay = {**PAY, "needs": ["group"]}
    said = "only groups others; `fails: false` if it cannot fail by itself: group"
    assert noted(pay, group, {"id": "a"}, {"id": "b"}) == [said]
    assert noted(pay, {**group, "fails": False}, {"id": "a"}, {"id": "b"}) == []
    assert noted(pay, {**group, "kind": "cluster"}, {"id": "a"}, {"id": "b"}) == []
    link = {"id": "l", "kind": "fibre", "connects": ["pay", "hub"]}
    path = {**PAY, "needs": [{"reach": "hub"}]}
    said = "only ends paths; `fails: false` if it cannot fail by itself: hub"
    assert noted(path, {"id": "hub"}, link) == [said]
    assert noted(path, {"id": "hub", "capacity": 9}, link) == []
