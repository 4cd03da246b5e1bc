"""What reserves and the needs of repairs add to single points: with them, beside without them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import generate

Document = dict[str, Any]


def held(folder: str, size: int, runs: int, cpu_s: Callable[[str], float]) -> None:
    """All are repaired; of a tenth the repair needs another one, and a need has a reserve."""
    plain = generate.random_mixed(size)
    nodes = [part for part in plain["components"] if "connects" not in part]
    for part in nodes:
        part.setdefault("repair", {"time": "1 h"})
    print(f"random, {size:,} components with repairs; {runs} runs in turn")
    paths = [
        written(folder, "repaired", plain),
        written(folder, "held", with_reserves(plain, Random(1))),
    ]
    used = [[cpu_s(path) for path in paths] for _ in range(runs)]
    for name, spent in zip(("repaired", "with reserves too"), zip(*used, strict=True), strict=True):
        print(f"  {name:38}{statistics.median(spent):8.2f} s CPU")
    ratios = sorted(after / before for before, after in used)
    middle = statistics.median(ratios)
    print(f"  with them: {middle:.2f} times without ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def with_reserves(plain: Document, rng: Random) -> Document:
    """The same document, in which a tenth is mended by others and holds out without one need."""
    found = deepcopy(plain)
    nodes = [part for part in found["components"] if "connects" not in part]
    names = [part["id"] for part in nodes]
    for part in rng.sample(nodes, len(nodes) // 10):
        part["repair"] = {"time": "1 h", "needs": [rng.choice(names)]}
        needs = part.get("needs", [])
        at = next((k for k, entry in enumerate(needs) if isinstance(entry, str)), None)
        if at is not None:
            needs[at] = {"on": needs[at], "holds": "30 min"}
    return found


def written(folder: str, name: str, document: Document) -> str:
    """Where the document stands now."""
    path = Path(folder, f"{name}.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)
