"""`Run`: what a cascade came to. The timeline, the accounts of each component, the series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from topology.finding import MOST_ALTERNATIVES, MOST_LEVELS, Step, in_words, plain_steps
from topology.showing import Pictured
from topology.structure.words import left_out


class Word(StrEnum):
    """What can happen."""

    STRIKES = "strikes"
    FAILS = "fails"
    LIMPS = "limps"
    SEEN = "taken for dead"
    PASSES = "passes"
    FALLS = "falls"
    RETURNS = "returns"
    STARTS = "starts"
    REPAIRED = "repaired"
    VERIFIED = "verified"
    WAITS = "waits"
    OVERLOADED = "overloaded"
    RELIEVED = "relieved"
    CRASHES = "crashes"
    RESTARTS = "restarts"
    CALLS = "calls at its start"
    WARM = "warm"
    LOSES = "loses its active entry"
    LOSES_PART = "loses a part"
    SWITCHES = "switches"
    FAILS_BACK = "fails back"
    GOES_ON = "goes on"
    LIVES_ON = "lives on"
    USED_UP = "reserve used up"
    HELD_NO_MORE = "has it again"
    QUEUE_FULL = "queue full"
    LATE = "late"
    IN_TIME = "in time"
    CLEARED = "backlog cleared"
    DEMAND = "demand changes"
    CAPACITY = "capacity changes"
    LIMIT = "limit changes"
    BELOW_LEVEL = "below level"
    AT_LEVEL = "at level"
    TRAFFIC = "traffic"


NO_CAUSE = -1
MOST_CAUSES, FEWEST_CAUSES = 200, 10
"""Of longer chains to the lines of a timeline the first and the last are told; of fewer where all
chains would come to more than `MOST_TOLD`."""
MOST_TOLD = 20_000_000
"""About how many characters all chains to the lines of a timeline come to at most."""
BEGINNINGS = (Word.STRIKES, Word.FAILS, Word.LIMPS)
"""Lines that begin what a failure brings about."""
MOVES = (Word.CRASHES, Word.SWITCHES, Word.FAILS_BACK, Word.DEMAND)
"""Lines that keep something going."""
EFFECTS = (Word.BELOW_LEVEL, Word.AT_LEVEL, Word.TRAFFIC)
"""Lines that bring nothing about."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline; `cause` is the number of the line that brought it about."""

    at_s: float
    event: Word
    component: str
    words: str
    cause: int = NO_CAUSE
    level: float | None = None
    """The service level of the component from then on, where that is what the line tells."""
    also: tuple[int, ...] = ()
    """The lines by which other alternatives were lost, where too few are left."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The accounts of one component over a run: amounts in `Run.unit`, times in seconds.

    offered = served + shed + abandoned + backlog, to rounding.
    """

    offered: float
    served: float
    shed: float
    abandoned: float
    backlog: float
    downtime_s: float
    below_level_s: float
    longest_outage_s: float
    peak_utilisation: float | None
    waited: float
    """The total time that all who waited did so: `Run.unit` x seconds."""
    peak_backlog: float
    peak_backlog_at_s: float | None
    peak_delay_s: float | None
    cleared_at_s: float | None
    demand_lost: float
    money_lost: float
    level: float
    lowest_level: float
    outage_by: Mapping[str, float] = field(default_factory=dict)
    """How the time below its level divides by what it waited for; sums to `below_level_s`."""


@dataclass(frozen=True, slots=True)
class Series:
    """What a component went through: rates hold from one time to the next, the backlog is linear.

    All lists have the length of `t_s`; a point is given where a value changes.
    """

    t_s: tuple[float, ...]
    load: tuple[float, ...]
    served: tuple[float, ...]
    shed: tuple[float, ...]
    abandoned: tuple[float, ...]
    backlog: tuple[float, ...]
    utilisation: tuple[float | None, ...]
    level: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TrafficOutcome:
    """What became of the traffic of a document: rates in load units, amounts in `Run.unit`.

    offered = served + cut_off + gone, to rounding.
    """

    demand: float
    """The rate of all of it."""
    offered: float
    served: float
    """What had a way all along; where something was `short`, not all of it need have got through.
    """
    cut_off: float
    """What had no way though both its ends were up."""
    gone: float
    """What was from or to what was down."""
    short: tuple[str, ...]
    """The links and nodes that at some time let through less than came. It is offered in full to
    what comes after them all the same."""
    t_s: tuple[float, ...]
    """When either of the rates changed, and they have held from then on."""
    cut_off_rate: tuple[float, ...]
    gone_rate: tuple[float, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Run(Pictured):
    """One cascade from its first event to its end."""

    scenario: str
    unit: str
    """What amounts are counted in: the load unit without its time (`payments` of `payments/s`)."""
    currency: str
    until_s: float
    at_rest: bool
    """Whether nothing more can happen after the end; else it was cut off at `until_s`."""
    repeats_s: float | None
    """The period, if it goes round in a circle for ever, and all of it in one."""
    watched: tuple[str, ...]
    """The components whose level the timeline tells."""
    timeline: tuple[Happening, ...]
    outcomes: Mapping[str, Outcome]
    series: Mapping[str, Series]
    down: tuple[str, ...]
    """What is down at the end."""
    never: tuple[str, ...]
    """What is down at the end and could not come up: it waits for itself (start-up deadlock)."""
    growing: tuple[str, ...]
    """The queues that grow without end if it went on; of a run cut off none is known to."""
    largest_error: float
    """The largest relative gap in the accounts of any component at any event."""
    rounds: Mapping[str, float] = field(default_factory=dict)
    """By component, how long a round takes of that part of the whole in which something goes round
    for ever; where no state comes again, the time at the end that speaks for all to come."""
    restless: tuple[str, ...] = ()
    """Those of `rounds` whose part is not known to come to the same state again."""
    load_unit: str | None = None
    """What loads are counted in, as the document says."""
    cut_short: bool = False
    """Whether it was left before its end, with more events than a run may have, or out of time."""
    traffic: TrafficOutcome | None = None
    """What became of the traffic, if the document has any."""
    out_of_time: bool = False
    """Whether it was left as the time to follow it was up: of what comes then nothing is known."""

    def after_failing(self, line: int) -> tuple[str, ...]:
        """The chain to a line of what followed failures, which it begins with, all of them."""
        told, failed = self.because(line), self._failures()
        rest = told[1:] if told and told[0] in failed else told
        return (*_as_one(failed), *rest)

    def account_after_failing(self, line: int) -> tuple[Step, ...]:
        """The same with what became of every alternative on the way."""
        told, failed = self.account(line), self._failures()
        rest = told[1:] if told and told[0].words in failed else told
        return (*plain_steps(_as_one(failed)), *rest)

    def _failures(self) -> tuple[str, ...]:
        """What fails of itself, all at once, in words; no line after that moment is read."""
        found: list[Happening] = []
        for line in self.timeline:
            if found and line.at_s > found[0].at_s:
                break
            if line.event in BEGINNINGS and line.cause == NO_CAUSE:
                found.append(line)
        return tuple(line.words for line in found)

    def because(self, line: int) -> tuple[str, ...]:
        """The chain of what led to a line of the timeline, in words, the first cause first."""
        return tuple(self.timeline[number].words for number in self._chain(line))

    def all_because(self) -> Iterator[tuple[str, ...]]:
        """The chain of each line, in order; of a long one the first and the last steps.

        What goes round for long has chains as long as its timeline: O(lines x MOST_CAUSES), and
        `MOST_TOLD`.
        """
        characters = sum(len(line.words) for line in self.timeline)
        most = min(MOST_CAUSES, max(FEWEST_CAUSES, MOST_TOLD // max(1, characters)))
        half = most // 2
        before: list[int] = []
        openings: list[tuple[str, ...]] = []
        lengths: list[int] = []
        for number, line in enumerate(self.timeline):
            cause = line.cause
            if cause != NO_CAUSE and self.timeline[cause].words == line.words:
                cause, length, opening = before[cause], lengths[cause], openings[cause]
            elif cause == NO_CAUSE:
                length, opening = 1, (line.words,)
            else:
                length, opening = lengths[cause] + 1, openings[cause]
                opening = opening if len(opening) == half else (*opening, line.words)
            before.append(cause)
            lengths.append(length)
            openings.append(opening)
            hidden = max(0, length - 2 * half)
            ending: list[str] = []
            at = number
            while len(ending) < min(half, length - len(opening)):
                ending.append(self.timeline[at].words)
                at = before[at]
            yield *opening, *([left_out(hidden)] if hidden else ()), *reversed(ending)

    def _chain(self, line: int) -> list[int]:
        """The lines that led to a line; what only says again what led to it is left out."""
        chain: list[int] = []
        while line != NO_CAUSE:
            happening = self.timeline[line]
            if not chain or happening.words != self.timeline[chain[-1]].words:
                chain.append(line)
            line = happening.cause
        return chain[::-1]

    def account(self, line: int, levels: int = MOST_LEVELS) -> tuple[Step, ...]:
        """That chain, and at the last line that has several causes what led to each of them."""
        chain = self._chain(line)
        for k in range(len(chain) - 1, 0, -1):
            happening = self.timeline[chain[k]]
            lines = self._apart((happening.cause, *happening.also))
            rest = tuple(Step(self.timeline[n].words) for n in chain[k + 1 :])
            if len(lines) > 1 and levels:
                return *self._choice(chain, k, lines, levels), *rest
            if lines[0] != happening.cause:
                return *self.account(lines[0], levels), Step(happening.words), *rest
        return tuple(Step(self.timeline[number].words) for number in chain)

    def _choice(
        self, chain: Sequence[int], k: int, lines: Sequence[int], levels: int
    ) -> tuple[Step, ...]:
        """What led to the k-th line of a chain: what all lost lines have in common, then apart."""
        lost = {line: self.account(line, levels - 1) for line in lines}
        first = (Step(self.timeline[chain[0]].words),)
        begins = self.timeline[chain[0]].event in BEGINNINGS
        opening = first if begins or all(s[:1] == first for s in lost.values()) else ()
        told = (self._after(opening, line, lost[line]) for line in lines)
        parts = sorted(told, key=lambda steps: (len(steps), in_words(steps)))
        words, more = self.timeline[chain[k]].words, max(0, len(parts) - MOST_ALTERNATIVES)
        return *opening, Step(words, tuple(parts[:MOST_ALTERNATIVES]), more)

    def _apart(self, lines: Sequence[int]) -> list[int]:
        """Without those that led to another one of them, and are told with it."""
        led = {before for line in lines for before in self._chain(line)[:-1]}
        return [line for line in lines if line not in led]

    def _after(
        self, opening: tuple[Step, ...], line: int, steps: tuple[Step, ...]
    ) -> tuple[Step, ...]:
        """The steps to a line after the opening; of what has failed by itself that it has."""
        rest = steps[1:] if steps[:1] == opening else steps
        happening = self.timeline[line]
        if not rest or (len(rest) == 1 and happening.event in BEGINNINGS):
            return (Step(f"{happening.component} itself"),)
        return rest


def _as_one(failed: Sequence[str]) -> tuple[str, ...]:
    """Failures at once are one step."""
    return (" and ".join(failed),) if failed else ()
