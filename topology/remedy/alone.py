"""What each choice does by itself: what it mends, what it makes worse, what it saves a year.

It can make worse what it was not meant for: more load reaches a bottleneck, or what is added takes
down what it was added to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from topology.document.failure_data import FailureData
from topology.findings.gate.checked import Standing
from topology.findings.ranking.recoveries import Recovery
from topology.findings.single_points import SinglePoints
from topology.remedy.answer import Alone
from topology.remedy.judging import NONE, Judge
from topology.remedy.standings import Standings, loss_per_year
from topology.values.rounding import exceeds
from topology.values.steps import Step
from topology.values.units import counted, time_words


def alone(
    judge: Judge,
    defaults: Mapping[str, FailureData] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Alone, ...]:
    """What each choice does by itself, in their order; `defaults` are failure data by kind.

    Each is judged in full. `tell` is told how far it is.
    """
    number = counted(len(judge.choices), "option")
    before = judge.judged(NONE)[0].points
    loss = loss_per_year(before, defaults)
    found = []
    for place, choice in enumerate(judge.choices):
        said = f"trying option {place + 1:,} of {number} by itself"
        tell(Step.of(said, place, len(judge.choices)))
        chosen = frozenset((place,))
        if why := judge.why_not(chosen):
            found.append(Alone(choice, (), (why,), None))
            continue
        removes = tuple(sorted(judge.failures(NONE) - judge.failures(chosen)))
        judged, standings = judge.judged(chosen)
        worse = (
            *_broken(judge.judged(NONE)[1], standings),
            *_new_points(before, judged.points),
            *_longer(before, judged.points),
        )
        after = None if loss is None else loss_per_year(judged.points, defaults)
        gain = None if loss is None or after is None else loss - after
        found.append(Alone(choice, removes, tuple(dict.fromkeys(worse)), gain))
    return tuple(found)


def _broken(before: Standings, after: Standings) -> Iterator[str]:
    """The clauses that held and do not any more, or of which that is not known."""
    for key, standing in after.of.items():
        if standing is not Standing.HOLDS and before.held(key):
            yield from after.said[key]


def _new_points(before: SinglePoints, after: SinglePoints) -> Iterator[str]:
    """The single points of failure that a target did not have."""
    for target in after.targets:
        known = frozenset(before.causes(target) if target in before.targets else ())
        for cause in after.causes(target):
            if cause not in known:
                yield f"{target} falls to {cause} ({after.failure_class(target, cause).value})"


def _longer(before: SinglePoints, after: SinglePoints) -> Iterator[str]:
    """The outages that last longer after the same failure."""
    for target in after.targets:
        if target not in before.targets or not (
            _is_told(before, target) or _is_told(after, target)
        ):
            continue
        known = frozenset(before.causes(target))
        for cause in filter(known.__contains__, after.causes(target)):
            was, now = before.recovery(target, cause), after.recovery(target, cause)
            if _is_worse(was, now):
                yield f"{target} is {_out(now)} after {cause} instead of {_out(was, 'out ')}"


def _is_told(points: SinglePoints, target: str) -> bool:
    """Whether outages are judged anyway, or need not be played."""
    return not points.under_load.matters or points.graph.standards.rto(target) is not None


def _is_worse(was: Recovery, now: Recovery) -> bool:
    """Whether an outage lasts longer, or it is known no more that it ends."""
    if was.wanting:
        return False
    return bool(now.wanting) or exceeds(now.outage_s, was.outage_s)


def _out(recovery: Recovery, left_out: str = "") -> str:
    """How long an outage lasts, as it follows upon `is`, or without what is left out of that."""
    if recovery.wanting:
        return f"out for nobody knows how long ({recovery.wanting})".removeprefix(left_out)
    if recovery.is_never:
        return "never back"
    return f"out {time_words(recovery.outage_s)}".removeprefix(left_out)
