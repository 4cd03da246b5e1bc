"""When things fall: failures spread in synchronous waves.

Wave 0 is what the failure itself takes down. Wave i + 1 is every component whose needs do not hold
with all of waves 0 to i down. So everything has causes that fell before it, and a reason can be
judged in the state that brought it about, not in the one it left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from topology.structure.graph import Graph
from topology.structure.islands import Islands
from topology.structure.network import Mesh, Network

_KEPT = 8
"""Networks after a wave whose islands are kept."""


class Waves:
    """The wave of each component, gate and path that goes down.

    A gate or path has the wave after which it no longer holds. `hit` falls in wave 0; `lost` are
    all paths that will be lost, `at_once` those of them that a single element in wave 0 cuts off.
    Cost: what goes down with its parents, and one search of a mesh for each wave that touches it
    while a lost path over it still holds (of one-way links a search for each goal). `failed` are
    members that fail by themselves, of components that are spread over places: these fall once too
    few are left with those of places.
    """

    def __init__(
        self,
        graph: Graph,
        hit: Iterable[int],
        lost: Iterable[int],
        at_once: Iterable[int],
        failed: Mapping[int, int] | None = None,
    ) -> None:
        self.graph = graph
        self._failed = failed or {}
        self.of: dict[int, int] = dict.fromkeys(hit, 0)
        self._missing: dict[int, int] = {}
        self._islands: dict[tuple[int, int], Islands] = {}
        self._still: dict[int, set[int]] = {}
        at_once = set(at_once)
        for path in lost:
            if path not in at_once:
                self._still.setdefault(graph.path_network[path][0], set()).add(path)
        self._spread(sorted(at_once))

    def _spread(self, paths: list[int]) -> None:
        level, wave = list(self.of), 0
        while level or paths:
            paths = [*paths, *self._newly_lost(level, wave)]
            self.of.update(dict.fromkeys(paths, wave))
            level = self._fall([*level, *paths], wave)
            level += self._too_few(wave)
            paths = []
            wave += 1

    def _newly_lost(self, fallen: list[int], wave: int) -> list[int]:
        """The paths that this wave cuts off."""
        found: list[int] = []
        touched = set(fallen)
        meshes: dict[int, bool] = {}
        for number, still in self._still.items():
            network = self.graph.networks[number]
            mesh = network.mesh
            if id(mesh) not in meshes:
                meshes[id(mesh)] = any(map(mesh.is_element, fallen))
            if not still or not (meshes[id(mesh)] or network.goal in touched):
                continue
            gone = self._cut_off(network, still, wave)
            still.difference_update(gone)
            found.extend(gone)
        return found

    def _cut_off(self, network: Network, still: set[int], wave: int) -> list[int]:
        """The paths to a goal that no longer hold after a wave."""
        source_of, goal = self.graph.path_network, network.goal
        if network.mesh.one_way:
            reaching = network.reaching(Before(self, wave + 1))
            return [p for p in still if source_of[p][1] not in reaching]
        islands = self.islands(network.mesh, wave)
        return [p for p in still if not islands.reaches(source_of[p][1], goal)]

    def islands(self, mesh: Mesh, wave: int) -> Islands:
        """What is left of a mesh of two-way links after a wave: one search for all goals."""
        key = id(mesh), wave
        found = self._islands.get(key)
        if found is None:
            if len(self._islands) >= _KEPT:
                del self._islands[next(iter(self._islands))]
            found = self._islands[key] = Islands(self.graph, mesh, Before(self, wave + 1))
        return found

    def _too_few(self, wave: int) -> list[int]:
        """What falls after a wave for its members that failed and those in places that fell."""
        before = Before(self, wave + 1)
        found = []
        for v, failed in self._failed.items():
            places = self.graph.places[v]
            is_up = v not in self.of and v not in self.graph.never_up
            if is_up and failed + places.lost(before) >= places.enough:
                self.of[v] = wave + 1
                found.append(v)
        return found

    def _fall(self, fallen: list[int], wave: int) -> list[int]:
        """Counts lost children; gates fall within the wave, components in the next."""
        graph = self.graph
        parents, size, never_up = graph.parents, graph.size, graph.never_up_nodes
        following: list[int] = []
        todo = fallen
        for node in todo:
            for parent in parents.get(node, ()):
                if parent in self.of or parent in never_up:
                    continue
                missing = self._missing.get(parent)
                if missing is None:
                    missing = graph.need(parent) - graph.lost_at_start.get(parent, 0)
                self._missing[parent] = missing - 1
                if missing == 1:
                    self.of[parent] = wave + (parent < size)
                    (following if parent < size else todo).append(parent)
        return following


class Before:
    """All that is down before a wave, never-up components included, as a container."""

    def __init__(self, waves: Waves, wave: int) -> None:
        self._of: Mapping[int, int] = waves.of
        self._never_up = waves.graph.never_up
        self._wave = wave

    def __contains__(self, node: object) -> bool:
        return self._of.get(node, self._wave) < self._wave or node in self._never_up  # type: ignore[call-overload]
