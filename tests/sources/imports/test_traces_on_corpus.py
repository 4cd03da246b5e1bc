"""Calls in public files, read by path where they are there."""

from __future__ import annotations

import pytest

from tests.support.imports import CORPUS
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints

ROWS = {
    "jaeger-zipkin/jaeger-small.json": (8, 7, {"Service8": 7}),
    "jaeger-zipkin/zipkin-trace-messaging-kafka.json": (3, 3, {"servicea": 0}),
    "jaeger-zipkin/zipkin-trace-yelp.json": (8, 8, {"routing": 6, "yelp_main/api_proxy": 6}),
    "kiali/test_service_graph.json": (
        8, 8,
        {"bookinfo/service/productpage": 6, "istio-system/workload/ingressgateway-unknown": 7},
    ),
    "kiali/test_workload_graph.json": (
        11, 11,
        {"bookinfo/workload/productpage-v1": 8, "istio-system/workload/ingressgateway-unknown": 9},
    ),
    "otel-servicegraph/synthetic.prom": (5, 4, {"frontend": 3}),
}  # fmt: skip
"""Components, needs, and how many single points of failure each target has."""


@pytest.mark.parametrize(("name", "row"), ROWS.items(), ids=ROWS)
def test_a_row_of_the_corpus(name: str, row: tuple[int, int, dict[str, int]]) -> None:
    if not (file := CORPUS / name).exists():
        pytest.skip("the public files are not here")
    topology = Topology.load(file)
    points = SinglePoints.of(topology)
    needs = sum(len(component.needs) for component in topology.components)
    targets = {target: len(points.causes(target)) for target in points.targets}
    assert (len(topology.components), needs, targets) == row
