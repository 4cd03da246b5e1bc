"""The sets that fail one tree of a file that is not coherent: of which kind, how many, which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice

from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.cutsets.formulas.implicants import Implicants, minimal_p_cuts, prime_implicants
from topology.cutsets.formulas.reading import NamedFormula
from topology.sources.fault_tree_definitions import Definitions

TOO_LARGE = "the decision diagram of the tree is too large"
PRIMES_TOO_LARGE = (
    "their decision diagrams are too large; without --prime-implicants its minimal p-cuts are "
    "listed, those of the fewest events at least"
)
TOO_MANY = "there are too many for the room that is given to them"


class Kind(StrEnum):
    """What the sets are; never minimal cut sets, which only coherent trees have."""

    P_CUTS = "minimal p-cuts"
    PRIMES = "prime implicants"


@dataclass(frozen=True, slots=True)
class FailingSet:
    """Literals: events that happen, and after `not` those that must not; their probability."""

    literals: tuple[str, ...]
    probability: float | None


class FailingSets:
    """The minimal p-cuts or prime implicants of one tree: all counted, listed as far as asked."""

    def __init__(
        self,
        named: NamedFormula,
        definitions: Definitions,
        kind: Kind,
        max_order: int | None,
        work: Work,
    ) -> None:
        self.id = named.id
        self.kind = kind
        self.asked = max_order
        given = [event.unavailability for event in definitions.events.values()]
        names = list(definitions.events)
        self.missing = tuple(sorted(names[n] for n in named.events if given[n] is None))
        self._q = [one or 0.0 for one in given]
        find = minimal_p_cuts if kind is Kind.P_CUTS else prime_implicants
        self._found: Implicants | None = find(named.formula, max_order, work)
        self.why_unknown = self._why(work)

    def _why(self, work: Work) -> str:
        """Why not all that were asked for are there, if so."""
        if self.is_known and (self.is_complete or self.max_order == self.asked):
            return ""
        if work.expired():
            return OUT_OF_TIME
        if work.nodes <= 0:
            return WORKED
        if self.is_known:
            return TOO_MANY
        return TOO_LARGE if self.kind is Kind.P_CUTS else PRIMES_TOO_LARGE

    @property
    def is_known(self) -> bool:
        """Whether any that were asked for are there."""
        return self._found is not None

    @property
    def is_complete(self) -> bool:
        """Whether none is missing, of whatever order."""
        return self._found is not None and self._found.solution.complete

    @property
    def max_order(self) -> int | None:
        """Up to which order none is missing, or were asked for; None when all are there."""
        if self._found is None or self.is_complete:
            return self.asked
        return self._found.solution.max_order

    @cached_property
    def count_by_order(self) -> dict[int, int]:
        """How many have each number of literals; exact."""
        return {} if self._found is None else dict(self._found.solution.count_by_order)

    @property
    def total(self) -> int:
        """How many there are, up to `max_order` where that was asked."""
        return sum(self.count_by_order.values())

    @property
    def ranked_by(self) -> str:
        """`unavailability` where every event has a probability, else `order`."""
        return "order" if self.missing else "unavailability"

    def listed(self, limit: int) -> list[FailingSet]:
        """The first: most probable first where that is known, else those of fewest literals."""
        return list(islice(self._listed(), limit))

    def _listed(self) -> Iterator[FailingSet]:
        if self._found is None:
            return
        solution = self._found.solution
        if self.missing:
            found, known = solution.smallest(), False
        else:
            q = [*self._q, *(1.0 - one for one in self._q)] if self._found.primes else self._q
            found, known = solution.most_probable(q), True
        for each in found:
            literals = tuple(solution.events[n].name for n in each.events)
            yield FailingSet(literals, each.probability if known else None)
