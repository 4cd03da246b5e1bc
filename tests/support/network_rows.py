"""What an analysis says of a network, in the figures by which networks are compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options


@dataclass(frozen=True)
class Row:
    """Nodes, links and targets; then how many single points there are, and in how many pairs."""

    nodes: int
    links: int
    targets: int
    node_points: int = 0
    node_pairs: int = 0
    link_points: int = 0
    link_pairs: int = 0


def brought_in(form: str, *texts: str | bytes | Given, **options: Any) -> table.Imported:
    """What texts of a format become."""
    files = [
        text if isinstance(text, Given)
        else Given(f"net{i}", text.encode() if isinstance(text, str) else text)
        for i, text in enumerate(texts)
    ]  # fmt: skip
    asked = table.named(form)
    assert asked is not None
    assert all(asked.recognises(file) for file in files)
    return table.imported(asked, files, Options(**options))


def _points(document: dict[str, Any]) -> SinglePoints:
    """Of nodes: what is sent over the links is no part of these figures."""
    return SinglePoints.of(Topology.from_dict({**document, "traffic": []}))


def row_of(document: dict[str, Any]) -> Row:
    """The figures of a document of nodes and links."""
    points = _points(document)
    kinds = {part["id"]: part["kind"] for part in document["components"]}
    pairs = [(kinds[cause], cause) for target in points.targets for cause in points.causes(target)]
    times = Counter(kind for kind, _ in pairs)
    single = Counter(kind for kind, _ in set(pairs))
    parts = Counter(kinds.values())
    return Row(
        parts["node"], parts["link"], len(points.targets), single["node"], times["node"],
        single["link"], times["link"],
    )  # fmt: skip


def causes(document: dict[str, Any]) -> dict[str, set[str]]:
    """The single points of each target."""
    points = _points(document)
    return {target: set(points.causes(target)) for target in points.targets}
