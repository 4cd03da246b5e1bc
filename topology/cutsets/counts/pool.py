"""What failures are drawn from, and the tree of a target over it.

Each member of a component that can fail is one unit; of what is left out nothing fails. Members in
places are units of their own: that so many of those left by the places have failed is asked of the
first so many, which is as likely as of any, and more places lost never ask for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from topology.cutsets.counts.polynomials import Group
from topology.cutsets.engine.fault_tree import NEVER, Event, FaultTree, GateBuilder
from topology.cutsets.synthesis import Cause
from topology.errors import TopologyError, UsageError, did_you_mean, quoted
from topology.structure.graph import Graph

MAX_IN_PLACES = 500
"""Members of one entry that stand in places and are drawn one by one."""


class TooManyMembersError(TopologyError):
    """Members in places that are too many to be drawn one by one."""


@dataclass(frozen=True, slots=True)
class Pool:
    """All that may fail: members of each component by its number, shared risks, and bystanders.

    Bystanders are units that nothing needs, such as containers that the document leaves out.
    """

    among: tuple[str, ...]
    """The kinds and tags that it was chosen by; empty for all."""
    members: dict[int, int]
    risks: frozenset[int]
    """Shared risks by their number among the strikes of the graph; each is one unit."""
    bystanders: int

    @classmethod
    def of(
        cls, graph: Graph, among: Sequence[str] = (), *, risks: bool = False, bystanders: int = 0
    ) -> Pool:
        """What can fail of a graph, or what of it is of one of some kinds or has one of some tags.

        Raises `UsageError` for a kind or tag that nothing has which could fail.
        """
        of_all = {v: c for v, c in enumerate(graph.components) if c.fails is not False}
        some = [n for n in range(len(graph.risks)) if graph.strikes[n].fails] if risks else []
        if among:
            known = {name for c in of_all.values() for name in (c.kind, *c.tags)}
            kinds = {n: graph.risks[n].kind for n in some}
            known |= set(kinds.values())
            _need_known(among, known, {risk.kind for risk in graph.risks})
            wanted = set(among)
            of_all = {v: c for v, c in of_all.items() if wanted & {c.kind, *c.tags}}
            some = [n for n in some if kinds[n] in wanted]
        members = {v: c.count for v, c in of_all.items()}
        if not members and not some and not bystanders:
            raise UsageError("nothing in the document can fail")
        return cls(tuple(among), members, frozenset(some), bystanders)

    @property
    def units(self) -> int:
        """How many can fail, one by one."""
        return sum(self.members.values()) + len(self.risks) + self.bystanders

    def draws(self, cause: Cause) -> bool:
        """Whether a cause can fail here."""
        return _count(self, cause) > 0

    def tree(self, tree: FaultTree, causes: Sequence[Cause]) -> tuple[FaultTree, tuple[Group, ...]]:
        """A tree over the units of this pool, and what each of its events is.

        `causes` are what the events of the tree given are. Raises `TooManyMembersError`.
        """
        made = _Redrawn(self, causes)
        for gate in tree.inputs_first():
            made.add(gate, tree.gate(gate).votes, tree.gate(gate).inputs)
        return made.builder.tree(made.node[tree.top]), tuple(made.groups)


class _Redrawn:
    """A tree made again over the units of a pool."""

    def __init__(self, pool: Pool, causes: Sequence[Cause]) -> None:
        self.groups: list[Group] = []
        events: list[Event] = []
        first_of: dict[int, int] = {}
        plain: dict[int, int] = {}
        for number, cause in enumerate(causes):
            count = _count(pool, cause)
            if not count:
                continue
            if cause.stage is None:
                plain[number] = len(events)
                events.append(Event(cause.id, cause.members))
                self.groups.append(Group(count, cause.members))
            elif cause.component is not None and cause.component not in first_of:
                if count > MAX_IN_PLACES:
                    raise TooManyMembersError(
                        f"the {count:,} members of {quoted(cause.id)} in places are more than "
                        f"the {MAX_IN_PLACES:,} that are drawn one by one"
                    )
                first_of[cause.component] = len(events)
                events += [Event(cause.id)] * count
                self.groups += [Group()] * count
        self.builder = GateBuilder(tuple(events))
        self.node = {
            number: plain.get(number, self._stage(cause, first_of))
            for number, cause in enumerate(causes)
        }

    def _stage(self, cause: Cause, first_of: dict[int, int]) -> int:
        if cause.stage is None or cause.component not in first_of:
            return NEVER
        first = first_of[cause.component]
        members = range(first, first + cause.stage.left)
        return self.builder.gate(cause.stage.failing, members)

    def add(self, gate: int, votes: int, inputs: Iterable[int]) -> None:
        """One gate more, over those that are there."""
        self.node[gate] = self.builder.gate(votes, [self.node[child] for child in inputs])


def _count(pool: Pool, cause: Cause) -> int:
    """How many units a cause is drawn from; none where it is not drawn."""
    if cause.switch or cause.start is not None:
        return 0
    if cause.risk is not None:
        return int(cause.risk in pool.risks)
    return pool.members.get(cause.component, 0) if cause.component is not None else 0


def _need_known(among: Sequence[str], known: set[str], risks: set[str]) -> None:
    for name in among:
        if name not in known:
            more = "; --risks draws shared risks, too" if name in risks else ""
            meant = more or did_you_mean(name, sorted(known))
            raise UsageError(
                f"--among {quoted(name)}: no component that can fail has this kind or tag{meant}"
            )
