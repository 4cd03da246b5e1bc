"""Calls as they were seen, whatever told of them: between whom, how many, how many failed.

And what follows: how often each service is called, and what goes round in circles.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNKNOWN = frozenset({"", "unknown", "unknown_service"})
USER = "user"
TOO_ODD = "they are not as the format has them"


@dataclass(slots=True)
class Edge:
    """The calls of one service to another."""

    source: str
    count: float = 0.0
    """Calls, or calls/s where the data are rates."""
    failed: float = 0.0
    is_counted: bool = True
    """Whether calls are known by number: of bytes they are not."""
    is_call: bool = False
    """Whether any of them waits for an answer; else all are messages."""
    guess: str | None = None
    """Why the callee is only guessed; empty once it was seen."""


@dataclass(slots=True)
class Peer:
    """What is called and tells nothing itself."""

    kind: str
    why: str
    source: str


def _shorter(one: str, other: str) -> str:
    return min(one, other, key=lambda source: (len(source), source))


def _amounts() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True)
class Calls:
    """All that was seen. A name stands for one service; counts of the same add up."""

    services: dict[str, str] = field(default_factory=dict)
    """Each with where it is told of."""
    peers: dict[str, Peer] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    outside: defaultdict[str, float] = field(default_factory=_amounts)
    """Calls by users, and work that begins with the service itself."""
    unseen: defaultdict[str, float] = field(default_factory=_amounts)
    """Calls by who is not in the data."""
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What is not in the document, and why, with how many there are."""
    remarks: list[str] = field(default_factory=list)
    is_rate: bool = False
    may_be_sampled: bool = True
    span_s: float | None = None
    """The time that the data cover, if they say it."""

    def service(self, name: str, source: str) -> None:
        """A service that tells of itself, with the shortest place: whatever the order is."""
        self.services[name] = _shorter(self.services.get(name, source), source)

    def edge(self, caller: str, callee: str, source: str) -> Edge:
        """The calls between two."""
        found = self.edges.get((caller, callee))
        if found is None:
            found = self.edges[caller, callee] = Edge(source)
        found.source = _shorter(found.source, source)
        return found

    def add(
        self,
        caller: str,
        callee: str,
        count: float,
        source: str,
        *,
        failed: float = 0.0,
        is_message: bool = False,
    ) -> None:
        """Calls of one service to another; those to itself and by or to nobody are put aside."""
        if is_unknown(callee):
            self.left_out["calls to `unknown`", "nobody says what it is"] += 1
            return
        self.service(callee, source)
        if caller == USER:
            self.outside[callee] += count
        elif is_unknown(caller):
            self.unseen[callee] += count
            self.left_out["calls by `unknown`", "nobody says what it is"] += 1
        elif caller == callee:
            self.left_out["calls of a service to itself", "nothing needs itself"] += 1
        else:
            self.service(caller, source)
            self.count(self.edge(caller, callee, source), count, failed, is_message=is_message)

    @staticmethod
    def count(edge: Edge, count: float, failed: float, *, is_message: bool) -> None:
        """Adds calls to those of an edge that was seen."""
        edge.count += count
        edge.failed += min(failed, count)
        edge.is_call = edge.is_call or not is_message
        edge.guess = ""


def is_unknown(name: str) -> bool:
    """Whether a name says that none is known.

    >>> is_unknown("unknown_service:java")
    True
    """
    return name.split(":", 1)[0].lower() in UNKNOWN


# -- what follows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """Of each service how often it is called; and which of these numbers rest on what."""

    known: Mapping[str, float]
    """Of who is reached from outside; what nothing was seen to call is not in it."""
    tops: tuple[str, ...]
    """What nothing was seen to call."""
    lost: tuple[str, ...]
    """What is called in circles only into which nothing was seen to lead."""


def incoming(calls: Calls) -> Incoming:
    """How often each service is called.

    Where nothing leads into a circle from outside, what set it going is not in the counts: they
    say that it calls itself for ever, and nothing of how often for a call from outside.
    """
    given: defaultdict[str, float] = defaultdict(float)
    callees: defaultdict[str, list[str]] = defaultdict(list)
    for (caller, callee), edge in calls.edges.items():
        given[callee] += edge.count
        callees[caller].append(callee)
    for name, count in (*calls.outside.items(), *calls.unseen.items()):
        given[name] += count
    names = {*calls.services, *calls.peers}
    entered = {*calls.outside, *calls.unseen}
    tops = names.difference(given)
    reached = _reached({*tops, *entered}, callees)
    known = {name: given[name] for name in reached if given.get(name)}
    callers = {caller for caller, _ in calls.edges}
    return Incoming(
        known, tuple(sorted(tops & callers)), tuple(sorted(names.difference(reached)))
    )  # fmt: skip


def _reached(starts: Iterable[str], callees: Mapping[str, list[str]]) -> set[str]:
    found = set(starts)
    waiting = deque(found)
    while waiting:
        for callee in callees.get(waiting.popleft(), ()):
            if callee not in found:
                found.add(callee)
                waiting.append(callee)
    return found


def in_circles(calls: Calls) -> int:
    """How many services call themselves in the end: what stays in both directions is counted.

    A service is in a circle if some service that it calls calls it in the end (Tarjan 1972).
    """
    callees: defaultdict[str, list[str]] = defaultdict(list)
    for caller, callee in calls.edges:
        callees[caller].append(callee)
    return sum(len(group) for group in _groups(callees) if len(group) > 1)


def _groups(callees: Mapping[str, list[str]]) -> Iterable[list[str]]:
    """The strongly connected groups."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    done: set[str] = set()
    for start in callees:
        if start in number:
            continue
        path = [(start, iter(callees.get(start, ())))]
        number[start] = low[start] = len(number)
        stack.append(start)
        while path:
            at, rest = path[-1]
            for callee in rest:
                if callee not in number:
                    number[callee] = low[callee] = len(number)
                    stack.append(callee)
                    path.append((callee, iter(callees.get(callee, ()))))
                    break
                if callee not in done:
                    low[at] = min(low[at], number[callee])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[at])
                if low[at] == number[at]:
                    group = [stack.pop()]
                    while group[-1] != at:
                        group.append(stack.pop())
                    done.update(group)
                    yield group
