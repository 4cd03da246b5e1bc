"""Whether a target is back within its rto: by switches, and by the repairs the document gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import systems
from tests.support.effort import examples
from tests.support.repository import MODELS
from tests.support.strategies import documents
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology, load
from topology.document.relevance import BY_STRUCTURE
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import objectives_verdict, verdicts
from topology.findings.sensitivity import sensitivities
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures
from topology.reliability.availability import Availability
from topology.render.machine.chances.cut_sets import cuts_plain
from topology.render.objectives import survives_as_asked
from topology.render.words.chances.cut_sets import objective_words

Doc = dict[str, Any]


def clause(*components: Doc, rto: str, **rest: Any) -> Clause:
    accepted = rest.pop("accepted", [])
    objective = {"of": "shop", "rto": rto, "accepted": accepted}
    document = {"components": list(components), "objectives": [objective], **rest}
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(document)), {}, {})
    (found,) = verdict.clauses
    return found


def repaired(name: str, time: str, **rest: Any) -> Doc:
    return {"id": name, "repair": {"time": time}, **rest}


SHOP: Doc = {"id": "shop", "fails": False, "needs": ["db"]}


@pytest.mark.parametrize(
    ("rto", "holds", "why"),
    [
        ("4 h", True, "at the latest after 3 h, when db fails"),
        ("3 h", True, "at the latest after 3 h, when db fails"),
        ("2 h 59 min", False, "after 3 h, when db fails"),
    ],
)
def test_what_has_no_alternative_is_back_when_it_is_repaired(
    rto: str, holds: bool, why: str
) -> None:
    assert clause(SHOP, repaired("db", "3 h"), rto=rto) == Clause(
        f"is back within {rto}", holds, why, "rto"
    )


def test_what_has_no_repair_time_leaves_it_open() -> None:
    shop = {**SHOP, "needs": ["db", "web"]}
    open_end = clause(shop, repaired("db", "1 h"), {"id": "web"}, rto="2 h")
    assert (open_end.holds, open_end.why) == (
        None,
        "at the latest after 1 h, when db fails; "
        "not known after 1 of 2 failures: web has no repair time",
    )
    worse = clause(shop, repaired("db", "3 h"), {"id": "web"}, rto="2 h")
    assert (worse.holds, worse.why) == (
        False,
        "after 3 h, when db fails; not known after 1 of 2 failures: web has no repair time",
    )


def test_the_mean_time_to_repair_is_a_repair_time() -> None:
    part = {"id": "db", "fails": {"mtbf": "1 y", "mttr": "4 h"}}
    found = clause(SHOP, part, rto="1 h")
    assert (found.holds, found.why) == (False, "after 4 h, when db fails")
    own = clause(SHOP, {**part, "repair": {"time": "30 min"}}, rto="1 h")
    assert (own.holds, own.why) == (True, "at the latest after 30 min, when db fails")


def test_the_repair_of_a_shared_risk_goes_before_that_of_what_it_hits() -> None:
    db = repaired("db", "10 min")
    fire = {"id": "fire", "hits": ["db"], "fails": {"per_year": 0.1, "mttr": "85 h"}}
    found = clause(SHOP, db, rto="1 h", shared_risks=[fire])
    assert (found.holds, found.why) == (False, "after 3 d 13 h, when fire fails")


def test_what_crashes_and_never_restarts_is_known_to_be_late() -> None:
    """That b has no repair time leaves nothing open: after a fails b crashes, for good."""
    user = {"id": "shop", "fails": False, "demand": 10, "needs": [{"any": ["a", "b"]}]}
    one = {"id": "a", "capacity": 6, "overload": {"mode": "crash"}, "repair": {"time": "12 h"}}
    other = {"id": "b", "capacity": 6, "overload": {"mode": "crash"}}
    found = clause(user, one, other, rto="15 min")
    assert (found.holds, found.why) == (
        False,
        "never after a fails; not known after 1 of 2 failures: b has no repair time",
    )


def test_what_waits_for_a_known_repair_is_known_to_be_late_whatever_the_rest_takes() -> None:
    shop = {**SHOP, "needs": ["db", "web"]}
    risk = {"id": "fire", "hits": ["db", "web"]}
    db = {"id": "db", "fails": False, "repair": {"time": "5 h"}}
    found = clause(shop, db, {"id": "web", "fails": False}, rto="2 h", shared_risks=[risk])
    assert (found.holds, found.why) == (False, "after 5 h at least, when fire fails")


@settings(max_examples=examples(100))
@given(documents(), st.data())
def test_what_is_known_to_be_late_stays_so_whatever_the_rest_takes(
    doc: Doc, data: st.DataObject
) -> None:
    """Filling in what was not known turns no known verdict, and leaves nothing unknown."""
    times = st.sampled_from([None, "10 min", "2 h"])
    for component in doc["components"]:
        if (time := data.draw(times)) is not None:
            component["repair"] = {"time": time}
    doc["objectives"] = [{"of": c["id"], "rto": "1 h"} for c in doc["components"]]
    before = clauses(doc)
    for component in doc["components"]:
        if not component.get("fails"):  # whose mttr is a repair time
            time = data.draw(st.sampled_from(["1 min", "3 h"]))
            component.setdefault("repair", {"time": time})
    after = clauses(doc)
    for was, now in zip(before, after, strict=True):
        assert was.holds is None or was.holds == now.holds, (was, now)
        assert now.holds is not None or "loads cannot be judged" in now.why


def clauses(doc: Doc) -> list[Clause]:
    found = verdicts(SinglePoints.of(Topology.from_dict(doc)), {}, {})
    return [clause for verdict in found for clause in verdict.clauses]


def test_verification_and_a_shared_crew_take_their_time() -> None:
    """Two repairs of one hour and three checks: 1 + 1 + 0.5 hours by one, 1 h 20 min by two."""
    work, check = {"time": "1 h", "crew": "men"}, {"units": 3, "time": "10 min", "crew": "men"}
    components = [
        {**SHOP, "needs": ["db", "web"]},
        {"id": "db", "repair": work, "location": "x"},
        {"id": "web", "repair": work, "verify": check, "location": "x"},
    ]
    flood = {"id": "flood", "hits": {"location": "x"}}
    found = clause(*components, rto="2 h", shared_risks=[flood], crews={"men": 1})
    assert (found.holds, found.why) == (False, "after 2 h 30 min, when flood fails")
    found = clause(*components, rto="2 h", shared_risks=[flood], crews={"men": 2})
    said = "at the latest after 1 h 20 min, when flood fails"
    assert (found.holds, found.why) == (True, said)


def test_what_waits_for_itself_never_comes_back() -> None:
    circle = [
        {**SHOP, "needs": ["db", "auth"]},
        {"id": "auth", "fails": False, "needs": ["shop"]},
        repaired("db", "1 min"),
    ]
    found = clause(*circle, rto="1 h")
    said = "never after db fails, as auth needs shop → shop needs auth"
    assert (found.holds, found.why) == (False, said)


def test_a_repair_may_be_faster_than_the_switch() -> None:
    shop = {**SHOP, "demand": 1, "needs": [
        {"first_of": ["db", "standby"], "switchover": {"detect": "1 h"}}]}  # fmt: skip
    slow = clause(shop, repaired("db", "2 h"), {"id": "standby"}, rto="30 min")
    assert (slow.holds, slow.why) == (False, "after 1 h, when db fails")
    quick = clause(shop, repaired("db", "20 min"), {"id": "standby"}, rto="30 min")
    assert (quick.holds, quick.why) == (True, "at the latest after 20 min, when db fails")


def test_what_is_accepted_does_not_count() -> None:
    accepted = [{"id": "db", "reason": "being replaced", "until": "2027-01-31"}]
    found = clause(SHOP, repaired("db", "3 h"), rto="1 h", accepted=accepted)
    why = "after any single failure that is not accepted; accepted: db until 2027-01-31"
    assert (found.holds, found.why) == (True, f"{why}, date not checked")


@pytest.mark.parametrize(
    ("today", "holds", "why"),
    [
        (None, True, "no single point of failure that is not accepted; "
         "accepted: prov until 2025-01-31, date not checked"),
        ("2025-01-31", True, "no single point of failure that is not accepted; "
         "accepted: prov until 2025-01-31"),
        ("2025-02-01", False, "falls to prov"),
    ],
)  # fmt: skip
def test_what_was_accepted_counts_again_after_its_date(
    today: str | None, holds: bool, why: str
) -> None:
    accepted = {"id": "prov", "reason": "contract until 2027", "until": "2025-01-31"}
    document = {
        "components": [{"id": "pay", "demand": 1, "needs": ["prov"]}, {"id": "prov"}],
        "objectives": [{"of": "pay", "survives": 1, "accepted": [accepted]}],
    }
    points = SinglePoints.of(Topology.from_dict(document), today=today)
    (verdict,) = verdicts(points, {}, {})
    assert [(c.holds, c.why) for c in verdict.clauses] == [(holds, why)]
    assert points.is_over(verdict.accepted[0]) == (None if today is None else not holds)


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_outages_are_those_of_the_failure_played_alone(model: Path) -> None:
    topology = load(model)
    points = SinglePoints.of(topology)
    for cause in sorted({c for target in points.targets for c in points.causes(target)}):
        run = run_failures(topology, [cause])
        for v, outage in points.contingencies.outages(cause).items():
            name = points.graph.ids[v]
            back = run.outcomes[name].level > 0.999 and run.repeats_s is None
            if back and not run.growing and not any(c.profile for c in topology.components):
                assert outage.lasts_s == pytest.approx(run.outcomes[name].longest_outage_s)
            elif outage.unrepaired is not None:
                assert outage.unrepaired in run.down


def test_ranges_on_which_an_objective_hangs() -> None:
    """A repair of 3 h meets the rto; 4 h / (mtbf + 4 h) is 0.001 at an mtbf of 3,996 h."""
    components = [
        SHOP,
        {
            "id": "db",
            "repair": {"time": {"low": "1 h", "value": "2 h", "high": "5 h", "assumed": "?"}},
            "fails": {
                "mtbf": {"low": "30 d", "value": "1 y", "high": "3 y", "assumed": "?"},
                "mttr": "4 h",
            },
        },
    ]
    objectives = [{"of": "shop", "rto": "3 h", "availability": "99.9 %"}]
    topology = Topology.from_dict({"components": components, "objectives": objectives})
    found = {s.place: s.stretches for s in sensitivities(topology, objectives_verdict())}
    often, back = found["db.fails.mtbf"], found["db.repair.time"]
    assert [stretch.verdict[1] for stretch in often] == [
        "shop is up 99.9 % of the time: violated",
        "shop is up 99.9 % of the time: holds",
    ]
    assert often[0].high == pytest.approx(3_996 * 3_600, rel=1e-3)
    assert [stretch.verdict[0] for stretch in back] == [
        "shop is back within 3 h: holds",
        "shop is back within 3 h: violated",
    ]
    assert back[0].high == pytest.approx(3 * 3_600, rel=1e-3)


# -- what structure alone cannot tell --------------------------------------------------------------


@st.composite
def crowded(draw: st.DrawFn) -> Doc:
    """Alternatives that may or may not carry the load of those that fail."""
    names = [f"a{number}" for number in range(draw(st.integers(2, 4)))]
    needs = draw(
        st.sampled_from(
            [{"any": names}, {"at_least": 1, "of": names}, {"first_of": names}, *names[:1]]
        )
    )
    capacities = st.sampled_from([5, 10, 20, 40])
    found: list[Doc] = [{"id": "shop", "demand": 10, "fails": False, "needs": [needs]}]
    for name in names:
        members = draw(st.sampled_from([{}, {"count": 3, "quorum": 2}]))
        found.append({"id": name, "capacity": draw(capacities), **members})
    return {"components": found}


THREE_OF_FIVE: Doc = {
    "components": [
        {"id": "shop", "demand": 10, "fails": False, "needs": [{"any": ["a0", "a1", "a2"]}]},
        *({"id": f"a{number}", "capacity": 5, "needs": []} for number in range(3)),
    ]
}
"""Two of them carry the load, one does not."""


@example(THREE_OF_FIVE, 2, None)
@given(st.one_of(systems(), crowded()), st.sampled_from([1, 2]), st.sampled_from([None, "1 min"]))
def test_what_structure_grants_load_does_not_deny(doc: Doc, wanted: int, rto: str | None) -> None:
    names = [part["id"] for part in doc["components"] if "connects" not in part]
    objective = {"survives": wanted, **({} if rto is None else {"rto": rto})}
    doc = {**doc, "objectives": [{"of": name, **objective} for name in names]}
    points = SinglePoints.of(Topology.from_dict(doc))
    assume(not points.load_unjudged)
    points.judge_load()
    sets = {name: CutSets(points.graph, points.graph.index[name]) for name in points.targets}
    for found in verdicts(points, sets, {}):
        name = found.target
        if name not in points.targets:
            continue
        assert not (sets[name].survives(wanted) and points.causes(name))
        least = sets[name].redundancy
        assert least is None or least <= 1 or not points.causes(name)
        survival = next(c for c in found.clauses if c.asks.startswith("survives"))
        assert not (survival.holds and points.causes(name))
        if survival.holds and wanted > 1 and sets[name].by_structure_alone:
            assert not set(_taken_by_two(points, name))


def _taken_by_two(points: SinglePoints, target: str) -> Iterator[tuple[str, str]]:
    """The pairs of failures, each played by itself, that leave a target below its level."""
    graph = points.graph
    causes = [c.id for c in graph.components if c.fails is not False]
    causes += [risk.id for risk in graph.risks if risk.fails is not False]
    for pair in combinations(causes, 2):
        if target not in pair:
            run = run_failures(graph.topology, pair)
            if run.outcomes[target].level < 1 - 1e-9:
                yield pair


def test_an_objective_of_more_failures_is_not_met_by_structure_alone() -> None:
    circuits = {"id": "line", "count": 9, "capacity": 9, "connects": ["shop", "net"]}
    shop = {"id": "shop", "demand": 1, "needs": [{"reach": "net"}], "fails": False}
    components = [shop, {"id": "net", "fails": False}, circuits]
    objectives = [{"of": "shop", "survives": 3, "availability": "90 %"}]
    for part in components:
        part.setdefault("fails", {"unavailability": 0.1})
    topology = Topology.from_dict({"components": components, "objectives": objectives})
    points = SinglePoints.of(topology)
    sets, up = CutSets.of(topology, "shop"), Availability.of(topology, "shop")
    (verdict,) = verdicts(points, {"shop": sets}, {"shop": up})
    assert [clause.holds for clause in verdict.clauses] == [None, None]
    assert all(BY_STRUCTURE in clause.why for clause in verdict.clauses)
    assert verdict.holds is None


@pytest.mark.parametrize(
    ("asked", "violated_by"),
    [
        ({"rto": "1 d"}, ("slow",)),
        ({"rto": "3 d"}, ()),
        ({"availability": 0.5}, ()),
        ({"survives": 1, "rto": "1 d"}, ("slow", "soon")),
        ({"rto": "10 min"}, ("slow", "soon")),
    ],
)
def test_an_objective_is_violated_by_what_violates_it(
    asked: Doc, violated_by: tuple[str, ...]
) -> None:
    parts = [{**SHOP, "needs": ["soon", "slow"]}, repaired("soon", "1 h"), repaired("slow", "2 d")]
    doc = {"components": parts, "objectives": [{"of": "shop", **asked}]}
    (found,) = verdicts(SinglePoints.of(Topology.from_dict(doc)), {}, {})
    assert found.violated_by == violated_by


def test_what_keeps_a_target_below_its_level_anyway_is_no_failure_that_lasts() -> None:
    parts = [
        {**SHOP, "demand": 30, "needs": ["db", {"reach": "net"}]},
        {"id": "net", "fails": False},
        {"id": "line", "connects": ["shop", "net"], "capacity": 10, "fails": False},
        repaired("db", "5 min"),
    ]
    doc = {"components": parts, "objectives": [{"of": "shop", "rto": "1 h"}]}
    points = SinglePoints.of(Topology.from_dict(doc))
    assert (points.below_level, points.causes("shop")) == (("shop",), ("db",))
    found = points.recovery("shop", "db")
    assert not found.is_never
    assert found.wanting == "shop is below its level with nothing failed"


@given(documents(), st.sampled_from([2, 3]), st.data())
def test_what_is_accepted_counts_among_no_failures_at_once(
    doc: Doc, wanted: int, data: st.DataObject
) -> None:
    """With a single failure that is accepted: as if all larger sets were all there are."""
    ids = [part["id"] for part in doc["components"]] + [r["id"] for r in doc["shared_risks"]]
    target = data.draw(st.sampled_from([part["id"] for part in doc["components"]]))
    chosen = data.draw(st.sets(st.sampled_from(ids)))
    accepted = [{"id": name, "reason": "?", "until": "2030-01-01"} for name in sorted(chosen)]
    doc = {**doc, "objectives": [{"of": target, "survives": wanted, "accepted": accepted}]}
    topology = Topology.from_dict(doc)
    points = SinglePoints.of(topology)
    assume(points.targets)
    sets = CutSets.of(topology, target)
    (found,) = verdicts(points, {target: sets}, {})
    few = (cut for cut in sets.listed() if cut.order <= wanted)
    violating = [cut.names for cut in few if cut.order > 1 or cut.ids[0] not in chosen]
    assert found.clauses[0].holds is (not violating)
    assert "falls to 1 failures" not in found.clauses[0].why
    said = {True: "met", None: "met but for what is accepted", False: "violated"}
    assert f": {said[survives_as_asked(sets)]}" in objective_words(sets)


def test_cut_sets_and_objectives_agree_on_what_is_accepted() -> None:
    accepted = [{"id": "db", "reason": "contract", "until": "2027-01-31"}]
    objective = {"of": "shop", "survives": 2, "accepted": accepted}
    topology = Topology.from_dict({"components": [SHOP, {"id": "db"}], "objectives": [objective]})
    sets = CutSets.of(topology, "shop")
    (found,) = verdicts(SinglePoints.of(topology), {"shop": sets}, {})
    assert found.holds
    assert objective_words(sets) == (
        "objective to survive 2 failures: met but for what is accepted, dates not checked"
    )
    (found,) = verdicts(SinglePoints.of(topology, today="2027-02-01"), {"shop": sets}, {})
    assert found.clauses[0].why == "falls to db"
    assert cuts_plain([sets], limit=9)["survives"] == {"wanted": 2, "holds": None}
