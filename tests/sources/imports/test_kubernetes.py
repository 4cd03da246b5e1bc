"""Kubernetes: what must not be concluded from manifests and dumps, one by one."""

from __future__ import annotations

import json

import pytest

from tests.support.kubernetes import (
    FORM,
    causes,
    component,
    example,
    ids,
    imported,
    needs,
    points,
    service,
    workload,
)
from topology.cutsets.cutsets import minimal_cut_sets
from topology.document.document import Topology
from topology.errors import DocumentError, UsageError
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options

# -- the shop, the guestbook and the ensemble -----------------------------------------------------


def test_all_that_an_entry_names_is_among_its_single_points() -> None:
    found = example("boutique")
    others = {f"deployment/{name}" for name in ("frontend", "cart", "redis-cart", "ads")}
    assert {target: set(of) for target, of in causes(found).items()} == {
        "deployment/loadgenerator": others,
        "service/frontend-external": others,
    }
    counts = found.notes.plain()
    assert [counts[key]["count"] for key in ("certain", "guessed")] == [5, 4]  # type: ignore[index]
    assert all(one.get("count", 1) == 1 for one in found.document["components"])


def test_what_says_nothing_of_its_needs_is_not_called_free_of_single_points() -> None:
    found = example("guestbook")
    assert causes(found) == {
        "service/frontend": ("node of deployment/frontend",),
        "service/redis-master": ("deployment/redis-master",),
        "service/redis-replica": ("node of deployment/redis-replica",),
    }
    assert found.notes.unknown.count == 3
    assert found.notes.guessed.count == 0


def test_a_stateful_set_needs_a_majority_and_survives_one() -> None:
    found = example("quorum")
    ensemble = component(found, "statefulset/zk")
    assert (ensemble["count"], ensemble["quorum"]) == (3, 2)
    assert "majority" in ensemble["assumed"]["quorum"]
    assert causes(found) == {"service/zk-cs": (), "service/zk-hs": ()}
    assert "needs" not in ensemble
    topology = Topology.from_dict(found.document)
    assert [cut.order for cut in minimal_cut_sets(topology, "service/zk-cs", 3)] == [2]
    loose = imported(workload("zk", "replicas: 3", "StatefulSet") + service("zk"), quorum={"zk": 1})
    part = component(loose, "statefulset/zk")
    assert part["quorum"] == 1
    assert part["assumed"] == {"quorum": "--quorum zk=1"}


@pytest.mark.parametrize("quorum", [{"kz": 1}, {"zk": 4}])
def test_a_quorum_that_makes_no_sense_is_refused(quorum: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="--quorum"):
        imported(workload("zk", "replicas: 3", "StatefulSet"), quorum=quorum)


# -- what is counted ------------------------------------------------------------------------------


def test_members_of_a_workload_that_is_there_are_not_counted_twice() -> None:
    found = ids(example("dump"))
    assert {name for name in found if name.startswith(("pod/", "replicaset/"))} == {"pod/by-hand"}


def test_a_scaler_goes_before_replicas_and_none_is_out_of_service() -> None:
    found = example("edges")
    web = component(found, "deployment/web")
    assert web["count"] == 2
    assert "horizontalpodautoscaler/web" in web["assumed"]["count"]
    worker = component(found, "deployment/worker")
    assert worker.get("count", 1) == 1
    assert "may keep none" in worker["assumed"]["count"]
    assert "deployment/asleep" not in ids(found)
    asleep = component(found, "service/asleep")
    assert "needs" not in asleep
    assert "fails" not in asleep
    assert "number" not in component(found, "daemonset/agent")["assumed"]["count"]


def test_a_service_of_which_nobody_is_there_can_fail_and_is_not_judged() -> None:
    found = imported(workload("web", "replicas: 0") + service("web") + workload("other"))
    assert causes(found) == {}
    assert "service/web" in points(found).not_judged
    caller = workload("shop", env="[{name: WEB_URL, value: 'http://web'}]")
    behind = imported(workload("web", "replicas: 0") + service("web") + caller + service("shop"))
    assert set(causes(behind)["service/shop"]) == {"deployment/shop", "service/web"}


# -- selectors ------------------------------------------------------------------------------------


def test_labels_that_a_controller_adds_select_and_empty_selectors_are_told() -> None:
    found = example("edges")
    for number in (0, 2):
        assert needs(found, f"service/redis-announce-{number}") == {"statefulset/redis": "assumed"}
    told = " ".join(found.notes.unknown.items)
    assert "redis-announce-3 selects nothing that is here: no StatefulSet here has a member" in told
    assert "service/mistyped selects nothing that is here: no pod template" in told
    assert "service/crossed selects nothing that is here: no pod template" in told
    assert "service/asleep selects nothing that is here: deployment/asleep has replicas: 0" in told
    assert "redis-announce-0 selects nothing" not in told
    assert "prometheus/k8s may run something" in told


def test_a_selector_looks_into_its_own_namespace_only() -> None:
    away = workload("web").replace("{name: web}", "{name: web, namespace: away}")
    found = imported(away + service("web"))
    assert "needs" not in component(found, "service/web")
    assert "away/deployment/web" in ids(found)


def test_the_default_namespace_is_that_of_what_states_none() -> None:
    stated = workload("web").replace("{name: web}", "{name: web, namespace: default}")
    assert needs(imported(stated, service("web")), "service/web") == {"deployment/web": "known"}


# -- names in variables and configuration ---------------------------------------------------------


def test_names_are_followed_from_wherever_they_stand_and_are_guesses() -> None:
    found = example("shop")
    assert needs(found, "shop/deployment/web") == {
        "data/service/postgres": "guessed",  # a key of a Secret, another namespace
        "shop/service/cache": "guessed",  # an argument of a sidecar
        "shop/service/collector": "guessed",
        "shop/service/kafka": "guessed",  # a variable in an argument, a member of a StatefulSet
        "shop/service/mail": "guessed",  # a whole ConfigMap, its own namespace first
        "shop/service/orders": "guessed",
    }
    assert needs(found, "shop/deployment/proxy") == {"shop/service/web": "guessed"}
    assert needs(found, "shop/deployment/orders") == {
        "data/service/postgres": "guessed",
        "shop/service/cache": "guessed",
    }
    assert "needs" not in component(found, "data/statefulset/postgres")


def test_telemetry_takes_nothing_down() -> None:
    found = example("shop")
    (need,) = (
        one
        for one in component(found, "shop/deployment/web")["needs"]
        if one["on"] == "shop/service/collector"
    )
    assert need["hard"] is False
    assert "shop/deployment/collector" not in causes(found)["shop/service/proxy"]


@pytest.mark.parametrize(
    ("owner", "name", "of", "hard"),
    [
        ("web", "OTEL_EXPORTER_OTLP_ENDPOINT", "collector", False),
        ("web", "JAVA_OPTS", "zipkin", False),
        ("web", "COLLECTOR", "opentelemetrycollector", False),
        ("web", "CART_URL", "cart", True),
        ("web", "HOTEL_URL", "hotel", True),
        ("jaeger-query", "JAEGER_STORAGE", "cassandra", True),
    ],
)
def test_what_counts_as_telemetry(owner: str, name: str, of: str, hard: bool) -> None:
    env = json.dumps([{"name": name, "value": f"-Durl=http://{of}:9411"}])
    found = imported(workload(owner, env=env) + workload(of) + service(of))
    (need,) = component(found, f"deployment/{owner}")["needs"]
    assert need.get("hard", True) is hard


def test_what_only_starts_or_runs_once_needs_nothing_at_run_time() -> None:
    found = example("boutique")
    assert "service/ads" not in needs(found, "deployment/loadgenerator")
    assert not {name for name in ids(example("shop")) if "migrate" in name or "test-" in name}


def test_configuration_that_is_not_there_is_no_component() -> None:
    found = example("shop")
    assert not {name for name in ids(found) if "configmap" in name or "secret" in name}
    told = " ".join(found.notes.unknown.items)
    assert "read, and not in the files: configmap/absent" in told
    assert "secret/gone" not in told  # which is optional


@pytest.mark.parametrize(
    ("name", "value", "is_need"),
    [
        ("DB_HOST", "db", True),
        ("DB_HOST", "DB.", True),
        ("DB", "db:5432", True),
        ("URL", "jdbc:postgresql://db:5432/db", True),
        ("DSN", "user:pass@tcp(db:3306)/shop", True),
        ("SEEDS", "db-0.db,db-1.db.default.svc.cluster.local", True),
        ("HOST", "$(DB_SERVICE_HOST)", True),
        ("POSTGRES_USER", "db", False),
        ("APP_NAME", "db", False),
        ("STORAGE_TYPE", "db", False),
        ("GREETING", "the db is up", False),
        ("PORT", "5432", False),
        ("IMAGE", "db:latest", False),
        ("HOST", "db.other", False),
        ("HOST", "db.svc", False),
        ("HOST", "db.example.com", False),
        ("HOST", "$$(DB_SERVICE_HOST)", False),
    ],
)
def test_which_values_name_a_service(name: str, value: str, is_need: bool) -> None:
    env = json.dumps([{"name": name, "value": value}])
    found = imported(workload("web", env=env) + workload("db") + service("db"))
    assert needs(found, "deployment/web") == ({"service/db": "guessed"} if is_need else {})


def test_without_guesses_names_are_not_followed() -> None:
    env = "[{name: DB_HOST, value: db}]"
    text = workload("web", env=env) + workload("db") + service("db")
    found = imported(text, guesses=False)
    assert "needs" not in component(found, "deployment/web")
    assert found.dropped == 1


# -- routes, what is outside, volumes -------------------------------------------------------------


def test_a_route_needs_all_that_it_leads_to() -> None:
    found = example("edges")
    assert needs(found, "ingress/shop") == {"service/asleep": "known", "service/web": "known"}
    assert needs(found, "httproute/api") == {"service/agent": "known", "service/web": "known"}
    assert needs(found, "ingress/old") == {"service/web": "known"}
    assert needs(found, "virtualservice/public") == {"service/web": "known"}
    assert "virtualservice/mesh-only" not in ids(found)
    assert "routes lead there: service/not-here" in " ".join(found.notes.unknown.items)


def test_what_is_outside_is_a_component_only_if_wanted() -> None:
    without, wanted = example("outside-unseen"), example("outside")
    outside = {"service/legacy", "service/billing", "service/gone"}
    assert not ids(without) & outside
    assert ids(wanted) >= outside
    assert set(needs(without, "deployment/web")) == {"service/queue"}
    assert needs(without, "service/queue") == {"messaging/service/rabbit": "known"}
    assert set(needs(wanted, "deployment/web")) == {
        "service/billing",
        "service/legacy",
        "service/queue",
    }
    assert {"service/legacy", "service/gone"} <= set(causes(wanted)["ingress/web"])


def test_a_claim_is_needed_and_a_volume_for_each_member_is_not_shared() -> None:
    found = example("apart")
    assert needs(found, "deployment/stored") == {"persistentvolumeclaim/data": "known"}
    assert "persistentvolumeclaim/forgotten" not in ids(found)
    assert "persistentvolumeclaim/data" in causes(found)["service/stored"]
    assert not {name for name in ids(example("quorum")) if "claim" in name}


# -- files ----------------------------------------------------------------------------------------


def test_the_order_of_files_makes_no_difference() -> None:
    env = "[{name: A, value: other}]"
    parts = [service("web"), workload("web", "replicas: 2", env=env)]
    parts += [service("other", "app: other"), workload("other"), "\n\n" + parts[1]]
    assert FORM is not None
    given = [Given(f"{number}.yaml", text.encode()) for number, text in enumerate(parts)]
    one = table.imported(FORM, given, Options())
    other = table.imported(FORM, given[::-1], Options())
    assert (one.document, one.notes) == (other.document, other.notes)


def test_the_same_twice_is_once_and_two_ways_are_an_error_with_both_places() -> None:
    dumped = workload("web").rstrip("-\n") + "\nstatus: {replicas: 1}\n"
    found = imported(workload("web"), dumped)
    assert component(found, "deployment/web")["source"] == (
        "0.yaml:1 deployment/web; 1.yaml:1 deployment/web"
    )
    with pytest.raises(DocumentError, match=r"0\.yaml:1 deployment/web and 1\.yaml:1 deployment"):
        imported(workload("web"), workload("web", "replicas: 2"))


@pytest.mark.parametrize("replicas", ["-1", "100001", "1" + "0" * 300])
def test_replicas_that_nobody_has_are_refused(replicas: str) -> None:
    with pytest.raises(DocumentError, match="replicas are"):
        imported(workload("web", f"replicas: {replicas}"))


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: web}",
        "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: web}",
        "apiVersion: skaffold/v4beta11\nkind: Config",
        "apiVersion: v2\nname: chart",
        "kind: component\nid: a",
        "apiVersion: 1\nkind: 2",
        "services: {web: {image: x}}",
    ],
)
def test_what_others_write_is_not_taken_for_it(text: str) -> None:
    assert table.recognised(Given("x", text.encode())) is not FORM


@pytest.mark.parametrize(
    "text",
    [
        '{"apiVersion": "apps/v1", "kind": "DeploymentList", "items": [%s, null, 7]}',
        '{"apiVersion": "v1", "kind": "List", "items": [{"kind": "List", "items": [%s]}]}',
        "[%s]",
        "---\n---\n%s\n---\n# nothing\n---\n",
    ],
)
def test_lists_of_all_forms_are_opened(text: str) -> None:
    one = '{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {}}'
    item = one if "DeploymentList" not in text else '{"metadata": {"name": "web"}, "spec": {}}'
    given = Given("x.yaml", (text % item).encode())
    assert table.recognised(given) is FORM
    assert ids(imported(text % item)) == {"deployment/web"}


def test_owners_in_a_circle_leave_nobody_out() -> None:
    def of(kind: str, name: str, owner: str) -> str:
        return (
            f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}, ownerReferences: "
            f"[{{apiVersion: apps/v1, kind: {kind}, name: {owner}}}]}}\nspec: {{}}\n---\n"
        )

    found = imported(of("ReplicaSet", "a", "b") + of("ReplicaSet", "b", "a") + of("Pod", "c", "c"))
    assert ids(found) == {"replicaset/a", "replicaset/b", "pod/c"}


def test_what_stands_where_a_name_should_is_not_told() -> None:
    key = {"secretKeyRef": {"name": "s", "key": "p/hunter2"}}
    env = json.dumps(
        [{"name": "http://me:hunter2@x", "value": "http://db"}, {"name": "A", "valueFrom": key}]
    )
    found = imported(workload("web", env=env) + workload("db") + service("db"))
    assert needs(found, "deployment/web") == {"service/db": "guessed"}
    assert "hunter2" not in repr(found)


def test_variables_that_hold_one_another_end() -> None:
    env = json.dumps([{"name": "A", "value": "$(A)" * 2_000}, {"name": "B", "value": "$(A)" * 900}])
    assert ids(imported(workload("web", env=env))) == {"deployment/web"}


# -- the last corners -----------------------------------------------------------------------------


def alias(name: str, host: str) -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{type: ExternalName, externalName: {host}}}\n---\n"
    )


def test_names_for_names_in_a_circle_are_no_service_that_stands() -> None:
    names = alias("a", "b.default.svc.cluster.local") + alias("b", "a.default.svc.cluster.local")
    found = imported(names + workload("web", env="[{name: A_HOST, value: a}]"))
    assert ids(found) == {"deployment/web"}
    assert "2 Service (a, b): ExternalName" in found.notes.left_out.items[0]


def test_one_member_is_selected_by_all_labels_not_by_its_name_alone() -> None:
    selector = '"statefulset.kubernetes.io/pod-name": db-0, app: another'
    found = imported(workload("db", kind="StatefulSet") + service("db-0", selector))
    assert "needs" not in component(found, "service/db-0")


def test_what_a_custom_resource_runs_is_known_where_it_is_there() -> None:
    custom = (
        "apiVersion: example.com/v1\nkind: Store\nmetadata: {name: s}\nspec: {replicas: 2}\n---\n"
    )
    owner = "{name: db, ownerReferences: [{apiVersion: example.com/v1, kind: Store, name: s}]}"
    owned = workload("db", kind="StatefulSet").replace("{name: db}", owner)
    assert "may run" in " ".join(imported(custom + workload("web")).notes.unknown.items)
    found = imported(custom + owned)
    assert ids(found) == {"statefulset/db"}
    assert "may run" not in " ".join(found.notes.unknown.items)
