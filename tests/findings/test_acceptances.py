"""What is accepted holds until the end of its last day, and as long as it is needed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings

from tests.document.test_demands import own
from tests.support import oracles
from tests.support.strategies import documents
from topology.document.demands.joining import joined
from topology.document.document import Topology
from topology.findings.gate.acceptances import AcceptanceFinding, judged
from topology.findings.gate.checked import AcceptanceRule, Found
from topology.findings.objectives.clauses import Verdict
from topology.findings.objectives.verdicts import verdicts, worked_out
from topology.findings.over_ranges import Elsewhere, OverRanges, over_ranges
from topology.findings.sensitivity import About, Sentence
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]
EXPIRED, NOT_NEEDED, OF_NOTHING = AcceptanceRule
LAST = "2027-01-31"
TODAY = "2026-06-01"


def accepted(name: str, **facts: Any) -> Doc:
    return {"id": name, "reason": "rare", "until": LAST, **facts}


def shop(*entries: Doc, **facts: Any) -> Doc:
    """pay falls to db, and shop to db and mq; nothing needs spare."""
    return {
        "components": [
            {"id": "pay", "needs": ["db"], "kind": "service", **facts},
            {"id": "shop", "needs": ["db", "mq"], "kind": "service"},
            *({"id": name, "needs": []} for name in ("db", "mq", "spare")),
        ],
        "objectives": [{"of": "pay", "survives": 1}, {"of": "shop", "survives": 1}],
        "accepted": list(entries),
    }


def judge(doc: Doc, today: str | None = TODAY, **given: Any) -> tuple[AcceptanceFinding, ...]:
    topology = Topology.from_dict(doc)
    points = SinglePoints.of(topology, today=today)
    known, sets = worked_out(points)
    ranges = over_ranges(topology, None, lambda _: None) if topology.ranges() else None
    found = verdicts(points, sets, known, ranges)
    return judged(points, found, **{"ranges": ranges, **given})


def found(doc: Doc, today: str | None = TODAY) -> list[Found]:
    return [one.found for one in judge(doc, today)]


# -- the last day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "today", "is_over"),
    [
        ("2027-01-31", "2027-01-30", False),
        ("2027-01-31", "2027-01-31", False),  # holds until its end
        ("2027-01-31", "2027-02-01", True),
        ("2028-02-29", "2028-02-29", False),
        ("2028-02-29", "2028-03-01", True),
        ("2028-02-28", "2028-02-29", True),
        ("2026-12-31", "2026-12-31", False),
        ("2026-12-31", "2027-01-01", True),
        ("2027-01-01", "2026-12-31", False),
        ("2027-01-31", "1999-12-31", False),  # in the past
    ],
)
@pytest.mark.parametrize("is_beside", [False, True])
def test_the_last_day_still_holds(until: str, today: str, is_over: bool, is_beside: bool) -> None:
    entry = accepted("db", until=until)
    doc = shop(*[entry] * is_beside)
    if not is_beside:
        doc["objectives"][0]["accepted"] = [entry]
    assert [one.rule for one in found(doc, today)] == [EXPIRED] * is_over


def test_without_a_date_nothing_is_over() -> None:
    assert found(shop(accepted("db", until="1999-12-31")), today=None) == []


def test_what_is_over_is_said() -> None:
    doc = shop(accepted("db", of="pay"), accepted("mq", of=["shop", "pay"]))
    one, other = judge(doc, "2027-02-01")
    assert one.found.message == "db was accepted for pay until 2027-01-31"
    assert other.found.message == "mq was accepted for shop, pay until 2027-01-31"
    assert (one.found.target, one.found.cause, one.path) == ("pay", "db", ("accepted", 0))
    assert (other.found.target, other.found.cause, other.path) == ("", "mq", ("accepted", 1))
    assert one.found.fingerprint != other.found.fingerprint


def test_what_is_over_and_not_needed_is_over() -> None:
    (one,) = found(shop(accepted("spare")), "2027-02-01")
    assert one.rule == EXPIRED
    assert one.message == (
        "spare was accepted for all targets until 2027-01-31, "
        "and is no single point of failure of any of these 2"
    )


# -- needed ---------------------------------------------------------------------------------------


def test_one_target_that_needs_it_is_enough() -> None:
    assert found(shop(accepted("mq"), accepted("db"), accepted("mq", of={"kind": "service"}))) == []


def test_what_no_target_falls_to_is_not_needed() -> None:
    doc = shop(accepted("spare"), accepted("mq", of="pay"), accepted("db", of="spare"))
    doc["objectives"][0]["accepted"] = [accepted("mq"), accepted("db")]
    assert [(one.found.rule, one.path, one.found.message) for one in judge(doc)] == [
        (
            NOT_NEEDED,
            ("objectives", 0, "accepted", 0),
            "mq is accepted for pay until 2027-01-31, and is no single point of failure of it",
        ),
        (
            NOT_NEEDED,
            ("accepted", 0),
            "spare is accepted for all targets until 2027-01-31, "
            "and is no single point of failure of any of these 2",
        ),
        (
            NOT_NEEDED,
            ("accepted", 1),
            "mq is accepted for pay until 2027-01-31, and is no single point of failure of it",
        ),
        (
            NOT_NEEDED,
            ("accepted", 2),
            "db is accepted for spare until 2027-01-31, "
            "and is no single point of failure of any target",
        ),
    ]


def test_a_selection_of_nothing_is_not_needed() -> None:
    (one,) = found(shop(accepted("db", of={"kind": "router"})))
    assert one.rule == NOT_NEEDED
    assert one.target == ""


def test_one_objective_for_several_bears_it_for_one() -> None:
    doc = shop()
    doc["objectives"] = [{"of": ["pay", "shop"], "survives": 1, "accepted": [accepted("mq")]}]
    assert found(doc) == []
    doc["components"][1]["needs"] = ["db"]
    assert [one.rule for one in found(doc)] == [NOT_NEEDED]


def test_what_is_repaired_is_no_longer_needed() -> None:
    doc = shop(accepted("db", of="pay"))
    assert found(doc) == []
    doc["components"][0]["needs"] = [{"any": ["db", "spare"]}]
    assert [one.rule for one in found(doc)] == [NOT_NEEDED]


def test_what_is_borne_in_a_verdict_is_needed() -> None:
    """Whatever else than a single point of failure a clause may bear."""
    doc = shop(accepted("spare", of="pay"))
    points = SinglePoints.of(Topology.from_dict(doc), today=TODAY)
    (asked, _) = points.topology.objectives
    for target, number in (("pay", 0), ("shop", 1)):
        assert len(judged(points, [Verdict(asked, (), borne=("spare",), target=target)])) == number


@pytest.mark.parametrize(
    ("asks", "facts"),
    [
        ({"max_blast": {"demand": 0.5}}, {"demand": 1}),
        ({"max_loss_per_incident": 1}, {"loss_per_hour": 5, "repair": {"time": "1 h"}}),
        ({"no_recovery_deadlock": True}, {"repair": {"time": "1 h", "needs": ["web"]}}),
    ],
)
def test_what_is_borne_of_targets_together_is_needed(asks: Doc, facts: Doc) -> None:
    """The failure of a target is no single point of its own, and what it costs is borne."""
    web = {"id": "web", "needs": ["pay"]}
    doc = {"components": [{"id": "pay", "needs": [], **facts}, web]}
    doc["objectives"] = [{"of": ["pay"], **asks}]
    doc["accepted"] = [accepted("pay", of="pay")]
    assert found(doc) == []
    doc["components"] = [{"id": "pay", "needs": []}, web]
    assert [one.rule for one in found(doc)] == [NOT_NEEDED]


# -- not known ------------------------------------------------------------------------------------


def test_of_a_target_that_is_not_judged_nothing_is_said() -> None:
    doc = shop(accepted("spare", of="pay"))
    del doc["components"][0]["needs"]
    points = SinglePoints.of(Topology.from_dict(doc))
    assert "pay" in points.not_judged
    assert found(doc) == []
    doc["accepted"][0]["of"] = ["pay", "shop"]
    assert found(doc) == []  # it may be needed for pay


def test_of_a_target_that_never_works_nothing_is_said() -> None:
    doc = shop(accepted("spare", of="pay"))
    doc["components"][0]["needs"] = [{"reach": "db"}]
    assert "pay" in SinglePoints.of(Topology.from_dict(doc)).never_up
    assert found(doc) == []


def test_of_a_target_below_its_level_nothing_is_said() -> None:
    doc = shop(accepted("spare", of="pay"), demand=100)
    doc["components"][2]["capacity"] = 50
    assert SinglePoints.of(Topology.from_dict(doc)).below_level == ("pay", "shop")
    assert found(doc) == []


def test_of_loads_that_cannot_be_judged_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = shop(accepted("spare", of="pay"), accepted("db", of="pay"))
    assert len(found(doc)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(SinglePoints, "load_unjudged", "for want of time")
        assert found(doc) == []
    with monkeypatch.context() as patched:
        patched.setattr(SinglePoints, "causes_unjudged", {"spare": "for want of time"})
        assert found(doc) == []
        patched.setattr(SinglePoints, "causes_unjudged", {"mq": "for want of time"})
        assert len(found(doc)) == 1


def test_a_single_point_of_load_needs_to_be_accepted() -> None:
    """Two that share the load, of which one alone is too weak."""
    doc = shop(accepted("spare", of="pay"), demand=100)
    doc["components"][0]["needs"] = [{"any": ["db", "spare"]}]
    assert [one.rule for one in found(doc)] == [NOT_NEEDED]
    doc["components"][4]["capacity"] = doc["components"][2]["capacity"] = 60
    assert found(doc) == []


# -- over ranges ----------------------------------------------------------------------------------


def spread(capacity: Any) -> Doc:
    """Whether db alone can carry the load when spare fails hangs on its capacity."""
    doc = shop(accepted("spare", of="pay"), demand=100)
    doc["components"][0]["needs"] = [{"any": ["db", "spare"]}]
    doc["components"][2]["capacity"] = capacity
    return doc


def test_what_is_found_elsewhere_in_a_range_is_needed() -> None:
    assert len(found(spread(120))) == 1
    assert found(spread({"low": 60, "high": 200, "value": 120})) == []


def test_what_is_found_nowhere_in_a_range_is_not_needed() -> None:
    assert [one.rule for one in found(spread({"low": 110, "high": 200, "value": 120}))] == [
        NOT_NEEDED
    ]


def test_what_was_not_tried_is_not_known() -> None:
    doc = spread({"low": 110, "high": 200, "value": 120})
    topology = Topology.from_dict(doc)
    untried = over_ranges(topology, None, lambda _: None, expired=lambda: True)
    assert not untried.is_complete
    assert judge(doc, ranges=untried) == ()
    assert judge(doc, ranges=None) == ()


def test_of_what_is_below_its_level_elsewhere_nothing_is_said() -> None:
    doc = shop(accepted("spare", of="pay"), demand=100)
    doc["components"][2]["capacity"] = {"low": 110, "high": 200, "value": 120}
    assert len(found(doc)) == 1
    doc["components"][2]["capacity"]["low"] = 50
    assert found(doc) == []


def test_of_what_is_not_judged_elsewhere_nothing_is_said() -> None:
    def ranges(about: About) -> OverRanges:
        sentence = Sentence("loads grow without bound", about)
        nowhere: Any = None
        return OverRanges(0, (), (Elsewhere(nowhere, nowhere, (sentence,)),))

    doc = shop(accepted("spare"))
    topology = SinglePoints.of(Topology.from_dict(doc), today=TODAY)
    assert len(judged(topology, (), ranges(About.RETURN))) == 1
    assert judged(topology, (), ranges(About.UNJUDGED)) == ()


# -- of nothing -----------------------------------------------------------------------------------


def test_what_other_files_accept_of_nothing_is_found() -> None:
    topology = Topology.from_dict(shop(accepted("db")))
    entries = [accepted("spares"), accepted("db", of="pays"), accepted("db", of=["pay", "shpo"])]
    asked = {"of": "pay", "accepted": [accepted("gone")]}
    both = joined(topology, [own({"accepted": entries, "objectives": [asked]})])
    points = SinglePoints.of(both.topology, today=TODAY)
    made = judged(points, verdicts(points, {}, {}), None, both.of_nothing)
    assert [
        (one.path, one.file and one.file.name, one.found.target, one.found.message) for one in made
    ] == [
        (
            ("objectives", 0, "accepted", 0),
            "own.json",
            "pay",
            "gone is accepted for pay until 2027-01-31, and does not exist",
        ),
        (
            ("accepted", 0),
            "own.json",
            "",
            "spares is accepted for all targets until 2027-01-31, and does not exist; "
            'did you mean "spare"?',
        ),
        (
            ("accepted", 1),
            "own.json",
            "pays",
            "db is accepted for pays until 2027-01-31, and pays is no component; "
            'did you mean "pay"?',
        ),
        (
            ("accepted", 2),
            "own.json",
            "shpo",
            "db is accepted for pay, shpo until 2027-01-31, and shpo is no component; "
            'did you mean "shop"?',
        ),
    ]
    assert {one.found.rule for one in made} == {OF_NOTHING}
    assert len({one.found.fingerprint for one in made}) == len(made)


# -- all of it ------------------------------------------------------------------------------------


def test_a_selection_is_told_from_what_is_called_like_it() -> None:
    forms: list[Any] = ["all", ["all"], {"kind": "service"}, "kind:service", ["spare", "db"]]
    doc = shop(*(accepted("mq", of=of, until="1999-12-31") for of in forms))
    doc["components"] += [{"id": name, "needs": []} for name in ("all", "kind:service")]
    fingerprints = [one.fingerprint for one in found(doc)]
    assert len(set(fingerprints)) == len(forms)
    doc["accepted"][4]["of"] = ["db", "spare", "db"]
    doc["accepted"][3]["of"] = ["kind:service"]
    assert [one.fingerprint for one in found(doc)] == fingerprints
    assert [one.target for one in found(doc)] == ["", "all", "", "kind:service", ""]


@settings(max_examples=15)
@given(documents(size=6))
def test_each_is_needed_if_its_cause_takes_a_target_down(doc: Doc) -> None:
    """By brute force over all single failures, where nothing but structure matters."""
    causes = [*oracles.components(doc), *oracles.shared_risks(doc)]
    never = oracles.never_up(doc)
    targets = [name for name in oracles.components(doc) if name not in never][:3]
    assume(targets)
    doc["objectives"] = [{"of": name, "survives": 1} for name in targets]
    doc["accepted"] = [accepted(cause) for cause in causes]
    needed = set().union(*(oracles.single_points(doc, target) for target in targets))
    stale = found(doc)
    assume(not SinglePoints.of(Topology.from_dict(doc)).not_judged)
    assert {one.cause for one in stale} == set(causes) - needed
    assert {one.rule for one in stale} <= {NOT_NEEDED}
