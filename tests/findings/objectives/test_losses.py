"""How much money any one failure may cost all targets together, until they serve again."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import Draw
from tests.loads.test_cascade_properties import systems
from tests.support.cascade_oracle import Simulator
from tests.support.clauses import clause_of
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.document.relevance import BY_STRUCTURE, load_can_matter
from topology.document.schema import Objective
from topology.errors import TopologyError
from topology.findings.objectives.clauses import Clause, Together
from topology.findings.objectives.together.losses import Losses
from topology.findings.single_points import SinglePoints


def repaired(name: str, time: str, **more: Any) -> Doc:
    return {"id": name, "needs": [], "repair": {"time": time}, **more}


def shop(*parts: Doc, needs: list[Any] | None = None, **more: Any) -> Doc:
    """A shop that loses a thousand an hour while it is out."""
    needs = [part["id"] for part in parts] if needs is None else needs
    one = {"id": "shop", "needs": needs, "loss_per_hour": 1000, "fails": False}
    return {"currency": "USD", "components": [one, *parts], **more}


def loss(document: Doc, most: float, of: Any = "shop", **more: Any) -> Clause:
    return clause_of(document, {"of": of, "max_loss_per_incident": most, **more})


def test_it_is_lost_until_it_is_repaired() -> None:
    document = shop(repaired("db", "3 h 12 min", kind="store"))
    assert loss(document, 3200).holds is True
    clause = loss(document, 3199)
    assert (clause.asks, clause.rule) == (
        "loses at most 3,199 by any single failure",
        "max_loss_per_incident",
    )
    assert [finding.message for finding in clause.findings] == [
        "db (store) costs 3,200 USD: shop is out for 3 h 12 min at 1,000 USD/h; "
        "at most 3,199 USD are allowed"
    ]
    assert clause.findings[0].reason == (
        "db fails",
        "shop needs db",
        "shop is out for 3 h 12 min at 1,000 USD/h",
    )
    assert clause.why == f"after 1 of 1 failure, the worst: {clause.findings[0].message}"


def test_where_it_holds_the_dearest_is_told() -> None:
    document = shop(repaired("db", "3 h"), repaired("web", "1 h"))
    assert loss(document, 3000).why == "the dearest of 2 failures is db: 3,000 USD"
    assert loss(shop(repaired("db", "3 h"), needs=[]), 0).why == "none of 1 failure costs anything"


def test_all_targets_lose_together() -> None:
    document = shop(repaired("db", "2 h"))
    document["components"] += [{"id": "blog", "needs": ["db"], "loss_per_hour": 500}]
    document["components"] += [{"id": "free", "needs": ["db"]}]
    document["components"][2] |= {"fails": False}
    clause = loss(document, 2999, ["blog", "shop", "free"])
    assert clause.findings[0].message.startswith(
        "db (component) costs 3,000 USD: shop is out for 2 h at 1,000 USD/h, "
        "blog is out for 2 h at 500 USD/h; "
    )
    document["components"][3]["fails"] = False
    assert loss(document, 3000, ["blog", "shop", "free"]).why == (
        "the dearest of 1 failure is db: 3,000 USD; it is that of 2 of 3 targets, "
        "as the others have no loss_per_hour"
    )


def test_it_is_an_incident_that_a_target_fails_itself() -> None:
    document = shop(repaired("db", "1 h"))
    del document["components"][0]["fails"]
    document["components"][0]["repair"] = {"time": "4 h"}
    clause = loss(document, 1000)
    assert [finding.cause for finding in clause.findings] == ["shop"]
    del document["components"][0]["repair"]
    clause = loss(document, 1000)
    assert (clause.holds, clause.why) == (
        None,
        "not known after 1 of 2 failures: shop has no repair time",
    )


def test_a_member_that_others_stand_in_for_costs_nothing() -> None:
    assert loss(shop(repaired("db", "1 h", count=2)), 0).holds is True


def test_what_is_known_to_cost_too_much_goes_before_what_is_not_known() -> None:
    document = shop(repaired("db", "3 h"), {"id": "web", "needs": []})
    assert loss(document, 3000).why == "not known after 1 of 2 failures: web has no repair time"
    assert loss(document, 2999).holds is False


def test_the_least_that_it_can_be_may_be_too_much() -> None:
    risk = {"id": "flood", "hits": ["db", "web"]}
    parts = repaired("db", "3 h", fails=False), {"id": "web", "needs": [], "fails": False}
    document = shop(*parts, shared_risks=[risk])
    assert loss(document, 3000).holds is None
    clause = loss(document, 2999)
    assert clause.holds is False
    assert clause.findings[0].message.startswith(
        "flood (shared risk, shared-risk) costs at least 3,000 USD: "
        "shop is out for 3 h at least at 1,000 USD/h; "
    )


def test_what_never_comes_back_costs_without_end() -> None:
    core = repaired("core", "1 h")
    core["repair"]["needs"] = ["vpn"]
    document = shop(core, {"id": "vpn", "needs": ["core"], "fails": False}, needs=["core"])
    clause = loss(document, 10**12)
    assert clause.findings[0].message == (
        "core (component) costs without end: shop is never back, at 1,000 USD/h; "
        "at most 1e+12 USD are allowed"
    ).replace("1e+12", "1,000,000,000,000")


def test_what_lives_on_loses_nothing_until_it_falls() -> None:
    held = [{"on": "grid", "holds": "1 h"}]
    assert loss(shop(repaired("grid", "1 h"), needs=held), 0).holds is True
    clause = loss(shop(repaired("grid", "3 h"), needs=held), 1999)
    assert "costs 2,000 USD: shop is out for 2 h" in clause.findings[0].message


def test_nobody_says_what_is_lost() -> None:
    document = shop(repaired("db", "3 h"))
    del document["components"][0]["loss_per_hour"]
    assert (loss(document, 1).holds, loss(document, 1).why) == (None, "no loss_per_hour")
    document["components"][0]["loss_per_hour"] = 0
    assert loss(document, 0).holds is True


def test_targets_that_cannot_be_judged_leave_it_open() -> None:
    document: Doc = {
        "components": [
            {"id": "dead", "needs": ["void"], "loss_per_hour": 1},
            {"id": "void", "needs": [{"reach": "island"}]},
            {"id": "island", "needs": []},
            {"id": "mute", "loss_per_hour": 1, "fails": False},
        ]
    }
    assert loss(document, 5, "dead").why == "dead does not work even with nothing failed"
    assert loss(document, 5, "mute").why == "nothing is said of what mute needs"


def test_only_failures_that_count_and_are_not_accepted() -> None:
    document = shop(repaired("db", "3 h", kind="store"), repaired("web", "2 h"))
    against = loss(document, 0, against={"kind": "store"})
    assert [finding.cause for finding in against.findings] == ["db"]
    accepted = [{"id": "db", "reason": "x", "until": "2030-01-31"}]
    borne = loss(document, 2000, accepted=accepted)
    assert (borne.holds, [finding.cause for finding in borne.borne]) == (True, ["db"])


# -- under load -----------------------------------------------------------------------------------


def switched(**more: Any) -> Doc:
    needs = [{"first_of": ["a", "b"], "switchover": {"activate": "30 min"}}]
    document = shop(repaired("a", "8 h"), repaired("b", "8 h", **more), needs=needs)
    document["components"][0]["demand"] = 100
    return document


def test_it_is_lost_until_the_standby_has_taken_over() -> None:
    clause = loss(switched(), 499)
    assert "costs 500 USD: shop is out for 30 min at 1,000 USD/h" in clause.findings[0].message
    assert loss(switched(), 500).holds is True


def test_what_is_lost_in_part_counts_until_it_serves_all() -> None:
    document = switched(capacity=50)
    document["objectives"] = []
    clause = clause_of(document, {"of": "shop", "max_loss_per_incident": 100, "level": 0.4})
    assert clause.findings[0].message == (
        "a (component) costs 4,250 USD: shop loses 4,250 USD, out for 30 min at the longest, "
        "at 1,000 USD/h; at most 100 USD are allowed"
    )


def test_what_is_lost_in_part_for_ever_costs_without_end_or_is_not_known() -> None:
    document = shop({"id": "a", "needs": []}, repaired("b", "1 h"), needs=[{"split": ["a", "b"]}])
    clause = clause_of(document, {"of": "shop", "max_loss_per_incident": 500, "level": 0.4})
    assert (clause.holds, clause.why) == (
        None,
        "not known after 1 of 2 failures: a has no repair time",
    )
    lower = clause_of(document, {"of": "shop", "max_loss_per_incident": 499, "level": 0.4})
    assert [finding.message for finding in lower.findings] == [
        "b (component) costs 500 USD: shop loses 500 USD in part, at 1,000 USD/h; "
        "at most 499 USD are allowed"
    ]


def test_what_does_not_serve_all_with_nothing_failed_is_not_known() -> None:
    document = shop(repaired("a", "1 h", capacity=50), repaired("b", "1 h"), needs=["a", "b"])
    document["components"][0] |= {"demand": 100}
    clause = clause_of(document, {"of": "shop", "max_loss_per_incident": 10**6, "level": 0.4})
    assert clause.holds is None
    assert "shop does not serve all with nothing failed" in clause.why
    for part in document["components"]:
        part["fails"] = False
    clause = clause_of(document, {"of": "shop", "max_loss_per_incident": 0, "level": 0.4})
    assert (clause.holds, clause.why) == (None, "shop does not serve all with nothing failed")


def test_where_loads_cannot_be_judged_structure_may_deny() -> None:
    document = shop(repaired("db", "3 h", capacity=1))
    document["components"] += [
        {"id": "p", "needs": [{"on": "q", "calls": 2}], "demand": 1},
        {"id": "q", "needs": [{"on": "p", "calls": 2}]},
    ]
    assert loss(document, 3000).holds is None
    assert loss(document, 2999).holds is False
    document["components"][1]["fails"] = False
    clause = loss(document, 3000)
    assert clause.holds is None
    assert clause.why.startswith(f"it is {BY_STRUCTURE}: ")


# -- two ways to the same -------------------------------------------------------------------------


def matters(doc: Doc) -> bool:
    topology = Topology.from_dict(doc)
    return load_can_matter(topology.components, topology.shared_risks)


@settings(max_examples=examples(15))
@given(documents().filter(lambda doc: not matters(doc)), st.randoms(use_true_random=False))
def test_by_structure_it_is_what_it_is_when_played(doc: Doc, random: Any) -> None:
    components = [
        {**c, "loss_per_hour": random.choice([60, 3600])}
        | ({"repair": {"time": random.choice(["1 h", "5 h"])}} if random.random() < 0.8 else {})
        for c in doc["components"]
    ]
    document = {**doc, "components": components, "objectives": []}
    points = SinglePoints.of(Topology.from_dict(document))
    assume(points.targets)
    together = Together(points, Objective(of="all"), points.targets, is_all=True)
    for incident in Losses(together).incidents:
        try:
            played = points.contingencies.costs(incident.cause)
        except TopologyError:  # calls that amplify, or a circle without end
            continue
        for part in incident.parts:
            cost = played.get(part.target)
            if part.wanting:
                assert cost is not None and cost.wanting, incident
            else:
                assert part.money == pytest.approx(0.0 if cost is None else cost.money), incident


UNTIL_S = 400


@pytest.mark.parametrize("seed", range(6))
def test_under_load_it_is_what_a_simulator_by_steps_sums_up(seed: int) -> None:
    document = Draw(seed).document()
    del document["scenarios"]
    for part in document["components"]:
        part |= {"loss_per_hour": 3600, "repair": {"time": "20 s"}}
    points = SinglePoints.of(Topology.from_dict(document))
    together = Together(points, Objective(of="all"), points.targets, is_all=True)
    incidents = {one.cause: one for one in Losses(together).incidents}
    level, _ = summed_up(document, [], points.targets)
    whole = [name for name in points.targets if level[name] > 1 - 1e-9]
    for cause in points.can_fail:
        level, lost = summed_up(document, [cause], points.targets)
        parts = incidents[cause].parts if cause in incidents else ()
        for part in parts:
            name = points.graph.ids[part.target]
            money = lost.pop(name)
            if part.wanting:
                assert part.money <= money + 1e-6
            elif part.money == inf:
                assert level[name] < 1 or money > 10
            else:
                assert part.money == pytest.approx(money, abs=1e-6), (name, cause)
        assert not any(lost[name] > 1e-6 for name in whole if name in lost)


def summed_up(doc: Doc, failed: list[str], names: Sequence[str]) -> tuple[dict[str, float], Doc]:
    """The service levels at the end, and what is lost until then, at 1 a second."""
    simulator = Simulator(doc, [{"at": "0 s", "fail": name} for name in failed])
    lost = dict.fromkeys(names, 0.0)
    for second in range(UNTIL_S):
        simulator.moment(second)
        for name in names:
            lost[name] += 1 - simulator.load.level[name]
        simulator.step(second, 1)
    return simulator.load.level, lost


@settings(max_examples=examples(10))
@given(systems(), st.sampled_from([0, 10, 1000]), st.sampled_from([0, 5, inf]))
def test_a_higher_limit_never_violates_what_held(doc: Doc, most: float, more: float) -> None:
    components = [{**c, "loss_per_hour": 60} for c in doc["components"]]
    document = {**doc, "components": components, "scenarios": []}
    low = loss(document, most, "c0")
    high = loss(document, min(most + more, 1e15), "c0")
    causes = [{finding.cause for finding in clause.findings} for clause in (low, high)]
    assert causes[1] <= causes[0]
    assert not (low.holds is True and high.holds is not True)
