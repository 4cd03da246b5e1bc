"""The fault trees of targets as files of other tools: Open-PSA XML and Aralia text.

A target is down when its gate, ID_outage, has failed; its own failure is included. Entries with
`count` become as many basic events, with a gate that fails when too many of them have; of those
in places there is a gate for each number that places may leave. All trees
of a file share gates and events, which have the ids of the document as names (`identifiers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from topology.cutsets.beside import Beside
from topology.cutsets.cutsets import check_members, entry_of, failure_data
from topology.cutsets.engine.fault_tree import NEVER, GateBuilder
from topology.cutsets.synthesis import Cause, CommonTree, common_tree_of
from topology.document.failure_data import FailureData
from topology.document.relevance import BY_PARTS, has_split
from topology.sources.reader import Form
from topology.structure.graph import Graph
from topology.values.identifiers import portable_name

LINE = 100
"""Longer lines of text are broken after a comma or a sign."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """Fails when so many of its inputs have; a constant if it has none."""

    name: str
    votes: int
    inputs: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    unavailability: float | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """What is written: gates, those of the targets first, and events."""

    name: str
    gates: tuple[_Gate, ...]
    events: tuple[_Event, ...]


def fault_tree_file(
    graph: Graph,
    targets: Sequence[int],
    form: Form,
    defaults: Mapping[str, FailureData] | None = None,
) -> str:
    """The fault trees of some components as the text of one file, Open-PSA or Aralia.

    The label of an Open-PSA file says what of the document is not in the trees; Aralia has none.
    Raises `TooWideError` where a network cannot be taken apart.
    """
    names = _Names(ascii_only=form is Form.ARALIA)
    common = common_tree_of(graph, targets)
    check_members(graph, common.causes)
    made = _Maker(graph, common, names, defaults or {}).file(targets)
    if form is Form.ARALIA:
        return _aralia(made)
    said = dict.fromkeys(s for v in targets for s in Beside(graph, v, own=True).sentences)
    return _open_psa(replace(made, name="; ".join((made.name, *said))) if said else made)


class _Names:
    """Names that nothing else has."""

    def __init__(self, *, ascii_only: bool) -> None:
        self.ascii_only = ascii_only
        self.taken: set[str] = set()

    def new(self, text: str, suffix: str = "") -> str:
        """The portable name of a text, with as many underscores at its end as make it new.

        Compared without regard to case, as some tools do.
        """
        name = portable_name(text, ascii_only=self.ascii_only) + suffix
        while name.casefold() in self.taken:
            name += "_"
        self.taken.add(name.casefold())
        return name


class _Maker:
    def __init__(
        self,
        graph: Graph,
        common: CommonTree,
        names: _Names,
        defaults: Mapping[str, FailureData],
    ) -> None:
        self.graph = graph
        self.common = common
        self.names = names
        self.defaults = defaults
        self.events: list[_Event] = []
        self.gates: list[_Gate] = []
        self.name_of: dict[int, str] = {}
        self.members: dict[str, tuple[str, ...]] = {}

    def file(self, targets: Sequence[int]) -> _File:
        """Names are given to single causes first, so that they keep their ids.

        A gate that no other refers to is a top to whoever reads the file, so the members of an
        entry that no target hangs on are not written.
        """
        causes = list(enumerate(self.common.causes))
        order, used = _tops_first(self.common.builder, self.common.nodes)
        needed = used.union(self.common.nodes)
        for number, cause in causes:
            if self._count(cause) == 1:
                self.name_of[number] = self._event(cause, self.names.new(cause.id))
        members = [self._members(n, c) for n, c in causes if self._count(c) > 1 and n in needed]
        tops = [self.names.new(self.graph.ids[target], "_outage") for target in targets]
        own: set[int] = set()
        for name, node in zip(tops, self.common.nodes, strict=True):
            if node >= len(causes) and node not in own | used:
                self.name_of[node] = name
                own.add(node)
        for node in order:
            if node not in self.name_of:
                self.name_of[node] = self._name(node)
        top_gates = [self._top(*top) for top in zip(targets, tops, self.common.nodes, strict=True)]
        inner = [self._gate(node) for node in order if node not in own]
        return _File(self._title(), (*top_gates, *inner, *members), tuple(self.events))

    def _title(self) -> str:
        """The name of the document, and what no fault tree can say of it."""
        name = self.graph.topology.name
        return f"{name}, {BY_PARTS}" if has_split(self.graph.components) else name

    def _name(self, node: int) -> str:
        component = self.common.named.get(node)
        if component is None:
            return self.names.new(f"gate_{node - len(self.common.causes)}")
        return self.names.new(self.graph.ids[component], "_down")

    def _count(self, cause: Cause) -> int:
        return 1 if cause.component is None else self.graph.components[cause.component].count

    def _event(self, cause: Cause, name: str) -> str:
        data = failure_data(self.graph, cause, self.defaults)
        found = None if data is None else data.unavailability
        label = "" if cause.start is not None else entry_of(self.graph, cause).name or ""
        self.events.append(_Event(name, found, label))
        return name

    def _members(self, number: int, cause: Cause) -> _Gate:
        """The members of an entry, and the gate that fails when too many of them do.

        Of an entry in places it is that of a stage. Members fail alike, so the first so many stand
        for those that any places leave: the probability is exact, their numbers mean nothing.
        """
        inputs = self._events_of_members(cause)
        if cause.stage is not None:
            failing, left = cause.stage.failing, cause.stage.left
            name = self.name_of[number] = self.names.new(cause.id, f"_{failing}_of_{left}")
            label = f"{failing} of the {left} members that are left fail, whichever these are"
            return _Gate(name, failing, inputs[:left], label)
        name = self.name_of[number] = self.names.new(cause.id, "_members")
        return _Gate(name, cause.members, inputs, f"{cause.members} of {len(inputs)} members fail")

    def _events_of_members(self, cause: Cause) -> tuple[str, ...]:
        found = self.members.get(cause.id)
        if found is None:
            found = self.members[cause.id] = tuple(
                self._event(cause, self.names.new(cause.id, f"_{member}"))
                for member in range(1, self._count(cause) + 1)
            )
        return found

    def _top(self, target: int, name: str, node: int) -> _Gate:
        label = self.graph.components[target].name or ""
        if node < 0:
            return _Gate(name, int(node == NEVER), (), label)
        if self.name_of[node] == name:
            return replace(self._gate(node), label=label)
        return _Gate(name, 1, (self.name_of[node],), label)

    def _gate(self, node: int) -> _Gate:
        gate = self.common.builder.gates[node - len(self.common.causes)]
        inputs = tuple(self.name_of[child] for child in gate.inputs)
        return _Gate(self.name_of[node], gate.votes, inputs)


def _tops_first(builder: GateBuilder, tops: Sequence[int]) -> tuple[list[int], set[int]]:
    """The gates below some nodes, each before its inputs; and the nodes that are inputs."""
    first = len(builder.events)
    todo = [node for node in tops if node >= first]
    found, used = set(todo), set[int]()
    while todo:
        for child in builder.gates[todo.pop() - first].inputs:
            used.add(child)
            if child >= first and child not in found:
                found.add(child)
                todo.append(child)
    # A builder numbers gates after their inputs.
    return sorted(found, reverse=True), used


# -- Open-PSA -------------------------------------------------------------------------------------


def _open_psa(file: _File) -> str:
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<opsa-mef>", *_xml_label(file.name, 1)]
    lines.append('  <define-fault-tree name="topology">')
    for gate in file.gates:
        lines += [
            f"    <define-gate name={quoteattr(gate.name)}>",
            *_xml_label(gate.label, 3),
            *_xml_formula(gate),
            "    </define-gate>",
        ]
    lines += ["  </define-fault-tree>", "  <model-data>"]
    for event in file.events:
        lines += _xml_event(event)
    return "\n".join([*lines, "  </model-data>", "</opsa-mef>", ""])


def _xml_label(label: str, depth: int) -> list[str]:
    return [f"{'  ' * depth}<label>{escape(label)}</label>"] if label else []


def _xml_formula(gate: _Gate) -> Iterator[str]:
    if not gate.inputs:
        yield f'      <constant value="{"true" if gate.votes == 0 else "false"}"/>'
        return
    inputs = [f"<event name={quoteattr(name)}/>" for name in gate.inputs]
    if len(inputs) == 1:
        yield f"      {inputs[0]}"
        return
    size = len(inputs)
    kind = "or" if gate.votes == 1 else "and" if gate.votes == size else "atleast"
    least = f' min="{gate.votes}"' if kind == "atleast" else ""
    yield f"      <{kind}{least}>"
    yield from (f"        {name}" for name in inputs)
    yield f"      </{kind}>"


def _xml_event(event: _Event) -> list[str]:
    start = f"    <define-basic-event name={quoteattr(event.name)}"
    inside = _xml_label(event.label, 3)
    if event.unavailability is not None:
        inside.append(f'      <float value="{event.unavailability!r}"/>')
    return [f"{start}>", *inside, "    </define-basic-event>"] if inside else [f"{start}/>"]


# -- Aralia ---------------------------------------------------------------------------------------


def _aralia(file: _File) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "_", file.name).strip("_")
    lines = [name if name[:1].isalpha() else f"topology_{name}".rstrip("_"), ""]
    houses = []
    for gate in file.gates:
        if gate.inputs:
            lines += _broken(f"{gate.name} := {_aralia_formula(gate)}")
        else:
            house = f"{gate.name}_house"
            lines.append(f"{gate.name} := {house}")
            houses.append(f"s({house}) = {'true' if gate.votes == 0 else 'false'}")
    known = [event for event in file.events if event.unavailability is not None]
    lines += ["", *(f"p({event.name}) = {event.unavailability!r}" for event in known), *houses]
    return "\n".join([*lines, ""])


def _aralia_formula(gate: _Gate) -> str:
    size = len(gate.inputs)
    if size == 1:
        return gate.inputs[0]
    if 1 < gate.votes < size:
        return f"@({gate.votes}, [{', '.join(gate.inputs)}])"
    return f"({(' | ' if gate.votes == 1 else ' & ').join(gate.inputs)})"


def _broken(line: str) -> Iterator[str]:
    """A definition on several lines, broken at the spaces within its brackets."""
    now = ""
    for word in line.split(" "):
        if now and len(now) + len(word) >= LINE and ("(" in now or now.startswith(" ")):
            yield now
            now = f"    {word}"
        else:
            now = f"{now} {word}" if now else word
    yield now
