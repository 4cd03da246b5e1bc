"""Catalogues and bills of materials as they stand in public repositories."""

from __future__ import annotations

import pytest

from tests.support.command import fails
from tests.support.imports import CORPUS
from topology import SinglePoints, Topology
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus here")


def imported(path: str) -> Imported:
    file = reader.given(CORPUS / path)
    form = table.recognised(file)
    assert form is not None
    return table.imported(form, [file], Options())


def test_the_sample_service() -> None:
    found = imported("backstage/sample-service-catalog-info.yaml")
    assert [part["id"] for part in found.document["components"]] == [
        "component:sample-service",
        "component:sentry-js",
        "resource:sample-s3-bucket",
    ]
    assert found.notes.certain.count == 1
    (remark,) = found.notes.unknown.items[found.notes.unknown.count :]
    assert remark.startswith("1 reference leads to nothing")
    assert "component:sample-service → component:sample-service-2" in remark
    points = SinglePoints.of(Topology.from_dict(found.document))
    assert points.targets == ("component:sample-service",)
    assert points.causes("component:sample-service") == ("resource:sample-s3-bucket",)


def test_the_gateway() -> None:
    found = imported("cyclonedx/saasbom-apigateway.json")
    assert len(found.document["components"]) == 7
    needs = [need for part in found.document["components"] for need in part.get("needs", ())]
    assert len(needs) == 6
    assert all("does not say whether it is hard" in need["assumed"] for need in needs)
    points = SinglePoints.of(Topology.from_dict(found.document))
    assert points.targets == ("acme-application",)
    assert len(points.causes("acme-application")) == 6


def test_a_bill_of_what_an_application_is_made_of_is_refused() -> None:
    (said,) = fails("import", CORPUS / "cyclonedx" / "obom.json")
    assert "nothing in it runs" in said
