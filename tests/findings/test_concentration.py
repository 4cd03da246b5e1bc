"""What hangs on a group: as a shared risk put there by hand, and as brute force on the document."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.strategies import documents
from tests.support.strategies_gray import gray_loads
from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.concentration import concentration as module
from topology.findings.concentration.concentration import Concentration, Group
from topology.findings.concentration.groups import all_groups, groups
from topology.findings.single_points import SinglePoints

NAMES = ("north co", "south co")


def single(doc: Doc) -> SinglePoints:
    points = SinglePoints.of(Topology.from_dict(doc))
    points.judge_load()
    return points


def found(doc: Doc, by: str = "provider") -> Concentration:
    points = single(doc)
    return Concentration(points, [groups(points.topology, by)])


def of(doc: Doc, by: str = "provider") -> dict[str, Group]:
    return {group.name: group for group in found(doc, by).found[0].groups}


def dealt(data: st.DataObject, doc: Doc) -> tuple[Doc, dict[str, list[str]]]:
    """The document with providers, and who belongs to which."""
    doc = deepcopy(doc)
    members: dict[str, list[str]] = {}
    for component in doc["components"]:
        name = data.draw(st.sampled_from((*NAMES, None)))
        if name is not None:
            component["x-provider"] = name
            members.setdefault(name, []).append(component["id"])
    return doc, members


def with_risk(doc: Doc, hits: list[str]) -> Doc:
    """The document with the question put by hand, as anybody could."""
    risk = {"id": "by hand", "hits": hits, "assumed": "a question"}
    return {**doc, "shared_risks": [*doc.get("shared_risks", []), risk]}


# -- against what shares no code -------------------------------------------------------------------


@given(documents(), st.data())
def test_what_falls_is_what_brute_force_says(doc: Doc, data: st.DataObject) -> None:
    doc, members = dealt(data, doc)
    made = found(doc)
    for group in made.found[0].groups:
        asked = with_risk(doc, members[group.name])
        lost = oracles.down(asked, ["by hand"]) - oracles.never_up(doc)
        structural = {one.target for one in group.hanging if one.failure_class == "structural"}
        assert structural == lost.intersection(made.targets)
        assert group.components_down == len(lost)
        assert list(group.components) == sorted(members[group.name])
    named = {name for names in members.values() for name in names}
    assert set(made.found[0].without) == set(oracles.components(doc)) - named


@given(gray_loads(), st.data())
def test_it_is_the_ordinary_answer_for_a_risk_put_by_hand(doc: Doc, data: st.DataObject) -> None:
    doc, members = dealt(data, doc)
    for name, group in of(doc).items():
        points = single(with_risk(doc, members[name]))
        hanging = {one.target: one for one in group.hanging}
        assert set(hanging) == {t for t in points.targets if "by hand" in points.causes(t)}
        for target, one in hanging.items():
            assert one.failure_class == points.failure_class(target, "by hand")
            back = points.recovery(target, "by hand")
            assert (one.recovery.state, one.recovery.after_s) == (back.state, back.after_s)
        loss = points.under_load.loss("by hand")
        lost = points.demand_lost("by hand") if loss is None else loss.at_rest
        assert group.demand_lost == lost


@given(documents())
def test_a_group_of_one_is_that_one(doc: Doc) -> None:
    doc = deepcopy(doc)
    for component in doc["components"]:
        component["x-provider"] = f"of {component['id']}"
    points = single(doc)
    for name, group in of(doc).items():
        (own,) = group.components
        assert name == f"of {own}"
        component = oracles.components(doc)[own]
        if component.get("count", 1) > 1 or component.get("fails") is False:
            continue  # a single failure takes one member of it, or none
        others = {one.target for one in group.hanging if not one.is_member}
        assert others == {target for target in points.targets if own in points.causes(target)}
        assert all(one.by_one == (own,) for one in group.hanging if not one.is_member)
        assert not group.only_together


@given(documents())
def test_all_in_one_takes_down_every_target(doc: Doc) -> None:
    doc = deepcopy(doc)
    for component in doc["components"]:
        component["tags"] = [*component.get("tags", ()), "all of it"]
    made = found(doc, "tag")
    group = next(group for group in made.found[0].groups if group.name == "all of it")
    assert {one.target for one in group.hanging} == set(made.targets)
    assert all(one.is_member for one in group.hanging)


@given(documents(), st.data())
def test_alternatives_hold_as_brute_force_says(doc: Doc, data: st.DataObject) -> None:
    doc, members = dealt(data, doc)
    for name, group in of(doc).items():
        working = oracles.working_after(with_risk(doc, members[name]), ["by hand"])
        for choice in group.choices:
            assert choice.owner not in members[name]
            for one in choice.alternatives:
                assert not set(one.names) & set(members[name])
                parts = _parts_naming(doc, choice.owner, set(one.names))
                assert one.holds in {oracles.holds(doc, choice.owner, p, working) for p in parts}


def _parts_naming(doc: Doc, owner: str, names: set[str]) -> list[Any]:
    """Every entry of the needs of a component, at any depth, that names exactly these."""
    todo, parts = list(oracles.needs_of(doc, owner)), []
    while todo:
        need = todo.pop()
        parts += [need] if oracles.mentions(need) == names else []
        todo += oracles.parts_of(need)
    return parts


@given(documents(), st.data())
def test_the_order_in_the_file_means_nothing(doc: Doc, data: st.DataObject) -> None:
    doc, _ = dealt(data, doc)
    turned = {**doc, "components": doc["components"][::-1]}
    assume(doc["components"] != turned["components"])
    assert list(of(doc)) == list(of(turned))
    for name, group in of(doc).items():
        other = of(turned)[name]
        assert group.components == other.components
        assert [one.target for one in group.hanging] == [one.target for one in other.hanging]


# -- by hand ---------------------------------------------------------------------------------------


def shop(**more: Any) -> Doc:
    """Two services at one provider, each of which would do."""
    parts = [
        {"id": "web", "demand": 30, "loss_per_hour": 5, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "needs": [], "tags": ["provider:aws"], "repair": {"time": "2 h"}},
        {"id": "b", "needs": [], "x-provider": ["aws", "isp"], "repair": {"time": "1 h"}},
        {"id": "c", "needs": [], "demand": 10, "kind": "partner"},
    ]
    objective = {"of": "web", "rto": "30 min"}
    return {"components": parts, "objectives": [objective], **more}


def test_a_provider_is_a_single_point_though_none_of_its_parts_is() -> None:
    group = of(shop())["aws"]
    (web,) = group.hanging
    assert (web.target, str(web.failure_class), web.by_one) == ("web", "structural", ())
    assert (group.only_together, group.demand_lost, group.money_lost) == (1, 30.0, 5.0)
    assert (web.recovery.after_s, web.recovery.is_in_time) == (3_600.0, False)
    assert web.reason == ("provider aws hits a and 1 more", "web has no alternative left")


def test_the_worst_comes_first_and_what_names_none_is_said() -> None:
    one = found(shop()).found[0]
    assert [group.name for group in one.groups] == ["aws", "c", "isp"]
    assert one.without == ("web",)
    assert [group.components for group in one.groups] == [("a", "b"), ("c",), ("b",)]
    assert (one.total, one.falling) == (3, 1)


def test_what_could_stand_in_is_told() -> None:
    (choice,) = of(shop())["isp"].choices
    assert (choice.owner, choice.holds) == ("web", True)
    assert [(one.names, one.holds) for one in choice.alternatives] == [(("a",), True)]
    (choice,) = of(shop())["aws"].choices
    assert (choice.holds, choice.alternatives) == (False, ())


def test_a_group_called_as_something_else_is_no_other() -> None:
    doc = shop(shared_risks=[{"id": "provider aws", "hits": ["c"]}])
    assert [one.target for one in of(doc)["aws"].hanging] == ["web"]


@pytest.mark.parametrize("by", ["owner", "location", "kind", "x-long"])
def test_a_group_may_be_called_by_more_than_an_id_may_have(by: str) -> None:
    names = [10_000 * letter for letter in "ab"]
    components = [{"id": name[0], "needs": [], by: name} for name in names]
    (made,) = found({"components": components}, by).found
    assert [(group.name, group.components) for group in made.groups] == [
        (name, (name[0],)) for name in names
    ]


def test_a_question_makes_nothing_known() -> None:
    doc = {"components": [{"id": "web", "demand": 1, "x-provider": "aws"}]}
    made = found(doc)
    assert made.targets == ()
    assert made.single.not_judged == ("web",)


def test_a_fallback_too_weak_is_overload_and_a_late_one_is_slow() -> None:
    doc: Doc = {
        "components": [
            {"id": "web", "demand": 10, "needs": [{"any": ["a", "b"]}]},
            {"id": "pay", "demand": 1, "needs": [{"first_of": ["c", "d"], "switchover": LATE}]},
            {"id": "a", "capacity": 8, "needs": [], "x-provider": "one"},
            {"id": "b", "capacity": 8, "needs": []},
            {"id": "c", "needs": [], "x-provider": "one"},
            {"id": "d", "needs": []},
        ],
        "objectives": [{"of": "web"}, {"of": "pay", "rto": "5 min"}],
    }
    classes = {one.target: str(one.failure_class) for one in of(doc)["one"].hanging}
    assert classes == {"web": "overload", "pay": "slow"}


LATE = {"detect": "10 min"}


def test_what_is_declared_not_to_fail_is_counted() -> None:
    doc: Doc = {
        "components": [
            {"id": "web", "demand": 1, "needs": ["net"]},
            {"id": "net", "kind": "network", "fails": False, "needs": []},
        ]
    }
    group = of(doc, "kind")["network"]
    assert (group.never_fail, len(group.hanging)) == (1, 1)


def test_of_too_many_groups_the_widest_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PLAYED", 1)
    doc = shop()
    doc["components"][1]["capacity"] = 1
    made = found(doc).found[0]
    assert made.unjudged == {module.NOT_PLAYED: 2}
    assert [group.name for group in made.groups if not group.load_unjudged] == ["aws"]


def test_of_too_many_choices_none_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 0)
    assert {g.choices_unknown for g in of(shop()).values()} == {module.NOT_LOOKED_AT}


# -- groups ----------------------------------------------------------------------------------------


COMPONENTS = [
    {"id": "a", "kind": "provider"},
    {"id": "b", "kind": "partner", "x-provider": "a"},
    {"id": "c", "tags": ["provider: z ", "blue"], "owner": "ops", "location": "here"},
    {"id": "d", "x-provider": ["y", "a", "y"], "x-tier": 2, "x-none": None},
    {"id": "e", "x-provider": " ", "kind": "service", "x-tier": [2, "gold"]},
]
EXPECTED: dict[str, tuple[dict[str, tuple[str, ...]], tuple[str, ...]]] = {
    "kind": ({"partner": ("b",), "provider": ("a",), "service": ("e",)}, ("c", "d")),
    "location": ({"here": ("c",)}, ("a", "b", "d", "e")),
    "owner": ({"ops": ("c",)}, ("a", "b", "d", "e")),
    "provider": ({"a": ("a", "b", "d"), "y": ("d",), "z": ("c",)}, ("e",)),
    "tag": ({"blue": ("c",), "provider: z ": ("c",)}, ("a", "b", "d", "e")),
    "x-none": ({}, ("a", "b", "c", "d", "e")),
    "x-tier": ({"2": ("d", "e"), "gold": ("e",)}, ("a", "b", "c")),
}


@pytest.mark.parametrize("by", sorted(EXPECTED))
def test_groups_are_what_components_name(by: str) -> None:
    made = groups(Topology.from_dict({"components": COMPONENTS}), by)
    assert (made.of, made.without) == EXPECTED[by]


def test_all_groups_are_those_that_are_named() -> None:
    doc = {"components": [{"id": "a", "owner": "ops"}, {"id": "b"}]}
    assert [made.by for made in all_groups(Topology.from_dict(doc))] == ["owner"]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("provder", 'did you mean "provider"?'),
        ("x-teir", 'no component has the key "x-teir"; did you mean "x-tier"?'),
        ("", "is none of provider, location, kind, tag, owner, and no key x-…"),
    ],
)
def test_what_no_group_can_be_made_by_is_refused(by: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        groups(Topology.from_dict({"components": COMPONENTS}), by)
    assert said in str(error.value)
