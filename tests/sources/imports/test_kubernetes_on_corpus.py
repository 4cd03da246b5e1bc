"""Kubernetes: what well-known public manifests become; where they are not at hand, not tested."""

from __future__ import annotations

from functools import cache

import pytest

from tests.support.imports import CORPUS
from topology.cutsets.cutsets import minimal_cut_sets
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options
from topology.structure.graph import Graph

FILES = CORPUS / "kubernetes"
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="needs the corpus of public files")


@cache
def found(name: str) -> table.Imported:
    form = table.named("kubernetes")
    assert form is not None
    place = FILES / name
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    return table.imported(form, [reader.given(file) for file in files], Options())


def graph(name: str) -> Graph:
    return Graph(Topology.from_dict(found(name).document))


def causes(name: str) -> dict[str, set[str]]:
    spof = SinglePoints(graph(name))
    return {target: set(spof.causes(target)) for target in spof.targets}


def kinds(name: str) -> dict[str, int]:
    words = [part["kind"] for part in found(name).document["components"]]
    return {word: words.count(word) for word in set(words)}


def needs(name: str) -> tuple[int, int]:
    """Known and guessed."""
    every = [n for part in found(name).document["components"] for n in part.get("needs", ())]
    return sum("guessed" not in n for n in every), sum("guessed" in n for n in every)


def test_online_boutique() -> None:
    name = "online-boutique.yaml"
    assert kinds(name) == {"deployment": 12, "service": 12}
    assert needs(name) == (12, 16)
    deployments = {
        part["id"] for part in found(name).document["components"] if part["kind"] == "deployment"
    }
    others = deployments - {"deployment/loadgenerator"}
    assert len(others) == 11
    assert causes(name) == {
        "deployment/loadgenerator": others,
        "service/frontend-external": others,
    }


def test_guestbook() -> None:
    name = "guestbook.yaml"
    assert kinds(name) == {"deployment": 3, "service": 3}
    assert needs(name) == (3, 0)
    counts = {part["id"]: part.get("count", 1) for part in found(name).document["components"]}
    workloads = {"redis-master": 1, "redis-replica": 2, "frontend": 3}
    assert {w: counts[f"deployment/{w}"] for w in workloads} == workloads
    assert causes(name) == {
        "service/frontend": {"node of deployment/frontend"},
        "service/redis-master": {"deployment/redis-master"},
        "service/redis-replica": {"node of deployment/redis-replica"},
    }
    assert found(name).notes.unknown.count == 3


def test_zookeeper() -> None:
    name = "kow3ns-zookeeper.yaml"
    assert kinds(name) == {"statefulset": 1, "service": 2}
    assert needs(name) == (2, 0)
    assert causes(name) == {"service/zk-cs": set(), "service/zk-hs": set()}
    part = next(c for c in found(name).document["components"] if c["kind"] == "statefulset")
    assert (part["count"], part["quorum"]) == (3, 2)
    cut_sets = minimal_cut_sets(Topology.from_dict(found(name).document), "service/zk-cs", 3)
    assert [cut.order for cut in cut_sets] == [2]


@pytest.mark.parametrize(
    ("name", "count"),
    [("popeye-dp-list.yaml", 2), ("popeye-ds-list.yaml", 2), ("popeye-sts-list.yaml", 3)],
)
def test_lists_of_what_runs_alone_are_not_judged(name: str, count: int) -> None:
    spof = SinglePoints(graph(name))
    assert (spof.targets, len(spof.not_judged)) == ((), count)


def test_a_folder_of_manifests() -> None:
    assert kinds("voting") == {"deployment": 5, "service": 4}
    assert SinglePoints(graph("voting")).not_judged == ("deployment/worker",)


def test_a_large_installation() -> None:
    name = "argocd-namespace-install.yaml"
    assert kinds(name) == {"deployment": 6, "service": 8, "statefulset": 1}
    assert needs(name) == (8, 0)
