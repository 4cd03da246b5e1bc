"""Recovery deadlocks: what a single cause takes down and nothing brings back.

After a cause the state that all mending ends in is the least fixed point from what it left up. What
it hit is mended when the needs of its repair and then of its verification hold (the risk's own, if
the cause is a risk that gives a repair; always, where there is a way by hand). What is mended, and
what fell with it, comes up when its needs and those of its start hold. What then is still down is
stuck: what would bring it back is down with it.

What nobody said that it could be mended is taken to be mended in time, so that only circles of
waiting are left. Where nothing of a cause could be mended, and nothing stuck needs anything to
start, the circle is one of needs alone, which is told as a start-up deadlock and no more here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from topology.document import schema
from topology.document.schema import for_work
from topology.structure.cold_start import Rising
from topology.structure.compiler import with_works
from topology.structure.deadlocks.start_up import Waiting, circles_told, to_start
from topology.structure.nodes import Nodes
from topology.structure.order_one.order_one import OrderOne

Work = tuple[str, int]
"""A repair or a verification: which of the two, and whose; risks are numbered after components."""
REPAIR, VERIFY, START, NEEDS = "repair", "verify", "start", "needs"


@dataclass(frozen=True, slots=True)
class RecoveryDeadlock:
    """What never comes back after a cause, a component or `graph.size` plus a risk.

    That is all that it takes down, or a part of it.
    """

    cause: int
    part: frozenset[int] | None = None


class RecoveryDeadlocks:
    """The recovery deadlocks after all single causes of a graph.

    Cost: what those causes take down that hit something whose repair or verification has needs, or
    take something down that needs something to start or needs itself in a circle; and a search of
    each network that these needs ask for. Nothing where there is none of that.
    """

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self.graph = order.graph
        self._listed: tuple[RecoveryDeadlock | None, Sequence[int]] = (None, ())
        """The last that was listed, with what never comes back after it."""

    @cached_property
    def found(self) -> tuple[RecoveryDeadlock, ...]:
        """All of them, by cause."""
        return tuple(filter(None, map(self._after, sorted(self._suspects()))))

    def stuck(self, deadlock: RecoveryDeadlock) -> Sequence[int]:
        """The components that never come back, sorted."""
        if self._listed[0] != deadlock:
            part = deadlock.part
            whole = self.order.taken_down(deadlock.cause)[0] if part is None else part
            self._listed = deadlock, sorted(whole)
        return self._listed[1]

    def is_stuck(self, deadlock: RecoveryDeadlock, v: int) -> bool:
        """Whether a component is one of them."""
        if deadlock.part is None:
            return self.order.takes_down(deadlock.cause, v)
        return v in deadlock.part

    # -- works ------------------------------------------------------------------------------------

    @cached_property
    def _needs(self) -> dict[Work, tuple[schema.Requirement, ...]]:
        """What the works are that cannot go on without something, and what they need."""
        found: dict[Work, tuple[schema.Requirement, ...]] = {}
        owners: tuple[schema.Component | schema.SharedRisk | schema.Mode, ...]
        owners = (*self.graph.components, *(strike.entry for strike in self.graph.strikes))
        for number, owner in enumerate(owners):
            for kind, work in ((REPAIR, owner.repair), (VERIFY, owner.verify)):
                if work is not None and work.needs and work.otherwise is None:
                    found[kind, number] = for_work(work.needs)
        return found

    @cached_property
    def _compiled(self) -> tuple[Nodes, dict[Work, tuple[int, ...]]]:
        """The nodes of all that has needs, and which of them each work waits for."""
        graph, works = self.graph, self._needs
        # A risk stands nowhere: nothing of what its works need is a path.
        owners = [(who if who < graph.size else 0, needs) for (_, who), needs in works.items()]
        nodes, found = with_works(graph.starting, graph.components, graph.index, owners)
        return nodes, dict(zip(works, found, strict=True))

    def works(self, cause: int, v: int) -> list[Work]:
        """The works with needs by which a component is mended that a cause hit."""
        own: list[Work] = [(REPAIR, v), (VERIFY, v)]
        if (entry := self._entry(cause)) is not None:
            if entry.mending is not None:
                own.remove((REPAIR, v))
            if isinstance(entry, schema.Mode) and entry.verify is not None:
                own.remove((VERIFY, v))
            own += [(REPAIR, cause), (VERIFY, cause)]
        return [work for work in own if work in self._needs]

    def can_be_mended(self, cause: int, v: int) -> bool:
        """Whether anybody said what would mend a component that a cause hit."""
        entry = self._entry(cause)
        own = None if entry is None else entry.mending
        return own is not None or self.graph.components[v].mending is not None

    def _entry(self, cause: int) -> schema.SharedRisk | schema.Mode | None:
        """What the document says of a cause that is no component."""
        number = cause - self.graph.size
        return None if number < 0 else self.graph.strikes[number].entry

    def hits(self, cause: int) -> tuple[int, ...]:
        """What a cause hits itself."""
        size = self.graph.size
        return (cause,) if cause < size else self.graph.struck[cause - size]

    # -- causes -----------------------------------------------------------------------------------

    @cached_property
    def _restless(self) -> frozenset[int]:
        """What may not be up again though all is mended: it has a start of its own, or a circle."""
        return self.order.in_circles | self._starts

    @cached_property
    def _starts(self) -> frozenset[int]:
        """What needs something to start."""
        return frozenset(v for v, c in enumerate(self.graph.components) if to_start(c))

    def _suspects(self) -> set[int]:
        """The causes after which something may be stuck."""
        graph = self.graph
        found = {who for _, who in self._needs if who >= graph.size or self._falls_alone(who)}
        hit = {who for _, who in self._needs if who < graph.size}
        found.update(graph.size + risk for v in hit for risk in graph.risks_of.get(v, ()))
        return found | self._restless_causes

    def _falls_alone(self, v: int) -> bool:
        return bool(self.graph.fails_alone[v]) and v not in self.graph.never_up

    @cached_property
    def _restless_causes(self) -> frozenset[int]:
        """The causes that take something restless down."""
        below = (node for v in self._restless for node in self.order.below[v] or ())
        return frozenset(self.order.cuts.causes(below))

    def _after(self, cause: int) -> RecoveryDeadlock | None:
        if cause < self.graph.size and cause not in self._restless_causes:
            # All that fell hangs on this one: nothing of it rises before it does.
            is_stuck = self.can_be_mended(cause, cause) and not self._can_go_on(cause)
            return RecoveryDeadlock(cause) if is_stuck else None
        stuck = self._stuck(cause)
        return RecoveryDeadlock(cause, frozenset(stuck)) if stuck else None

    def _can_go_on(self, cause: int) -> bool:
        """Whether the works go on that mend a component, while what hangs on it is down."""
        graph, (nodes, waited) = self.graph, self._compiled
        needed = [node for work in self.works(cause, cause) for node in waited[work]]
        plain = [node for node in needed if node < graph.node_count]
        below = self.order.below
        if any(below[node] is None or self.order.takes_down(cause, node) for node in plain):
            return False
        if len(plain) == len(needed):
            return True
        after = _After(nodes, graph.ends, self.order.taken_down(cause)[0] | graph.never_up)
        after.wait(cause, needed)
        return not after.besides

    def _stuck(self, cause: int) -> set[int]:
        """By the fixed point: after a risk, or what has a start of its own, or circles."""
        graph = self.graph
        hit = [v for v in self.hits(cause) if self.can_be_mended(cause, v)]
        if not hit and not self._starts:
            # A circle of needs alone, whatever is stuck: not told here.
            return set()
        fallen = self.order.taken_down(cause)[0]
        hit = [v for v in hit if v in fallen]
        nodes, waited = self._compiled
        after = _After(nodes, graph.ends, fallen | graph.never_up)
        for v in hit:
            after.wait(v, (node for work in self.works(cause, v) for node in waited[work]))
        if not after.besides and cause not in self._restless_causes:
            return set()
        after.rise(fallen)
        stuck = fallen & after.down
        is_told = bool(hit) or any(to_start(graph.components[v]) for v in stuck)
        return stuck if is_told else set()

    # -- words ------------------------------------------------------------------------------------

    def reason(self, deadlock: RecoveryDeadlock) -> tuple[str, ...]:
        """A shortest circle of each part of it that waits for nothing else, in words."""
        return _Told(self, deadlock, self._compiled[0]).reason()

    @cached_property
    def plain(self) -> list[tuple[int, ...] | None]:
        """Without which others each does not come up, sorted; None where it asks for more."""
        return [
            None if needs is None or v in self._starts else tuple(sorted(needs - {v}))
            for v, needs in enumerate(self.graph.plain_needs)
        ]

    def entries(
        self, cause: int, v: int, *, is_hit: bool
    ) -> Iterator[tuple[str, int, schema.Requirement]]:
        """What a component that is down waits for: for which work, and whose, each entry."""
        component = self.graph.components[v]
        for kind, who in self.works(cause, v) if is_hit else ():
            yield from ((kind, who, entry) for entry in self._needs[kind, who])
        yield from ((START, v, entry) for entry in to_start(component))
        yield from ((NEEDS, v, entry) for entry in component.needs)


class _After(Rising):
    """What is up again after a cause, from what it left up. Only what fell is looked at."""

    def wait(self, v: int, works: Iterable[int]) -> None:
        """Lets a component wait for the nodes of its works as well, if they are down."""
        for node in works:
            if not self._is_up(node):
                self.missing[v] = self.missing.get(v, 0) + 1
                self.besides.setdefault(node, []).append(v)

    def rise(self, fallen: Iterable[int]) -> None:
        """Brings back all of what fell that can be brought back."""
        some = sorted(fallen)
        for v in some:
            children = self.nodes.children[v]
            self.missing[v] = self.missing.get(v, 0) + sum(not self._is_up(c) for c in children)
        self.run([v for v in some if self.missing[v] == 0])

    def _is_up(self, node: int) -> bool:
        """Whether a node is up; what is not is noted, to be told when what it lacks has risen."""
        nodes = self.nodes
        if node < nodes.size:
            return node not in self.down
        if node not in self.missing:
            if node in nodes.path_network:
                number, source = nodes.path_network[node]
                self.missing[node] = 0 if source in self._reaching(number) else 1
            else:
                row = nodes.children[node]
                up = sum(map(self._is_up, row))
                self.missing[node] = max(0, len(row) - nodes.need(node) + 1 - up)
        return self.missing[node] == 0

    def _reaching(self, number: int) -> set[int]:
        if number not in self.reaching:
            self.reaching[number] = set(self.nodes.networks[number].reaching(self.down))
        return self.reaching[number]


class _Told:
    """One deadlock in words."""

    def __init__(self, of: RecoveryDeadlocks, deadlock: RecoveryDeadlock, nodes: Nodes) -> None:
        self.of = of
        self.ids, self.cause = of.graph.ids, deadlock.cause
        self.stuck = of.stuck(deadlock)
        asleep = of.graph.never_up.union(self.stuck)
        self.waiting = Waiting(of.graph, set(self.stuck), asleep, nodes)
        self.hit = {v for v in of.hits(self.cause) if of.can_be_mended(self.cause, v)}
        self.is_all = deadlock.part is None
        self._seen = {self.cause}

    def reason(self) -> tuple[str, ...]:
        waits: dict[int, list[int]] = {}
        todo = [self.cause] if self.is_all else [*self.stuck]
        for v in todo:
            row = waits[v] = self._waited(v)
            if self.is_all and (new := [x for x in row if x not in self._seen]):
                todo += new
                self._seen.update(new)
        return circles_told(waits, self._step, self._alone, self.hit)

    def _waited(self, v: int) -> list[int]:
        """What it waits for, sorted; of most that is what of their needs is stuck."""
        plain = self.of.plain[v]
        if plain is None or v in self.hit:
            return sorted({x for _, _, _, found in self._waits(v) for x in found})
        stuck = self.waiting.stuck
        return [x for x in plain if x in stuck]

    def _waits(self, v: int) -> Iterator[tuple[str, int, schema.Requirement, set[int]]]:
        """What it waits for, by the works and entries that need it."""
        for kind, who, entry in self.of.entries(self.cause, v, is_hit=v in self.hit):
            found = self.waiting.within(entry, v)
            yield kind, who, entry, found if kind in (REPAIR, VERIFY) else found - {v}

    def _step(self, v: int, x: int) -> str:
        """The words for the first work of one that needs another, in whatever order it says so."""
        works = [work for work in self._waits(v) if x in work[3]]
        first = works[0][:2]
        said = {
            f"{self._doing(kind, who, v)} {self._what(entry, x, found)}"
            for kind, who, entry, found in works
            if (kind, who) == first
        }
        return min(said, key=lambda words: (len(words), words))

    def _doing(self, kind: str, who: int, v: int) -> str:
        name = self.ids[v]
        if kind == NEEDS:
            return f"{name} needs"
        if kind == START:
            return f"{name} starts only with"
        done = "repaired" if kind == REPAIR else "verified"
        size = self.of.graph.size
        if who < size or self.of.graph.owner(who) == v:
            return f"{name} is {done} only over"
        return f"{name} was hit by {self.of.graph.strikes[who - size].id}, {done} only over"

    def _what(self, entry: schema.Requirement, x: int, found: set[int]) -> str:
        name, others = self.ids[x], sorted(self.ids[y] for y in found - {x})
        if isinstance(entry, schema.Reach):
            return name if name == entry.reach else f"{name}, on the way to {entry.reach}"
        if not others or isinstance(entry, str | schema.On | schema.All):
            return name
        return f"{name} or {others[0]}" if len(others) == 1 else f"{name} or {len(others):,} others"

    def _alone(self, v: int) -> str:
        """Why it is stuck that waits for nothing that is: it would need what never was there."""
        said: dict[str, Callable[[str], str]] = {
            REPAIR: lambda name: f"{name} cannot be repaired",
            VERIFY: lambda name: f"{name} cannot be verified",
            START: lambda name: f"{name} cannot start",
            NEEDS: lambda name: f"{name} cannot work",
        }
        for kind, _, entry in self.of.entries(self.cause, v, is_hit=v in self.hit):
            for wanting in sorted(self.waiting.wanting([entry], v)):
                return f"{said[kind](self.ids[v])}: {wanting}"
        return f"{self.ids[v]} is never back"
