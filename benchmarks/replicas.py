"""Replicas of one service in a fat-tree with up/down routing, and what cut sets they must have.

All hosts, switches and core switches can fail. For r replicas in different pods, k/2 = h:

    r = 1    orders 1, 2, ..: 2 sets of order 1 (host, edge switch), and those of the paths upwards
    r > 1    each replica falls to its host or its edge switch, so 2^r sets of order r
    r = 3    (3^r - 2^r)(2^h - 1) + 1 + 2^r in all
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
VENDORS = 2


def replicas(k: int, number: int, *, shared: bool = False) -> Document:
    """A service on `number` hosts of a k-ary fat-tree (Al-Fares et al. 2008), one a pod.

    With `shared` every pod has its power and its cooling, and every vendor of switches its
    firmware, which fail all at once.
    """
    half = k // 2
    components = [_switch(f"core-{i}", i, "core") for i in range(half * half)]
    for pod in range(k):
        for i in range(half):
            cores = [f"core-{i * half + j}" for j in range(half)]
            agg = _switch(f"agg-{pod}-{i}", i, f"pod-{pod}")
            components.append({**agg, "needs": [{"any": cores}]})
        aggs = [f"agg-{pod}-{j}" for j in range(half)]
        for i in range(half):
            edge = _switch(f"edge-{pod}-{i}", i, f"pod-{pod}")
            components.append({**edge, "needs": [{"any": aggs}]})
            for j in range(half):
                host = {"id": f"host-{pod}-{i}-{j}", "kind": "host", "location": f"pod-{pod}"}
                components.append({**host, "needs": [f"edge-{pod}-{i}"]})
    chosen = [f"host-{pod}-0-0" for pod in range(number)]
    service = {"id": "service", "kind": "service", "fails": False, "needs": [{"any": chosen}]}
    objectives = [{"of": "service"}]
    document = {"format": 1, "components": [*components, service], "objectives": objectives}
    return {**document, "shared_risks": list(_risks(k))} if shared else document


def _switch(name: str, number: int, location: str) -> Document:
    vendor = f"vendor-{number % VENDORS}"
    return {"id": name, "kind": "switch", "location": location, "tags": [vendor]}


def _risks(k: int) -> Any:
    for pod in range(k):
        for kind in ("power", "cooling"):
            yield {"id": f"{kind}-{pod}", "kind": kind, "hits": {"location": f"pod-{pod}"}}
        for vendor in range(VENDORS):
            hits = {"location": f"pod-{pod}", "tag": f"vendor-{vendor}"}
            yield {"id": f"firmware-{pod}-{vendor}", "kind": "firmware", "hits": hits}


def all_orders(k: int, number: int) -> int:
    """How many minimal cut sets there are without shared risks."""
    return (3**number - 2**number) * (2 ** (k // 2) - 1) + 1 + 2**number
