"""For which part of a range a verdict holds: values that are not known exactly, tried out.

Each range of a document is gone through by itself, the others at their values. A verdict need not
change only once along it, so it is sampled at evenly spaced values, ends and given value among
them; between neighbours that differ the change is found by bisection. What lies between two equal
samples is taken to be equal, and `samples` says how many there were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from topology.cascade import run_failures, run_scenario
from topology.document import Path, Topology
from topology.ranged import Ranged
from topology.run import Run, Word
from topology.spof import SinglePoints

Verdict = frozenset[str]
"""What is said of a topology at one value: sentences, each true there."""
SAMPLES = 17
PRECISION = 2e-5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a range in which one verdict holds, from `low` to `high`."""

    low: float
    high: float
    verdict: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a verdict depends on one range; one stretch if it does not."""

    place: str
    ranged: Ranged
    stretches: tuple[Stretch, ...]
    samples: int

    @property
    def is_decisive(self) -> bool:
        """Whether the verdict is not the same all over the range."""
        return len(self.stretches) > 1

    @property
    def always(self) -> frozenset[str]:
        """What is true all over the range."""
        return frozenset(self.stretches[0].verdict).intersection(
            *(stretch.verdict for stretch in self.stretches)
        )


def sensitivities(
    topology: Topology,
    judge: Callable[[Topology], Verdict],
    tell: Callable[[str], None] = lambda _: None,
) -> list[Sensitivity]:
    """The sensitivity of a verdict to each range of a document, in document order.

    Costs `SAMPLES` verdicts for each range, and some 20 for each change.
    """
    ranges = topology.ranges()
    plain = topology.to_dict() if ranges else {}
    found = []
    for path, ranged in ranges:
        place = place_of(plain, path)
        tell(f"trying {place}")
        found.append(_sensitivity(topology, plain, path, ranged, judge))
    return found


def _sensitivity(
    topology: Topology,
    plain: dict[str, Any],
    path: Path,
    ranged: Ranged,
    judge: Callable[[Topology], Verdict],
) -> Sensitivity:
    def at(value: float) -> Verdict:
        return judge(_with_value(topology, plain, path, ranged.write(value)))

    low, high = ranged.low, ranged.high
    even = [low + (high - low) * i / (SAMPLES - 1) for i in range(1, SAMPLES - 1)]
    values = sorted({low, *even, high, float(ranged)})
    verdicts = [at(value) for value in values]
    stretches: list[Stretch] = []
    start = low
    for i in range(1, len(values)):
        left, verdict = values[i - 1], verdicts[i - 1]
        while verdict != verdicts[i]:
            left, right, after = _change(at, left, values[i], verdict, verdicts[i])
            edge = rounded(left, right, high - low)
            stretches.append(Stretch(start, edge, tuple(sorted(verdict))))
            start, left, verdict = edge, right, after
    stretches.append(Stretch(start, high, tuple(sorted(verdicts[-1]))))
    return Sensitivity(place_of(plain, path), ranged, tuple(stretches), len(values))


def _change(
    at: Callable[[float], Verdict], left: float, right: float, before: Verdict, after: Verdict
) -> tuple[float, float, Verdict]:
    """The first value to be found after which `before` does not hold, and what holds then."""
    width = (right - left) * PRECISION
    while right - left > width:
        middle = (left + right) / 2
        if not left < middle < right:
            break
        found = at(middle)
        if found == before:
            left = middle
        else:
            right, after = middle, found
    return left, right, after


def rounded(low: float, high: float, width: float) -> float:
    """The shortest number between two that lie close together, or their middle.

    >>> rounded(0.13499999, 0.13500001, 0.4)
    0.135
    """
    middle = (low + high) / 2
    for digits in range(1, 17):
        short = float(f"{middle:.{digits}g}")
        if low <= short <= high or abs(short - middle) <= width * PRECISION / 4:
            return short
    return middle


# -- verdicts -------------------------------------------------------------------------------------


def single_point_verdict(topology: Topology) -> Verdict:
    """Which targets fall to which causes, and in which class."""
    points = SinglePoints.of(topology)
    return frozenset(
        f"{target} falls to {cause} ({points.failure_class(target, cause).value})"
        for target in points.targets
        for cause in points.causes(target)
    )


def run_verdict(topology: Topology, run: Run) -> Verdict:
    """What a run came to: who crashed, who was out for too long, who is short at its end."""
    crashes = Counter(line.component for line in run.timeline if line.event is Word.CRASHES)
    said = {f"{name} crashes" for name in crashes}
    said.update(f"{name} crashes again" for name, times in crashes.items() if times > 1)
    said.update(
        f"{name} has a backlog at the end" for name, o in run.outcomes.items() if o.backlog > 1e-9
    )
    rtos = {entry.of: entry.rto for entry in topology.objectives}
    levels = {entry.of: entry.level for entry in topology.objectives}
    for name in run.watched:
        outcome, rto = run.outcomes[name], rtos.get(name)
        if rto is not None and outcome.longest_outage_s > rto * (1 + 1e-9):
            said.add(f"{name} is out for longer than its rto")
        if outcome.level < levels.get(name, 1.0) - 1e-9:
            said.add(f"{name} is below its level at the end")
    said.update(f"{name} never comes back" for name in run.never)
    return frozenset(said)


def scenario_verdict(scenario: str, until_s: float | None = None) -> Callable[[Topology], Verdict]:
    """The verdict of playing one scenario."""

    def judge(topology: Topology) -> Verdict:
        return run_verdict(topology, run_scenario(topology, scenario, until_s=until_s))

    return judge


def failures_verdict(
    failed: Sequence[str], until_s: float | None = None
) -> Callable[[Topology], Verdict]:
    """The verdict of letting some fail at once."""

    def judge(topology: Topology) -> Verdict:
        return run_verdict(topology, run_failures(topology, failed, until_s=until_s))

    return judge


# -- places ---------------------------------------------------------------------------------------


def _with_value(topology: Topology, plain: dict[str, Any], path: Path, value: Any) -> Topology:
    """The topology with one value changed."""
    return type(topology).from_dict(_changed(plain, path, value))


def _changed(plain: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    inner = _changed(plain[path[0]], path[1:], value)
    if isinstance(plain, list):
        return [inner if index == path[0] else part for index, part in enumerate(plain)]
    return {**plain, path[0]: inner}


def place_of(plain: Any, path: Path) -> str:
    """`book-travel.needs[0].share`: items by their id, fields by their name."""
    words: list[str] = []
    for step in path:
        plain = plain[step]
        if isinstance(step, int):
            name = plain.get("id", plain.get("of")) if isinstance(plain, dict) else None
            if isinstance(name, str):
                words = [name]
            else:
                words[-1] += f"[{step}]"
        else:
            words.append(step)
    return ".".join(words)
