"""Sampled intervals beside closed forms, and what a sample of a document costs."""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.support.known_samples import Covered, coverage

CASES, PARTS = 10_000, 8
"""Samples, and in how many parts of them, with the seeds from 1 on."""


def document(size: int = 40, seed: int = 3) -> dict[str, Any]:
    """Five layers with failure data, every eighth component with ranges of both."""
    draw = random.Random(seed)
    layer = size // 5
    components: list[dict[str, Any]] = []
    for i in range(size):
        component: dict[str, Any] = {"id": f"c{i:02}", "fails": {"mtbf": "1 y", "mttr": "4 h"}}
        below = (i // layer + 1) * layer
        if below < size:
            some = {f"c{draw.randrange(below, below + layer):02}" for _ in range(2)}
            component["needs"] = [{"any": sorted(some)}]
        if i < layer:
            component |= {"demand": 10, "loss_per_hour": 100}
        if i % 8 == 0:
            component["fails"] = {
                "mtbf": {"low": "1 y", "high": "3 y", "distribution": "lognormal"},
                "mttr": {"low": "2 h", "high": "9 h", "value": "4 h", "distribution": "triangular"},
            }
        components.append(component)
    objective = {"of": "c00", "survives": 1, "availability": 0.9995, "rto": "6 h"}
    return {"format": 1, "currency": "USD", "components": components, "objectives": [objective]}


def covered(cases: int, sizes: tuple[int, ...]) -> Covered:
    """The parts together, on all cores."""
    found, share = Covered({}, {}), cases // PARTS
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        seeds = range(1, PARTS + 1)
        for part in pool.map(coverage, [share] * PARTS, seeds, [sizes] * PARTS):
            found.add(part)
    return found


def rows(*, quick: bool) -> None:
    """How often intervals of 95 % have the true value; CPU time of a sample."""
    from benchmarks.__main__ import run

    cases = 20 if quick else CASES
    found = coverage(cases, 1, (128,)) if quick else covered(cases, (128, 1_000))
    print(f"sample: intervals of 95 % that have the true value, in {cases:,} samples")
    for what in found.cases:
        print(f"  {what:30}{found.share(what):8.2%} of {found.cases[what]:,}")
    draws = 128 if quick else 1_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "forty.json")
        path.write_text(json.dumps(document()), encoding="utf-8")
        command = [sys.executable, "-m", "topology", "sample", str(path), "--n", str(draws)]
        used = run(command)
    print(f"  {draws:,} draws of 40 components{used.cpu_s:8.2f} s CPU {used.peak_mb:6.0f} MB")
