"""What a document knows: which targets nothing is known of, and how much is said of the others.

A verdict is worth no more than what the document says. That a component needs something, or that it
needs nothing, is knowledge, and so is a shared risk that hits it. Of what has neither no failure
could ever be found; that none is found then says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from topology.document import schema
from topology.document.schema import degree_of
from topology.structure.graph import Graph
from topology.structure.nodes import Nodes
from topology.values.degrees import Degree
from topology.values.units import counted


@dataclass(frozen=True, slots=True)
class Extent:
    """Of so many `components` that a verdict hangs on, so many do not say what they need.

    Of all `needs` that they and the targets state, so many are `assumed`, so many `guessed`; where
    all are known they are not counted.
    """

    silent: int
    components: int
    needs: int = 0
    assumed: int = 0
    guessed: int = 0


def silent_words(extent: Extent) -> str:
    """How many say nothing, in words; empty where all say what they need.

    >>> silent_words(Extent(2, 9))
    'as far as is known: 2 of 9 components say nothing of what they need'
    """
    if not extent.silent:
        return ""
    say = "says nothing of what it needs" if extent.silent == 1 else "say nothing of what they need"
    of = f"{extent.silent:,} of {counted(extent.components, 'component')}"
    return f"as far as is known: {of} {say}"


def is_known(graph: Graph, v: int) -> bool:
    """Whether anything is said by which a component could be judged.

    What it needs, a shared risk that is no assumption, or who could load it beyond its capacity.
    """
    component = graph.components[v]
    return component.says_needs or component.spread is not None or _is_met(graph, v)


def is_more_than_guessed(graph: Graph, v: int) -> bool:
    """The same without what is guessed: a component that is, and needs of which all are."""
    component = graph.components[v]
    if component.guessed is not None:
        return False
    needs = component.needs
    if component.says_needs and (not needs or any(degree_of(e) < Degree.GUESSED for e in needs)):
        return True
    return component.spread is not None or _is_met(graph, v)


def _is_met(graph: Graph, v: int) -> bool:
    """Whether a shared risk that is no assumption meets it, or a load it may not carry."""
    component = graph.components[v]
    if component.capacity is not None and (v in graph.parents or _is_on_a_mesh(graph, v)):
        return True
    if component.capacity is not None and _is_raised(graph, component.id):
        return True
    return any(_is_sure(graph.risks[risk]) for risk in graph.hit_by.get(v, ()))


def _is_raised(graph: Graph, name: str) -> bool:
    """Whether a surge that is no assumption raises the demand of a component."""
    return any(name in risk.raises for risk in graph.risks if _is_sure(risk))


def _is_sure(risk: schema.SharedRisk) -> bool:
    """Whether a risk is known, and not merely assumed or guessed."""
    return risk.assumed is None and risk.guessed is None


def _is_on_a_mesh(graph: Graph, v: int) -> bool:
    """Whether some path that is asked for could lead over a component."""
    return any(network.mesh.is_element(v) for network in graph.networks)


def unknown_tops(graph: Graph) -> list[int]:
    """What nothing needs and nothing is known of, where no network tells who uses whom."""
    if graph.networks:
        return []
    ends = {end for component in graph.components for end in component.connects or ()}
    return [
        v
        for v, component in enumerate(graph.components)
        if not graph.parents.get(v)
        and component.connects is None
        and component.id not in ends
        and not is_known(graph, v)
    ]


UNKNOWN = "nothing is said of what it needs, and no shared risk is known to hit it"
"""Why a target is not judged."""
ALL_UNKNOWN = "nothing is said of what they need, and no shared risk is known to hit them"
"""Why several targets are not judged."""
MOST_WORK = 1_000_000
"""Targets times nodes up to which it is counted for each target by itself."""


def extents(graph: Graph, targets: Collection[int]) -> dict[int, Extent]:
    """What is said of all that the needs of each target lead to; none where that is too much."""
    if len(targets) * len(graph.children) > MOST_WORK:
        return {}
    return {v: extent(graph, (v,)) for v in targets}


def extent(graph: Graph, targets: Iterable[int]) -> Extent:
    """What is said of all that the needs of some targets lead to; O(what they lead to).

    The targets themselves, links, and what cannot fail by itself are left out.
    """
    own = frozenset(targets)
    silent = total = 0
    needs: Counter[Degree] = Counter()
    for node in _led_to(graph.nodes, own):
        if node >= graph.size:
            continue
        component = graph.components[node]
        needs.update(map(degree_of, component.needs))
        if node not in own and component.connects is None and component.fails is not False:
            total += 1
            silent += not component.says_needs
    assumed, guessed = needs[Degree.ASSUMED], needs[Degree.GUESSED]
    return Extent(silent, total, needs.total() if assumed or guessed else 0, assumed, guessed)


def hung_on(nodes: Nodes, targets: Iterable[int]) -> frozenset[int]:
    """The components that some targets hang on, these included; O(what they lead to).

    To run, or with `graph.starting` to start.
    """
    return frozenset(node for node in _led_to(nodes, targets) if node < nodes.size)


def _led_to(nodes: Nodes, targets: Iterable[int]) -> Iterator[int]:
    """Some nodes, and all that their needs lead to."""
    todo = list(targets)
    seen = set(todo)
    passed: set[int] = set()
    for node in todo:
        further = [*nodes.children[node]]
        if node in nodes.path_network:
            network = nodes.networks[nodes.path_network[node][0]]
            further.append(network.goal)
            if id(network.mesh) not in passed:
                passed.add(id(network.mesh))
                further += [*network.mesh.links, *network.mesh.arcs_in]
        new = [child for child in dict.fromkeys(further) if child not in seen]
        seen.update(new)
        todo += new
        yield node
