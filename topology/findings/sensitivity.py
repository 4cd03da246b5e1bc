"""For which part of a range a verdict holds: values that are not known exactly, tried out.

Each range of a document is gone through by itself, the others at their values. A verdict need not
change only once along it, so it is sampled at evenly spaced values, ends and given value among
them; between neighbours that differ the change is found by bisection. What lies between two equal
samples is taken to be equal, and `samples` says how many there were. Of whole numbers only whole
numbers are tried, all of them where they are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from math import inf
from typing import Any

from topology.document.document import Path, Topology
from topology.document.schema import TRAFFIC
from topology.errors import DocumentError, UsageError
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.cascade import ZenoError
from topology.loads.cascade.effort import DONE, EnoughDoneError
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run, Word
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.moment.amplification import AmplificationError
from topology.loads.ranging.along import Along, Base, going_along
from topology.values.deadlines import never
from topology.values.ranged import Ranged, RangedInt


class About(Enum):
    """What a sentence of a verdict is about."""

    FALL = auto()
    SHORT = auto()
    """A target that is not at its level with nothing failed, or is not judged."""
    RETURN = auto()
    """A target that is not back in time."""
    UNJUDGED = auto()
    """Loads that could not be judged."""
    ELSE = auto()


class Sentence(str):
    """A sentence of a verdict, which is the same as its words; and what it is about."""

    about: About
    target: str
    cause: str

    def __new__(
        cls, words: str, about: About = About.ELSE, target: str = "", cause: str = ""
    ) -> Sentence:
        """Words about a target, and about a cause that takes it down."""
        made = super().__new__(cls, words)
        made.about, made.target, made.cause = about, target, cause
        return made


Verdict = frozenset[Sentence]
"""What is said of a topology at one value: sentences, each true there."""
Sample = tuple[float, Verdict]
SAMPLES = 17
PRECISION = 2e-5
MOST_WORK = 37_000
"""What may be done for all ranges where no limit of time is given: in moments of runs, see
`topology.loads.cascade.effort`; what is done without runs is counted by `COMPONENTS`."""
COMPONENTS = 20
"""So many components are made and judged without a run while a moment goes by."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a range in which one verdict holds, from `low` to `high`.

    The next one begins where it ends, or at the next whole number.
    """

    low: float
    high: float
    verdict: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most that a target is out at a time over a range; `inf` is for good."""

    target: str
    low: float
    """Seconds."""
    high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a verdict depends on one range; one stretch if it does not."""

    place: str
    ranged: Ranged
    stretches: tuple[Stretch, ...]
    samples: int
    spans: tuple[Span, ...] = ()
    """The outages that are not the same all over it; of runs alone, and as far as was tried."""

    @property
    def is_decisive(self) -> bool:
        """Whether the verdict is not the same all over the range."""
        return len(self.stretches) > 1

    @property
    def always(self) -> frozenset[Sentence]:
        """What is true all over the range."""
        return frozenset(self.stretches[0].verdict).intersection(
            *(stretch.verdict for stretch in self.stretches)
        )

    def place_of(self, stretch: Stretch) -> str:
        """Where in the document a stretch is: `db.count from 1 to 2`."""
        low, high = (_written(self.ranged, value) for value in (stretch.low, stretch.high))
        return f"{self.place} from {low} to {high}"


def _written(ranged: Ranged, value: float) -> str:
    said = ranged.write(value)
    return said if isinstance(said, str) else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Untried:
    """So many ranges were not gone through: for want of time, if there was a limit, or of work."""

    number: int = 0
    is_timed: bool = False


class Allowance:
    """The work that is left for the ranges of a document, whatever is judged along them.

    It is counted, not timed, so that as many ranges are gone through on any machine.
    """

    def __init__(self, work: float | None = None) -> None:
        """As much as `MOST_WORK`, unless told."""
        self.left = MOST_WORK if work is None else work

    @contextmanager
    def spent(self, topology: Topology, *, is_limit: bool) -> Iterator[None]:
        """Takes off what is done meanwhile to judge a document; if it is the limit, no more than
        is left, by `EnoughDoneError`."""
        before = DONE.work
        try:
            with DONE.at_most(self.left if is_limit else inf):
                yield
        finally:
            self.left -= DONE.work - before + 1 + len(topology.components) / COMPONENTS


Made = dict[tuple[Path, float], Topology | DocumentError]
"""A document with one of its ranges at some value, as made for one verdict and kept for others."""


def sensitivities(
    topology: Topology,
    judge: Callable[[Topology], Verdict],
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
    made: Made | None = None,
    allowance: Allowance | None = None,
) -> list[Sensitivity]:
    """The sensitivity of a verdict to each range of a document, in document order.

    A range that is not gone through when it has `expired` is left out, and so are those after it;
    where no limit of time is given, when the `allowance` is used up. What is `made` for one verdict
    can be given to the next, and what is left of the allowance.

    Costs `SAMPLES` verdicts for each range, and some 20 for each change. Where a value leaves
    nothing to judge, because loads amplify without bound or the document contradicts itself, that
    is the verdict there.
    """
    played: dict[str, list[float]] = {}
    made = {} if made is None else made
    allowance = allowance or Allowance()
    DONE.count_anew()
    ranges = topology.ranges()
    plain = topology.to_dict() if ranges else {}
    # What could be done is no part of a verdict, and would be checked anew for each value.
    plain.pop("options", None)
    base = Base(plain)
    found = []
    for path, ranged in ranges:
        place = place_of(plain, path)
        tell(f"trying {place}")

        def at(value: float, path: Path = path, ranged: Ranged = ranged) -> Verdict:
            is_counted = expired is never
            if expired() or (is_counted and allowance.left <= 0):
                raise EnoughDoneError
            with allowance.spent(topology, is_limit=is_counted):
                if (path, value) not in made:
                    made[path, value] = _made(
                        type(topology), _changed(plain, path, ranged.write(value))
                    )
                with _along(base, path, ranged, value, made[path, value]):
                    verdict = _judged(made[path, value], judge)
            if isinstance(judge, RunJudge):
                for target, seconds in judge.outages.items():
                    played.setdefault(target, []).append(seconds)
            return verdict

        played.clear()
        samples = _samples(ranged)
        try:
            stretches = tuple(_stretches(at, samples, whole=isinstance(ranged, RangedInt)))
        except EnoughDoneError:
            break
        found.append(Sensitivity(place, ranged, stretches, len(samples), tuple(_spans(played))))
    return found


def _spans(outages: Mapping[str, Sequence[float]]) -> Iterator[Span]:
    for target, seconds in sorted(outages.items()):
        low, high = min(seconds), max(seconds)
        if high > low + max(1e-6, 1e-9 * low):
            yield Span(target, low, high)


def _made(kind: type[Topology], changed: dict[str, Any]) -> Topology | DocumentError:
    try:
        return kind.from_dict(changed)
    except DocumentError as error:
        return error


@contextmanager
def _along(
    base: Base, path: Path, ranged: Ranged, value: float, topology: Topology | DocumentError
) -> Iterator[None]:
    """Lets what is played of a document at a value serve for others."""
    if isinstance(topology, DocumentError):
        yield
        return
    with going_along(Along(base, path, ranged, value, topology)):
        yield


def _judged(topology: Topology | DocumentError, judge: Callable[[Topology], Verdict]) -> Verdict:
    if isinstance(topology, DocumentError):
        return frozenset({Sentence("the document contradicts itself")})
    try:
        return judge(topology)
    except LOAD_ERRORS as error:
        return frozenset({Sentence(UNJUDGED[type(error)], About.UNJUDGED)})
    except UsageError:
        return frozenset({Sentence("the scenario cannot be played")})


UNJUDGED = {
    AmplificationError: "loads amplify without bound",
    ZenoError: "infinitely many events happen in finite time",
}
_NOT_JUDGED = "loads cannot be judged"


def _samples(ranged: Ranged) -> list[float]:
    """Evenly spaced values of a range, with its ends and its own; all of few whole numbers."""
    low, width = ranged.low, ranged.high - ranged.low
    if isinstance(ranged, RangedInt):
        parts = min(int(width), SAMPLES - 1)
        even = [low + width * i // parts for i in range(parts)]
    else:
        even = [low + width * i / (SAMPLES - 1) for i in range(SAMPLES - 1)]
    return sorted({*even, ranged.high, ranged.value})


def _stretches(
    at: Callable[[float], Verdict], values: Sequence[float], *, whole: bool
) -> Iterator[Stretch]:
    """The stretches between samples; those of whole numbers end and begin at whole numbers."""
    start, width = values[0], values[-1] - values[0]
    # From the ends on: what is the same there for all values is played only once. Nothing is for
    # whole numbers, which are numbers of members and the like.
    found = {value: at(value) for value in (values if whole else (values[-1], *values[:-1]))}
    samples = [(value, found[value]) for value in values]
    verdict = samples[0][1]
    for before, after in pairwise(samples):
        left = before
        while left[1] != after[1]:
            last, right = _change(at, left, after, whole=whole)
            edge = last if whole else rounded(last, right[0], width)
            yield Stretch(start, edge, tuple(sorted(left[1])))
            start, left = right[0] if whole else edge, right
        verdict = after[1]
    yield Stretch(start, values[-1], tuple(sorted(verdict)))


def _change(
    at: Callable[[float], Verdict], before: Sample, after: Sample, *, whole: bool
) -> tuple[float, Sample]:
    """The last value to be found at which the verdict is that before, and the next sample."""
    left, right = before[0], after
    width = 1 if whole else (right[0] - left) * PRECISION
    while right[0] - left > width:
        middle = (left + right[0]) // 2 if whole else (left + right[0]) / 2
        if not left < middle < right[0]:
            break
        found = at(middle)
        if found == before[1]:
            left = middle
        else:
            right = middle, found
    return left, right


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


def targets_verdict(targets: Sequence[str] | None) -> Callable[[Topology], Verdict]:
    """The verdict on some targets, as `single_point_verdict` gives it on those of the document."""
    return lambda topology: points_verdict(SinglePoints.of(topology, targets))


def single_point_verdict(topology: Topology) -> Verdict:
    """Which targets fall to which causes, and in which class."""
    return points_verdict(SinglePoints.of(topology))


def points_verdict(points: SinglePoints) -> Verdict:
    """The verdict on what was analysed."""
    said = {
        Sentence(
            f"{target} falls to {cause} ({points.failure_class(target, cause).value})",
            About.FALL,
            target,
            cause,
        )
        for target in points.targets
        for cause in points.causes(target)
    }
    for targets, words in (
        (points.below_level, "is below its level with nothing failed"),
        (points.never_up, "does not work with nothing failed"),
        (points.not_judged, "is not judged"),
    ):
        said.update(Sentence(f"{target} {words}", About.SHORT, target) for target in targets)
    said.update(_of_traffic(points))
    unjudged = [_NOT_JUDGED] if points.load_unjudged else []
    unjudged += [f"{_NOT_JUDGED} after {cause} fails" for cause in points.causes_unjudged]
    return frozenset(said.union(Sentence(words, About.UNJUDGED) for words in unjudged))


def _of_traffic(points: SinglePoints) -> Iterator[Sentence]:
    traffic = points.traffic
    if traffic is None:
        return
    if traffic.intact(traffic.limit) is not None:
        yield Sentence(f"{TRAFFIC} is not carried with nothing failed", About.SHORT)
    for cause, hit in traffic.by_cause.items():
        yield Sentence(f"{TRAFFIC} falls to {cause} ({hit.failure_class.value})", About.FALL)


def run_verdict(topology: Topology, run: Run) -> Verdict:
    """What a run came to: who crashed, who was out for too long, who is short at its end."""
    crashes = Counter(line.component for line in run.timeline if line.event is Word.CRASHES)
    said = {f"{name} crashes" for name in crashes}
    said.update(f"{name} crashes again" for name, times in crashes.items() if times > 1)
    queues = (c.id for c in topology.components if c.overload and c.overload.mode == "queue")
    said.update(
        f"{name} has a backlog at the end" for name in queues if run.outcomes[name].backlog > 1e-9
    )
    standards = topology.standards
    for name in run.watched:
        outcome, standard = run.outcomes[name], standards.get(name)
        rto, level = (standard.rto, standard.level) if standard else (None, 1.0)
        if rto is not None and outcome.longest_outage_s > rto * (1 + 1e-9):
            said.add(f"{name} is out for longer than its rto")
        if outcome.level < level - 1e-9:
            said.add(f"{name} is below its level at the end")
    said.update(f"{name} never comes back" for name in run.never)
    return frozenset(map(Sentence, said))


class RunJudge:
    """Judges a topology by a run of it."""

    def __init__(self, play: Callable[[Topology], Run]) -> None:
        self._play = play
        self.outages: dict[str, float] = {}
        """The longest outage in seconds of each of the watched, in the run judged last."""

    def __call__(self, topology: Topology) -> Verdict:
        """The verdict on the run; raises what keeps it from being played."""
        self.outages = {}
        run = self._play(topology)
        self.outages = {name: run.outcomes[name].longest_outage_s for name in run.watched}
        return run_verdict(topology, run)


def scenario_verdict(scenario: str, until_s: float | None = None) -> RunJudge:
    """The verdict of playing one scenario."""
    return RunJudge(
        lambda topology: run_scenario(topology, scenario, until_s=until_s, explained=False)
    )


def failures_verdict(failed: Sequence[str], until_s: float | None = None) -> RunJudge:
    """The verdict of letting some fail at once."""
    return RunJudge(
        lambda topology: run_failures(topology, failed, until_s=until_s, explained=False)
    )


# -- places ---------------------------------------------------------------------------------------


def _changed(plain: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    inner = _changed(plain[path[0]], path[1:], value)
    if isinstance(plain, list):
        return [inner if index == path[0] else part for index, part in enumerate(plain)]
    return {**plain, path[0]: inner}


def place_of(plain: Any, path: Path) -> str:
    """`book-travel.needs[0].share`, `switch:limping.leaves`: items by id, fields by name."""
    words: list[str] = []
    for step in path:
        plain = plain[step]
        if isinstance(step, int):
            name = plain.get("id", plain.get("of")) if isinstance(plain, dict) else None
            if isinstance(name, str):
                is_mode = words[-1:] == ["modes"]
                words = [f"{words[0]}:{name}" if is_mode else name]
            else:
                words[-1] += f"[{step}]"
        else:
            words.append(step)
    return ".".join(words)
