"""Objectives that ask for no deadlock: of what targets hang on, or of the whole document."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.finding import Rule
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]
MENDED_BY_ITSELF: list[Doc] = [
    {"id": "core", "needs": [], "repair": {"time": "1 h", "needs": ["net"]}},
    {"id": "net", "needs": ["core"], "repair": {"time": "1 h"}},
    {"id": "pay", "needs": ["net"]},
    {"id": "web", "needs": ["db"]},
    {"id": "db", "needs": []},
]
WAITS_FOR_ITSELF: list[Doc] = [
    {"id": "pay", "needs": ["a"]},
    {"id": "a", "needs": ["b"]},
    {"id": "b", "needs": ["a"]},
    {"id": "web", "needs": []},
]


def judged(components: list[Doc], of: Any, today: str | None = None, **rest: Any) -> list[Clause]:
    asked = {"no_start_up_deadlock": True, "no_recovery_deadlock": True}
    accepted = rest.pop("accepted", [])
    objective = {"of": of, **asked, "accepted": accepted}
    document = {"components": components, "objectives": [objective], **rest}
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(document), today=today), {}, {})
    assert not verdict.target
    return list(verdict.clauses)


@pytest.mark.parametrize(
    ("of", "holds"), [("web", True), ("pay", False), (["pay", "web"], False), ("all", False)]
)
def test_what_targets_hang_on_is_asked_about(of: Any, holds: bool) -> None:
    start, _ = judged(WAITS_FOR_ITSELF, of)
    assert start.holds is holds
    assert [found.rule for found in start.findings] == [Rule.START_UP_DEADLOCK] * (not holds)
    _, recovery = judged(MENDED_BY_ITSELF, of)
    assert recovery.holds is holds
    assert [found.cause for found in recovery.findings] == ["core"] * (not holds)


def test_what_nothing_hangs_on_counts_where_all_is_meant() -> None:
    """Of all targets together the whole document is meant."""
    apart = [{"id": "a", "needs": ["b"]}, {"id": "b", "needs": ["a"]}]
    components = [*apart, {"id": "web", "needs": [], "demand": 1}]
    start, _ = judged(components, "all")
    assert (start.holds, start.why) == (
        False,
        "a, b could not start from cold: 1 start-up deadlock",
    )
    assert judged(components, "web")[0].holds


def test_without_any_target_what_is_accepted_is() -> None:
    circle = [
        {"id": "a", "needs": ["b"], "repair": {"time": "1 h", "needs": ["b"]}},
        {"id": "b", "needs": ["a"], "repair": {"time": "1 h"}},
    ]
    entry = {"reason": "rare", "until": "2027-01-31"}
    entries = [{"id": name, **entry} for name in "ab"]
    assert judged(circle, "all")[1].holds is False
    assert judged(circle, "all", accepted=entries)[1].holds


def test_what_holds_says_so() -> None:
    start, recovery = judged(MENDED_BY_ITSELF, "web")
    assert (start.asks, start.why) == ("can start from cold", "all of it comes up from all down")
    assert (recovery.asks, recovery.why) == (
        "can be mended without a deadlock",
        "all that can be mended is back",
    )


@pytest.mark.parametrize(
    ("today", "holds", "note"),
    [("2026-01-31", True, ""), ("2026-02-01", False, ""), (None, True, ", date not checked")],
)
def test_an_accepted_cause_violates_nothing_until_its_day_is_over(
    today: str | None, holds: bool, note: str
) -> None:
    accepted = [{"id": "core", "reason": "new network", "until": "2026-01-31"}]
    _, recovery = judged(MENDED_BY_ITSELF, "pay", today, accepted=accepted)
    assert recovery.holds is holds
    if holds:
        said = f"all that can be mended is back; accepted: core until 2026-01-31{note}"
        assert recovery.why == said


def test_what_selects_nothing_is_not_known() -> None:
    for clause in judged(WAITS_FOR_ITSELF, {"kind": "fibre"}):
        assert (clause.holds, clause.why) == (None, "it selects nothing")


def test_where_nothing_is_known_nothing_is_granted() -> None:
    for clause in judged([{"id": "pay"}, {"id": "web", "needs": []}], "pay"):
        assert clause.holds is None
    start, recovery = judged([{"id": "pay", "needs": ["a"]}, {"id": "a"}], "pay")
    note = ", as far as is known: 1 of 1 component says nothing of what it needs"
    assert (start.holds, start.why) == (True, f"all of it comes up from all down{note}")
    assert (recovery.holds, recovery.why) == (True, f"all that can be mended is back{note}")
