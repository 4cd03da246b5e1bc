"""Measures whole processes: CPU time (user and system) and peak memory, beside a peer or a trend.

    python -m benchmarks            everything; a million components takes some minutes
    python -m benchmarks --quick    small sizes, as a smoke test
    python -m benchmarks --only meshes --only aralia --aralia FOLDER    some of it

Machines differ and are noisy: what is printed to be compared are ratios, each from runs that take
turns. Nothing here fails on a figure.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    aralia,
    cuts,
    failures,
    load,
    many,
    mended,
    meshes,
    new_links,
    sampling,
    survival,
    sweeps,
    traffic,
    truncation,
)

PEER = str(Path(__file__).with_name("peer_articulation.py"))
SPOF = [sys.executable, "-m", "topology", "spof"]


@dataclass(frozen=True, slots=True)
class Usage:
    """What one process used."""

    cpu_s: float
    peak_mb: float


def run(command: list[str]) -> Usage:
    """Runs a command to its end, its output thrown away; raises when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Measures all that is asked for, one after the other."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, one run each")
    parser.add_argument("--runs", type=int, default=5, help="runs of each in a comparison")
    parser.add_argument("--only", action="append", help="one of the works", choices=sorted(WORKS))
    parser.add_argument("--aralia", type=Path, metavar="FOLDER", help="published fault trees")
    options = parser.parse_args()
    for name in options.only or WORKS:
        WORKS[name](options)


def _spof(options: argparse.Namespace) -> None:
    quick = options.quick
    with tempfile.TemporaryDirectory() as folder:
        fat_tree(folder, 8 if quick else 48, 1 if quick else options.runs)
        trend(folder, "random", [1_000, 2_000] if quick else [1_000, 10_000, 100_000, 1_000_000])
        trend(folder, "chain", [1_000, 2_000] if quick else [1_000, 10_000, 100_000])
        size, runs = (500, 1) if quick else (10_000, options.runs)
        mended.held(folder, size, runs, lambda path: run([*SPOF, path]).cpu_s)
        many.at_once(folder, *((8, 60, 1) if quick else (50, 300, 3)))


def _loads(options: argparse.Namespace) -> None:
    load.events(1_000 if options.quick else 10_000)
    load.contingencies(100 if options.quick else 2_000, with_peer=not options.quick)


def _traffic(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        traffic.processes(folder, with_peer=not options.quick)
    traffic.sweeps(quick=options.quick)


def _cuts(options: argparse.Namespace) -> None:
    cuts.fat_tree(8 if options.quick else 48)
    cuts.beside_scram([8] if options.quick else [8, 16, 20, 24])


def _reports(options: argparse.Namespace) -> None:
    """A whole report, bounded by work: what is cut short says so in it."""
    sizes = [20] if options.quick else [1_000, 2_000]
    print("random mixed components: `topology report -o page.html`")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            page = str(Path(folder, "page.html"))
            command = [sys.executable, "-m", "topology", "report"]
            usage = run([*command, document(folder, "random", size), "-o", page])
            print(f"  {size:>9,} {usage.cpu_s:8.2f} s CPU {usage.peak_mb:7.0f} MB")


WORKS: dict[str, Callable[[argparse.Namespace], None]] = {
    "spof": _spof,
    "meshes": lambda options: meshes.rows(quick=options.quick),
    "loads": _loads,
    "failures": lambda options: failures.rows(quick=options.quick),
    "traffic": _traffic,
    "cuts": _cuts,
    "truncation": lambda options: truncation.rows(quick=options.quick),
    "aralia": lambda options: aralia.rows(options.aralia),
    "reports": _reports,
    "links": lambda options: new_links.links(quick=options.quick),
    "sampling": lambda options: sampling.rows(quick=options.quick),
    "survival": lambda options: survival.rows(quick=options.quick),
    "sweeps": lambda options: sweeps.rows(quick=options.quick),
}
"""What is measured, in this order, by the names that `--only` takes."""


def document(folder: str, form: str, size: int) -> str:
    path = str(Path(folder, f"{form}-{size}.json"))
    # In a process of its own: what a child shows as its peak starts at its parent's size.
    command = [sys.executable, "-m", "benchmarks.generate", form, str(size), path]
    subprocess.run(command, check=True)
    return path


def fat_tree(folder: str, k: int, runs: int) -> None:
    """Single points of all hosts and all blast radii, beside articulation points alone."""
    path = document(folder, "fat-tree", k)
    nodes = 5 * k * k // 4 + k**3 // 4
    print(f"fat-tree k={k}, {nodes:,} nodes, every host must reach the core; {runs} runs in turn")
    commands = {
        "topology spof": [*SPOF, path],
        "topology spof --format json": [*SPOF, path, "--format", "json"],
        "json + rustworkx articulation points": [sys.executable, PEER, path],
    }
    used: dict[str, list[Usage]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            used[name].append(run(command))
    *ours, peer = used
    for name, usages in used.items():
        cpu = statistics.median(usage.cpu_s for usage in usages)
        print(f"  {name:38}{cpu:8.2f} s CPU {max(u.peak_mb for u in usages):8.0f} MB")
    for name in ours:
        pairs = zip(used[name], used[peer], strict=True)
        ratios = sorted(a.cpu_s / b.cpu_s for a, b in pairs)
        middle = statistics.median(ratios)
        print(f"  {name}: {middle:.2f} times the peer ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def trend(folder: str, form: str, sizes: list[int]) -> None:
    """CPU time and memory as the document grows; the slope is 1 where growth is linear."""
    print(f"{form}: `topology spof` as it grows")
    before: Usage | None = None
    for size in sizes:
        path = document(folder, form, size)
        usage = run([*SPOF, path])
        per = f"{usage.cpu_s / size * 1e6:8.1f} us each"
        grown = f", {usage.cpu_s / before.cpu_s:6.2f} times the size before" if before else ""
        print(f"  {size:>9,} {usage.cpu_s:8.2f} s CPU {usage.peak_mb:7.0f} MB {per}{grown}")
        before = usage
        Path(path).unlink()


if __name__ == "__main__":
    main()
