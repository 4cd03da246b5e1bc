"""What single failures do elsewhere in the ranges of a document than at the values given.

"No single point of failure" holds only if it does all over every range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from topology.document.document import Topology
from topology.document.schema import TRAFFIC
from topology.findings.ranking.recoveries import Return
from topology.findings.sensitivity import (
    About,
    Sensitivity,
    Sentence,
    Stretch,
    Verdict,
    points_verdict,
    sensitivities,
    targets_verdict,
)
from topology.findings.single_points import SinglePoints
from topology.values.deadlines import never

MOST_WORK = 50_000
"""Components times ranges, above which the ranges are not tried unasked."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A stretch of a range with what is found there and not at the values given."""

    sensitivity: Sensitivity
    stretch: Stretch
    found: tuple[Sentence, ...]

    @property
    def place(self) -> str:
        """Where that is: `db.count from 1 to 2`."""
        return self.sensitivity.place_of(self.stretch)


@dataclass(frozen=True, slots=True)
class OverRanges:
    """The ranges of a document, each tried by itself with the others at their values."""

    ranges: int
    """How many there are."""
    sensitivities: tuple[Sensitivity, ...] | None
    """None if they were not tried, as that would take too long; fewer if time was up."""
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all of them were tried."""
        return self.sensitivities is not None and len(self.sensitivities) == self.ranges

    @property
    def is_worse(self) -> bool:
        """Whether something is found that is not at the values given."""
        return bool(self.elsewhere)


def over_ranges(
    topology: Topology,
    targets: Sequence[str] | None,
    tell: Callable[[str], None],
    expired: Callable[[], bool] = never,
    judge: Callable[[Topology], Verdict] | None = None,
) -> OverRanges:
    """Tries the ranges of a document; see `sensitivities` for how, and what it costs.

    Judged is what falls to what, unless another way to `judge` is given.
    """
    ranges = len(topology.ranges())
    if ranges * len(topology.components) > MOST_WORK:
        return OverRanges(ranges, None)
    judge = judge or targets_verdict(targets)
    found = sensitivities(topology, judge, tell, expired)
    return judged_over(judge(topology), found, ranges)


def judged_over(at_values: Verdict, found: Sequence[Sensitivity], ranges: int) -> OverRanges:
    """What was found over so many ranges, beside the verdict at the values given."""
    elsewhere = tuple(
        Elsewhere(sensitivity, stretch, more)
        for sensitivity in found
        for stretch in sensitivity.stretches
        if (more := tuple(word for word in stretch.verdict if word not in at_values))
    )
    return OverRanges(ranges, tuple(found), elsewhere)


_NOT_IN_TIME = {
    Return.NEVER: " is never back after ",
    Return.LATE: " is back too late after ",
    Return.NOT_KNOWN: " is not known to be back after ",
}


def returns_verdict(targets: Sequence[str] | None) -> Callable[[Topology], Verdict]:
    """Judges for a range what falls to what, and what is not back in time then."""

    def judge(topology: Topology) -> Verdict:
        points = SinglePoints.of(topology, targets)
        return points_verdict(points).union(not_in_time(points))

    return judge


def not_in_time(points: SinglePoints) -> Iterator[Sentence]:
    """What is not back in time after which failure, of what was analysed."""
    yield from _not_in_time(points)
    yield from _of_traffic(points)


def _not_in_time(points: SinglePoints) -> Iterator[Sentence]:
    for target in points.falling():
        for cause in points.causes(target):
            words = _NOT_IN_TIME.get(points.recovery(target, cause).state)
            if words is not None:
                yield Sentence(f"{target}{words}{cause} fails", About.RETURN, target, cause)


def _of_traffic(points: SinglePoints) -> Iterator[Sentence]:
    """When it is back nobody works out."""
    for cause in points.traffic.by_cause if points.traffic else ():
        words = f"{TRAFFIC}{_NOT_IN_TIME[Return.NOT_KNOWN]}{cause} fails"
        yield Sentence(words, About.RETURN)


def is_late_elsewhere(ranges: OverRanges) -> bool:
    """Whether something is not back in time elsewhere in ranges, or they could not all be tried."""
    return not ranges.is_complete or any(
        word.about is not About.FALL for part in ranges.elsewhere for word in part.found
    )
