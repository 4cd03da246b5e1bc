"""Single points in meshes and in layers, as they grow, beside a plain search by networkx.

A grid whose nodes all reach some goals, a ring whose nodes reach the opposite one, and layers that
need all, or any, of the next. The peer takes out one component after the other and asks
`networkx.connected_components` who still reaches whom; it gives no reasons and no classes.
"""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.growth import Document, grown

PEER = str(Path(__file__).with_name("peer_plain_meshes.py"))


def rows(*, quick: bool) -> None:
    """One row for each form and size: CPU seconds of whole processes, growth and the peer."""
    grids = [(5, 3), (8, 4)] if quick else [(20, 20), (40, 40)]
    grown(
        "grid, every node reaches every goal, text",
        grids,
        grid,
        _cells,
        peer=PEER,
        beside=grids[:1],
    )
    rings = [20, 40] if quick else [100, 200, 400]
    grown("ring, each reaches the opposite, text", rings, ring, int, peer=PEER, beside=rings[:2])
    grown("ring, JSON: linear in its findings", rings, ring, _square, "--format", "json")
    size = 100 if quick else 4_000
    for form in ("any", "all"):
        sizes = [(size // 2, form), (size, form)]
        grown(f"layers, each needs {form} of the next, text", sizes, layers, _needs)


def _cells(size: tuple[int, int]) -> int:
    return size[0] ** 2 * size[1]


def _square(size: int) -> int:
    return size * size


def _needs(size: tuple[int, str]) -> int:
    return size[0] ** 2


def grid(size: tuple[int, int], seed: int = 1) -> Document:
    """A square of so many nodes a side; all reach each of so many goals drawn among them."""
    side, number = size
    names = {(x, y): f"n{x}.{y}" for x in range(side) for y in range(side)}
    links = [
        {"id": f"{names[x, y]}-{names[to]}", "connects": [names[x, y], names[to]]}
        for x, y in names
        for to in ((x + 1, y), (x, y + 1))
        if to in names
    ]
    goals = random.Random(seed).sample(sorted(names.values()), number)
    nodes = [
        {"id": name, "needs": [{"reach": goal} for goal in goals if goal != name]}
        for name in names.values()
    ]
    return {"components": [*nodes, *links]}


def ring(size: int) -> Document:
    """A ring of so many nodes, each of which is a target and reaches the one across."""
    nodes = [
        {"id": f"r{i}", "demand": 1, "needs": [{"reach": f"r{(i + size // 2) % size}"}]}
        for i in range(size)
    ]
    links = [{"id": f"k{i}", "connects": [f"r{i}", f"r{(i + 1) % size}"]} for i in range(size)]
    return {"components": [*nodes, *links]}


def layers(size: tuple[int, str], depth: int = 20) -> Document:
    """Layers of so many components in all; each needs `all`, or `any`, of the next layer."""
    number, form = size
    width = number // depth
    components: list[Document] = []
    for layer in range(depth):
        below = [f"l{layer + 1}.{i}" for i in range(width)] if layer < depth - 1 else []
        needs = below if form == "all" or not below else [{"any": below}]
        components += ({"id": f"l{layer}.{i}", "needs": needs} for i in range(width))
    return {"components": components}
