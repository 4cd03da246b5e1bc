"""Topologies for measuring: a fat-tree, random mixtures, a chain. Deterministic by their seed."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def fat_tree(k: int) -> Document:
    """A k-ary fat-tree (Al-Fares et al. 2008): (k/2)^2 core switches, k pods, k^3/4 hosts.

    Every host must reach `core`, which stands for all core switches together.
    """
    half = k // 2
    nodes: list[Document] = [{"id": "core", "kind": "core", "fails": False}]
    links: list[Document] = []

    def connect(a: str, b: str) -> None:
        links.append({"id": f"{a}--{b}", "kind": "link", "connects": [a, b]})

    for i in range(half * half):
        nodes.append({"id": f"core-{i}", "kind": "switch"})
        connect(f"core-{i}", "core")
    for pod in range(k):
        for i in range(half):
            nodes.append({"id": f"agg-{pod}-{i}", "kind": "switch"})
            nodes.append({"id": f"edge-{pod}-{i}", "kind": "switch"})
            for j in range(half):
                connect(f"agg-{pod}-{i}", f"core-{i * half + j}")
                connect(f"edge-{pod}-{i}", f"agg-{pod}-{j}")
                host = f"host-{pod}-{i}-{j}"
                nodes.append({"id": host, "kind": "host", "needs": [{"reach": "core"}]})
                connect(host, f"edge-{pod}-{i}")
    return {"format": 1, "name": f"Fat-tree k={k}", "components": nodes + links}


def random_mixed(size: int, seed: int = 1, depth: int = 12) -> Document:
    """Layers of components, each with three requirements: all, any or two of three, in equal parts.

    A component needs others of the layer below (two of three times) or of any layer below.
    """
    draw = random.Random(seed)
    layer_size = max(1, size // depth)
    components: list[Document] = []
    for i in range(size):
        layer = min(i // layer_size, depth - 1)
        component: Document = {"id": f"c{i}", "kind": f"layer-{layer}"}
        if layer:
            component["needs"] = _three_needs(draw, layer, layer_size)
        components.append(component)
    return {"format": 1, "name": f"Random mixture of {size:,}", "components": components}


def _three_needs(draw: random.Random, layer: int, layer_size: int) -> list[Any]:
    def pick() -> str:
        start = (layer - 1) * layer_size if draw.random() < 2 / 3 else 0
        return f"c{draw.randrange(start, layer * layer_size)}"

    three = [pick(), pick(), pick()]
    form = draw.randrange(3)
    if form == 0:
        return three
    return [{"any": three}] if form == 1 else [{"at_least": 2, "of": three}]


def chain(size: int) -> Document:
    """Each component needs the one before it."""
    components: list[Document] = [{"id": "c0"}]
    components += [{"id": f"c{i}", "needs": [f"c{i - 1}"]} for i in range(1, size)]
    return {"format": 1, "name": f"Chain of {size:,}", "components": components}


def layered(size: int, needs: int, depth: int, changes: int, seed: int = 1) -> Document:
    """Layers of components with capacities, and a scenario in which demands at the top change.

    Each needs `needs` of the layer below: half of the components all of them, half any of them.
    """
    draw = random.Random(seed)
    layer_size = max(1, size // depth)
    components: list[Document] = []
    for i in range(size):
        layer = min(i // layer_size, depth - 1)
        component: Document = {"id": f"c{i}", "capacity": 1e9}
        if layer < depth - 1:
            start = (layer + 1) * layer_size
            below = [f"c{draw.randrange(start, start + layer_size)}" for _ in range(needs)]
            calls = [{"on": name, "calls": 1 / needs} for name in below]
            component["needs"] = [{"any": below}] if draw.random() < 0.5 else calls
        if not layer:
            component["demand"] = 10
        components.append(component)
    events = [
        {
            "at": f"{i + 1} s",
            "demand": f"c{draw.randrange(layer_size)}",
            "times": draw.choice([0.5, 2]),
        }
        for i in range(changes)
    ]
    return {"components": components, "scenarios": [{"id": "steady", "events": events}]}


MAKERS = {"fat-tree": fat_tree, "random": random_mixed, "chain": chain}


def write(document: Document, path: str) -> None:
    """Writes a document as compact JSON, one component a line."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    head = {key: value for key, value in document.items() if key != "components"}
    yield json.dumps(head)[:-1] + ', "components": [\n'
    components = document["components"]
    for i, component in enumerate(components):
        yield json.dumps(component) + (",\n" if i < len(components) - 1 else "\n")
    yield "]}\n"


if __name__ == "__main__":
    form, size, target = sys.argv[1:4]
    write(MAKERS[form](int(size)), target)
