"""Measures how likely targets are up after k failures: exact counts beside sampling."""

from __future__ import annotations

import json
import random
import sys
from math import comb
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.generate import random_mixed, write
from benchmarks.load import measured
from topology import Graph, Topology

SURVIVE = [sys.executable, "-m", "topology", "survive"]
DRAWS = 20_000


def rows(*, quick: bool) -> None:
    """A tree of replicas that is counted exactly, and a mixture that is bounded."""
    replicas(20 if quick else 200)
    mixture(60 if quick else 1_000)


def replicas(services: int) -> None:
    """A chain of services of three: exact in closed form, and sampled in one process."""
    print(f"survive: {services:,} services of 3, any of which takes the target down")
    with TemporaryDirectory() as folder:
        path = Path(folder, "replicas.json")
        path.write_text(json.dumps(document(services)), encoding="utf-8")
        killed = 3 * services // 10
        ask = [*SURVIVE, str(path), "--failures", str(killed), "--format", "json"]
        used, text = measured(ask)
        point = json.loads(text)["targets"][0]["curve"][0]
        start = process_time()
        sampled = sample(services, killed)
        peer = process_time() - start
        same = point["up_sets"] == closed_form(services, killed) or isinstance(
            point["up_sets"], str
        )
        said = "as the formula has it" if same else "WRONG"
        print(
            f"  {killed:,} killed: {point['up']:.6f} ({said}) in {used:.2f} s CPU; sampled "
            f"{DRAWS:,} times {sampled:.4f} in {peer:.2f} s, {used / peer:.2f} times"
        )


def document(services: int) -> dict[str, object]:
    """A target that needs every service."""
    names = [f"s{n}" for n in range(services)]
    parts: list[dict[str, object]] = [{"id": "all", "fails": False, "needs": names}]
    parts += [{"id": name, "count": 3, "needs": []} for name in names]
    return {"format": 1, "name": "replicas", "components": parts}


def closed_form(services: int, killed: int) -> int:
    """The sets of so many members with none of the threes whole: of (1 + 3x + 3x^2)^n."""
    return sum(
        comb(services, twos) * comb(services - twos, killed - 2 * twos) * 3 ** (killed - twos)
        for twos in range(killed // 2 + 1)
        if killed - 2 * twos <= services - twos
    )


def sample(services: int, killed: int) -> float:
    """The share of draws after which no three are all among the killed."""
    rng, units, up = random.Random(1), range(3 * services), 0
    for _ in range(DRAWS):
        lost = [0] * services
        for unit in rng.sample(units, killed):
            lost[unit // 3] += 1
        up += max(lost) < 3
    return up / DRAWS


def mixture(size: int) -> None:
    """All targets of a random mixture, and how far apart the bounds are."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder, "mixture.json"))
        made = random_mixed(size)
        write(made, path)
        targets = len(Graph.compile(Topology.from_dict(made)).standards.by_rule[0])
        ask = [*SURVIVE, path, "--format", "json"]
        used, text = measured(ask)
    found = json.loads(text)["targets"]
    exact = sum(target["exact"] for target in found)
    print(
        f"survive: random mixture of {size:,}, {targets:,} targets, {exact:,} of them exact: "
        f"{used:.2f} s CPU"
    )
    for k in (1, 2, size // 100 or 3, size // 20):
        apart = sorted(t["curve"][k]["at_most"] - t["curve"][k]["at_least"] for t in found)
        middle, most = apart[len(apart) // 2], apart[-1]
        print(f"  bounds after {k:,} failures are {middle:.4f} apart, at most {most:.4f}")
