"""What a sweep of contingencies came to, as lines: for each target, how many it falls to."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.sweep.sweep import Sweep
from topology.render.machine.contingencies.sweep import Tally
from topology.render.terminal.columns import Line
from topology.render.words.phrases import said
from topology.values.units import counted


def sweep_lines(sweep: Sweep, tally: Tally, before: int, output: str) -> list[Line]:
    """How far it is, and what it came to so far; `before` were there when it began."""
    done, total = tally.number, sweep.number
    up_to = counted(sweep.order, "failure", "failures")
    head = f"{counted(total, 'contingency', 'contingencies')} of up to {up_to} at once"
    lines: list[Line] = [[("target", head)]]
    if before:
        lines.append([("", f"  {before:,} of them were done before")])
    if done < total:
        left = f"stopped after {done:,} of {total:,}: --resume goes on with {output}"
        lines.append([("bad", left)])
    lines += [_of_target(name, kinds, done) for name, kinds in tally.falls.items()]
    lines += [[("dim", text)] for text in _besides(sweep, tally)]
    if done == total:
        lines.append([("good", "written"), ("", f"  {output}")])
    return lines


def _of_target(name: str, kinds: dict[str, int], done: int) -> Line:
    falls = sum(kinds.values())
    words = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    spans = [("target", said(name)), ("", f" falls to {falls:,} of {done:,}")]
    return [*spans, ("", f": {words}")] if falls else spans


def _besides(sweep: Sweep, tally: Tally) -> Iterator[str]:
    """What was not judged, and why."""
    if sweep.load_unjudged:
        yield f"by structure alone: {sweep.load_unjudged}"
    if sweep.by_structure:
        below = ", ".join(map(said, sweep.by_structure))
        yield f"by structure alone, as below its level with nothing failed: {below}"
    if tally.unjudged:
        yield f"load not judged after {tally.unjudged:,} of {tally.number:,}"
    for names, words in (
        (sweep.points.never_up, "does not work with nothing failed"),
        (sweep.points.not_judged, "is not judged: nothing is known of it"),
    ):
        yield from (f"{said(name)} {words}" for name in names)
