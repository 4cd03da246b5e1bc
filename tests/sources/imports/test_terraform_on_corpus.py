"""Terraform on real files, where they lie beside the project."""

from __future__ import annotations

import re

import pytest

from tests.support.imports import CORPUS
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")


def imported(name: str) -> Imported:
    given = reader.given(CORPUS / name)
    form = table.recognised(given)
    assert form is not None
    assert form.name == "terraform"
    return table.imported(form, [given], Options())


def test_a_state_of_fourteen_resources() -> None:
    found = imported("terraform/infracost-terraform_v0.14_state.json")
    (read,) = found.notes.read.items
    assert "14 managed, 4 data resources; references between them: 15" in read
    risks = {r["id"]: r["hits"] for r in found.document["shared_risks"]}
    kinds = {c["id"]: c["kind"] for c in found.document["components"]}
    zones = {name: [kinds[hit] for hit in risks[name]] for name in risks if "zone" in name}
    assert zones == {"zone us-east-1b": ["server"] * 6, "zone us-east-1f": ["database"]}
    assert len(risks["region us-east-1"]) == len(kinds) == 7
    assert not any("needs" in c for c in found.document["components"])
    assert any("15 of 15 references" in words for words in found.notes.left_out.items)
    # The twin among the examples is true to it.
    twin = table.recognised(reader.given(ROOT / "tests/sources/imports/files/terraform/state/state.json"))  # fmt: skip # noqa: E501
    assert twin is not None


def test_a_graph_of_six_resources() -> None:
    found = imported("terraform-dot/msahsan1-terraform_graph.md")
    (read,) = found.notes.read.items
    assert "6 resources (3 managed, 3 data), 5 of 13 arrows between them" in read
    assert any("8 of 13 arrows" in words for words in found.notes.left_out.items)
    points = SinglePoints.of(Topology.from_dict(found.document))
    assert (points.targets, points.not_judged) == ((), ("aws_instance.http_servers",))


@pytest.mark.parametrize(
    ("name", "managed", "components", "needs"),
    [
        ("terraform/infracost-azure_firewall_plan.json", 11, 7, 1),
        ("terraform/infracost-terraform_v0.14_plan.json", 26, 14, 0),
        ("terraform/inframap-aws_state_cyclic.json", 19, 2, 0),
        ("terraform/inframap-multi_module_state.json", 3, 2, 1),
        ("terraform/inframap-openstack_state_lb.json", 12, 3, 1),
        ("terraform-dot/blast-radius-demo-1.json", 4, 1, 0),
        ("terraform-dot/blast-radius-demo-2.json", 3, 1, 0),
    ],
)
def test_what_others_hold(name: str, managed: int, components: int, needs: int) -> None:
    found = imported(name)
    assert re.search(rf"\b{managed} (?:managed|resources)", found.notes.read.items[0])
    assert len(found.document["components"]) == components
    assert sum(len(c.get("needs", ())) for c in found.document["components"]) == needs


@pytest.mark.parametrize("name", ["013_module_depends_on-plan", "110_sensitive_values-state"])
def test_where_nothing_runs_there_is_nothing_to_judge(name: str) -> None:
    with pytest.raises(DocumentError, match="nothing in it runs"):
        imported(f"terraform/{name}.json")
