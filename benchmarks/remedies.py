"""Looks for the cheapest changes of an estate of many services: proven, or the gap.

python -m benchmarks.remedies [SERVICES] [OPTIONS] [SECONDS]
"""

from __future__ import annotations

import sys
import time

from tests.support.estate import Estate
from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.remedy.judging import Judge
from topology.remedy.search.searching import searched
from topology.remedy.search.tried import Tried


def measure(services: int, options: int, limit_s: float) -> None:
    """Prints the answer, its bound, and the CPU time, reading the document left out."""
    topology = Topology.from_dict(Estate(services, options).document())
    begun = time.process_time()
    judge = Judge(topology, choices(topology))
    tried = Tried(judge, lambda: time.process_time() - begun > limit_s)
    read = time.process_time() - begun
    found = searched(tried)
    used = time.process_time() - begun
    left, cost = tried.rank(found.best)[:2]
    what = "proven" if found.proof.is_proven else f"at least {found.proof.bound:g}"
    asked = len(topology.objectives)
    print(f"{services:,} services, {len(judge.choices)} options, {asked} objectives")
    print(f"  {len(tried.first)} failures before, {left} after, for {cost:g}: {what}")
    print(f"  {len(tried.known):,} sets judged, {len(found.hitting.rows):,} rows")
    print(f"  {used:.1f} s CPU, of which the first judgement {read:.1f} s")


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]]
    chosen = (*given, *(200.0, 60.0, 60.0)[len(given) :])
    measure(int(chosen[0]), int(chosen[1]), chosen[2])
