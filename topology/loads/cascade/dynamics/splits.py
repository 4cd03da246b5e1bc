"""What is lost of a load that is divided for good: the parts of a `split` do not move."""

from __future__ import annotations

from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form
from topology.values.units import fraction


class Splits:
    """Tells what a component loses when entries of its `split` do not hold."""

    def __init__(self, standing: Standing, timeline: Timeline) -> None:
        self._standing = standing
        self._timeline = timeline

    def review(self, node: int) -> None:
        """Some entries of a split have changed between working and not."""
        wiring, standing, timeline = self._standing.wiring, self._standing, self._timeline
        works = standing.entries_work(node)
        if all(works) or not standing.works[node]:
            return
        weights = [float(wiring.arcs[number].weight) for number in wiring.arcs_from[node]]
        lost = sum(weight for weight, up in zip(weights, works, strict=True) if not up)
        part, name = fraction(lost / sum(weights)), wiring.name(node)
        words = f"{part} of the load of {name} has nowhere else to go"
        timeline.log(Word.LOSES_PART, node, words, timeline.latest(standing.behind(node)))


def lost_part(standing: Standing, timeline: Timeline, node: int) -> int:
    """The line by which a split has lost what it lacks now; NO_CAUSE of anything else."""
    wiring = standing.wiring
    if wiring.forms[node] is not Form.SPLIT or all(standing.entries_work(node)):
        return NO_CAUSE
    return timeline.last(node)
