"""What has failed by itself: members lost, components crashed or in doubt."""

from __future__ import annotations

from collections import Counter

from topology.loads.mechanisms.twins import twin
from topology.structure.graph import Graph


class Soundness:
    """Whether each component is sound; what changes is unsettled until it has been asked for."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.lost = Counter[int]()
        """Members of each component that have failed and are not back."""
        self.dead = Counter[int]()
        """Members of each that limp and are taken for dead, beside those that have failed."""
        self.crashed: set[int] = set()
        self._in_doubt = Counter[int]()
        """Components that are down until they have been verified, by so many events."""
        self._stopped: set[int] = set()
        """Components that have to start before they can be up."""
        self._unsettled: set[int] = set()
        """Components that may have become sound or unsound."""

    def copy(self) -> Soundness:
        """The same, to be changed apart."""
        new = twin(self)
        new.lost, new.crashed = self.lost.copy(), set(self.crashed)
        new.dead = self.dead.copy()
        new._in_doubt, new._unsettled = self._in_doubt.copy(), set(self._unsettled)
        new._stopped = set(self._stopped)
        return new

    def is_sound(self, v: int) -> bool:
        """Whether a component has not failed by itself, and has started if it has to."""
        return v not in self._stopped and self.is_sound_but_for_start(v)

    def is_sound_but_for_start(self, v: int) -> bool:
        """Whether a component has not failed by itself."""
        spare = self._graph.spare(v)
        lost = self.lost[v] + self.dead[v]
        return lost <= spare and v not in self.crashed and not self._in_doubt[v]

    def is_restarting(self, v: int) -> bool:
        """Whether it has crashed and comes back by itself."""
        overload = self._graph.components[v].overload
        return v in self.crashed and overload is not None and overload.restart is not None

    def take_unsettled(self) -> list[int]:
        """The components that may have become sound or unsound since this was last asked."""
        unsettled, self._unsettled = sorted(self._unsettled), set()
        return unsettled

    def lose(self, v: int, members: int) -> None:
        """Members fail."""
        self.lost[v] += members
        self._unsettled.add(v)

    def regain(self, v: int, members: int) -> None:
        """Members are back."""
        self.lost[v] -= members
        self._unsettled.add(v)

    def take_for_dead(self, v: int, members: int) -> None:
        """So many members in all are taken for dead from now on."""
        self.dead[v] = members
        self._unsettled.add(v)

    def doubt(self, v: int) -> None:
        """It is down until it has been verified, once more."""
        self._in_doubt[v] += 1
        self._unsettled.add(v)

    def verified(self, v: int) -> None:
        """It has been verified once."""
        self._in_doubt[v] -= 1
        self._unsettled.add(v)

    def stop(self, v: int) -> None:
        """It is down, and has to start."""
        self._stopped.add(v)
        self._unsettled.add(v)

    def started(self, v: int) -> None:
        """It has started."""
        self._stopped.discard(v)
        self._unsettled.add(v)

    def crash(self, v: int) -> None:
        """It goes down as a whole."""
        self.crashed.add(v)
        self._unsettled.add(v)

    def restart(self, v: int) -> None:
        """It is back after a crash."""
        self.crashed.discard(v)
        self._unsettled.add(v)
