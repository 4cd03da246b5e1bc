"""Which workloads a Kubernetes service selects, by their labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from topology.sources.imports.loose import table
from topology.sources.imports.terraform.estate import Resource
from topology.sources.imports.terraform.values import at, texts

WORKLOADS = ("workload", "stateful")
SERVICES = ("kubernetes_service", "kubernetes_service_v1")
_LABELS = ("spec.template.metadata.labels", "metadata.labels")
"""Where the labels of pods stand: in the template of a workload, or in the pod itself."""

Label = tuple[str, str]


def selected(resources: Iterable[Resource]) -> dict[str, list[str]]:
    """By the address of each service that selects, the workloads that have all its labels."""
    every = list(resources)
    by_label: dict[tuple[str, Label], list[tuple[str, set[Label]]]] = defaultdict(list)
    for resource in every:
        if resource.type.kind in WORKLOADS:
            labels = _labels_of(resource)
            for label in labels:
                by_label[_namespace(resource), label].append((resource.address.full, labels))
    found = {}
    for resource in every:
        if resource.address.type in SERVICES:
            wanted = _pairs(at(resource.values, "spec.selector"))
            if wanted:
                candidates = by_label.get((_namespace(resource), min(wanted)), ())
                found[resource.address.full] = [n for n, labels in candidates if wanted <= labels]
    return found


def _labels_of(resource: Resource) -> set[Label]:
    for path in _LABELS:
        if labels := _pairs(at(resource.values, path)):
            return labels
    return set()


def _pairs(values: Iterable[object]) -> set[Label]:
    return {
        (key, text)
        for value in values
        for key, text in table(value).items()
        if isinstance(text, str)
    }


def _namespace(resource: Resource) -> str:
    return next(iter(texts(resource.values, "metadata.namespace")), "default")
