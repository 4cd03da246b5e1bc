"""Cut sets of replicas in a fat-tree: by formula, and beside SCRAM on the tree that is exported."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.growth import TOPOLOGY
from benchmarks.load import measured
from benchmarks.replicas import all_orders, replicas

ALL = ["--zbdd", "--limit-order", "1000"]


def fat_tree(k: int) -> None:
    """Counts of all orders and the first 20 sets; with shared risks those of up to order 4."""
    print(f"cut sets of replicas in a fat-tree k={k}, {5 * k * k // 4 + k**3 // 4:,} nodes")
    with TemporaryDirectory() as folder:
        for number in (1, 2, 3, 4):
            for shared in (False, True):
                path = Path(folder, "tree.json")
                path.write_text(json.dumps(replicas(k, number, shared=shared)), encoding="utf-8")
                options = ["--order", "4"] if shared else []
                command = [*TOPOLOGY, "cuts", str(path), "--limit", "20", *options]
                used, text = measured([*command, "--format", "json"])
                loaded, _ = measured([*TOPOLOGY, "validate", str(path)])
                found = json.loads(text)
                low = {order: n for order, n in found["count_by_order"].items() if int(order) <= 4}
                total = (
                    "" if shared else f", {found['total']:,} in all ({_verdict(found, k, number)})"
                )
                risks = " with shared risks, up to order 4" if shared else ""
                print(
                    f"  {number} replicas{risks}: {low}{total}; {used:.2f} s CPU, "
                    f"of which {loaded:.2f} to load"
                )


def _verdict(found: dict[str, object], k: int, number: int) -> str:
    return "as the formula has it" if found["total"] == all_orders(k, number) else "WRONG"


def beside_scram(sizes: list[int]) -> None:
    """Whole processes on one Open-PSA file: counts and the first 100 here, all sets there."""
    scram = shutil.which("scram")
    if scram is None:
        print("cut sets beside SCRAM: not installed (Debian's package scram)")
        return
    print("cut sets of 3 replicas beside SCRAM, whole processes on the same file")
    with TemporaryDirectory() as folder:
        for k in sizes:
            document, tree = Path(folder, "tree.json"), Path(folder, "tree.xml")
            document.write_text(json.dumps(replicas(k, 3)), encoding="utf-8")
            export = ["export", "open-psa", str(document), "-o", str(tree)]
            subprocess.run([*TOPOLOGY, *export], check=True, capture_output=True)
            ours, text = measured([*TOPOLOGY, "cuts", str(tree), "--limit", "100", "-f", "json"])
            report = Path(folder, "report.xml")
            theirs, _ = measured([scram, *ALL, str(tree), "-o", str(report)])
            products = re.search(r'products="(\d+)"', report.read_text(encoding="utf-8"))
            total = json.loads(text)["total"]
            same = products is not None and int(products[1]) == total
            print(
                f"  k={k:<3} {total:>10,} sets{'' if same else ' (NOT THE SAME)'}"
                f"  topology {ours:6.2f} s CPU  SCRAM {theirs:6.2f}  {ours / theirs:.2f} times"
            )
