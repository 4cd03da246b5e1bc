"""Published fault trees beside SCRAM: all minimal cut sets, and the exact probability of the top.

    python -m benchmarks --aralia FOLDER    trees in the Open-PSA format, such as those of Aralia

The trees are not shipped: SCRAM's sources have those of the Aralia set (`input/Aralia`). Without a
folder one small tree of our own shows that the comparison runs.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.growth import TOPOLOGY
from benchmarks.load import measured

SAMPLE = Path(__file__).parents[1] / "tests" / "support" / "trees" / "cooling.xml"
FOUND_SLOW = 0.5
"""CPU seconds of SCRAM from which a tree counts as slow."""
PATIENCE_S = 600


def rows(folder: Path | None) -> None:
    """Both questions, tree by tree, and the geometric means of the ratios."""
    scram = shutil.which("scram")
    if scram is None:
        print("fault trees beside SCRAM: not installed (Debian's package scram)")
        return
    trees = sorted(folder.glob("*.xml")) if folder else [SAMPLE]
    with TemporaryDirectory() as scratch:
        out = str(Path(scratch, "out.xml"))
        beside(
            "all minimal cut sets",
            trees,
            ["cuts", "--format", "json"],
            [scram, "--zbdd", "--limit-order", "1000", "-o", out],
        )
        beside(
            "exact probability",
            trees,
            ["availability", "--alone", "--format", "json"],
            [scram, "--bdd", "--probability", "true", "--limit-order", "1", "-o", out],
        )


def beside(title: str, trees: list[Path], ours: list[str], theirs: list[str]) -> None:
    """Prints each tree's figures in CPU seconds of whole processes, and the means of the ratios."""
    print(f"{title}, {len(trees)} trees beside SCRAM; CPU seconds of whole processes")
    ratios: dict[bool, list[float]] = {False: [], True: []}
    for tree in trees:
        a, b = _used([*TOPOLOGY, *ours, str(tree)]), _used([*theirs, str(tree)])
        said = "  ".join(f"{'none':>8}" if used is None else f"{used:8.2f}" for used in (a, b))
        if a is not None and b is not None:
            ratios[b > FOUND_SLOW].append(a / b)
            said += f"  {a / b:6.2f} times"
        print(f"  {tree.stem:12}{said}")
    for is_slow, found in ratios.items():
        if found:
            mean = math.exp(sum(map(math.log, found)) / len(found))
            which = "over" if is_slow else "at most"
            print(f"  SCRAM takes {which} {FOUND_SLOW} s: {mean:.2f} times, {len(found)} trees")


def _used(command: list[str]) -> float | None:
    """CPU seconds; None where a program refuses the tree or finds nothing in a long time."""
    try:
        used, text = measured(command, timeout=PATIENCE_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return None if '"exact": false' in text or '"complete": false' in text else used
