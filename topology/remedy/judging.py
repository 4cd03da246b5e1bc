"""What still fails with some choices made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Protocol

from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.options.choices import Choice
from topology.errors import DocumentError, TopologyError, UsageError, quoted
from topology.findings.gate.checked import Standing
from topology.findings.objectives.judged import Judged
from topology.remedy.after_one import After, is_asked_of_one
from topology.remedy.answer import Failure, State
from topology.remedy.documents import Documents
from topology.remedy.lasting import Lasting
from topology.remedy.standings import Standings, state_of
from topology.values.deadlines import never

Chosen = frozenset[int]
"""Positions of choices."""
NONE: Chosen = frozenset()
MOST_KEPT = 64
"""Documents that are kept as they were compiled, to be asked about more failures."""


class Judging(Protocol):
    """Says what fails with some choices made; what it was asked before it remembers."""

    @property
    def choices(self) -> Sequence[Choice]:
        """All that can be had."""

    def clash(self, a: int, b: int) -> bool:
        """Whether two choices cannot be had together."""

    def failures(self, chosen: Chosen) -> frozenset[Failure]:
        """All that fails: what has to be mended and is not, or was not to be mended and is now."""

    def fails(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether one thing fails; cheaper than all of them."""

    def is_lasting(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether it is shown that it fails with any of the chosen left out as well."""

    def state(self, chosen: Chosen) -> State:
        """All objectives judged by the ordinary analyses."""


class Judge:
    """A `Judging` of the objectives of a document."""

    def __init__(  # noqa: PLR0913
        self,
        topology: Topology,
        choices: Sequence[Choice],
        *,
        targets: Sequence[str] | None = None,
        today: str | None = None,
        defaults: Mapping[str, FailureData] | None = None,
        expired: Callable[[], bool] = never,
        deadline: Callable[[], bool] = never,
        at_values: bool = False,
    ) -> None:
        """Of some targets alone, if they are given: the objectives of which any is about them.

        `today` as in `SinglePoints`, `defaults` are failure data by kind. Once it has `expired`,
        what was not judged is not known; the money lost a year is worked out until the `deadline`.
        Raises `UnknownIdError` for targets that do not exist, and `UsageError` where no objective
        asks anything. `at_values` of ranges alone.
        """
        self._choices = tuple(choices)
        self._documents = Documents(topology, self._choices, targets, at_values=at_values)
        self._today, self._defaults, self._expired = today, defaults, expired
        self._deadline = deadline
        self._clashes = {
            (a, b)
            for (a, one), (b, other) in combinations(enumerate(self._choices), 2)
            if one.clashes_with(other)
        }
        self._failures: dict[Chosen, frozenset[Failure]] = {}
        self._states: dict[Chosen, State] = {}
        self._why_not: dict[Chosen, str] = {}
        self._afters: dict[Chosen, After] = {}
        """Those that were asked last, the last one last."""
        self._of_one: dict[tuple[Chosen, int], frozenset[Failure]] = {}
        self._numbers = self._documents.numbers
        self._bare = self._judged(self._documents.of(NONE))
        self._before = Standings.made(self._bare, self._numbers)
        self._failures[NONE] = self._before.violated
        plain = self._documents.plain(NONE)
        self._lasting = Lasting(self._bare.points.graph, plain, self._choices)
        self._last: tuple[Chosen, Judged, Standings] | None = None
        """What was judged last: more is often asked of it."""

    @property
    def choices(self) -> Sequence[Choice]:
        """All that can be had."""
        return self._choices

    @property
    def is_implicit(self) -> bool:
        """Whether the document asks nothing, so that every target has to survive a failure."""
        return self._documents.is_implicit

    def clash(self, a: int, b: int) -> bool:
        """Whether two choices cannot be had together."""
        return (min(a, b), max(a, b)) in self._clashes

    def failures(self, chosen: Chosen) -> frozenset[Failure]:
        """All that fails: what has to be mended and is not, or was not to be mended and is now.

        Where nothing can be judged: everything, with a reason (`why_not`).
        """
        self._judge(chosen)
        return self._failures[chosen]

    def why_not(self, chosen: Chosen) -> str:
        """Why nothing can be judged with some choices made; empty where it can."""
        self._judge(chosen)
        return self._why_not.get(chosen, "")

    def fails(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether one thing fails; cheaper than all of them."""
        if chosen not in self._failures:
            try:
                return self._fails_now(chosen, failure)
            except (DocumentError, UsageError) as error:
                self._spoil(chosen, error)
        return chosen in self._why_not or failure in self._failures[chosen]

    def _fails_now(self, chosen: Chosen, failure: Failure) -> bool:
        after = self._after(chosen)
        if is_asked_of_one(after.graph, failure) and not after.graph.ranges:
            return after.is_too_much(failure)
        key = chosen, failure.objective
        if key not in self._of_one:
            judged = self._judged(after.graph.topology, (failure.objective,))
            found = Standings.made(judged, (failure.objective,))
            self._of_one[key] = found.failing(self._before)
        return failure in self._of_one[key]

    def _after(self, chosen: Chosen) -> After:
        found = self._afters.pop(chosen, None) or After(self._made(chosen), today=self._today)
        self._afters[chosen] = found
        if len(self._afters) > MOST_KEPT:
            del self._afters[next(iter(self._afters))]
        return found

    def is_lasting(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether it is shown that it fails with any of the chosen left out as well."""
        if not chosen:
            return self.fails(chosen, failure)
        if not self._lasting.only_helps(chosen):
            return False
        bare = self._after(NONE)
        if not is_asked_of_one(bare.graph, failure) or not bare.is_structural(failure):
            return False
        if not self._lasting.keeps_asking(chosen, failure.objective, failure.about):
            return False
        try:
            return chosen not in self._why_not and self._after(chosen).is_structural(failure)
        except (DocumentError, UsageError) as error:
            self._spoil(chosen, error)
            return False

    def state(self, chosen: Chosen) -> State:
        """All objectives judged by the ordinary analyses."""
        if chosen not in self._states:
            self._states[chosen] = self._state(chosen)
        return self._states[chosen]

    # -- judged -----------------------------------------------------------------------------------

    def _judge(self, chosen: Chosen) -> None:
        if chosen in self._failures:
            return
        try:
            _, found = self.judged(chosen)
            self._failures[chosen] = found.failing(self._before)
        except (DocumentError, UsageError) as error:
            self._spoil(chosen, error)

    def _state(self, chosen: Chosen) -> State:
        self._judge(chosen)
        if chosen in self._why_not:
            return self._spoilt(chosen)
        judged, found = self.judged(chosen)
        failing = self._failures[chosen]
        return state_of(judged, found, failing, self._defaults, self._deadline)

    def judged(self, chosen: Chosen) -> tuple[Judged, Standings]:
        """What the ordinary analyses find; what was judged last, and first, is remembered.

        Raises `DocumentError` and `UsageError` where nothing can be judged.
        """
        if not chosen:
            return self._bare, self._before
        if self._last is None or self._last[0] != chosen:
            judged = self._judged(self._made(chosen))
            self._last = chosen, judged, Standings.made(judged, self._numbers)
        return self._last[1:]

    def _made(self, chosen: Chosen) -> Topology:
        """The document that some choices come to; raises where they cannot be had together."""
        if found := next(filter(self._clashes.__contains__, combinations(sorted(chosen), 2)), None):
            one, other = (quoted(self._choices[n].id) for n in found)
            raise UsageError(f"{one} and {other} cannot be had together")
        return self._documents.of(chosen)

    def _judged(self, topology: Topology, only: Sequence[int] | None = None) -> Judged:
        return Judged.of(
            topology,
            today=self._today,
            only=self._numbers if only is None else only,
            defaults=self._defaults,
            expired=self._expired,
        )

    def _spoil(self, chosen: Chosen, error: TopologyError) -> None:
        """Notes that nothing can be judged: all that was known counts as failing."""
        held = self._before.of.items()
        lost = (Failure(*key) for key, standing in held if standing is not Standing.NOT_KNOWN)
        self._failures[chosen] = self._failures[NONE].union(lost)
        self._why_not[chosen] = str(error)

    def _spoilt(self, chosen: Chosen) -> State:
        before, failures = self.state(NONE), self._failures[chosen]
        clauses = dict.fromkeys(before.clauses, Standing.NOT_KNOWN)
        left = replace(before.left, failures=len(failures))
        return State(clauses, (self._why_not[chosen],), (), left)
