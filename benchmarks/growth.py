"""A command on a document as it grows: CPU seconds of whole processes, and the exponent."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.load import measured

Document = dict[str, Any]
TOPOLOGY = [sys.executable, "-m", "topology"]


def grown(
    title: str,
    sizes: Sequence[Any],
    make: Callable[[Any], Document],
    measure: Callable[[Any], int],
    *options: str,
    peer: str = "",
    beside: Sequence[Any] = (),
) -> None:
    """Prints what `spof` takes for each size, and how that grows with what is measured of it.

    `peer` is a script that plays the sizes `beside` it in the same run.
    """
    print(title)
    before: tuple[int, float] | None = None
    with TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder, "document.json")
            path.write_text(json.dumps(make(size)), encoding="utf-8")
            used, _ = measured([*TOPOLOGY, "spof", str(path), *options])
            more = ""
            if before is not None:
                exponent = math.log(used / before[1]) / math.log(measure(size) / before[0])
                more = (
                    f"  exponent {exponent:.2f} of {measure(size) / before[0]:.1f} times the size"
                )
            if size in beside:
                theirs, _ = measured([sys.executable, peer, str(path)])
                more += f"  networkx, one search a cause {theirs:.2f} s: {used / theirs:.2f} times"
            print(f"  {size!s:14}{used:8.2f} s CPU{more}")
            before = measure(size), used
