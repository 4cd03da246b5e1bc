"""Measures what one failure among many costs, and what the values of a range cost together.

N-1 with capacities everywhere, as it grows: what a failure does not reach should cost nothing, so
the exponent is to be near 1. No peer plays such failures but FaultRay, which `load` measures.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import overload

MODEL = Path(__file__).parents[1] / "models" / "ctrip-elong-2015.json"


def rows(*, quick: bool) -> None:
    """One row for each work: CPU seconds of whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        n_minus_1(folder, [100, 200] if quick else [2_000, 10_000])
        if not quick:
            ranges(folder)


def n_minus_1(folder: str, sizes: list[int]) -> None:
    """Every component of layers with capacities fails in turn."""
    print("N-1, crash above the capacity: `topology spof --format json --jobs 1`")
    before: tuple[int, float] | None = None
    for size in sizes:
        path = Path(folder, f"n-1-{size}.json")
        path.write_text(json.dumps(overload.document(size)), encoding="utf-8")
        cpu = used("spof", str(path), "--format", "json", "--jobs", "1")
        grown = ""
        if before is not None:
            exponent = math.log(cpu / before[1]) / math.log(size / before[0])
            grown = f", exponent {exponent:.2f}"
        print(f"  {size:>9,} components{cpu:8.2f} s CPU{grown}")
        before = size, cpu


def ranges(folder: str) -> None:
    """A model with five ranges: one scenario along them, and everything along them."""
    print("ctrip-elong-2015, five ranges")
    print(f"  topology cascade{used('cascade', str(MODEL)):14.2f} s CPU")
    output = str(Path(folder, "report.html"))
    print(f"  topology report{used('report', str(MODEL), '-o', output):15.2f} s CPU")


def used(*arguments: str) -> float:
    """CPU seconds of a command, its output thrown away; raises when it fails."""
    command = [sys.executable, "-m", "topology", *arguments]
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    spent = after.children_user + after.children_system
    return spent - before.children_user - before.children_system
