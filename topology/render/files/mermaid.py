"""A small topology as a Mermaid flowchart, which GitHub and GitLab draw inside Markdown."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from topology.document import schema
from topology.document.document import Topology
from topology.document.schema import parts_of, tools_of
from topology.errors import printable
from topology.render.drawing.lines import drawn_risks
from topology.structure.words import over_words

MAX_COMPONENTS = 40
MAX_LINES = 400
"""Nodes and edges; Mermaid draws no more than 500 edges unless it is told to."""
_MAX_LABEL = 40
_CLASSES = (
    "classDef single fill:#fde0dc,stroke:#b3261e,stroke-width:3px,color:#410e0b",
    "classDef target fill:#dce8fd,stroke:#1e4fb3,stroke-width:2px,color:#0b1f41",
)


def mermaid(topology: Topology, *, marked: Container[str], targets: Container[str]) -> str | None:
    """The flowchart, single points of failure as hexagons; None when it would be too large."""
    if len(topology.components) + len(drawn_risks(topology)) > MAX_COMPONENTS:
        return None
    lines = list(_lines(topology, marked, targets))
    if len(lines) > MAX_LINES:
        return None
    return "".join(f"{line}\n" for line in lines)


def _lines(topology: Topology, marked: Container[str], targets: Container[str]) -> Iterator[str]:
    items: list[schema.Component | schema.SharedRisk] = [
        *topology.components,
        *drawn_risks(topology),
    ]
    names = sorted(items, key=lambda item: item.id)
    number = {item.id: f"n{i}" for i, item in enumerate(names)}
    yield "flowchart LR"
    for item in names:
        style = ":::single" if item.id in marked else ":::target" if item.id in targets else ""
        left, right = ("{{", "}}") if item.id in marked else ("([", "])") if style else ("[", "]")
        yield f'  {number[item.id]}{left}"{_label(item)}"{right}{style}'
    for component in sorted(topology.components, key=lambda c: c.id):
        for entry in component.needs:
            for to, word in _edges(entry, ""):
                arrow = f'-- "{word}" -->' if word else "-->"
                yield f"  {number[component.id]} {arrow} {number[to]}"
        for place, members in component.dealt.items():
            yield f'  {number[component.id]} -- "{members} in" --> {number[place]}'
        yield from _link(component, number)
    for risk in drawn_risks(topology):
        hits = _hits(topology, risk)
        for hit in sorted({*hits, *risk.raises}):
            yield f"  {number[risk.id]} -.-> {number[hit]}"
    yield from (f"  {line}" for line in _CLASSES)


def _label(item: schema.Component | schema.SharedRisk) -> str:
    members = f" ×{item.count}" if isinstance(item, schema.Component) and item.count > 1 else ""
    return f"{_text(item.id)}{members}<br/>{_text(item.kind)}"


def _text(value: str) -> str:
    """Text that Mermaid shows as it is: every sign that it could read is an entity code."""
    short = printable(value)
    short = short if len(short) <= _MAX_LABEL else short[: _MAX_LABEL - 1] + "…"
    return "".join(c if c.isalnum() or c in " -_.,:/…" else f"#{ord(c)};" for c in short)


def _link(component: schema.Component, number: dict[str, str]) -> Iterator[str]:
    if component.connects is not None:
        start, end = (number[name] for name in component.connects)
        own = number[component.id]
        yield f"  {start} --- {own}"
        yield f"  {own} {'-->' if component.one_way else '---'} {end}"


def _edges(entry: schema.Requirement, word: str) -> Iterator[tuple[str, str]]:
    """What an entry names, each with how it is needed."""
    if isinstance(entry, str):
        yield entry, word
    elif isinstance(entry, schema.On):
        yield entry.on, word if entry.hard else "soft"
    elif isinstance(entry, schema.Reach):
        yield entry.reach, f"reach{_text(over_words(entry))}"
    else:
        parts = parts_of(entry)
        inner = word if isinstance(entry, schema.All) else _word(entry)
        for place, part in enumerate(parts, 1):
            named = f"{place}. choice" if isinstance(entry, schema.FirstOf) else inner
            yield from _edges(part, named)
        for tool in tools_of(entry) if isinstance(entry, schema.FirstOf) else ():
            yield from _edges(tool, "to switch")


def _word(entry: schema.Choice) -> str:
    if isinstance(entry, schema.AtLeast):
        return f"{entry.at_least} of {len(entry.of)}"
    return "split" if isinstance(entry, schema.Split) else "any"


def _hits(topology: Topology, risk: schema.SharedRisk) -> Sequence[str]:
    if isinstance(risk.hits, schema.Selector):
        return [c.id for c in topology.components if risk.hits.selects(c)]
    return risk.hits or ()
