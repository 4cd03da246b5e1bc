"""Manifests for tests, and what an import of them says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.support.imports import EXAMPLES
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.structure.graph import Graph

FORM = table.named("kubernetes")


def imported(*texts: str, **options: Any) -> table.Imported:
    assert FORM is not None
    files = [Given(f"{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return table.imported(FORM, files, Options(**options))


@cache
def example(name: str) -> table.Imported:
    (found,) = (one for one in EXAMPLES if (one.form, one.folder.name) == ("kubernetes", name))
    assert FORM is not None
    is_outside = "--external" in found.options
    options = Options(external=is_outside, quorum={"rabbit": 1} if is_outside else {})
    return table.imported(FORM, [reader.given(file) for file in found.files], options)


def points(found: table.Imported) -> SinglePoints:
    return SinglePoints(Graph(Topology.from_dict(found.document)))


def causes(found: table.Imported) -> dict[str, Sequence[str]]:
    spof = points(found)
    return {target: spof.causes(target) for target in spof.targets}


def component(found: table.Imported, name: str) -> dict[str, Any]:
    (part,) = (one for one in found.document["components"] if one["id"] == name)
    assert isinstance(part, dict)
    return part


def ids(found: table.Imported) -> set[str]:
    return {one["id"] for one in found.document["components"]}


def needs(found: table.Imported, name: str) -> dict[str, str]:
    """What a component needs by name, and the degree of each."""
    return {
        one["on"]: next((degree for degree in ("assumed", "guessed") if degree in one), "known")
        for one in component(found, name).get("needs", ())
    }


def risks(found: table.Imported) -> dict[str, str]:
    return {one["id"]: one["assumed"] for one in found.document.get("shared_risks", ())}


def workload(name: str, spec: str = "", kind: str = "Deployment", env: str = "[]") -> str:
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n"
        f"  {spec}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n"
        f"    spec: {{containers: [{{name: main, env: {env}}}]}}\n---\n"
    )


def service(name: str, selector: str = "", spec: str = "") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{selector: {{{selector or f'app: {name}'}}}{spec}}}\n---\n"
    )
