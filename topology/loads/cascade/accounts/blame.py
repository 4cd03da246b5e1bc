"""What a loss of service level waits for, and what brought it about.

From a component that is below its level the worst of what it needs is followed, until something
has to do with it by itself: a repair, a switch, an overload.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from topology.loads.cascade.accounts.standards import LEVEL_EPSILON
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.dynamics.recovering.limping import Limping
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.starting import Starting
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.dynamics.splits import lost_part
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.run import NO_CAUSE
from topology.loads.cascade.story import named_words
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.standby import Phase
from topology.loads.moment.flow import Flow
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form

BY_LOAD = ("overload", "restart", "backlog")
"""What a level waits for when there is too much load."""


@dataclass(frozen=True, slots=True)
class Known:
    """What has been found of each node at one moment, for all that are below their level then."""

    words: dict[int, str | None] = field(default_factory=dict)
    """What it has to do with it itself; None when the cause lies below."""
    worst_first: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    """Its needs, with the success of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Reads the parts of a run that can be to blame, and changes none."""

    flow: Flow
    standing: Standing
    soundness: Soundness
    mending: Mending
    starting: Starting
    limping: Limping
    switching: Switching
    backlogs: Backlogs
    timeline: Timeline

    def of(self, v: int, known: Known) -> tuple[str, int]:
        """What the loss of level of a component waits for, and the line to blame.

        Keeps what it finds of each node among what is `known` of this moment.
        """
        timeline, size = self.timeline, self.flow.wiring.size
        node, seen, line = v, {v}, NO_CAUSE
        while True:
            is_down = node < size and not self.flow.limits.up[node]
            if line == NO_CAUSE:
                lost = lost_part(self.standing, timeline, node)
                line = timeline.last(node) if is_down else lost
            if node not in known.words:
                known.words[node] = self._own_blame(node)
            word = known.words[node]
            further = self._worst(node, seen, known) if word is None else None
            if further is None:
                rest = "start-up deadlock" if is_down else "load"
                return word or rest, timeline.last(node) if line == NO_CAUSE else line
            seen.add(further)
            node = further

    def _own_blame(self, node: int) -> str | None:
        """What a node itself has to do with it; None when the cause lies below."""
        if node < self.flow.wiring.size:
            return self._component_blame(node)
        return self._standby_blame(node)

    def _standby_blame(self, node: int) -> str | None:
        wiring = self.flow.wiring
        standby = self.switching.standbys.get(node)
        if standby is None or standby.phase is Phase.NO_STANDBY:
            return None
        if not any(self.standing.entries_work(node)):
            return None
        if standby.phase is not Phase.STEADY:
            return self._wanting(self.switching.lacking(node)) or standby.phase.value
        child = wiring.children[node][standby.active]
        works = self.flow.success[child] > 1 - LEVEL_EPSILON
        return "share" if standby.active and standby.entry.share < 1 and works else None

    def _component_blame(self, v: int) -> str | None:
        works = self.mending.works_on(v) or self.limping.works_on(v)
        queue = self.backlogs.queues.get(v)
        if works and works[0].begun_s is None:
            word = "waiting for crew"
        elif works:
            word = self._wanting(self.mending.paces.lacking(works[0])) or (
                "repair" if works[0].kind == "repair" else "verify"
            )
        elif self.starting.is_starting(v):
            word = "start"
        elif wanting := self.starting.lacking(v):
            return self._waits_to_start(v, wanting)
        elif self.soundness.is_restarting(v):
            word = "restart"
        elif not self.soundness.is_sound(v):
            word = "never repaired"
        elif queue is not None and queue.late:
            word = "backlog"
        elif self.limping.limps(v) and self.flow.own_success[v] < 1 - LEVEL_EPSILON:
            word = "limping"
        elif self.flow.limits.up[v] and self.flow.own_success[v] < 1 - LEVEL_EPSILON:
            word = "overload"
        else:
            return None
        return word

    def _wanting(self, components: Sequence[int]) -> str:
        """What work waits for that stands still; nothing if it does not."""
        return f"waiting for {named_words(self.flow.wiring, components)}" if components else ""

    def _waits_to_start(self, v: int, wanting: Sequence[int]) -> str | None:
        """What a start waits for; None if it is what runs it that is missing, as for all others."""
        wiring = self.flow.wiring
        hard = (arc.child for n in wiring.arcs_from[v] if (arc := wiring.arcs[n]).hard)
        return self._wanting(wanting) if all(map(self.standing.works.__getitem__, hard)) else None

    def _worst(self, node: int, seen: set[int], known: Known) -> int | None:
        """The need of a node that succeeds least, of those that were not seen yet."""
        if node not in known.worst_first:
            known.worst_first[node] = sorted(self._needs(node))
        return next((need for _, need in known.worst_first[node] if need not in seen), None)

    def _needs(self, node: int) -> list[tuple[float, int]]:
        """The needs of a node and their success; what blocks or is passed on a way is one too."""
        wiring, success = self.flow.wiring, self.flow.success
        found: list[tuple[float, int]] = []
        standby = self.switching.standbys.get(node)
        if standby is not None and not any(self.standing.entries_work(node)):
            # Whatever the switch has come to, it is the entry that was active that can go on.
            return [(0.0, wiring.children[node][standby.active])]
        found += [(-1.0, place) for place in self.standing.lost_places(node)]
        numbers, weight = wiring.arcs_from[node], self.flow.weight
        serves = [bool(weight[number]) for number in numbers]
        none_serves = not any(serves)
        for number, is_serving in zip(numbers, serves, strict=True):
            child = wiring.arcs[number].child
            if wiring.arcs[number].hard and (is_serving or none_serves):
                found.append((float(success[child]), child))
        if wiring.forms[node] is Form.PATH:
            found.extend(self._on_the_way(node))
        return found

    def _on_the_way(self, path: int) -> list[tuple[float, int]]:
        """Elements of the network of a path: those passed, or without a way those that block it."""
        passed = self.flow.ways.passed(path)
        if passed:
            success = self.flow.own_success
            return [(float(success[v]), v) for v in passed]
        blockers = self.standing.blockers(path) if not self.standing.works[path] else ()
        return [(-1.0, v) for v in blockers]
