"""How soon a target is up after everything was down: as an objective asks for it."""

from __future__ import annotations

from math import inf, isinf
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.finding import Rule
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import objectives_verdict, verdicts
from topology.findings.sensitivity import sensitivities
from topology.findings.single_points import SinglePoints
from topology.values.units import parse_duration

Doc = dict[str, Any]


def judged(*components: Doc, within: str, of: str = "pay", **rest: Any) -> Clause:
    objective = {"of": of, "cold_start_within": within}
    document = {"components": list(components), "objectives": [objective], **rest}
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(document)), {}, {})
    return verdict.clauses[-1]


def starts(name: str, time: str, *needs: Any, **rest: Any) -> Doc:
    return {"id": name, "needs": list(needs), "start": {"time": time}, **rest}


PAY, GRID = starts("pay", "5 min", "dc"), starts("grid", "10 min", fails=False)


@pytest.mark.parametrize(
    ("within", "holds"), [("1 h", True), ("35 min", True), ("34 min 59 s", False)]
)
def test_one_after_the_other(within: str, holds: bool) -> None:
    clause = judged(PAY, starts("dc", "20 min", "grid"), GRID, within=within)
    assert (clause.rule, clause.holds, clause.why) == (
        "cold_start_within",
        holds,
        "it is up after 35 min",
    )
    assert clause.asks == f"is up within {within} of everything being down"


def test_the_finding_says_what_it_waited_for() -> None:
    (found,) = judged(PAY, starts("dc", "20 min", "grid"), GRID, within="1 min").findings
    assert (found.rule, found.where) == (Rule.LATE_START, "pay")
    assert found.message == "pay is late after everything was down: it is up after 35 min"
    assert found.reason[0] == "everything is down"
    assert "dc is up again" in found.reason
    assert not any(step.endswith(("fails", "is repaired")) for step in found.reason)


def test_verifications_take_their_crew() -> None:
    """Closed form: 2,000 units of 10 min with 40 workers take 500 min."""
    verify = {"units": 2000, "time": "10 min", "crew": "w"}
    core = {**starts("core", "0 s"), "verify": verify}
    for within, holds in (("500 min", True), ("499 min", False)):
        clause = judged(starts("pay", "0 s", "core"), core, crews={"w": 40}, within=within)
        assert (clause.holds, clause.why) == (holds, "it is up after 8 h 20 min")


def test_repairs_do_not_count() -> None:
    dc = starts("dc", "20 min", repair={"time": "9 h"})
    assert judged(PAY, dc, within="25 min").holds


def test_a_battery_is_empty() -> None:
    held = {"on": "grid", "holds": "1 h"}
    assert judged(PAY, starts("dc", "20 min", held), GRID, within="34 min").holds is False


def test_a_standby_that_is_up_sooner_takes_its_switch() -> None:
    """It is up after 2 min, and activated 14 min later."""
    delays = {"detect": "1 min", "activate": "14 min"}
    pay = starts("pay", "5 min", {"first_of": ["a", "b"], "switchover": delays})
    clause = judged(pay, starts("a", "1 h"), starts("b", "2 min"), within="1 h")
    assert (clause.holds, clause.why) == (True, "it is up after 16 min")


def test_what_cannot_start_never_does() -> None:
    loop = {"id": "a", "needs": [], "start": {"needs": ["pay"]}}
    clause = judged(starts("pay", "5 min", "a"), loop, within="1 y")
    assert (clause.holds, clause.why) == (False, "it never starts: it is in a start-up deadlock")
    assert [found.rule for found in clause.findings] == [Rule.START_UP_DEADLOCK]


def test_starts_that_are_not_given_leave_it_open() -> None:
    clause = judged(PAY, {"id": "dc", "needs": ["grid"]}, GRID, within="1 h")
    assert clause.holds is None
    assert clause.why == "no `start` is given of 1 of 3 components: dc; after 15 min at the soonest"


def test_and_deny_it_where_even_the_soonest_is_too_late() -> None:
    clause = judged(PAY, {"id": "dc", "needs": ["grid"]}, GRID, within="14 min")
    assert (clause.holds, clause.why) == (False, "it is up after 15 min at the soonest")


def test_and_do_not_matter_where_another_way_is_up_in_time() -> None:
    pay = starts("pay", "5 min", {"any": ["a", "b"]})
    a, b = starts("a", "5 min"), {"id": "b", "needs": []}
    clause = judged(pay, a, b, within="10 min")
    assert clause.holds
    assert clause.why == "it is up after 10 min, even if what gives no `start` never starts"
    assert judged(pay, a, b, within="9 min").holds is None


def test_what_it_hangs_on_may_need_more_than_is_said() -> None:
    clause = judged(PAY, {"id": "dc", "start": {"time": "1 min"}}, within="1 h")
    note = "as far as is known: 1 of 1 component says nothing of what it needs"
    assert (clause.holds, clause.why) == (True, f"it is up after 6 min, {note}")


def test_links_and_what_cannot_fail_need_no_start() -> None:
    pay = starts("pay", "5 min", {"reach": "net"})
    fibre = {"id": "fibre", "connects": ["pay", "net"]}
    clause = judged(pay, {"id": "net", "fails": False}, fibre, within="5 min")
    assert (clause.holds, clause.why) == (True, "it is up after 5 min")


def test_members_start_where_they_stand() -> None:
    """Not before enough of their places are up: after 7 min, then 3 min, then its own 5 min."""
    db = starts("dc", "3 min", count=4, quorum=2, spread=["az-a", "az-b"])
    places = starts("az-a", "10 min"), starts("az-b", "7 min")
    assert judged(PAY, db, *places, within="15 min").why == "it is up after 15 min"
    most = {**db, "quorum": 3}
    assert judged(PAY, most, *places, within="18 min").why == "it is up after 18 min"


def test_load_may_keep_it_below_its_level() -> None:
    """Its calls at the start are more than what it starts from can carry: 6,000 at 10/s, 10 min."""
    calls = {"on": "db", "at_start": {"calls": 6000, "over": "1 s"}}
    pay = starts("pay", "0 s", calls, demand=1)
    queue = {"mode": "queue", "timeout": "10 s"}
    db = starts("db", "1 min", capacity=11, overload=queue)
    assert judged(pay, db, within="2 min", load_unit="req/s").holds is False
    no_calls = starts("pay", "0 s", "db", demand=1)
    assert judged(no_calls, db, within="2 min", load_unit="req/s").holds


def test_where_load_matters_all_starts_have_to_be_given() -> None:
    other = {"id": "other", "needs": ["dc"], "demand": 1}
    dc = starts("dc", "20 min", capacity=9)
    assert judged(PAY, dc, within="25 min").holds
    assert judged(PAY, dc, other, within="25 min").holds is None


def test_it_has_to_hold_all_over_a_range() -> None:
    dc = {
        "id": "dc",
        "needs": [],
        "start": {"time": {"low": "5 min", "high": "30 min", "value": "5 min"}},
    }
    document = {
        "components": [PAY, dc],
        "objectives": [{"of": "pay", "cold_start_within": "20 min"}],
    }
    (along,) = sensitivities(Topology.from_dict(document), objectives_verdict())
    said = "pay is up within 20 min of everything being down: "
    assert [{s for s in stretch.verdict if s.startswith(said)} for stretch in along.stretches] == [
        {f"{said}holds"},
        {f"{said}violated"},
    ]


# -- against the least fixed point ----------------------------------------------------------------


def drawn(random: Random) -> list[Doc]:
    names = [f"c{n}" for n in range(random.randint(2, 7))]

    def entry(own: str, depth: int = 0) -> Any:
        others = [name for name in names if name != own]
        form = random.choice(["on", "on", "any", "all", "at_least", "first_of", "soft"])
        if form == "on" or depth > 1 or (form == "soft" and depth):
            return random.choice(others)
        if form == "soft":
            return {"on": random.choice(others), "hard": False}
        parts = [entry(own, depth + 1) for _ in range(random.randint(2, 3))]
        if form == "at_least":
            return {"at_least": 2, "of": parts}
        return {form: parts}

    def component(name: str) -> Doc:
        start: Doc = {"time": f"{random.randint(0, 9)} min"}
        if random.random() < 0.3:
            start["needs"] = [random.choice([other for other in names if other != name])]
        made: Doc = {"id": name, "start": start, "needs": []}
        if random.random() < 0.7:
            made["needs"] = [entry(name) for _ in range(random.randint(0, 2))]
        if random.random() < 0.3:
            made["verify"] = {"units": 3, "time": f"{random.randint(1, 9)} min"}
        if random.random() < 0.2:
            made |= {"count": 3, "quorum": 2}
        return made

    return [component(name) for name in names]


def earliest(components: list[Doc]) -> dict[str, float]:
    """Seconds: n rounds down from never, as what comes up does by a chain without repetition."""
    known = {c["id"]: inf for c in components}

    def ready(entry: Any) -> float:
        if isinstance(entry, str):
            return known[entry]
        if "on" in entry:
            return 0.0
        for form, least in (("any", 1), ("first_of", 1), ("at_least", entry.get("at_least"))):
            if form in entry:
                parts = entry["of"] if form == "at_least" else entry[form]
                return sorted(map(ready, parts))[least - 1]
        return max(map(ready, entry["all"]))

    def up(c: Doc) -> float:
        checked = parse_duration(c["verify"]["time"]) if "verify" in c else 0.0
        waits = (*c["needs"], *c["start"].get("needs", ()))
        return max(checked, *map(ready, waits), 0.0) + parse_duration(c["start"]["time"])

    for _ in components:
        known = {c["id"]: up(c) for c in components}
    return known


@settings(max_examples=examples(20))
@given(st.integers(0, 10**6))
def test_each_is_up_when_the_least_fixed_point_says(seed: int) -> None:
    components = drawn(Random(seed))
    expected = earliest(components)
    for early in (0.0, 1.0):
        asked = {n: 0.0 if isinf(t) else max(0.0, t - early) for n, t in expected.items()}
        objectives = [{"of": n, "cold_start_within": f"{t} s"} for n, t in asked.items()]
        document = {"components": components, "objectives": objectives}
        points = SinglePoints.of(Topology.from_dict(document))
        for verdict in verdicts(points, {}, {}):
            if verdict.target not in points.targets:
                continue
            within = expected[verdict.target] <= asked[verdict.target]
            assert verdict.clauses[-1].holds is within, (verdict, components)
