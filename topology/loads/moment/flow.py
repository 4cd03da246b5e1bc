"""Where the load is in one moment: attempts, work, success, as arrays over the nodes.

For given states (what is up, who is active, which queues are full) the loads of one moment are
the solution of

    attempts  A_i = x_i + sum_k calls_ki share_ki u_k (1 + p_i + .. + p_i^R_ki) + passing load
    work      u_k, what k executes of A_k under its capacity
    success   s_i = own success x product over hard needs,   p_i = 1 - s_i
    passing   of each path, at each link and node of its way, what those before let through; and
              of all traffic, at each link and node of its ways, all of it

Loads go down the levels of the wiring and success comes up, one sweep each: O(nodes + arcs) in
array operations. Retries, circles of calls and passing load feed back; then sweeps are repeated
from the values before. More failure makes more attempts and these more failure, so the map is
monotone, and the repetition comes to the solution that is nearest on the way: that of the system
itself (hysteresis). Where it converges slowly it is sped up by Aitken's process (1926), which on
such a sequence does not reach past its limit.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

import numpy as np

from topology.errors import quoted
from topology.loads.moment.amplification import AmplificationError, check_circles
from topology.loads.moment.arcs import Flags, Floats, Ints
from topology.loads.moment.limits import Limits
from topology.loads.moment.loads import Loads
from topology.loads.moment.sweeps.acceleration import Acceleration, relative
from topology.loads.moment.sweeps.nearby import WRITTEN, Nearby
from topology.loads.moment.sweeps.solved import Given, Solution, plans_of
from topology.loads.moment.ways import Ways
from topology.loads.moment.wiring import Wiring

if TYPE_CHECKING:
    from topology.loads.moment.traffic import Carried

TOLERANCE = 1e-13
MAX_SWEEPS, MAX_SWEPT = 20_000, 60_000
SLOW, NEARLY, SMALL = 600, 1e-6, 0.01
CHECK_CIRCLES = 100


class Flow(Loads):
    """The loads of one moment, and how to find them. `solve` does so, from where they were."""

    def __init__(self, wiring: Wiring, limits: Limits) -> None:
        super().__init__(wiring, limits)
        self.ways = Ways(wiring)
        self.carried: Carried | None = None
        """What traffic puts on components, if there is any."""
        self._routed = 0
        self.solution: Solution | None = None
        """What the loads were found as, if such are kept."""
        self.swept = 0
        """How many levels are swept to find what was found so far, known or not."""
        self.swept_anew = 0
        """How many of them were swept, as what was found was not known."""
        arcs = wiring.arrays
        self._feeds_back = bool(arcs.is_retrying.any() or arcs.is_returning.any() or wiring.paths)
        self._nearby: Nearby | None = None
        """If loads are found anew only where something changed, what it takes."""
        self._touched: set[int] = set()
        self._own: set[str] = set()
        """The arrays that nobody else holds, of those that are written to then."""
        self.changed: set[int] | None = None
        """The components for which something may have changed when loads were last found, but for
        queues; None where that may be any."""
        self._unread: set[int] | None = None
        self.rebound()

    def copy(self, limits: Limits) -> Self:
        """The same loads and ways, to be changed apart under other limits."""
        new = super().copy(limits)
        new.ways = self.ways.copy()
        self._own, new._own = set(), set()
        new._touched, new.changed, new._unread = set(), None, None
        if new._nearby is not None:
            new.changed, new._unread = set(), set()
        return new

    # -- what changed -------------------------------------------------------------------------

    def follow_changes(self) -> None:
        """From now on loads are found only where something changed, if that is all that can have
        changed; of whatever changes but for limits it has to be told by `touch`."""
        wiring = self.wiring
        hangs_on_more = self._feeds_back or wiring.traffic is not None or bool(wiring.reserves)
        queues = bool(self.limits.queues.any())
        if self._plans.keeps or hangs_on_more or queues or wiring.start_calls:
            return
        if self._nearby is None:
            self._nearby = Nearby(wiring)

    def touch(self, nodes: Collection[int]) -> None:
        """Nodes that came up or went down, or of which the weights changed."""
        if self._nearby is not None:
            self._touched.update(nodes)

    def hold(self) -> None:
        """Somebody holds what is sent and attempted: it is not written to again."""
        self._own.difference_update(("sent", "attempts"))

    def take_unread(self) -> set[int] | None:
        """The components for which something may have changed since this was last asked.

        None where that may be any.
        """
        unread = self._unread
        self._unread = None if self._nearby is None else set()
        return unread

    def rebound(self) -> None:
        """Has to be called when a component gets a capacity or a limit that had none."""
        self._plans = plans_of(self.wiring, self.limits)
        self._levels = self._plans.levels
        self._nearby, self.changed, self._unread = None, None, None

    def route(self, networks: Collection[int], up: Flags) -> None:
        """Finds the ways anew over some networks, and those of all traffic."""
        self.ways.find(networks, up)
        if self.wiring.traffic is not None:
            carried = self.wiring.traffic.over(up, whole=False)
            if self.carried is None or carried.state != self.carried.state:
                self._routed += self.wiring.traffic.moments
            self.carried = carried

    def complete(self) -> bool:
        """Finds what traffic puts on links too, if that is left out; whether it was.

        The loads are then to be found again.
        """
        if self.carried is None or self.carried.is_whole:
            return False
        assert self.wiring.traffic is not None
        self._routed += self.wiring.traffic.moments
        self.carried = self.wiring.traffic.over(self.limits.up)
        return True

    def take_routed(self) -> int:
        """What routing traffic took since this was last asked, known or not: so many moments."""
        routed, self._routed = self._routed, 0
        return routed

    # -- the solution of one moment -----------------------------------------------------------

    def solve(self) -> None:
        """Finds the loads; raises `AmplificationError` when there are none."""
        if self._is_link_bounded():
            self.complete()
        if self._nearby is not None:
            self._find_nearby(self._nearby)
            return
        if not self._plans.keeps:
            self._find()
            return
        given = self._given()
        self.solution = self._plans.solved.get(given)
        if self.solution is not None:
            self.take(self.solution.found)
            self.swept += self.solution.swept
            return
        swept = self.swept
        self._find()
        self.solution = Solution(self.found, self.swept - swept)
        self._plans.keep(given, self.solution)

    def _is_link_bounded(self) -> bool:
        """Whether what is put on links makes a difference, and is not known."""
        if self.carried is None or self.carried.is_whole:
            return False
        assert self.wiring.traffic is not None
        return bool(self.limits.bounded()[self.wiring.traffic.links].any())

    def _given(self) -> Given:
        """All that the loads hang on: where sweeps are repeated also what they start from."""
        given: Given = (*self.limits.changing(), self.weight.tobytes())
        if self.carried is not None:
            given = (*given, self.carried.along.tobytes(), self.carried.against.tobytes())
        if not self._feeds_back:
            return given
        before = (self.success, self.back, self.passing, self.through)
        return (*given, *(array.tobytes() for array in before), self.ways.taken)

    def _find_nearby(self, nearby: Nearby) -> None:
        """Follows what changed; counted as the same work as a sweep."""
        touched, self._touched = self._touched, set()
        touched |= self.limits.take_changed()
        for name in WRITTEN:
            if touched and name not in self._own:
                self._own.add(name)
                setattr(self, name, getattr(self, name).copy())
        changed = nearby.solve(self, touched)
        if changed is None:
            self._find()
            self._own.update(WRITTEN)
            self.changed = self._unread = None
            return
        self.swept += len(self._levels)
        self.swept_anew += len(self._levels)
        self.changed = changed
        if self._unread is not None:
            self._unread |= changed

    def _find(self) -> None:
        """Sweeps until the loads are found."""
        self.renew()
        if self.carried is not None and not self.wiring.paths:
            self.passing = self.carried.offered
        state = self._state()
        self._hope()
        acceleration = Acceleration(state)
        for sweep in range(1, self._most_sweeps + 1):
            with np.errstate(over="ignore", invalid="ignore"):
                self._sweep(state)
            if not self._feeds_back:
                return
            found = self._state()
            if not np.all(np.isfinite(found)):
                break
            step = relative(found, state)
            if step <= TOLERANCE:
                return
            if sweep % CHECK_CIRCLES == 0:
                check_circles(self)
            state = acceleration.next(state, found, step)
            self._keep_sensible(state)
            if sweep == SLOW and step < NEARLY:
                # At the very edge (load just at capacity) p ends like n^(-1/R), and rounding hides
                # where: a share that small is taken for what it tends to, and followed from there.
                size, acceleration = self.wiring.size, Acceleration(state)
                np.copyto(state[:size], 1.0, where=state[:size] > 1 - SMALL)
        check_circles(self)
        raise AmplificationError(f"the load of {self._busiest()} does not settle")

    @property
    def _most_sweeps(self) -> int:
        """Fewer where one takes long, and as many as slow convergence may need at least."""
        return max(2 * SLOW, min(MAX_SWEEPS, MAX_SWEPT // len(self._levels)))

    def _hope(self) -> None:
        """Lets circles of calls begin with success: once all of it is up, nothing in it fails.

        What was down for a while would otherwise fail for good, each for the failure of the next.
        The loads go on from where they are, retries with them.
        """
        if self._feeds_back:
            arcs = self.wiring.arrays
            self.success[arcs.child[arcs.is_returning]] = 1.0

    def _state(self) -> Floats:
        """What a sweep starts from: success of what is retried, loads that come back or pass, and
        what gets through."""
        if not self._feeds_back:
            return np.zeros(0)
        size = self.wiring.size
        return np.concatenate((self.success[:size], self.back, self.passing, self.through))

    def _keep_sensible(self, state: Floats) -> None:
        """Successes lie between 0 and 1, loads are not negative."""
        size = self.wiring.size
        np.clip(state[:size], 0.0, 1.0, out=state[:size])
        np.maximum(state[size:], 0.0, out=state[size:])

    def _sweep(self, state: Floats) -> None:
        size = self.wiring.size
        self.swept += len(self._levels)
        self.swept_anew += len(self._levels)
        self.own[:] = 0.0
        self.own[:size] = self.limits.external
        if self.wiring.start_calls:
            self._add_starts()
        arcs = self.wiring.arrays
        attempts = arcs.calls * self.weight
        if self._feeds_back:
            nodes = self.wiring.node_count
            failing = 1.0 - state[:size]
            retried = arcs.is_retrying
            callee = arcs.child[retried]
            attempts[retried] *= geometric(failing[callee], arcs.retries[retried])
            self.own += state[size : size + nodes]
            self.passing = state[size + nodes : 2 * size + nodes].copy()
            self.through = state[2 * size + nodes :].copy()
        for plan in self._levels:
            plan.load(self, attempts)
        self.attempts = attempts
        if self._feeds_back:
            back = arcs.is_returning
            self.back = np.bincount(
                arcs.child[back],
                self.sent[arcs.parent[back]] * attempts[back],
                minlength=self.wiring.node_count,
            ).astype(np.float64)
            if self.wiring.paths:
                self.passing, self.through = self.ways.carry(
                    self.own, self.own_success, self.let_through, self.carried
                )
        for plan in reversed(self._levels):
            plan.succeed(self, self.ways)

    def _add_starts(self) -> None:
        """Adds what those send that have come up, along the ways that are open to any load."""
        for number in np.flatnonzero(self.limits.starts):
            call = self.wiring.start_calls[number]
            part = float(np.prod(self.weight[list(call.way)]))
            self.own[call.child] += self.limits.starts[number] * part

    def _busiest(self) -> str:
        return quoted(self.wiring.graph.ids[int(np.nanargmax(self.own[: self.wiring.size]))])


def geometric(ratio: Floats, times: Ints) -> Floats:
    """1 + r + .. + r^times for each element, exact also near r = 1.

    >>> geometric(np.array([0.5, 1.0]), np.array([2, 3])).tolist()
    [1.75, 4.0]
    """
    most = int(times.max(initial=0))
    if most <= 64:
        total = np.ones_like(ratio)
        for further in range(most):
            total = np.where(times > further, 1.0 + ratio * total, total)
        return total
    with np.errstate(divide="ignore", invalid="ignore"):
        closed = (1.0 - ratio ** (times + 1.0)) / (1.0 - ratio)
    return np.where(ratio < 1.0, closed, times + 1.0)
