"""Measures a check of many documents: one after another, and two at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import overload
from benchmarks.generate import write

CHECK = [sys.executable, "-m", "topology", "check"]


def documents(folder: str, number: int, size: int) -> list[str]:
    """The paths of so many documents of that size, each of which asks for no single failure."""
    paths = [str(Path(folder, f"many-{seed:03}.json")) for seed in range(1, number + 1)]
    for seed, path in enumerate(paths, start=1):
        asked = {"objectives": [{"of": "all", "survives": 1}]}
        write({**overload.document(size, seed), "name": f"many {seed}", **asked}, path)
    return paths


def at_once(folder: str, number: int, size: int, runs: int) -> None:
    """The shortest wall time of each of several runs that take turns, and their ratio."""
    paths = documents(folder, number, size)
    print(f"check: {number:,} documents of {size:,} components, shortest of {runs:,} runs each")
    best = {"1": float("inf"), "2": float("inf")}
    for _ in range(runs):
        for jobs, before in best.items():
            best[jobs] = min(before, _wall_s([*CHECK, *paths, "--jobs", jobs]))
    for jobs, wall_s in best.items():
        print(f"  --jobs {jobs}   {wall_s:8.2f} s")
    print(f"  {best['1'] / best['2']:.2f} times as fast")


def _wall_s(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start
