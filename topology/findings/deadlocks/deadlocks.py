"""The deadlocks of a topology: what could not start from cold, and what no mending brings back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cached_property

from topology.finding import Finding, Rule
from topology.structure.deadlocks.recovery import RecoveryDeadlock, RecoveryDeadlocks
from topology.structure.deadlocks.start_up import deadlock_reason, start_up_deadlocks
from topology.structure.order_one.order_one import OrderOne


class Deadlocks:
    """The deadlocks of a graph, by ids. Each kind is looked for when it is asked for."""

    def __init__(
        self,
        order: OrderOne,
        still_down: Callable[[str], Collection[int] | None] = lambda _: None,
    ) -> None:
        """`still_down` says what is down in the end after a cause, where reserves could hold it."""
        self._order = order
        self._still_down = still_down
        self._graph = order.graph
        self._recoveries = RecoveryDeadlocks(order)
        self._told: dict[str, tuple[str, ...]] = {}

    @cached_property
    def start_up(self) -> tuple[tuple[str, ...], ...]:
        """Components that run but cannot start from cold, in groups that wait for one another.

        Without a cycle of needs, or needs to start, there are none: what needs nothing starts, and
        so on upward.
        """
        if not self._order.has_cycles and self._graph.starting is self._graph.nodes:
            return ()
        ids = self._graph.ids
        return tuple(tuple(ids[v] for v in group) for group in start_up_deadlocks(self._graph))

    def start_up_finding(self, deadlock: tuple[str, ...]) -> Finding:
        """A start-up deadlock, with a shortest circle of waiting as its reason."""
        members = tuple(self._graph.index[name] for name in deadlock)
        return Finding(
            rule=Rule.START_UP_DEADLOCK,
            where=deadlock[0],
            involved=deadlock,
            message=f"{len(deadlock):,} components run, but could not start from cold",
            reason=deadlock_reason(self._graph, members),
        )

    @cached_property
    def _recovery(self) -> dict[str, RecoveryDeadlock]:
        size, ids, strikes = self._graph.size, self._graph.ids, self._graph.strikes
        found = {
            ids[d.cause] if d.cause < size else strikes[d.cause - size].id: d
            for d in self._recoveries.found
        }
        lasting = {name: self._lasting(found[name], name) for name in sorted(found)}
        return {name: deadlock for name, deadlock in lasting.items() if deadlock is not None}

    def _lasting(self, deadlock: RecoveryDeadlock, cause: str) -> RecoveryDeadlock | None:
        """The same as far as it lasts: a reserve may hold until what mends it is back."""
        still = self._still_down(cause)
        if still is None:
            return deadlock
        stuck = frozenset(self._recoveries.stuck(deadlock))
        left = stuck.intersection(still)
        return deadlock if left == stuck else replace(deadlock, part=left) if left else None

    @property
    def recovery(self) -> tuple[str, ...]:
        """The single causes, sorted, after which something is never back whatever is mended."""
        return tuple(self._recovery)

    @property
    def recovery_causes(self) -> Collection[str]:
        """The same, to look in."""
        return self._recovery

    def recovery_finding(self, cause: str) -> Finding:
        """What is never back after a cause, with a shortest circle of waiting as its reason."""
        stuck = tuple(self._graph.ids[v] for v in self._recoveries.stuck(self._recovery[cause]))
        is_risk = cause in self._graph.risk_index
        verb = "strikes" if is_risk else "fails"
        number = f"{len(stuck):,} component{' is' if len(stuck) == 1 else 's are'}"
        return Finding(
            rule=Rule.RECOVERY_DEADLOCK,
            where=stuck[0],
            cause=cause,
            shared_risk=is_risk,
            involved=stuck,
            message=f"after {cause} {verb}, {number} never back, whatever is mended",
            reason=self._reasons(cause),
        )

    def _reasons(self, cause: str) -> tuple[str, ...]:
        if cause not in self._told:
            self._told[cause] = self._recoveries.reason(self._recovery[cause])
        return self._told[cause]

    def locks(self, v: int, cause: str) -> Callable[[], str] | None:
        """Asks why a component is never back after a cause; None where no deadlock says so."""
        deadlock = self._recovery.get(cause)
        if deadlock is None or not self._recoveries.is_stuck(deadlock, v):
            return None
        return lambda: " → ".join(self._reasons(cause))
