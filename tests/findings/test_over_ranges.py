"""A verdict speaks for the whole range: by hand, and against every whole number of it."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import prints, run
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.findings.assertions.no_spof import assert_no_spof
from topology.findings.objectives.judged import Judged
from topology.findings.over_ranges import MOST_WORK, over_ranges
from topology.findings.sensitivity import Span, scenario_verdict, sensitivities
from topology.findings.sensitivity import single_point_verdict as verdict
from topology.findings.study import Study


def replicas(count: Any) -> Doc:
    parts = [{"id": "u", "demand": 50, "needs": ["a"]}, {"id": "a", "needs": [], "count": count}]
    return {"components": parts, "objectives": [{"of": "u", "survives": 1}]}


TWO_OR_ONE = {"low": 1, "high": 3, "value": 2, "assumed": "nobody counted"}


def tried(doc: Doc) -> Any:
    return over_ranges(Topology.from_dict(doc), None, lambda _: None)


def write(folder: Path, doc: Doc) -> Path:
    path = folder / "doc.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


def test_none_at_the_value_given_and_one_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path, replicas(TWO_OR_ONE))
    said = prints("spof", path)
    assert "  a.count, taken as 2; at 1: u falls to a (structural)\n" in said
    assert "No single point of failure at the values given; 1 finding elsewhere in their" in said
    assert run("spof", path, "--fail-on-spof").returncode == 1
    (found,) = json.loads(prints("spof", path, "-f", "json"))["ranges"]
    assert (found["place"], found["stretches"][0]["high"]) == ("a.count", 1)
    with pytest.raises(AssertionError, match=r"a\.count from 1 to 1: u falls to a \(structural\)"):
        assert_no_spof(Topology.from_dict(replicas(TWO_OR_ONE)))
    assert_no_spof(Topology.from_dict(replicas(TWO_OR_ONE)), except_={"a": "soon three"})


def test_none_all_over_the_range(tmp_path: Path) -> None:
    path = write(tmp_path, replicas({"low": 2, "high": 4}))
    assert "No single point of failure, all over the range: 1 target judged" in prints("spof", path)
    assert run("spof", path, "--fail-on-spof").returncode == 0
    assert_no_spof(Topology.from_dict(replicas({"low": 2, "high": 4})))


def test_an_objective_has_to_hold_all_over_the_range() -> None:
    (found,) = Study.of(Topology.from_dict(replicas(TWO_OR_ONE))).verdicts
    assert [clause.holds for clause in found.clauses] == [True, False]
    assert found.clauses[1].why == "u falls to a (structural), with a.count from 1 to 1"


@pytest.mark.parametrize(
    ("today", "holds"), [(None, True), ("2026-01-01", True), ("2027-01-01", False)]
)
def test_what_is_accepted_is_so_over_the_range_until_its_date(
    today: str | None, holds: bool
) -> None:
    doc = replicas(TWO_OR_ONE)
    accepted = {"id": "a", "reason": "soon three", "until": "2026-06-30"}
    doc["objectives"][0]["accepted"] = [accepted]
    (found,) = Study.of(Topology.from_dict(doc), today=today).verdicts
    assert all(clause.holds for clause in found.clauses) is holds


DB: Doc = {"id": "db", "needs": [], "repair": {"time": "1 h"}}
MANY_HOURS = {"time": {"low": "1 h", "high": "48 h", "value": "2 h"}}
RARELY = {"mtbf": {"low": "100 h", "high": "1 y", "value": "1 y"}, "mttr": "1 h"}


@pytest.mark.parametrize(
    ("db", "asked", "why"),
    [
        ({"repair": MANY_HOURS}, {"rto": "1 d"},
         "pay is back within 1 d: violated, with db.repair.time from 1 d to 2 d"),
        ({"repair": {"time": "10 h"}}, {"rto": {"low": "5 h", "high": "1 d"}},
         "pay is back within 14 h 30 min: violated, with pay.rto from 5 h to 10 h"),
        ({"fails": RARELY}, {"availability": 0.999},
         "pay is up 99.9 % of the time: violated, with db.fails.mtbf from 4 d 4 h to 41 d 15 h"),
        ({"count": {"low": 2, "high": 5, "value": 4}}, {"survives": 2},
         "pay survives 2 failures: violated, with db.count from 2 to 2"),
        ({"count": TWO_OR_ONE}, {"rto": "5 min"},
         "pay is back within 5 min: violated, with db.count from 1 to 1"),
        ({"count": TWO_OR_ONE}, {"rto": "1 d"}, None),
        ({"count": TWO_OR_ONE}, {"availability": 0.5}, None),
        ({"repair": {"time": {"low": "1 h", "high": "2 h"}}}, {"rto": "1 d"}, None),
    ],
)  # fmt: skip
def test_each_clause_speaks_for_the_whole_range(db: Doc, asked: Doc, why: str | None) -> None:
    """A single point elsewhere violates what asks for none; one that is mended in time no rto."""
    pay = {"id": "pay", "demand": 1, "needs": ["db"], "fails": False}
    fails = {} if "fails" in db else {"fails": {"mtbf": "1 y", "mttr": "1 h"}}
    objective = {"of": "pay", **asked}
    doc = {"components": [pay, {**DB, **fails, **db}], "objectives": [objective]}
    (found,) = Study.of(Topology.from_dict(doc)).verdicts
    assert found.clauses[0].holds
    assert [clause.why for clause in found.clauses[1:]] == ([] if why is None else [why])
    assert found.holds is (why is None)


@given(st.sampled_from([1, 2, 3]), st.sampled_from(["1 h", "2 h", "3 h", "4 h"]), st.data())
def test_an_objective_holds_over_a_range_that_holds_at_each_value(
    least: int, rto: str, data: st.DataObject
) -> None:
    """Two ranges, each tried at whole values: what is late at one is late in the range."""
    hours = sorted(data.draw(st.sets(st.integers(1, 5), min_size=2, max_size=2)))
    counts = {"low": least, "high": least + 2, "value": least + 1}
    pay = {"id": "pay", "demand": 1, "needs": ["db", "gw"], "fails": False}

    def doc(count: Any, time: Any) -> Doc:
        db = {**DB, "count": count, "repair": {"time": time}}
        parts = [pay, db, {"id": "gw", "repair": {"time": "1 h"}, "needs": []}]
        return {"components": parts, "objectives": [{"of": "pay", "rto": rto}]}

    def holds(count: Any, time: Any) -> bool | None:
        (found,) = Study.of(Topology.from_dict(doc(count, time))).verdicts
        return found.holds

    low, high = (f"{hour} h" for hour in hours)
    value = data.draw(st.sampled_from([low, high]))
    each = [holds(count, value) for count in range(least, least + 3)]
    each += [holds(least + 1, time) for time in (low, high)]
    assert holds(counts, {"low": low, "high": high, "value": value}) == all(each)


def test_what_is_late_elsewhere_in_a_range_is_late(tmp_path: Path) -> None:
    pay = {"id": "pay", "demand": 1, "needs": ["db"]}
    doc = {
        "components": [pay, {**DB, "repair": MANY_HOURS}],
        "objectives": [{"of": "pay", "rto": "1 d"}],
    }
    path = write(tmp_path, doc)
    done = run("spof", path, "--fail-on", "late")
    assert done.returncode == 1
    assert (
        "  db.repair.time, taken as 2 h; at 1 d … 2 d: pay is back too late after db fails\n"
        in done.stdout
    )
    doc["objectives"] = [{"of": "pay", "rto": "3 d"}]
    assert run("spof", write(tmp_path, doc), "--fail-on", "late").returncode == 0
    one_or_two = {"low": 1, "high": 2, "value": 2}
    doc = {
        "components": [pay, {**DB, "count": one_or_two}],
        "objectives": [{"of": "pay", "rto": "1 d"}],
    }
    path = write(tmp_path, doc)
    assert run("spof", path, "--fail-on", "late").returncode == 0
    assert run("spof", path, "--fail-on-spof").returncode == 1


def test_ranges_that_were_not_tried_are_no_better_than_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topology.findings.over_ranges.MOST_WORK", 1)
    path = write(tmp_path, replicas({"low": 2, "high": 4}))
    assert run("spof", path, "--fail-on-spof").returncode == 1
    assert run("spof", path, "--fail-on", "late").returncode == 1


def test_too_much_is_not_tried_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topology.findings.over_ranges.MOST_WORK", 1)
    assert MOST_WORK > 1
    path = write(tmp_path, replicas(TWO_OR_ONE))
    assert "at the values given; their ranges were not tried" in prints("spof", path)


def test_how_long_is_told_where_what_happens_is_the_same(tmp_path: Path) -> None:
    decide = {"low": "1 h", "high": "10 h", "assumed": "?"}
    entry = {"first_of": ["a", "b"], "switchover": {"decide": decide}}
    doc: Doc = {
        "components": [{"id": "u", "demand": 1, "needs": [entry]}, {"id": "a"}, {"id": "b"}],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "a"}]}],
    }
    (found,) = sensitivities(Topology.from_dict(doc), scenario_verdict("s"))
    assert not found.is_decisive
    assert found.spans == (Span("u", 3_600, 36_000),)
    said = prints("cascade", write(tmp_path, doc))
    assert "over the range of u.needs[0].switchover.decide u is out for 1 h to 10 h" in said
    assert "the same all over" not in said


@given(documents(size=6), st.data())
def test_a_range_of_whole_numbers_is_all_of_them(doc: Doc, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(doc["components"]) - 1))
    low = data.draw(st.integers(1, 2))
    high = low + data.draw(st.integers(1, 2))
    value = data.draw(st.integers(low, high))
    doc["components"][number] |= {"quorum": 1, "count": {"low": low, "high": high, "value": value}}
    at_value = verdict(Topology.from_dict(doc))
    everything: set[str] = set()
    for count in range(low, high + 1):
        single = deepcopy(doc)
        single["components"][number]["count"] = count
        everything |= verdict(Topology.from_dict(single)) - at_value
    found = tried(doc)
    assert {word for part in found.elsewhere for word in part.found} == everything
    assert found.is_worse == bool(everything)


def test_cut_sets_and_availability_speak_of_the_values_given(tmp_path: Path) -> None:
    """They take one value of a range, and say so in the sentence that would claim more."""
    doc = replicas(TWO_OR_ONE)
    doc["components"][0] |= {"fails": False, "demand": None}
    doc["components"][1]["fails"] = {"mtbf": "1 y", "mttr": "1 h"}
    doc["objectives"][0]["availability"] = 0.999
    path = write(tmp_path, doc)
    said = prints("cuts", path)
    assert "u survives any single failure and falls to 1 pair at the values given\n" in said
    assert "objective to survive 1 failure: not known, met at the values given\n" in said
    assert "0 of 1 fall to a single failure at the values given." in said
    assert json.loads(prints("cuts", path, "-f", "json"))["survives"]["holds"] is None
    said = prints("availability", path)
    assert "of the time at the values given\n" in said
    assert "objective 99.9 %: not known, met at the values given\n" in said
    assert "1 of 1 objective not known, none violated for sure" in said
    assert "nothing goes down at the values given." in prints("blast", path, "a")
    assert "at the values given" not in prints("cuts", write(tmp_path, replicas(2)))


def test_what_a_sentence_is_about_hangs_on_no_word_of_an_id() -> None:
    """`pay` keeps its objective where `pay falls to x` does not."""
    doc: Doc = {
        "components": [
            {"id": "pay", "needs": []},
            {"id": "pay falls to x", "needs": ["pay is"]},
            {"id": "pay is", "needs": [], "count": {"low": 1, "high": 2, "value": 2}, "quorum": 1},
        ],
        "objectives": [{"of": "pay", "survives": 1}, {"of": "pay falls to x", "survives": 1}],
    }
    held = {v.objective.of: v.holds for v in Study.of(Topology.from_dict(doc)).verdicts}
    assert held == {"pay": True, "pay falls to x": False}


def half_failing(mode: Doc, **risk: Any) -> Doc:
    return {
        "components": [
            {"id": "pay", "demand": 80, "needs": [{"first_of": ["a", "b"]}]},
            {"id": "a", "needs": [], "capacity": 200, "modes": [{"id": "limp", **mode}]},
            {"id": "b", "needs": [], "count": 4, "quorum": 2},
        ],
        "shared_risks": [{"id": "sale", **risk}],
        "objectives": [{"of": "pay", "survives": 1, "level": 0.9, "rto": "1 h"}],
    }


@pytest.mark.parametrize(
    ("doc", "place", "found"),
    [
        (
            half_failing(
                {"leaves": {"low": 0.2, "high": 1, "value": 1}}, raises={"pay": 2}, **{"for": "1 h"}
            ),
            "a:limp.leaves",
            "pay falls to a:limp (gray)",
        ),
        (
            half_failing(
                {"leaves": 0.2, "seen": {"low": "1 min", "high": "3 h", "value": "1 min"}},
                raises={"pay": 2},
            ),
            "a:limp.seen",
            "pay falls to a:limp (slow)",
        ),
        (
            half_failing({"leaves": 1}, raises={"pay": {"low": 1, "high": 4, "value": 1}}),
            "sale.raises.pay",
            "pay falls to sale (overload)",
        ),
        (
            half_failing(
                {"leaves": 1},
                raises={"pay": 4},
                **{"for": {"low": "1 h", "high": "2 h", "value": "1 h"}},
            ),
            "sale.for",
            "pay falls to sale (overload)",
        ),
        (
            half_failing(
                {"leaves": 1}, hits=["a", "b"], parts={"low": 0.2, "high": 0.8, "value": 0.2}
            ),
            "sale.parts",
            "pay falls to sale (structural)",
        ),
    ],
)  # fmt: skip
def test_what_half_fails_is_judged_all_over_its_ranges(doc: Doc, place: str, found: str) -> None:
    ranges = tried(doc)
    assert [str(word) for part in ranges.elsewhere for word in part.found][:1] == [found]
    assert ranges.elsewhere[0].place.startswith(place)


@pytest.mark.parametrize(
    ("clauses", "count", "said"),
    [
        ({"known": 0.9}, None, None),
        (
            {"cold_start_within": "20 min"},
            None,
            "pay is up within 20 min of everything being down: violated, "
            "with db.start.time from 15 min to 30 min",
        ),
        (
            {"survives": 1, "classes": ["structural"]},
            {"low": 1, "high": 2, "value": 2},
            "pay survives 1 failure (structural): violated, with web.count from 1 to 1",
        ),
        ({"survives": 1, "classes": ["slow"]}, {"low": 1, "high": 2, "value": 2}, None),
    ],
)
def test_all_that_is_asked_has_to_hold_all_over_the_ranges(
    clauses: Any, count: Any, said: str | None
) -> None:
    start = {"time": {"low": "5 min", "high": "30 min", "value": "5 min"}}
    document = {
        "components": [
            {"id": "pay", "fails": False, "needs": ["web", "db"], "start": {"time": "5 min"}},
            {"id": "web", "needs": [], "start": {}, "count": count or 2},
            {"id": "db", "needs": [], "fails": False, "start": start},
        ],
        "objectives": [{"of": "pay", **clauses}],
    }
    (verdict,) = Study.of(Topology.from_dict(document)).verdicts
    elsewhere = [clause.why for clause in verdict.clauses if clause.rule == "ranges"]
    assert elsewhere == ([] if said is None else [said])
    assert verdict.holds is (said is None)


def test_each_thing_that_is_violated_elsewhere_is_a_finding() -> None:
    """Otherwise a baseline that bears one of them would hide the next."""
    ranged = {"low": 1, "high": 3, "value": 2}
    named = [{"id": "shop", "demand": 10, "fails": False, "needs": ["a", "b"]}]
    named += [{"id": name, "count": ranged, "needs": []} for name in ("a", "b")]
    asked = {"components": named, "objectives": [{"of": "shop", "survives": 1}]}
    (verdict,) = Judged.of(Topology.from_dict(asked)).verdicts
    parts = verdict.clauses[-1].parts
    assert [part.why for part in parts] == [
        f"shop falls to {name} (structural), with {name}.count from 1 to 1" for name in ("a", "b")
    ]
    assert len({part.about for part in parts}) == 2


def test_a_study_does_not_hold_what_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a check does not: what was cut short is not known, be it all of the ranges or some."""
    ranged = {"low": 1, "high": 9}
    parts = [{"id": f"c{n}", "needs": [], "demand": 1, "capacity": ranged} for n in range(3)]
    goals = [{"of": "all", "survives": 1}]
    topology = Topology.from_dict({"components": parts, "objectives": goals})
    assert {verdict.holds for verdict in Study.of(topology).verdicts} == {True}
    for work in (400, 0):
        monkeypatch.setattr("topology.findings.sensitivity.MOST_WORK", work)
        assert {verdict.holds for verdict in Study.of(topology).verdicts} == {None}
