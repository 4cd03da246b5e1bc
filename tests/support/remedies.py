"""A document with options, and remedies of it made by hand, as forms render them.

Two fibres in one duct: `payments` falls to the duct, to either end of both, and to the grid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from topology.document.document import Topology
from topology.document.options.choices import Choice, choices
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Alone, Failure, Left, Remedy, State, Step

DUCT: dict[str, Any] = {
    "name": "Two fibres, one duct",
    "currency": "USD",
    "components": [
        {"id": "payments", "kind": "function", "needs": [{"reach": "internet", "over": ["fibre"]}]},
        {"id": "internet", "kind": "internet", "fails": False},
        {"id": "fibre-1", "kind": "fibre", "connects": ["payments", "internet"]},
        {"id": "fibre-2", "kind": "fibre", "connects": ["payments", "internet"]},
    ],
    "shared_risks": [{"id": "duct-7", "kind": "duct", "hits": ["fibre-1", "fibre-2"]}],
    "objectives": [{"of": "payments", "survives": 1}],
    "options": [
        {
            "id": "second-duct",
            "name": "a second fibre apart from duct-7",
            "cost": 120_000,
            "spare": {"duct-7": ["fibre-2"]},
        },
        {
            "id": "third-fibre",
            "name": "a third fibre",
            "cost": 200_000,
            "add": {
                "components": [
                    {"id": "fibre-3", "kind": "fibre", "connects": ["payments", "internet"]}
                ]
            },
        },
    ],
}
SURVIVES = (0, "payments", "survives")
SENTENCE = "payments survives 1 failure: violated, falls to duct-7"


def topology() -> Topology:
    """The document."""
    return Topology.from_dict(DUCT)


def failure(cause: str) -> Failure:
    """A single point of failure of payments."""
    return Failure(*SURVIVES, cause)


def violated(*causes: str) -> State:
    """A state with single points of failure; without any all clauses hold."""
    standing = Standing.VIOLATED if causes else Standing.HOLDS
    sentences = (f"payments survives 1 failure: violated, falls to {' and '.join(causes)}",)
    return State(
        {SURVIVES: standing},
        sentences if causes else (),
        tuple(map(failure, causes)),
        Left(len(causes), None, len(causes)),
    )


def made_up(number: int = 1) -> Choice:
    """A choice that no document has."""
    return Choice(f"made-{number}", 1.0, "a path apart", is_made_up=True, kind="path")


def remedy(**changes: Any) -> Remedy:
    """The answer to the document, with some values otherwise."""
    duct, fibre = choices(topology())
    found = failure("duct-7")
    answer = Remedy(
        chosen=(duct,),
        cost=120_000.0,
        verified=True,
        proven=True,
        lower_bound=120_000.0,
        why_not_proven=None,
        rests_on="each cheaper set was tried",
        before=violated("duct-7"),
        after=violated(),
        options=(Alone(duct, (found,), (), 30_000.0), Alone(fibre, (found,), (), None)),
        frontier=(
            Step((), 0.0, Left(1, None, 1)),
            Step(("second-duct",), 120_000.0, Left(0, None, 0)),
        ),
        out_of_reach=(),
    )
    return replace(answer, **changes)
