"""The and/or/threshold graph behind a topology: components, gates and paths, by their numbers.

Components come first, in the order of their ids. Behind them come inner nodes: *gates* (a part of
a requirement that is down when `need` of its children are) and *paths* (one component's way to one
goal). A component is a gate too: down when one of its children is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from topology.document import schema
from topology.structure.network import Network, NetworkKey
from topology.structure.places import Places

GATE_NEEDS_ONE = 1


class Standby(NamedTuple):
    """A `first_of` that has something to switch to, by its nodes.

    Where the tools of the switch are needed, its gate is no choice of its entries: it is down when
    the entry that is active with nothing failed is, and so are a tool or all other entries.
    """

    owner: int
    entry: schema.FirstOf
    gate: int
    entries: tuple[int, ...]
    tools: tuple[int, ...]
    """What its switchover needs, be there another way or not."""


@dataclass(frozen=True, slots=True)
class Start:
    """A standby that starts with a chance when asked to: whose it is, and what it is called.

    `event` says that it does not start, and differs for each standby.
    """

    owner: int
    name: str
    chance: float
    event: str


class Nodes:
    """What each node is down for. Made by `compiler.compiled`; not changed after."""

    def __init__(self, size: int) -> None:
        self.size = size
        """How many of the nodes are components: the first ones."""
        self.children: list[tuple[int, ...]] = [()] * size
        self.gate_needs: list[int] = []
        self.gate_owners: list[int] = []
        self.networks: list[Network] = []
        self.network_index: dict[NetworkKey, int] = {}
        self.path_network: dict[int, tuple[int, int]] = {}
        """The network of each path, and the component whose path it is."""
        self.standbys: list[Standby] = []
        self.active: dict[tuple[int, int], int] = {}
        """Of a standby that hangs on tools (its owner, and which object it is) the entry that is
        active with nothing failed, by its place."""
        self.starts: dict[int, Start] = {}
        """The standbys that may not start, by the gate of each, which has nothing else for it."""
        self.places: dict[int, Places] = {}
        """Where the members stand of each component that is spread."""

    def rewire(self, node: int, children: tuple[int, ...], need: int) -> None:
        """Makes of a gate another one: only while nodes are being made."""
        self.children[node] = children
        self.gate_needs[node - self.size] = need
        self.__dict__.pop("parents", None)

    def copy(self) -> Nodes:
        """The same nodes, to which others can be added."""
        new = Nodes(self.size)
        new.children = [*self.children]
        new.gate_needs, new.gate_owners = [*self.gate_needs], [*self.gate_owners]
        new.networks = [Network(n.goal, n.mesh, dict(n.paths)) for n in self.networks]
        new.network_index, new.path_network = dict(self.network_index), dict(self.path_network)
        new.standbys, new.active = self.standbys, self.active
        new.starts, new.places = self.starts, self.places
        return new

    @property
    def count(self) -> int:
        """Components and inner nodes."""
        return len(self.children)

    def need(self, node: int) -> int:
        """How many of its children have to be down for the node to be down."""
        return GATE_NEEDS_ONE if node < self.size else self.gate_needs[node - self.size]

    @cached_property
    def parents(self) -> dict[int, list[int]]:
        """The nodes that have a node as a child, once for each time; absent if there are none."""
        parents: dict[int, list[int]] = {}
        for node, row in enumerate(self.children):
            for child in row:
                found = parents.get(child)
                if found is None:
                    parents[child] = [node]
                else:
                    found.append(node)
        return parents
