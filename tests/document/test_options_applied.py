"""What options come to: in any order the same, one by one as together."""

from __future__ import annotations

from math import acos, cos, radians, sin
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.oracles import Doc
from tests.support.strategies import documents
from tests.support.strategies_options import with_options
from topology.document.document import Topology
from topology.document.merging.merging import merge
from topology.document.options.applying import applied
from topology.document.options.choices import Choice, choices, chosen, great_circle_km
from topology.errors import DocumentError, UnknownIdError, UsageError

SITES: list[dict[str, Any]] = [
    {"id": name, "kind": "site", "latitude": lat, "longitude": lon}
    for name, lat, lon in (("c", 53.55, 10.0), ("a", 52.52, 13.4), ("b", 48.14, 11.58))
]
RING = {"id": "new", "link": {"kind": "fibre"}, "between": {"kind": "site"}, "cost_per_km": 2}


def topology(*options: dict[str, Any], **more: Any) -> Topology:
    parts = [
        {"id": "pay", "demand": 5, "needs": ["a", {"first_of": ["b", "c"]}], "tags": ["x"]},
        *SITES,
        {"id": "ab", "kind": "fibre", "connects": ["b", "a"]},
    ]
    risks = [{"id": "duct", "hits": ["ab", "c"]}, {"id": "quake", "hits": {"kind": "site"}}]
    return Topology.from_dict(
        {"components": parts, "shared_risks": risks, **more, "options": list(options)}
    )


def with_(known: Topology, *ids: str) -> Topology:
    return applied(known, chosen(choices(known), ids))


def option(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "cost": 1, **fields}


# -- families -------------------------------------------------------------------------------------


def test_a_link_for_every_pair_that_none_of_its_kind_joins() -> None:
    known = choices(topology({**RING, "cost": 10}))
    assert [choice.id for choice in known] == ["new:a--c", "new:b--c"]
    a, c = Topology.from_dict({"components": SITES[1::-1]}).components
    assert known[0].cost == 10 + 2 * great_circle_km(a, c)
    # Berlin to Hamburg, by the spherical law of cosines.
    one, other, apart = map(radians, (52.52, 53.55, 3.4))
    angle = acos(sin(one) * sin(other) + cos(one) * cos(other) * cos(apart))
    assert great_circle_km(a, c) == pytest.approx(6371 * angle, rel=1e-9)
    assert known[0].add["components"] == [
        {"id": "new:a--c", "kind": "fibre", "connects": ["a", "c"]}
    ]


def test_links_of_another_kind_join_nothing() -> None:
    other = {**RING, "link": {"kind": "radio"}}
    assert len(choices(topology(other))) == 3


def test_a_family_stays_with_what_is_left_of_it() -> None:
    known = with_(topology(RING), "new:b--c")
    assert [choice.id for choice in choices(known)] == ["new:a--c"]
    again = with_(known, "new:a--c")
    assert choices(again) == []
    assert [option.id for option in again.options] == ["new"]


def test_what_excludes_a_family_excludes_each_of_its_links_either_way() -> None:
    plain = option("tag", change={"pay": {"tags[+]": "y"}})
    for known in (
        topology(RING, {**plain, "excludes": ["new"]}),
        topology({**RING, "excludes": ["tag"]}, plain),
    ):
        link, _, tag = choices(known)
        assert link.clashes_with(tag)
        assert tag.clashes_with(link)
        with pytest.raises(UsageError, match='"new:a--c" and "tag" cannot be had together'):
            applied(known, [tag, link])
        assert choices(applied(known, [tag])) == []
        assert [c.id for c in choices(applied(known, [link]))] == ["new:b--c"]


# -- what cannot be had together ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ({"change": {"a": {"capacity": 1}}}, {"change": {"a": {"capacity": 2}}}, True),
        ({"change": {"a": {"capacity": 1}}}, {"change": {"b": {"capacity": 1}}}, False),
        ({"change": {"a": {"needs": []}}}, {"change": {"a": {"needs[0].calls": 1}}}, True),
        ({"change": {"a": {"repair": None}}}, {"change": {"a": {"repair.time": 1}}}, True),
        ({"change": {"a": {"need": 1}}}, {"change": {"a": {"needs": 1}}}, False),
        ({"change": {"a": {"tags[+]": "x"}}}, {"change": {"a": {"tags[+]": "y"}}}, False),
        ({"change": {"a": {"tags[+]": "x"}}}, {"change": {"a": {"tags[+]": "x"}}}, True),
        ({"spare": {"r": ("a",)}}, {"spare": {"r": ("b",)}}, False),
        ({"spare": {"r": ("a",)}}, {"change": {"r": {"hits": ["a"]}}}, True),
        ({"spare": {"r": ("a",)}}, {"change": {"r": {"kind": "flood"}}}, False),
        ({"add": {"components": [{"id": "a"}]}}, {"add": {"shared_risks": [{"id": "a"}]}}, True),
        ({"add": {"components": [{"id": "a"}]}}, {"add": {"crews": {"a": 1}}}, False),
        ({"add": {"crews": {"a": 2}}}, {"add": {"crews": {"a": 1}}}, True),
    ],
)
def test_what_clashes(mine: dict[str, Any], theirs: dict[str, Any], clash: bool) -> None:
    one, other = Choice("one", 1.0, **mine), Choice("other", 1.0, **theirs)
    assert one.clashes_with(other) is clash
    assert other.clashes_with(one) is clash


def test_what_clashes_with_what_was_chosen_is_gone() -> None:
    known = topology(
        option("small", change={"a": {"capacity": 1}}),
        option("large", change={"a": {"capacity": 2}}),
        option("apart", excludes=["large"], change={"b": {"capacity": 2}}),
    )
    left = with_(known, "small").options
    assert [(one.id, one.excludes) for one in left] == [("apart", ())]


def test_an_option_that_does_not_exist() -> None:
    known = topology(option("small", change={"a": {"capacity": 1}}))
    with pytest.raises(UnknownIdError, match='did you mean "small"'):
        with_(known, "smal")


# -- changing -------------------------------------------------------------------------------------


def test_fields_and_paths() -> None:
    change = {
        "pay": {
            "capacity": 7,
            "demand": None,
            "tags[+]": "y",
            "needs[0].calls": 2,
            "needs[1].first_of[+]": "a",
            "needs[1].switchover.decide": "5 min",
            "repair.time": "1 h",
            "x-note": {"a": 1},
        }
    }
    (pay, *_) = with_(topology(option("o", change=change)), "o").to_dict()["components"]
    assert pay == {
        "id": "pay",
        "capacity": 7.0,
        "tags": ["x", "y"],
        "needs": [
            {"on": "a", "calls": 2.0},
            {"first_of": ["b", "c", "a"], "switchover": {"decide": "5 min"}},
        ],
        "repair": {"time": "1 h"},
        "x-note": {"a": 1},
    }


def test_what_is_added_keeps_its_range_and_own_words() -> None:
    part = {"id": "n", "capacity": {"low": 1.0, "high": 3.0}, "x-team": "net"}
    known = topology(option("o", add={"components": [part], "crews": {"men": 2}}))
    assert known.ranges() == []
    made = with_(known, "o")
    assert made.to_dict()["components"][-1] == part
    assert [path for path, _ in made.ranges()] == [("components", 5, "capacity")]
    assert made.crews == {"men": 2}
    assert made.options == ()


def test_what_comes_out_wrong_only_together_is_refused() -> None:
    one = {"add": {"components": [{"id": "n", "modes": [{"id": "m", "leaves": 0.5}]}]}}
    other = {"add": {"components": [{"id": "n:m"}]}}
    known = topology(option("one", **one), option("other", **other))
    with pytest.raises(DocumentError, match='called "n:m" as a cause: that is taken'):
        with_(known, "one", "other")


# -- sparing --------------------------------------------------------------------------------------


def test_a_risk_hits_less_and_is_gone_with_the_last() -> None:
    known = topology(
        option("one", spare={"duct": ["ab"]}),
        option("all", spare={"duct": ["ab", "c"]}),
        accepted=[{"id": "duct", "reason": "old", "until": "2027-01-01"}],
        scenarios=[
            {"id": "s", "events": [{"at": "1 s", "fail": "duct"}]},
            {"id": "t", "events": [{"at": "1 s", "fail": ["duct", "a"]}]},
        ],
    )
    less = with_(known, "one")
    assert [risk.hits for risk in less.shared_risks if risk.id == "duct"] == [("c",)]
    # What is spared already is no more to be had; the rest of it is.
    assert [dict(one.spare) for one in less.options] == [{"duct": ("c",)}]
    gone = with_(known, "all")
    assert [risk.id for risk in gone.shared_risks] == ["quake"]
    assert gone.options == gone.accepted == ()
    assert [(one.id, one.events[0].fail) for one in gone.scenarios] == [("t", ("a",))]


def test_a_risk_is_gone_when_the_last_moves_out_of_it() -> None:
    flood = {"id": "flood", "hits": {"tag": "x"}}
    known = topology(option("o", change={"pay": {"tags": ["y"]}}), shared_risks=[flood])
    assert with_(known, "o").shared_risks == ()
    assert with_(known).shared_risks == known.shared_risks


def test_a_surge_stays_without_what_it_hit() -> None:
    surge = {"id": "sale", "hits": ["a"], "leaves": 0.5, "raises": {"pay": 2}, "for": "1 h"}
    known = topology(option("o", spare={"sale": ["a"]}), shared_risks=[surge])
    (risk,) = with_(known, "o").to_dict()["shared_risks"]
    assert risk == {"id": "sale", "raises": {"pay": 2.0}, "for": "1 h"}


def test_what_is_added_is_hit_by_what_selects_it_unless_it_is_spared() -> None:
    site = {"id": "d", "kind": "site"}
    known = topology(
        option("hit", add={"components": [site]}, spare={"quake": ["a"]}),
        option("safe", add={"components": [{**site, "id": "e"}]}, spare={"quake": ["e"]}),
    )
    made = with_(known, "hit", "safe")
    assert [risk.hits for risk in made.shared_risks if risk.id == "quake"] == [("c", "b", "d")]


# -- laws -----------------------------------------------------------------------------------------

FIELDS = [
    {"change": {"pay": {"tags[+]": "y"}}},
    {"change": {"pay": {"tags[+]": "z", "needs[1].switchover.decide": "1 min"}}},
    {"change": {"pay": {"needs": ["a"]}}},
    {"change": {"a": {"capacity": 3, "x-note": "n"}}},
    {"change": {"a": {"capacity": {"low": 1, "high": 2}}}},
    {"change": {"duct": {"hits": ["a"]}}},
    {"spare": {"duct": ["ab"]}},
    {"spare": {"duct": ["ab", "c"]}},
    {"spare": {"quake": ["a"]}},
    {"add": {"components": [{"id": "n", "needs": []}], "crews": {"men": 1}}},
    {"add": {"components": [{"id": "m"}], "shared_risks": [{"id": "r", "hits": ["m", "a"]}]}},
    {"add": {"components": [{"id": "n"}]}},
]


@st.composite
def known_options(draw: st.DrawFn) -> Topology:
    fields = draw(st.lists(st.sampled_from(FIELDS), min_size=2, max_size=6))
    names = [f"o{n}" for n in range(len(fields))]
    options = []
    for name, does in zip(names, fields, strict=True):
        others = [other for other in names if other != name]
        excludes = draw(st.lists(st.sampled_from([*others, "new"]), max_size=1))
        options.append({**option(name, **does), "excludes": excludes})
    return topology(*options, RING)


@st.composite
def chosen_of(draw: st.DrawFn, known: Topology) -> list[Choice]:
    """Choices that can be had together."""
    some: list[Choice] = []
    for choice in draw(st.permutations(choices(known))):
        if draw(st.booleans()) and not any(map(choice.clashes_with, some)):
            some.append(choice)
    return some


@given(st.data())
def test_in_any_order_and_one_by_one(data: st.DataObject) -> None:
    known = data.draw(known_options())
    some = data.draw(chosen_of(known))
    together = applied(known, some)
    assert applied(known, data.draw(st.permutations(some))) == together
    assert Topology.from_dict(together.to_dict()) == together
    step = known
    for name in [choice.id for choice in choices(known) if choice in some]:
        # What came to nothing is no more to be had.
        step = applied(step, [choice for choice in choices(step) if choice.id == name])
    assert step.to_dict() == together.to_dict()


@given(st.data())
def test_what_is_left_can_all_be_had(data: st.DataObject) -> None:
    known = data.draw(known_options())
    some = data.draw(chosen_of(known))
    assume(some)
    made = applied(known, some)
    before, left = ({c.id for c in choices(one)} for one in (known, made))
    assert left < before
    for choice in choices(made):
        applied(made, [choice])


@given(st.data())
def test_options_of_any_document(data: st.DataObject) -> None:
    doc: Doc = data.draw(documents(size=6))
    known = Topology.from_dict(data.draw(with_options(doc)))
    assert Topology.from_dict(known.to_dict()) == known
    assert Topology.from_networkx(known.to_networkx()) == known
    assert merge(("one", known), ("other", known)).topology.options == tuple(
        sorted(known.options, key=lambda option: option.id)
    )
    some = data.draw(chosen_of(known))
    made = applied(known, some)
    again = applied(known, data.draw(st.permutations(some)), with_options=False)
    assert {**made.to_dict(), "options": 0} == {**again.to_dict(), "options": 0}
    ids = {component.id for component in made.components}
    assert ids >= {component.id for component in known.components}
    assert {c.id for c in choices(made)} <= {c.id for c in choices(known)} - {c.id for c in some}


def test_without_options_it_is_the_same_document() -> None:
    known = topology(RING, option("o", change={"a": {"capacity": 3}}))
    (one,) = (choice for choice in choices(known) if choice.id == "o")
    bare = applied(known, [one], with_options=False)
    assert bare.options == ()
    assert {**applied(known, [one]).to_dict(), "options": []} == {**bare.to_dict(), "options": []}
