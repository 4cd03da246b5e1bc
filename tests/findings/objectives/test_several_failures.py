"""Which sets of failures count where several are to be survived: those selected, of that class."""

from __future__ import annotations

import pytest

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.judged import Judged

PAIRS = [
    {"id": "pay", "needs": [{"any": ["a", "b"]}, {"any": ["f", "g"]}]},
    *({"id": name, "kind": "service", "needs": []} for name in "ab"),
    *({"id": name, "kind": "fibre", "needs": []} for name in "fg"),
]
CHAIN = [{"id": "pay", "needs": ["a"]}, {"id": "a", "needs": []}]


def clause(components: list[Doc], **objective: object) -> Clause:
    asked = {"of": "pay", "survives": 2, **objective}
    topology = Topology.from_dict({"components": components, "objectives": [asked]})
    (verdict,) = Judged.of(topology).verdicts
    (found,) = verdict.clauses
    return found


def test_only_sets_of_what_is_selected_are_counted_and_named() -> None:
    said = clause(PAIRS)
    assert said.why == "falls to 2 failures at once: 2 such sets, as a and b"
    said = clause(PAIRS, against={"kind": "fibre"})
    assert (said.holds, said.why) == (False, "falls to 2 failures at once: 1 such set, as f and g")
    assert [finding.message for finding in said.findings] == ["f and g at once take down pay"]


@pytest.mark.parametrize("components", [PAIRS, CHAIN])
def test_sets_that_take_it_down_by_structure_are_of_that_class(components: list[Doc]) -> None:
    for number in (1, 2):
        said = clause(components, survives=number, classes=["overload"])
        assert (said.holds, said.findings) == (True, ())
    assert clause(components, classes=["overload", "structural"]).holds is False
