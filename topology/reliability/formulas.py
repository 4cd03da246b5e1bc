"""The probability of a fault tree as its file has it, coherent or not, and the importances.

Only the diagram is asked (`formulas.solving`), no set of failures is solved for. So there is no
Fussell-Vesely, which is about minimal cut sets, and is not defined of a tree that is not coherent;
there Birnbaum's importance and the criticality may also be negative: the failure keeps the top from
failing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf

from topology.cutsets.engine.solution import Solution
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.cutsets.formulas.reading import NamedFormula
from topology.cutsets.formulas.solving import solve_probability
from topology.reliability.importance import CauseImportance, Importance
from topology.sources.fault_tree_definitions import EVENT, Definitions
from topology.values.units import YEAR_S

TOO_LARGE = "the decision diagram is too large"


class FormulaAvailability:
    """The long-run behaviour of one top of a file of fault trees."""

    def __init__(
        self,
        named: NamedFormula,
        definitions: Definitions,
        default: float | None = None,
        work: Work | None = None,
    ) -> None:
        """`default` is the unavailability of events that have none; no more than `work` is done."""
        self.id = named.id
        self.is_coherent = named.formula.is_coherent
        self._formula = named.formula
        self._events = named.events
        given = [event.unavailability for event in definitions.events.values()]
        names = list(definitions.events)
        unknown = [n for n in named.events if given[n] is None]
        self.supplied = tuple(sorted(names[n] for n in unknown if default is not None))
        self.missing = tuple(sorted(names[n] for n in unknown if default is None))
        self._q = [default or 0.0 if one is None else one for one in given]
        self.why_unknown = self._lacking()
        self._solution = None if self.why_unknown else self._solved(work or Work())

    def _lacking(self) -> str:
        """What never fails makes a coherent tree better; of any other nothing could be said."""
        if not self.missing or (self.is_coherent and len(self.missing) < len(self._events)):
            return ""
        number, of = len(self.missing), len(self._events)
        lack = "lack" if number > 1 else "lacks"
        return f"{number:,} of its {of:,} basic events {lack} a probability"

    def _solved(self, work: Work) -> Solution | None:
        solution = None if work.is_over else solve_probability(self._formula, work)
        if solution is None:
            large = TOO_LARGE if work.nodes > 0 else WORKED
            self.why_unknown = OUT_OF_TIME if work.expired() else large
        return solution

    @cached_property
    def unavailability(self) -> float | None:
        """The exact probability of the top; None when it is not known."""
        return None if self._solution is None else self._solution.unavailability(self._q)

    @property
    def is_bound(self) -> bool:
        """Whether the truth may be worse, for want of data."""
        return bool(self.missing)

    @property
    def downtime_minutes_per_year(self) -> float | None:
        """Minutes down in a year of 365 days."""
        return None if self.unavailability is None else self.unavailability * YEAR_S / 60

    @property
    def method(self) -> str:
        """The variable order of the largest diagram."""
        parts = () if self._solution is None else self._solution.parts
        largest = max(parts, key=lambda part: len(part.binary or ()), default=None)
        return "none" if largest is None else largest.rule

    @cached_property
    def importances(self) -> list[CauseImportance]:
        """The importances of all events with a probability, the most critical first, then by id."""
        if self._solution is None:
            return []
        slopes = self._solution.birnbaum(self._q)
        found = [
            CauseImportance(self._formula.events[n].name, 1, self._of(n, slopes[n]))
            for n in self._events
            if self._formula.events[n].name not in self.missing
        ]
        return sorted(found, key=lambda e: (-(e.importance.criticality or 0.0), e.id))

    def _of(self, event: int, slope: float) -> Importance:
        top, q = self.unavailability or 0.0, self._q[event]
        if top <= 0:
            return Importance(slope, None, None, None, None, fussell_vesely_exact=False)
        low = max(0.0, top - slope * q)
        if low < top * _CLOSE and self._solution is not None:
            low = self._solution.unavailability([*self._q[:event], 0.0, *self._q[event + 1 :]])
        return Importance(
            birnbaum=slope,
            criticality=(top - low) / top,
            fussell_vesely=None,
            raw=min(1.0, top + slope * (1.0 - q)) / top,
            rrw=top / low if low > 0 else inf,
            fussell_vesely_exact=False,
        )


_CLOSE = 1e-3
"""A top without an event below this share of that with it is computed anew, not as a difference."""


def formula_availabilities(
    definitions: Definitions,
    chosen: Sequence[NamedFormula],
    defaults: Mapping[str, float],
    work: Work,
) -> list[FormulaAvailability]:
    """One for each top that is chosen; `defaults` are unavailabilities by kind."""
    default = defaults.get(EVENT, defaults.get("*"))
    return [FormulaAvailability(named, definitions, default, work) for named in chosen]
