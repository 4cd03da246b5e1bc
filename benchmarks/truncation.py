"""Cut sets where not all can be found: the lowest orders, beside SCRAM on one of the targets."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate import random_mixed
from benchmarks.growth import TOPOLOGY
from benchmarks.load import measured


def rows(*, quick: bool) -> None:
    """Pairs of all targets of a random mixture, and what all together come to without an order."""
    size = 60 if quick else 1_000
    print(f"cut sets of all targets of {size:,} random mixed components")
    with TemporaryDirectory() as folder:
        path = Path(folder, "mixed.json")
        document = random_mixed(size)
        path.write_text(json.dumps(document), encoding="utf-8")
        for options in (["--order", "2"], []):
            command = [*TOPOLOGY, "cuts", str(path), *options, "--format", "json"]
            used, text = measured(command)
            found = json.loads(text)
            targets = found.get("targets", [found])
            print(f"  {' '.join(options) or 'all':10} {len(targets)} targets {used:8.2f} s CPU")
        _beside_scram(path, document["components"][-1]["id"], "2")


def _beside_scram(path: Path, target: str, order: str) -> None:
    """One target, up to an order, in whole processes on one Open-PSA file."""
    scram = shutil.which("scram")
    if scram is None:
        print("  beside SCRAM: not installed (Debian's package scram)")
        return
    tree = path.with_suffix(".xml")
    export = ["export", "open-psa", str(path), "--for", target, "-o", str(tree)]
    subprocess.run([*TOPOLOGY, *export], check=True, capture_output=True)
    ours, text = measured([*TOPOLOGY, "cuts", str(tree), "--order", order, "--format", "json"])
    theirs, _ = measured([scram, "--zbdd", "--limit-order", order, str(tree), "-o", f"{tree}.out"])
    total = json.loads(text)["total"]
    print(
        f"  {target} up to order {order}: {total:,} sets  topology {ours:.2f} s CPU"
        f"  SCRAM {theirs:.2f}  {ours / theirs:.2f} times"
    )
