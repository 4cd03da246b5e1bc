"""The same bytes from one process, from two, and from a cluster with two workers.

    python -m tests.fuzz.same_bytes --documents 200

Of every model and incident, and of random documents: single points, cut sets, availability, and a
sweep. Random documents are played by one process and by blocks that are sent (the same code without
the seconds that processes take to start), every fortieth of them by all.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from random import Random
from unittest import mock

from hypothesis import given, seed, settings
from hypothesis import strategies as st

import tests.conftest  # noqa: F401 - the profiles that the strategies ask for
from tests.loads.test_cascade_properties import systems
from tests.support.command import run
from tests.support.oracles import Doc
from tests.support.repository import ROOT
from tests.support.strategies import documents
from tests.support.workers import elsewhere
from topology.work import cluster as dask
from topology.work import workers as room

COMMANDS = (
    ("availability", "--default", "*=99 %", "--format", "json"),
    ("cuts", "--order", "2", "--format", "json"),
    ("spof", "--worst", "5", "--format", "json"),
    ("sweep", "--order", "1"),
)


def answers(path: Path, folder: Path, *words: str) -> list[object]:
    """What all commands say of a document, with the file of the sweep."""
    output = folder / "sweep.jsonl"
    output.unlink(missing_ok=True)
    found: list[object] = []
    for name, *more in COMMANDS:
        to = ["-o", str(output)] if name == "sweep" else []
        done = run(name, path, *more, *to, *words)
        found.append((done.returncode, done.stdout, done.stderr))
    found.append(output.read_bytes() if output.exists() else None)
    return found


def random_documents(number: int) -> list[Doc]:
    """So many, half of them with loads; the same on every run."""
    found: list[Doc] = []

    @seed(1)
    @settings(max_examples=number, database=None, deadline=None)
    @given(st.one_of(documents(), systems(("shed", "crash", "queue"))))
    def take(doc: Doc) -> None:
        found.append(doc)

    take()
    return Random(1).sample(found, min(number, len(found)))


def cases(number: int, folder: Path, *, with_shipped: bool) -> Iterator[tuple[str, Path, bool]]:
    """Documents by name, and whether real processes and the cluster are asked as well."""
    files = [*ROOT.glob("models/*.json"), *ROOT.glob("tests/incidents/*.json")]
    for shipped in sorted(files) if with_shipped else ():
        yield shipped.stem, shipped, True
    for place, doc in enumerate(random_documents(number)):
        path = folder / f"random-{place}.json"
        path.write_text(json.dumps(doc), encoding="utf-8")
        yield path.stem, path, place % 40 == 0


def main() -> int:
    """Ends with 1 if any answer hangs on who did the work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--random-only", action="store_true")
    options = parser.parse_args()
    wrong = tally = asked = 0
    with (
        tempfile.TemporaryDirectory() as kept,
        dask._local(2) as local,
        mock.patch.multiple(room, WORTH=-1, BLOCK_WORK=10),
    ):
        folder = Path(kept)
        for tally, (name, path, is_whole) in zip(
            itertools.count(1),
            cases(options.documents, folder, with_shipped=not options.random_only),
        ):
            alone = answers(path, folder, "--jobs", "1")
            ways = {"blocks": ("--jobs", "2")}
            if is_whole:
                asked += 1
                ways["processes"] = ("--jobs", "2")
                ways["cluster"] = ("--cluster", local.scheduler_address)
            for way, words in ways.items():
                with elsewhere() if way == "blocks" else nullcontext():
                    if answers(path, folder, *words) != alone:
                        wrong += 1
                        print(f"{name}: {way} say something else", flush=True)
            if tally % 10 == 0:
                print(f"{tally} documents, {wrong} wrong", file=sys.stderr, flush=True)
    print(f"{tally} documents, {asked} of them by processes and a cluster: {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
