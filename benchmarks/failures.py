"""Measures what one failure among many costs, and what the values of a range cost together.

N-1 with capacities everywhere, as it grows: what a failure does not reach should cost nothing, so
the exponent is to be near 1. No peer plays such failures but FaultRay, which `load` measures.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import overload
from benchmarks.growth import TOPOLOGY, grown
from benchmarks.load import measured

MODEL = Path(__file__).parents[1] / "models" / "ctrip-elong-2015.json"


def rows(*, quick: bool) -> None:
    """One row for each work: CPU seconds of whole processes."""
    sizes = [100, 200] if quick else [2_000, 10_000]
    title = "N-1, crash above the capacity: `topology spof --format json --jobs 1`"
    grown(title, sizes, overload.document, int, "--format", "json", "--jobs", "1")
    if not quick:
        with tempfile.TemporaryDirectory() as folder:
            ranges(folder)


def ranges(folder: str) -> None:
    """A model with five ranges: one scenario along them, and everything along them."""
    print("ctrip-elong-2015, five ranges")
    page = str(Path(folder, "report.html"))
    for words in (["cascade", str(MODEL)], ["report", str(MODEL), "-o", page]):
        used, _ = measured([*TOPOLOGY, *words])
        print(f"  topology {words[0]:10}{used:8.2f} s CPU")
