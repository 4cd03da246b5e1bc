"""The peer: FaultRay's verdict on every single failure of the same document.

    pip install faultray        in an environment of its own; this file needs nothing else
    python peer_faultray.py DOCUMENT.json OUT.json [optional|requires [MODEL.json]]

Every component in turn is given a fault `component_down`, by the engine that `faultray simulate`
uses for its "single failure" scenarios (`CascadeEngine.simulate_fault`), called directly: no
report, no score, no checkpoint files, no network. Printed are the CPU seconds of these calls alone,
with importing, reading, translating and writing left out. OUT.json has for each failed component
what is down (itself included), overloaded and degraded by the worst that FaultRay says of it.
MODEL.json gets FaultRay's own form of the graph, for its command line.

What a document says (component, demand, capacity, crash; needs: ids and `any` of ids) becomes

- a component: one `Component` with one replica. (`replicas` cannot stand for a group: a fault
  takes all of them at once, and with more than one a component survives the loss of *anything* it
  needs.)
- a capacity: `max_connections`; the load on it with nothing failed: `network_connections`. FaultRay
  is told its loads, it derives none, so they are derived here (a demand flows along all needs,
  shared in equal parts over an `any`). Its utilisation is then ours, but for rounding to whole
  connections. `component_down` never looks at it.
- a need by id: a dependency `requires`.
- `any`: there is no "one of these". Each alternative becomes a dependency `optional`, by which the
  caller is degraded, and stays up, when an alternative is lost; that is right as long as the others
  carry on, and wrong once none is left. With `requires` as third argument each alternative becomes
  one that the caller goes down with (what FaultRay's own demo does): right only if none is left.
- `overload`: cannot be said. What is lost leaves no load to others, so nothing is ever overloaded
  by a component that is down.
"""

from __future__ import annotations

import json
import sys
import time
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from faultray.model.components import (
    Capacity,
    Component,
    ComponentType,
    Dependency,
    ResourceMetrics,
)
from faultray.model.graph import InfraGraph
from faultray.simulator.cascade import CascadeChain, CascadeEngine
from faultray.simulator.scenarios import Fault, FaultType

WORST_LAST = ("degraded", "overloaded", "down")


def alternatives(need: Any) -> list[str]:
    """The ids of which one is needed."""
    if isinstance(need, str):
        return [need]
    if isinstance(need, dict) and list(need) == ["any"]:
        return [str(name) for name in need["any"]]
    raise SystemExit(f"only ids and `any` of ids are translated, not {need}")


def loads(parts: dict[str, Any]) -> dict[str, float]:
    """The load on each component with nothing failed."""
    calls = {
        id_: [alternatives(need) for need in part.get("needs", [])] for id_, part in parts.items()
    }
    callees = {id_: {name for names in needs for name in names} for id_, needs in calls.items()}
    found = {id_: float(part.get("demand", 0)) for id_, part in parts.items()}
    for id_ in reversed(list(TopologicalSorter(callees).static_order())):
        for names in calls[id_]:
            for name in names:
                found[name] += found[id_] / len(names)
    return found


def translate(parts: dict[str, Any], any_as: str) -> InfraGraph:
    """The document as FaultRay's graph."""
    graph = InfraGraph()
    load = loads(parts)
    types = {kind.value: kind for kind in ComponentType}
    for id_, part in parts.items():
        limited = "capacity" in part
        capacity = Capacity(max_connections=max(1, round(part["capacity"])) if limited else 0)
        metrics = ResourceMetrics(network_connections=round(load[id_]))
        kind = types.get(part.get("kind", ""), ComponentType.CUSTOM)
        graph.add_component(
            Component(id=id_, name=id_, type=kind, capacity=capacity, metrics=metrics)
        )
    for id_, part in parts.items():
        edges: dict[str, str] = {}
        for need in part.get("needs", []):
            names = alternatives(need)
            for name in names:
                hard = len(names) == 1 or any_as == "requires"
                edges[name] = "requires" if hard else edges.get(name, "optional")
        for name, kind_of in edges.items():
            graph.add_dependency(Dependency(source_id=id_, target_id=name, dependency_type=kind_of))
    return graph


def verdict(chain: CascadeChain) -> dict[str, list[str]]:
    """The components by the worst said of each; a chain may name one several times."""
    worst: dict[str, int] = {}
    for effect in chain.effects:
        rank = WORST_LAST.index(effect.health.value)
        worst[effect.component_id] = max(rank, worst.get(effect.component_id, 0))
    return {
        health: sorted(id_ for id_, found in worst.items() if found == rank)
        for rank, health in enumerate(WORST_LAST)
    }


def main() -> None:
    source, target = sys.argv[1:3]
    any_as = sys.argv[3] if len(sys.argv) > 3 else "optional"
    with open(source, encoding="utf-8") as file:
        parts = {part["id"]: part for part in json.load(file)["components"]}
    graph = translate(parts, any_as)
    if len(sys.argv) > 4:
        graph.save(Path(sys.argv[4]))
    engine = CascadeEngine(graph)
    down = FaultType.COMPONENT_DOWN

    start = time.process_time()
    chains = [
        engine.simulate_fault(Fault(target_component_id=id_, fault_type=down)) for id_ in parts
    ]
    cpu_s = time.process_time() - start

    answer = {
        "version": version("faultray"),
        "any_as": any_as,
        "cpu_s": cpu_s,
        "failures": {id_: verdict(chain) for id_, chain in zip(parts, chains, strict=True)},
    }
    with open(target, "w", encoding="utf-8") as file:
        json.dump(answer, file)
    print(f"{cpu_s:.6f}")


if __name__ == "__main__":
    main()
