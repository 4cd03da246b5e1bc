"""What test suites assert of a topology, beside that there is no single point of failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.repository import ROOT
from topology import (
    CutSets,
    DocumentError,
    Objective,
    Topology,
    UnknownIdError,
    UsageError,
    assert_capacity,
    assert_holds,
    assert_recovers,
    assert_survives,
    run_scenario,
)

ALIPAY = ROOT / "models" / "alipay-2015.json"
CTRIP = ROOT / "models" / "ctrip-elong-2015.json"


def failure(assertion: Callable[..., None], *given: Any, **named: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assertion(*given, **named)
    return str(caught.value)


def sound(**more: Any) -> Topology:
    """A pair of a pair: what falls to two failures, and to no fewer."""
    parts = [
        {"id": "pay", "demand": 1, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "needs": []},
        {"id": "b", "needs": []},
    ]
    return Topology.from_dict({"name": "Pair", "components": parts, **more})


# -- survival -------------------------------------------------------------------------------------


def test_what_survives_and_what_it_falls_to() -> None:
    assert_survives(sound(), "pay")
    assert_survives(sound())
    assert failure(assert_survives, sound(), "pay", failures=2) == (
        "Pair: 1 of 1 target does not hold\n"
        "  pay survives 2 failures: violated, "
        "falls to 2 failures at once: 1 such set, as a and b\n"
        "    a and b at once take down pay\n"
        "      a and b fail → pay is down"
    )


def test_a_single_point_is_told_as_a_finding() -> None:
    parts = [{"id": "pay", "demand": 1, "needs": ["db"]}, {"id": "db", "repair": {"time": "2 h"}}]
    for failures in (1, 2):
        said = failure(
            assert_survives, Topology.from_dict({"components": parts}), failures=failures
        )
        assert said.splitlines()[1:] == [
            f"  pay survives {failures} failure{'s'[: failures - 1]}: violated, falls to db",
            "    db (component) is a single point of failure of pay",
            "      db fails → pay needs db",
            "      back after 2 h",
        ]


def test_what_is_accepted_is_no_survival() -> None:
    parts = [{"id": "pay", "demand": 1, "needs": ["db"]}, {"id": "db", "needs": []}]
    borne = {"id": "db", "reason": "x", "until": "2099-01-01"}
    beside = {"components": parts, "accepted": [borne]}
    assert "falls to db" in failure(assert_survives, Topology.from_dict(beside), "pay")
    inside = {"components": parts, "objectives": [{"of": "pay", "accepted": [borne]}]}
    assert "falls to db" in failure(assert_survives, Topology.from_dict(inside), "pay")


def test_the_level_is_that_of_the_document() -> None:
    parts = [
        {"id": "pay", "demand": 100, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "capacity": 60, "needs": []},
        {"id": "b", "capacity": 60, "needs": []},
    ]
    whole = {"components": parts}
    assert "falls to a, b" in failure(assert_survives, Topology.from_dict(whole), "pay")
    half = {**whole, "objectives": [{"of": "pay", "level": 0.5}]}
    assert_survives(Topology.from_dict(half), "pay")


def test_what_is_not_known_fails_with_why() -> None:
    names = ["a", "b", "c", "d"]
    parts = [{"id": "pay", "demand": 10, "needs": [{"any": names}]}]
    parts += [{"id": name, "capacity": 100, "needs": []} for name in names]
    four = Topology.from_dict({"components": parts})
    assert_survives(four, "pay")
    assert_survives(four, "pay", failures=2)
    assert_survives(four, "pay", failures=3, classes="structural")
    said = failure(assert_survives, four, "pay", failures=3)
    assert "pay survives 3 failures: not known, it does by structure alone" in said
    with pytest.raises(DocumentError, match="classes"):
        assert_survives(four, "pay", classes=["structral"])
    unknown = Topology.from_dict({"components": [{"id": "a", "demand": 1}]})
    assert "not known, nothing is said of what it needs" in failure(assert_survives, unknown, "a")


@given(st.integers(1, 4), st.integers(1, 4))
def test_survival_is_as_cut_sets_have_it(width: int, failures: int) -> None:
    names = [f"n{i}" for i in range(width)]
    parts = [{"id": "t", "needs": [{"any": names}]}, *({"id": n, "needs": []} for n in names)]
    topology = Topology.from_dict({"components": parts})
    if CutSets.of(topology, "t").survives(failures):
        assert width > failures
        assert_survives(topology, "t", failures=failures)
    else:
        assert width <= failures
        failure(assert_survives, topology, "t", failures=failures)


def test_survival_has_to_be_so_all_over_the_ranges() -> None:
    parts = [
        {"id": "pay", "demand": 100, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "capacity": {"low": 60, "high": 200, "value": 150}, "needs": []},
        {"id": "b", "capacity": 150, "needs": []},
    ]
    said = failure(assert_survives, Topology.from_dict({"components": parts}), "pay")
    assert "pay survives 1 failure: holds" in said
    assert "pay keeps this all over the ranges: violated" in said
    assert "with a.capacity from 60 to 100" in said


@pytest.mark.parametrize("failures", [0, -1, True, 1.5, "2", None])
def test_failures_are_a_whole_number(failures: Any) -> None:
    with pytest.raises(UsageError, match="failures must be a whole number from 1, not"):
        assert_survives(sound(), failures=failures)


def test_targets_that_do_not_exist() -> None:
    with pytest.raises(UnknownIdError, match='component "pya" does not exist; did you mean "pay"'):
        assert_survives(sound(), "pya")
    with pytest.raises(UsageError, match="give each by itself"):
        assert_survives(sound(), ["pay"])  # type: ignore[arg-type]
    alone = Topology.from_dict({"components": [{"id": "a", "needs": []}]})
    with pytest.raises(UsageError, match="there is no target to judge"):
        assert_survives(alone)


# -- recovery -------------------------------------------------------------------------------------


def fire(**db: Any) -> Topology:
    parts = [
        {"id": "pay", "demand": 1, "needs": ["db"]},
        {"id": "news", "demand": 1, "needs": ["web"]},
        {"id": "db", "needs": [], **db},
        {"id": "web", "needs": []},
    ]
    scenario = {"id": "fire", "events": [{"at": "1 h", "fail": "db"}]}
    return Topology.from_dict({"name": "Fire", "components": parts, "scenarios": [scenario]})


def test_recovery_within() -> None:
    topology = fire(repair={"time": "150 min"})
    assert run_scenario(topology, "fire").outcomes["pay"].longest_outage_s == 9000
    assert_recovers(topology, scenario="fire", within="150 min")
    assert_recovers(topology, scenario="fire", within="2 h", of="news")
    assert failure(assert_recovers, topology, scenario="fire", within="149 min") == (
        "Fire: 1 finding\n"
        "  pay is not back within 2 h 29 min after fire: it takes 2 h 30 min\n"
        "    db fails → pay needs db"
    )
    assert "\n  db is not back within 2 h after fire: it takes 2 h 30 min" in failure(
        assert_recovers, topology, scenario="fire", within="2 h", of=["db", "news"]
    )


def test_what_is_never_back_fails() -> None:
    said = failure(assert_recovers, fire(), scenario="fire", within="1000 d")
    assert "pay is not back within 1000 d after fire: never\n    db fails → pay needs db" in said


def test_what_is_not_back_by_the_end_fails() -> None:
    plain = fire(repair={"time": "3 h"}).to_dict()
    plain["scenarios"][0]["until"] = "2 h"
    said = failure(assert_recovers, Topology.from_dict(plain), scenario="fire", within="10 h")
    assert "pay is not back within 10 h after fire: not by the end of the run, 2 h" in said


def test_the_longest_outage_is_the_one_explained() -> None:
    plain = fire(repair={"time": "3 h"}).to_dict()
    plain["components"][1]["repair"] = {"time": "1 h"}
    plain["components"][0]["repair"] = {"time": "1 h"}
    plain["scenarios"][0]["events"] += [{"at": "10 h", "fail": "pay"}]
    said = failure(assert_recovers, Topology.from_dict(plain), scenario="fire", within="30 min")
    assert "it takes 3 h\n    db fails → pay needs db" in said


def test_recovery_has_to_be_so_all_over_the_ranges() -> None:
    topology = fire(repair={"time": {"low": "1 h", "high": "4 h", "value": "1 h"}})
    assert failure(assert_recovers, topology, scenario="fire", within="2 h") == (
        "Fire: not all over the ranges\n"
        "  db.repair.time from 2 h to 4 h: pay is not back within 2 h after fire"
    )
    assert_recovers(topology, scenario="fire", within="4 h")


def test_the_incident_of_alipay() -> None:
    """Its switch was not made: what is back is the fibre, after 6 h."""
    said = failure(assert_recovers, ALIPAY, scenario="fibre-cut", within="150 min")
    assert "  payments is not back within 2 h 30 min after fibre-cut: it takes 6 h\n" in said


def test_what_cannot_be_played_is_a_mistake() -> None:
    with pytest.raises(UnknownIdError, match='scenario "fier" does not exist; did you mean "fire"'):
        assert_recovers(fire(), scenario="fier", within="1 h")
    with pytest.raises(UnknownIdError, match='component "pya" does not exist; did you mean "pay"'):
        assert_recovers(fire(), scenario="fire", within="1 h", of="pya")
    with pytest.raises(UsageError, match="a scenario must be an id"):
        assert_recovers(fire(), scenario=1, within="1 h")  # type: ignore[arg-type]
    for within in ("2", "-1 h", 7200, None):
        with pytest.raises(UsageError, match=r"within: .*must"):
            assert_recovers(fire(), scenario="fire", within=within)  # type: ignore[arg-type]
    quiet = fire().to_dict()
    for part in quiet["components"]:
        part.pop("demand", None)
    with pytest.raises(UsageError, match="nothing is watched: give a component demand"):
        assert_recovers(Topology.from_dict(quiet), scenario="fire", within="1 h", of=())


# -- capacity -------------------------------------------------------------------------------------


def partner(**elong: Any) -> Topology:
    parts = [
        {"id": "trips", "demand": 60, "needs": [{"first_of": ["ctrip", "elong"]}]},
        {"id": "own", "demand": 30, "needs": ["elong"]},
        {"id": "ctrip", "capacity": 100, "needs": [], "repair": {"time": "2 h"}},
        {"id": "elong", "capacity": 80, "needs": [], **elong},
    ]
    scenario = {"id": "error", "events": [{"at": "0 s", "fail": "ctrip"}]}
    return Topology.from_dict({"name": "Trips", "components": parts, "scenarios": [scenario]})


@pytest.mark.parametrize("when", ["ctrip", "error", ("ctrip",)])
def test_what_is_more_than_it_carries(when: Any) -> None:
    said = failure(assert_capacity, partner(), "elong", when=when)
    after = "error" if when == "error" else "ctrip fails"
    assert said.splitlines()[:2] == [
        "Trips: 1 finding",
        f"  elong does not carry what it is offered within 100 % after {after}: "
        "used to 112 % of its capacity, 72,000 of 648,000 are not served",
    ]
    assert said.splitlines()[2].startswith("    ctrip fails → trips loses ctrip")
    assert_capacity(partner(capacity=90), "elong", when=when)


def test_the_most_that_is_borne() -> None:
    assert_capacity(partner(capacity=120), "elong", when="ctrip", most="75 %")
    said = failure(assert_capacity, partner(capacity=120), "elong", when="ctrip", most=0.74)
    assert "within 74 % after ctrip fails: used to 75 % of its capacity" in said
    assert_capacity(partner(capacity=120), "elong", "ctrip", when="own", most="60 %")


def test_what_is_down_carries_nothing() -> None:
    said = failure(assert_capacity, partner(), "ctrip", when="ctrip")
    assert "ctrip does not carry what it is offered within 100 % after ctrip fails: down" in said
    plain = partner().to_dict()
    plain["components"][3]["needs"] = ["ctrip"]
    said = failure(assert_capacity, Topology.from_dict(plain), "elong", when="ctrip")
    assert said.endswith("down for 2 h\n    ctrip fails → elong needs ctrip")


def test_several_at_once() -> None:
    with_both = partner(capacity=90, repair={"time": "1 h"})
    assert "after ctrip and own fail" in failure(
        assert_capacity, with_both, "elong", when=["ctrip", "own"], most="60 %"
    )


def test_without_a_capacity_it_is_not_known() -> None:
    said = failure(assert_capacity, partner(), "trips", when="ctrip")
    assert "trips is not known to carry what it is offered after ctrip fails: it has no cap" in said


def test_capacity_has_to_be_so_all_over_the_ranges() -> None:
    wide = partner(capacity={"low": 60, "high": 120, "value": 100})
    assert failure(assert_capacity, wide, "elong", when="ctrip") == (
        "Trips: not all over the ranges\n"
        "  elong.capacity from 60 to 90: elong does not carry what it is offered within 100 % "
        "after ctrip fails"
    )


def test_the_incident_of_ctrip() -> None:
    said = failure(assert_capacity, CTRIP, "elong", when="core-platform")
    assert "after core-platform fails: used to 134 % of its capacity, 690 of 3,470 thousand" in said


def test_what_can_fail_and_is_no_scenario() -> None:
    with pytest.raises(UnknownIdError, match='"ctrp" does not exist; did you mean "ctrip"'):
        assert_capacity(partner(), "elong", when="ctrp")
    with pytest.raises(UnknownIdError, match='failure "error" does not exist'):
        assert_capacity(partner(), "elong", when=["error"])
    with pytest.raises(UnknownIdError, match='component "elon" does not exist; did you mean "elo'):
        assert_capacity(partner(), "elon", when="ctrip")
    with pytest.raises(UsageError, match="there is no component to judge"):
        assert_capacity(partner(), when="ctrip")
    for when, rule in [
        ((), "nothing that fails"),
        (5, "an id or several"),
        ((5,), "must be an id"),
    ]:
        with pytest.raises(UsageError, match=rule):
            assert_capacity(partner(), "elong", when=when)  # type: ignore[arg-type]
    for most in ("120 %", 1.2, True, None, "x"):
        with pytest.raises(UsageError, match=r"most: .* must"):
            assert_capacity(partner(), "elong", when="ctrip", most=most)  # type: ignore[arg-type]


def test_a_name_that_means_two_things() -> None:
    plain = partner().to_dict()
    plain["scenarios"][0]["id"] = "ctrip"
    both = Topology.from_dict(plain)
    with pytest.raises(UsageError, match='"ctrip" is a scenario and a failure'):
        assert_capacity(both, "elong", when="ctrip")
    assert "after ctrip fails" in failure(assert_capacity, both, "elong", when=("ctrip",))


# -- objectives -----------------------------------------------------------------------------------

GOALS = [
    {"of": "pay", "survives": 1},
    {"of": "pay", "survives": 2},
    {"of": ["a", "b"], "availability": 0.99},
]


def test_all_objectives_hold_or_are_told() -> None:
    assert_holds(sound(objectives=GOALS[:1]))
    said = failure(assert_holds, sound(objectives=GOALS))
    assert said.splitlines()[:4] == [
        "Pair: 3 of 4 verdicts do not hold",
        "  pay survives 2 failures: violated, falls to 2 failures at once: 1 such set, as a and b",
        "    a and b at once take down pay",
        "      a and b fail → pay is down",
    ]
    assert said.count("not known") == 2


def test_some_objectives() -> None:
    assert_holds(sound(objectives=GOALS), objectives=[0])
    assert_holds(sound(objectives=GOALS), objectives=[0, 2], allow_unknown=True)
    assert "1 of 2 verdicts does not hold" in failure(
        assert_holds, sound(objectives=GOALS), objectives=[0, 1]
    )


def test_objectives_of_the_suite_itself() -> None:
    assert_holds(sound(), objectives=[Objective(of="pay", survives=1, rto="5 min")])
    more = [0, Objective(of=("pay",), survives=2)]
    assert "1 of 2 verdicts does" in failure(assert_holds, sound(objectives=GOALS), objectives=more)
    with pytest.raises(DocumentError, match='"pya", which does not exist; did you mean "pay"'):
        assert_holds(sound(), objectives=[Objective(of="pya", survives=1)])


def test_dates_are_checked_where_one_is_given() -> None:
    parts = [{"id": "pay", "demand": 1, "needs": ["db"]}, {"id": "db", "needs": []}]
    borne = {"id": "db", "reason": "x", "until": "2028-02-29"}
    goal = {"of": "pay", "survives": 1, "accepted": [borne]}
    topology = Topology.from_dict({"components": parts, "objectives": [goal]})
    assert_holds(topology)
    assert_holds(topology, today="2028-02-29")
    assert "falls to db" in failure(assert_holds, topology, today="2028-03-01")
    for today in ("2027-02-29", "20280229", "today", 5):
        with pytest.raises(UsageError, match=r"today: .* must be a date, YYYY-MM-DD"):
            assert_holds(topology, today=today)  # type: ignore[arg-type]


def test_nothing_to_hold_is_a_mistake() -> None:
    for objectives in (None, []):
        with pytest.raises(UsageError, match="there is no objective to judge"):
            assert_holds(sound(), objectives=objectives)
    for wrong in ([4], [-1]):
        with pytest.raises(UsageError, match="does not exist: the document has 3 objectives"):
            assert_holds(sound(objectives=GOALS), objectives=wrong)
    for odd in ("pay", 5):
        with pytest.raises(UsageError, match="objectives must be a list"):
            assert_holds(sound(), objectives=odd)  # type: ignore[arg-type]
    for entry in ("pay", True, None):
        with pytest.raises(UsageError, match="must hold positions or objectives"):
            assert_holds(sound(), objectives=[entry])  # type: ignore[list-item]


def test_many_findings_are_counted_and_not_all_told() -> None:
    parts: list[Any] = [{"id": f"c{i:03}", "needs": []} for i in range(100)]
    parts.append({"id": "t", "demand": 1, "needs": [part["id"] for part in parts]})
    goal = [{"of": "t", "survives": 1}]
    said = failure(assert_holds, Topology.from_dict({"components": parts, "objectives": goal}))
    assert said.count("is a single point of failure of t") == 20
    assert said.endswith("\n    and 80 more of 100 findings")


# -- what is given --------------------------------------------------------------------------------


def test_a_path_will_do(tmp_path: Path) -> None:
    path = tmp_path / "pair.json"
    path.write_text(json.dumps(sound(objectives=GOALS[:1]).to_dict()), encoding="utf-8")
    assert_survives(path, "pay")
    assert_holds(str(path))
    with pytest.raises(DocumentError, match="no such file"):
        assert_holds(tmp_path / "missing.json")
    for wrong in (5, None, {"components": []}):
        with pytest.raises(UsageError, match="must be a topology or a path"):
            assert_holds(wrong)  # type: ignore[arg-type]


def test_a_failure_is_printable() -> None:
    wild = "\x1b[31m\u202e"
    parts = [{"id": "a", "demand": 1, "needs": ["b"]}, {"id": "b", "kind": wild}]
    scenario = {"id": "s", "events": [{"at": "0 s", "fail": "b"}]}
    goal = {"of": {"kind": wild}, "survives": 1, "known": 0.5}
    whole = {"name": wild, "components": parts, "scenarios": [scenario], "objectives": [goal]}
    topology = Topology.from_dict(whole)
    for said in (
        failure(assert_survives, topology, "a"),
        failure(assert_recovers, topology, scenario="s", within="1 h"),
        failure(assert_capacity, topology, "a", when="b"),
        failure(assert_holds, topology),
    ):
        assert all(line.isprintable() for line in said.splitlines())
        assert said.startswith("\\u001b[31m\\u202e: ")
