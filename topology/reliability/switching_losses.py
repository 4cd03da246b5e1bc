"""What switching to standbys costs on average: a fallback that takes its time is not there at once.

The structure function takes a standby for as good as what it stands in for. In truth each time the
active entry of a `first_of` fails while another one works, its component is without it for detect,
decide, verify and activate. With independent events of frequency w_e such switches happen

    sum over e of w_e (P(up after e) - sum over i of P(entry i active before and after e))

times a year, where i is active after e has failed if it is up then, and was so before if all
entries ahead of it were down then. Each term is the probability of a coherent function with e
certain in some of its parts and impossible in others.

Where a switch has needs, only those are counted after which its tools are up: what is up then is an
entry with the tools. While they are not, nobody switches, which is no waiting but in the structure
function; or, with `otherwise`, it takes so long.

To first order in the switches: that they seldom overlap, that each takes its whole time (less what
the entry's own reserve holds, which is full by then), and that the first entry that works is
active, as it is with failback "auto".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import ALWAYS, NEVER, FaultTree, GateBuilder
from topology.cutsets.engine.solution import Solution
from topology.cutsets.synthesis import CommonTree
from topology.document import schema


@dataclass(frozen=True, slots=True)
class Chances:
    """Of each event of a tree the probability, and how often a year it happens."""

    q: Sequence[float]
    per_year: Sequence[float]


def delay_s(entry: schema.FirstOf) -> float:
    """How long a switch is waited for, from the failure to the standby, beyond what is held."""
    return max(0.0, _takes_s(entry) - float(entry.holds or 0.0))


def switch_held_s(entry: schema.FirstOf) -> float:
    """How long of it its owner lives on."""
    return _takes_s(entry) - delay_s(entry)


def _takes_s(entry: schema.FirstOf) -> float:
    delays = entry.switchover or schema.Switchover()
    return float(delays.detect + delays.decide + delays.verify + delays.activate)


def by_hand_s(entry: schema.FirstOf) -> float:
    """How long it takes without its tools, beyond what is held, if it can be made without."""
    delays = entry.switchover
    if delays is None or delays.otherwise is None:
        return 0.0
    return max(0.0, float(delays.detect + delays.otherwise) - float(entry.holds or 0.0))


def is_late(entry: schema.FirstOf) -> bool:
    """Whether any time is lost by a switch."""
    return delay_s(entry) > 0 or by_hand_s(entry) > 0


def switches_per_year(common: CommonTree, chances: Chances, *, tools: int = 0) -> float:
    """How often a year one entry takes over from another, by whatever its switch needs.

    The nodes are those of the entries, and behind them those of the `tools`, so many. Cost: two
    solutions for each entry, and one more for each event that entries share.
    """
    return _Switches(common, chances, tools).per_year()


def waiting_s_per_year(common: CommonTree, chances: Chances, entry: schema.FirstOf) -> float:
    """How long a year is spent switching; the nodes are as for `switches_per_year`."""
    tools = len(common.nodes) - len(entry.first_of)
    ready = switches_per_year(common, chances, tools=tools)
    seconds = ready * delay_s(entry)
    if tools and by_hand_s(entry):
        bare = replace(common, nodes=common.nodes[: len(entry.first_of)])
        seconds += (switches_per_year(bare, chances) - ready) * by_hand_s(entry)
    return seconds


RESIDUE = 1e-13
"""What is left of a difference of probabilities by rounding alone, at most."""


class _Switches:
    def __init__(self, common: CommonTree, chances: Chances, tools: int) -> None:
        self.builder = builder = common.builder
        self.chances = chances
        number = len(common.nodes) - tools
        self.entries, needed = common.nodes[:number], common.nodes[number:]
        self.after = [
            builder.gate(1, (entry, *needed)) if tools else entry for entry in self.entries
        ]
        """That an entry is down, or cannot be switched to."""
        self.ahead = [
            self.builder.gate(number, self.entries[:number])
            for number in range(len(self.entries) + 1)
        ]
        """That the first so many entries are down; the last: that all are."""
        self.none_after = builder.gate(number, self.after) if tools else self.ahead[-1]
        self._solved: dict[int, tuple[float, Sequence[float]]] = {}
        self._within: dict[int, frozenset[int]] = {}

    def per_year(self) -> float:
        """The sum over all events that an entry depends on."""
        # Not those of `ahead[-1]`: of entries of which one never fails that is a constant.
        events = sorted(set().union(*map(self._events, self.entries)))
        return sum(self.chances.per_year[event] * self._switching(event) for event in events)

    def _switching(self, event: int) -> float:
        """The probability that it is this event, once it happens, after which there is a switch."""
        up_after = 1.0 - self._given(self.none_after, event, certain=True)
        stays = sum(self._stays(number, event) for number in range(len(self.entries)))
        return up_after - stays if up_after - stays > RESIDUE else 0.0

    def _stays(self, number: int, event: int) -> float:
        """That an entry is active before and after an event: up after it, those ahead down."""
        ahead, entry = self.ahead[number], self.after[number]
        if number == 0:
            return 1.0 - self._given(entry, event, certain=True)
        before = self._given(ahead, event, certain=False)
        return before - self._both(ahead, entry, event)

    def _both(self, ahead: int, entry: int, event: int) -> float:
        """That those ahead are down before an event and the entry is after it."""
        builder = self.builder
        both = builder.gate(2, (ahead, entry))
        if event not in self._events(entry):
            return self._given(both, event, certain=False)
        if event not in self._events(ahead):
            return self._given(both, event, certain=True)
        before = put_in(builder, ahead, event, NEVER)
        after = put_in(builder, entry, event, ALWAYS)
        return self._solution(builder.gate(2, (before, after)))[0]

    def _given(self, node: int, event: int, *, certain: bool) -> float:
        """The probability of a node when an event is certain, or impossible."""
        top, slopes = self._solution(node)
        q = self.chances.q[event]
        return top + slopes[event] * ((1.0 if certain else 0.0) - q)

    def _solution(self, node: int) -> tuple[float, Sequence[float]]:
        if node not in self._solved:
            solution: Solution = solve(self.builder.tree(node))
            q = self.chances.q
            self._solved[node] = solution.unavailability(q), solution.birnbaum(q)
        return self._solved[node]

    def _events(self, node: int) -> frozenset[int]:
        """The events that a node depends on."""
        if node not in self._within:
            tree = self.builder.tree(node)
            first = len(tree.events)
            found = {node} if 0 <= node < first else set[int]()
            for gate in tree.inputs_first():
                found.update(child for child in tree.gate(gate).inputs if child < first)
            self._within[node] = frozenset(found)
        return self._within[node]


def put_in(builder: GateBuilder, node: int, event: int, value: int) -> int:
    """A node with a constant (ALWAYS or NEVER) in place of an event."""
    tree: FaultTree = builder.tree(node)
    if node < len(tree.events):
        return value if node == event else node
    built = {event: value}
    for gate in tree.inputs_first():
        found = tree.gate(gate)
        inputs = [built.get(child, child) for child in found.inputs]
        built[gate] = builder.gate(found.votes, inputs)
    return built[node]
