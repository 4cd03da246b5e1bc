"""Measures the analyses of load: events of a cascade, and N-1 beside FaultRay.

FaultRay (`pip install faultray`) gets an environment of its own, made once in `.benchmarks/`. Its
licence (BSL-1.1) permits use for testing; none of it is in this repository.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

from benchmarks import overload
from benchmarks.generate import layered

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / ".benchmarks"
CALLS = "FaultRay, calls of its engine alone"


def events(size: int) -> None:
    """CPU time of an event: a demand changes, and the loads of all below it are found anew."""
    from topology.document.document import Topology
    from topology.loads.cascade.cascade import Cascade
    from topology.loads.cascade.settings import Settings
    from topology.loads.moment.wiring import Wiring
    from topology.structure.graph import Graph

    changes = 200
    topology = Topology.from_dict(layered(size, needs=5, depth=12, changes=changes))
    wiring = Wiring(Graph.compile(topology))
    settings = Settings(name="steady", events=topology.scenarios[0].events)
    cascade = Cascade(wiring, settings).start()
    start = time.process_time()
    cascade.run()
    each = (time.process_time() - start) / changes * 1e3
    print(f"cascade: {size:,} components, {len(wiring.arcs):,} calls")
    print(f"  {each:.2f} ms CPU for each of {changes:,} events")


def contingencies(size: int, *, with_peer: bool) -> None:
    """N-1 with overload: every component fails in turn; verdicts and CPU time beside FaultRay."""
    with tempfile.TemporaryDirectory() as folder:
        path, verdicts = str(Path(folder, "n-1.json")), str(Path(folder, "faultray.json"))
        Path(path).write_text(json.dumps(overload.document(size)), encoding="utf-8")
        print(f"N-1: {size:,} components, crash above their capacity")
        command = [sys.executable, "-m", "topology", "spof", path, "--format", "json"]
        ours, printed = measured(command)
        found = json.loads(printed)
        print(f"  {'topology spof':40}{ours:8.2f} s CPU")
        python = environment("faultray") if with_peer else None
        if python is None:
            return
        for any_as in ("optional", "requires"):
            theirs, said = measured(
                [python, str(HERE / "peer_faultray.py"), path, verdicts, any_as]
            )
            about = f"with each entry of an `any` as {any_as}"
            print(f"  {CALLS}, {about}: {said.split()[-1]} (whole process {theirs:.2f} s CPU)")
            compare(found, json.loads(Path(verdicts).read_text(encoding="utf-8")), about)
        simulate(python, path, folder, size, ours)


def measured(command: list[str], **more: Any) -> tuple[float, str]:
    """CPU seconds of a process, and what it prints."""
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=True, **more)
    after = os.times()
    used = after.children_user + after.children_system
    return used - before.children_user - before.children_system, done.stdout


def environment(package: str) -> str | None:
    """The python of a peer's own environment; None, with a word, where it cannot be had."""
    python = ENVIRONMENTS / package / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENTS / package, with_pip=True)
    install = [str(python), "-m", "pip", "install", "-q", package]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        print(f"  {package} cannot be installed here: measured without it")
        return None
    return str(python)


def simulate(python: str, path: str, folder: str, size: int, ours: float) -> None:
    """FaultRay's own command on the same graph, limited to its single failures."""
    model = str(Path(folder, "model.json"))
    script = str(HERE / "peer_faultray.py")
    measured([python, script, path, str(Path(folder, "x.json")), "optional", model])
    command = [str(Path(python).with_name("faultray")), "simulate", "--model", model]
    command += ["--max-scenarios", str(size), "--json"]
    theirs, _ = measured(command, env={**os.environ, "HOME": folder})
    print(f"  {'faultray simulate, as many scenarios':40}{theirs:8.2f} s CPU")
    print(f"  topology spof: {ours / theirs:.3f} times `faultray simulate`")


# -- verdicts -------------------------------------------------------------------------------------


def compare(found: Any, theirs: Any, about: str) -> None:
    """How often both say that a failure takes a function below its level, and who is right."""
    ours = {
        (target["id"], spof["id"]): spof for target in found["targets"] for spof in target["spofs"]
    }
    targets = {target["id"] for target in found["targets"]}
    said = {
        (name, cause)
        for cause, verdict in theirs["failures"].items()
        for name in verdict["down"]
        if name in targets and name != cause
    }
    missed, false = sorted(ours.keys() - said), sorted(said - ours.keys())
    by_class = {
        name: sum(ours[pair]["class"] == name for pair in missed)
        for name in ("structural", "overload")
    }
    print(f"    {about}: {len(said & ours.keys()):,} of {len(ours):,} findings agree; it misses")
    print(f"    {by_class['structural']:,} structural and {by_class['overload']:,} by overload;")
    print(f"    {len(false):,} of its are false: the target has an alternative that carries it")
    by_overload = [pair for pair in missed if ours[pair]["class"] == "overload"][:1]
    by_structure = [pair for pair in missed if ours[pair]["class"] == "structural"][:1]
    for name, cause in (*by_overload, *by_structure):
        why = " → ".join(ours[name, cause]["reason"])
        print(f"    missed: {cause} takes down {name}, for {why}")
    for name, cause in false[:1]:
        print(f"    false: {cause} takes down {name}, which {cause} alone leaves at its level")
