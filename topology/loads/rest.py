"""What a run comes to at rest: who is below its level for good, and behind which queue without end.

What goes round for ever is at rest in the sense that its averages over a round are.
"""

from __future__ import annotations

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run


def is_below_at_rest(v: int, cascade: Cascade, run: Run) -> bool:
    """Whether a component stays below its level, or gets there each time round."""
    levels = cascade.service_levels
    round_s = run.rounds.get(cascade.graph.ids[v])
    if round_s is None:
        return bool(levels.is_below[v])
    return levels.last_below_s.get(v, -1.0) > run.until_s - round_s


def down_at_rest(cascade: Cascade, run: Run) -> frozenset[int]:
    """What is down when nothing changes any more, or goes down each time round."""
    index = cascade.graph.index
    down = {index[name] for name in run.down if name not in run.rounds}
    for name, round_s in run.rounds.items():
        if cascade.accounts.last_out_s[index[name]] > run.until_s - round_s:
            down.add(index[name])
    return frozenset(down)


def growing_queue(v: int, cascade: Cascade) -> int | None:
    """A queue that a component's calls go through and that grows without end."""
    growing = cascade.growing()
    if not growing:
        return None
    wiring, flow = cascade.wiring, cascade.flow
    todo, seen = [v], {v}
    for node in todo:
        if node in growing:
            return node
        for number in wiring.arcs_from[node]:
            arc = wiring.arcs[number]
            if arc.hard and arc.calls and flow.weight[number] and arc.child not in seen:
                seen.add(arc.child)
                todo.append(arc.child)
        if node in wiring.paths:
            passed = flow.ways.passed(node)
            todo.extend(e for e in passed if e not in seen)
            seen.update(passed)
    return None
