"""Contingencies of two failures, by one process and by all processors, and what a line costs.

The peer is a plain loop over the same contingencies without blocks, files or processes, in a
process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from math import comb
from pathlib import Path

from benchmarks import overload

LOOP = """
import sys
from topology.document.document import load
from topology.findings.single_points import SinglePoints
from topology.findings.sweep.combinations import failures_up_to
from topology.findings.sweep.sweep import Sweep
from topology.loads.contingencies import Contingencies
order = int(sys.argv[2])
sweep = Sweep(SinglePoints.of(load(sys.argv[1])), order)
graph = sweep.points.graph
contingencies = Contingencies(graph, map(graph.index_of, sweep.targets))
for failed in failures_up_to(order, sweep.members):
    down = graph.going_down(*graph.failing(failed))
    if any(graph.index[target] not in down for target in sweep.targets):
        contingencies.run(failed, down)
"""


def rows(*, quick: bool) -> None:
    """A document with capacities everywhere: CPU and elapsed time of whole processes."""
    size, order = (50, 1) if quick else (120, 2)
    with tempfile.TemporaryDirectory() as folder:
        path, number = Path(folder, "n-2.json"), sum(comb(size, k) for k in range(1, order + 1))
        path.write_text(json.dumps(overload.document(size)), encoding="utf-8")
        print(f"sweep of {number:,} contingencies of up to {order} failures, {size} components")
        peer = measured([sys.executable, "-c", LOOP, str(path), str(order)])
        said("a plain loop", peer, number, peer)
        for jobs in ("1",) if quick else ("1", "2"):
            output = str(Path(folder, f"{jobs}.jsonl"))
            words = ["sweep", str(path), "-o", output, "--order", str(order), "--jobs", jobs]
            used = measured([sys.executable, "-m", "topology", *words])
            said(f"topology sweep --jobs {jobs}", used, number, peer)


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds of CPU of a process and of all that it waited for, and seconds that went by."""
    before, begun = os.times(), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, ended = os.times(), time.monotonic()
    cpu = after.children_user + after.children_system
    return cpu - before.children_user - before.children_system, ended - begun


def said(name: str, used: tuple[float, float], number: int, peer: tuple[float, float]) -> None:
    cpu, elapsed = used
    each = f"{cpu / number * 1e3:6.2f} ms CPU each"
    ratio = f"{cpu / peer[0]:5.2f} times the loop's CPU, {elapsed / peer[1]:5.2f} times its time"
    print(f"  {name:28}{cpu:8.2f} s CPU{elapsed:8.2f} s{each}, {ratio}")
