"""Random documents in which loads move without feeding back: no retries, circles, ways, queues."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.support.oracles import Doc, Need


def loaded_document(draw: Random) -> Doc:
    """A document of some components in an order in which each needs later ones alone."""
    size = draw.randint(3, 12)
    names = [f"c{n}" for n in range(size)]
    components = [_component(draw, n, names) for n in range(size)]
    risks = [_risk(draw, n, names) for n in range(draw.randint(0, 3))]
    targets = draw.sample(names, draw.randint(1, 3))
    objectives = [_objective(draw, name) for name in targets]
    if draw.random() < 0.3:
        objectives = []
        components[0].setdefault("demand", 10)
    return {
        "format": 1,
        "components": components,
        "shared_risks": risks,
        "objectives": objectives,
        "crews": {"hands": draw.randint(1, 2)},
    }


def _objective(draw: Random, name: str) -> Doc:
    found: Doc = {"of": name, "survives": 1, "level": draw.choice([0.3, 0.5, 0.9, 1.0])}
    if draw.random() < 0.5:
        found["rto"] = draw.choice(["1 min", "10 min", "2 h"])
    return found


def _component(draw: Random, number: int, names: list[str]) -> Doc:
    found: Doc = {"id": names[number], "needs": _needs(draw, names[number + 1 :])}
    if number < 2 or draw.random() < 0.3:
        found["demand"] = draw.choice([0, 5, 10, 10.1, 30])
    if draw.random() < 0.6:
        found["capacity"] = draw.choice([1, 5, 10, 12.5, 20, 21, 40])
    if draw.random() < 0.6 and "capacity" in found:
        found["overload"] = _overload(draw)
    if draw.random() < 0.3:
        found["count"] = draw.randint(2, 4)
        found["quorum"] = draw.randint(1, found["count"])
    if draw.random() < 0.3:
        found["repair"] = {"time": draw.choice(["5 min", "1 h"])}
        if draw.random() < 0.5:
            found["repair"]["crew"] = "hands"
    if draw.random() < 0.2:
        found["modes"] = [_mode(draw)]
    if draw.random() < 0.2:
        found["loss_per_hour"] = draw.choice([10, 100])
    return found


def _mode(draw: Random) -> Doc:
    found: Doc = {"id": "limping", "leaves": draw.choice([0, 0.3, 0.8])}
    if draw.random() < 0.5:
        found["seen"] = draw.choice(["1 min", "20 min"])
    return found


def _overload(draw: Random) -> Doc:
    if draw.random() < 0.5:
        found: Doc = {"mode": "shed"}
        if draw.random() < 0.5:
            found["cost"] = draw.choice([0.25, 0.5, 1])
        if draw.random() < 0.3:
            found["limit"] = draw.choice([8, 15])
        return found
    found = {"mode": "crash", "above": draw.choice([1.0, 1.1])}
    if draw.random() < 0.5:
        found["for"] = draw.choice(["30 s", "3 min"])
    if draw.random() < 0.5:
        found["restart"] = draw.choice(["2 min", "15 min"])
        found.setdefault("for", "10 s")
    return found


def _needs(draw: Random, others: list[str]) -> list[Need]:
    return [_need(draw, others, 2) for _ in range(draw.randint(0, 3)) if others]


def _need(draw: Random, others: list[str], depth: int) -> Any:
    form = draw.choice(["id", "on", "all", "any", "any", "at_least", "first_of", "split"])
    if form == "id" or depth == 0 or len(others) < 2:
        return draw.choice(others)
    if form == "on":
        calls = draw.choice([0, 0.5, 1, 2, 3.3])
        return {"on": draw.choice(others), "calls": calls, "hard": draw.random() < 0.8}
    if form == "split" and depth < 2:
        form = "any"
    parts = [_need(draw, others, depth - 1) for _ in range(draw.randint(2, 3))]
    if form in ("any", "split", "at_least"):
        parts = [_weighted(draw, part) for part in parts]
    if form == "at_least":
        return {"at_least": draw.randint(1, len(parts)), "of": parts}
    if form != "first_of":
        return {form: parts}
    found: Doc = {"first_of": parts, "share": draw.choice([0.25, 1])}
    if draw.random() < 0.7:
        times = {"detect": "1 min", "activate": draw.choice(["0 s", "4 min"])}
        found["switchover"] = {**times, "verify": draw.choice(["0 s", "10 min"])}
    return found


def _weighted(draw: Random, part: Any) -> Any:
    if isinstance(part, str) and draw.random() < 0.3:
        return {"on": part, "weight": draw.choice([1, 2, 3])}
    return part


def _risk(draw: Random, number: int, names: list[str]) -> Doc:
    found: Doc = {"id": f"r{number}", "hits": draw.sample(names, draw.randint(1, 3))}
    if draw.random() < 0.3:
        found["repair"] = {"time": "30 min"}
    if draw.random() < 0.3:
        raised = {draw.choice(names[:2]): draw.choice([1.5, 4])}
        found.update(raises=raised)
        found["for"] = "10 min"
        del found["hits"]
    elif draw.random() < 0.3:
        found["leaves"] = 0.5
    return found
