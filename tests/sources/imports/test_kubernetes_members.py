"""Kubernetes: which members of a workload, and which alternatives, fail together."""

from __future__ import annotations

import pytest

from tests.support.kubernetes import (
    causes,
    component,
    example,
    ids,
    imported,
    needs,
    risks,
    service,
    workload,
)

# -- members that fail together -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["required", "zones", "alone"])
def test_only_what_is_required_keeps_members_apart(name: str) -> None:
    assert f"node of deployment/{name}" not in risks(example("apart"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("selects-nothing", "required podAntiAffinity term 1 selects none of its own pods"),
        ("preferred", "podAntiAffinity is preferred, not required"),
        ("rack", "required podAntiAffinity term 1 is about a label that nodes may not have"),
        ("strangers", "topologySpreadConstraint 1 selects none of its own pods"),
        ("anyway", "topologySpreadConstraint 1 is ScheduleAnyway"),
        ("skewed", "topologySpreadConstraint 1 lets 3 members stand together"),
        ("stored", "persistentvolumeclaim/data is ReadWriteOnce"),
    ],
)
def test_members_that_may_share_a_node_fall_with_it(name: str, why: str) -> None:
    found = example("apart")
    assert risks(found)[f"node of deployment/{name}"].startswith(why)
    assert f"node of deployment/{name}" in causes(found)[f"service/{name}"]


def test_where_pods_stand_is_taken_from_a_dump() -> None:
    found = example("dump")
    web = component(found, "deployment/web")
    assert (web["count"], web["spread"]) == (3, ["node/node-1", "node/node-2"])
    assert needs(found, "node/node-1") == {"zone/eu-1a": "known"}
    # What a template puts on one node falls with it.
    assert component(example("apart"), "deployment/together")["spread"] == ["node/node-7"]
    assert "node/node-7" in causes(example("apart"))["service/together"]
    # Of the database one member is not placed: nothing is concluded from the other two.
    assert "node of statefulset/db" in risks(found)
    assert "node/node-3" not in ids(found)
    assert set(causes(found)["service/web"]) == {"node of statefulset/db"}


def test_alternatives_that_may_share_a_node_fall_with_it() -> None:
    both = workload("blue") + workload("green")
    loose = both.replace("app: blue", "app: web").replace("app: green", "app: web")
    found = imported(loose + service("web"))
    assert component(found, "service/web")["needs"][0]["any"] == [
        "deployment/blue",
        "deployment/green",
    ]
    assert causes(found) == {"service/web": ("node of service/web",)}
    apart = (
        "spec: {affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        "[{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}, "
    )
    assert causes(imported(loose.replace("spec: {", apart) + service("web"))) == {"service/web": ()}
    elsewhere = apart.replace("[{label", "[{namespaces: [other], label")
    assert set(causes(imported(loose.replace("spec: {", elsewhere) + service("web")))["service/web"]
               ) == {"node of service/web"}  # fmt: skip
    placed = loose.replace("spec: {", "spec: {nodeName: a, ", 1)
    assert set(causes(imported(placed + service("web")))["service/web"]) == {"node of service/web"}
    both_placed = placed.replace("spec: {containers", "spec: {nodeName: b, containers", 1)
    assert causes(imported(both_placed + service("web"))) == {"service/web": ()}
    third = workload("red").replace("app: red", "app: web")
    assert causes(imported(both_placed + third + service("web"))) == {"service/web": ()}
    one_node = both_placed.replace("nodeName: b", "nodeName: a")
    assert causes(imported(one_node + service("web"))) == {"service/web": ("node/a",)}


TERM = "{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname%s}"


def kept(more: str = "", volumes: str = "[]") -> str:
    rule = f"requiredDuringSchedulingIgnoredDuringExecution: [{TERM % more}]"
    spec = f"spec: {{volumes: {volumes}, affinity: {{podAntiAffinity: {{{rule}}}}}, "
    return workload("web", "replicas: 2").replace("spec: {", spec)


@pytest.mark.parametrize(
    ("more", "is_kept"),
    [
        ("", True),
        (", namespaces: [default]", True),
        (", namespaces: [other]", False),
        (", namespaces: [other], namespaceSelector: {}", True),
        (", namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}", True),
        (", namespaceSelector: {matchLabels: {team: a}}", False),
        (", mismatchLabelKeys: [app]", False),
    ],
)
def test_anti_affinity_is_about_its_own_namespace(more: str, is_kept: bool) -> None:
    assert (risks(imported(kept(more))) == {}) is is_kept


@pytest.mark.parametrize(("mode", "is_kept"), [("ReadWriteMany", True), ("ReadWriteOnce", False)])
def test_a_claim_of_one_node_keeps_members_together(mode: str, is_kept: bool) -> None:
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
        f"spec: {{accessModes: [{mode}]}}\n---\n"
    )
    volumes = "[{persistentVolumeClaim: {claimName: data}}]"
    found = imported(claim + kept("", volumes))
    assert needs(found, "deployment/web") == {"persistentvolumeclaim/data": "known"}
    assert (risks(found) == {}) is is_kept


def test_the_node_that_has_more_members_comes_first() -> None:
    owner = "ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db}]"
    pods = "".join(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: db-{number}, {owner}}}\n"
        f"spec: {{nodeName: {node}}}\n---\n"
        for number, node in enumerate(["b", "a", "b"])
    )
    found = imported(workload("db", "replicas: 3", "StatefulSet") + pods + service("db"))
    assert component(found, "statefulset/db")["spread"] == ["node/b", "node/a"]
    # Two of three stand on b, and two are needed.
    assert causes(found) == {"service/db": ("node/b",)}
