"""Terraform: what must not be concluded from plans, states and graphs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest

from tests.support.imports import FILES
from topology.document.document import Topology
from topology.errors import DocumentError, UsageError
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported
from topology.sources.imports.terraform.addresses import parse_address
from topology.sources.imports.terraform.tables import (
    relations_of,
    run_time_needs,
    standbys_of,
    type_of,
    whys,
)

Plain = dict[str, Any]


def imported(*given: Given, **options: Any) -> Imported:
    form = table.named("terraform")
    assert form is not None
    return table.imported(form, given, Options(**options))


def example(name: str) -> Imported:
    folder = FILES / "terraform" / name
    own = ("document.json", "notes.json")
    return imported(*(reader.given(f) for f in sorted(folder.iterdir()) if f.name not in own))


def component(found: Imported, name: str) -> Plain:
    return next(c for c in found.document["components"] if c["id"] == name)


def names(found: Imported) -> list[str]:
    return [c["id"] for c in found.document["components"]]


def hits(found: Imported) -> dict[str, list[str]]:
    return {r["id"]: r["hits"] for r in found.document.get("shared_risks", [])}


def needs(found: Imported, name: str) -> list[Any]:
    """What is needed, without reasons: an id, an id in brackets if softly, or what stands."""
    told: list[Any] = []
    for need in component(found, name).get("needs", []):
        if "on" in need:
            told.append(need["on"] if need.get("hard", True) else f"({need['on']})")
        else:
            told.append({k: need[k] for k in ("any", "first_of") if k in need})
    return told


def causes(found: Imported, target: str) -> set[str]:
    points = SinglePoints.of(Topology.from_dict(found.document), [target])
    return {str(f.cause) for f in points.findings() if f.cause is not None}


def resource(address: str, **values: Any) -> Plain:
    parsed = parse_address(address)
    assert parsed is not None
    return {"address": address, "mode": "managed", "type": parsed.type, "name": parsed.name,
            "values": values}  # fmt: skip


def state(*resources: Plain, **options: Any) -> Imported:
    return imported(given_state(*resources), **options)


def given_state(*resources: Plain, name: str = "state.json") -> Given:
    value = {"format_version": "1.0", "terraform_version": "1.9.0",
             "values": {"root_module": {"resources": list(resources)}}}  # fmt: skip
    return Given(name, json.dumps(value).encode(), None, True)


# -- rows of what is expected ---------------------------------------------------------------------


def test_a_state_shows_all_that_one_zone_takes_down() -> None:
    found = example("state")
    assert found.notes.read.items == (
        "state.json: state: 14 managed, 4 data resources; references between them: 15",
    )
    assert len(names(found)) == 7
    risks = hits(found)
    assert [len(risks[f"zone us-east-1{z}"]) for z in "bf"] == [6, 1]
    assert len(risks["region us-east-1"]) == len(risks["account of aws"]) == 7
    database = "module.db.module.db_1.module.db_instance.aws_db_instance.this[0]"
    assert risks["zone us-east-1f"] == [database]
    assert "needs" not in component(found, database)
    assert not any(c.get("needs") for c in found.document["components"])
    assert "15 of 15 references" in " ".join(found.notes.left_out.items)
    assert causes(found, database) == {"zone us-east-1f", "region us-east-1", "account of aws"}


def test_a_graph_of_a_simple_estate_has_five_arrows_that_mean_something_and_no_need() -> None:
    found = example("graph")
    assert found.notes.read.items == (
        "graph.dot: graph: 6 resources (3 managed, 3 data), 5 of 13 arrows between them",
    )
    assert "8 of 13 arrows: bookkeeping" in " ".join(found.notes.left_out.items)
    assert names(found) == ["aws_instance.web"]
    points = SinglePoints.of(Topology.from_dict(found.document))
    assert (points.targets, points.not_judged) == ((), ("aws_instance.web",))
    assert "aws_instance.web → aws_security_group.web" in found.notes.direction.items[0]


# -- what runs ------------------------------------------------------------------------------------


def test_only_what_runs_becomes_a_component_and_the_rest_is_counted() -> None:
    found = example("plan")
    kinds = {c["kind"] for c in found.document["components"]}
    assert kinds == {"server", "servers", "database", "cache", "load-balancer", "nat", "queue",
                     "zone"}  # fmt: skip
    left = " ".join(found.notes.left_out.items)
    assert "1 wondercloud_box: not in the table of resource types" in left
    assert "1 random_password: secret, made when it is provisioned: no need at run time" in left
    assert "data sources: 1 (data.aws_ami): looked up when Terraform runs" in left


def test_types_that_are_in_no_table_are_told_first() -> None:
    found = state(
        resource("aws_iam_role.r"), resource("wondercloud_box.w"), resource("aws_instance.i")
    )
    assert [words.split()[1] for words in found.notes.left_out.items] == [
        "wondercloud_box:", "aws_iam_role:",
    ]  # fmt: skip


def test_what_was_there_before_and_is_destroyed_is_in_no_plan() -> None:
    assert "aws_instance.gone" not in names(example("plan"))
    assert "openstack_compute_instance_v2.blue" in names(example("raw-state-4"))
    left = " ".join(example("raw-state-4").notes.left_out.items)
    assert "twice" not in left
    gone = {**resource("aws_instance.a"), "deposed_key": "00ff"}
    found = state(gone, resource("aws_instance.a", availability_zone="eu-west-1a"))
    assert component(found, "aws_instance.a")["location"] == "eu-west-1a"


def test_a_state_in_which_nothing_runs_is_refused() -> None:
    with pytest.raises(DocumentError, match="nothing in it runs"):
        state(resource("null_resource.a"), resource("aws_iam_role.a"))


# -- members --------------------------------------------------------------------------------------


def test_members_of_count_are_spread_over_the_zones_that_their_attributes_state() -> None:
    web = component(example("plan"), "aws_instance.web")
    assert (web["count"], web["spread"]) == (4, ["eu-west-1a", "eu-west-1b"])
    assert "quorum" in web["assumed"]
    assert "spread" not in web["assumed"]
    assert "eu-west-1a" in hits(example("plan"))["zone eu-west-1a"]


def test_members_in_one_zone_are_one_failure_however_many_they_are() -> None:
    found = state(*(resource(f"aws_instance.a[{i}]", availability_zone="eu-west-1a")
                    for i in range(9)))  # fmt: skip
    assert component(found, "aws_instance.a")["count"] == 9
    assert causes(found, "aws_instance.a") == {"zone eu-west-1a", "region eu-west-1"}


@pytest.mark.parametrize(
    "zones",
    [("a", "a", "a", "b"), ("a", None), ("a", "a", "b", "b", "b", "c", "c")],
    ids=["uneven", "one not known", "uneven in turn"],
)
def test_members_that_are_not_dealt_out_in_turn_stay_apart(zones: tuple[str | None, ...]) -> None:
    found = state(*(
        resource(f"aws_instance.a[{i}]", availability_zone=z and f"eu-west-1{z}")
        for i, z in enumerate(zones)
    ))  # fmt: skip
    together = zones == ("a", "a", "b", "b", "b", "c", "c")
    assert (names(found)[0] == "aws_instance.a") is together
    assert together or len(names(found)) == len(zones)


def test_members_of_which_one_stands_nobody_knows_where_stay_apart() -> None:
    found = state(
        resource("aws_instance.a[0]", availability_zone="eu-west-1a"),
        resource("aws_instance.a[1]", region="eu-west-1"),
    )
    assert names(found) == ["aws_instance.a[0]", "aws_instance.a[1]"]


def test_members_of_which_a_load_balancer_has_some_only_are_no_alternatives_for_it() -> None:
    def shop(*attached: int) -> Imported:
        return state(
            *(resource(f"aws_instance.w[{i}]", id=f"i-{i}", region="eu-west-1") for i in range(2)),
            resource("aws_lb.l", arn="arn:l"),
            resource("aws_lb_target_group.t", arn="arn:t"),
            resource("aws_lb_listener.l", load_balancer_arn="arn:l",
                     default_action=[{"target_group_arn": "arn:t"}]),
            *(resource(f"aws_lb_target_group_attachment.a[{i}]", target_group_arn="arn:t",
                       target_id=f"i-{i}") for i in attached),
        )  # fmt: skip

    assert needs(shop(0), "aws_lb.l") == ["aws_instance.w[0]"]
    assert "aws_instance.w[0]" in causes(shop(0), "aws_lb.l")
    assert needs(shop(0, 1), "aws_lb.l") == ["aws_instance.w"]
    assert component(shop(0, 1), "aws_instance.w")["count"] == 2


def test_members_that_hold_volumes_of_their_own_stay_apart() -> None:
    found = state(
        *(resource(f"aws_instance.w[{i}]", id=f"i-{i}", region="eu-west-1") for i in range(2)),
        *(resource(f"aws_ebs_volume.v[{i}]", id=f"vol-{i}") for i in range(2)),
        *(resource(f"aws_volume_attachment.a[{i}]", instance_id=f"i-{i}", volume_id=f"vol-{i}")
          for i in range(2)),
    )  # fmt: skip
    assert needs(found, "aws_instance.w[1]") == ["aws_ebs_volume.v[1]"]


def test_a_member_that_is_referred_to_by_its_number_is_needed_alone() -> None:
    told = ["aws_instance.store[0].private_ip", "aws_instance.store[0]", "aws_instance.store"]
    resources = [
        *(resource(f"aws_instance.store[{i}]", region="eu-west-1") for i in range(2)),
        resource("aws_instance.app"),
    ]
    app = {"address": "aws_instance.app", "mode": "managed", "type": "aws_instance", "name": "app",
           "expressions": {"user_data": {"references": told}}}  # fmt: skip
    plan = {"format_version": "1.2", "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": resources}},
            "configuration": {"root_module": {"resources": [app]}}}  # fmt: skip
    found = imported(Given("plan.json", json.dumps(plan).encode(), None, True))
    assert needs(found, "aws_instance.app") == ["aws_instance.store[0]"]
    assert "aws_instance.store[0]" in causes(found, "aws_instance.app")


def test_keys_of_for_each_are_names_and_no_alternatives() -> None:
    found = example("plan")
    assert 'aws_instance.job["pay.out"]' in names(found)
    assert "aws_instance.job" not in names(found)


@pytest.mark.parametrize("kind", ["aws_db_instance", "aws_elasticache_cluster", "aws_sqs_queue"])
def test_what_holds_data_is_never_a_member_of_another(kind: str) -> None:
    assert names(state(resource(f"{kind}.a[0]"), resource(f"{kind}.a[1]"))) == [
        f"{kind}.a[0]", f"{kind}.a[1]"
    ]  # fmt: skip


def test_the_desired_size_of_a_group_counts_as_its_least() -> None:
    found = example("plan")
    assert component(found, "aws_autoscaling_group.api")["count"] == 2
    assert "aws_autoscaling_group.off" not in names(found)


def test_a_list_of_subnets_is_an_assumption_of_a_spread() -> None:
    found = example("plan")
    batch = component(found, "aws_autoscaling_group.batch")
    assert batch["spread"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert "zones" in batch["assumed"]["spread"]
    assert "spread" not in component(found, "aws_autoscaling_group.api")
    assert any("fewer members than zones" in words for words in found.notes.unknown.items)


@pytest.mark.parametrize("least", [None, "a lot", -1, 0.5, True, [2, 3], 10**30], ids=repr)
def test_a_number_of_members_that_is_not_known_counts_as_one(least: Any) -> None:
    group = resource("aws_autoscaling_group.a", min_size=least, desired_capacity=6)
    found = state(group)
    assert component(found, "aws_autoscaling_group.a").get("count", 1) == (2 if least == [2, 3] else 1)  # fmt: skip # noqa: E501
    assert least == [2, 3] or "number of members is not known" in " ".join(
        found.notes.unknown.items
    )


def test_how_many_must_work_is_for_the_caller_to_say() -> None:
    web = [resource(f"aws_instance.web[{i}]") for i in range(3)]
    for name in ("web", "aws_instance.web"):
        part = component(state(*web, quorum={name: 2}), "aws_instance.web")
        assert part["quorum"] == 2
        assert part["assumed"] == {"quorum": f"--quorum {name}=2"}
    with pytest.raises(DocumentError, match="has 3 members, not 4"):
        state(*web, quorum={"web": 4})
    for name in ("we", "eb"):
        with pytest.raises(DocumentError, match="there is no component of that name"):
            state(*web, quorum={name: 1})


def test_nothing_is_guessed_so_that_no_guess_can_be_left_out() -> None:
    form = table.named("terraform")
    assert form is not None
    with pytest.raises(UsageError, match="--no-guesses is for compose, kubernetes, traces, not"):
        table.need_use(form, ["guesses"])


# -- what takes whose place -----------------------------------------------------------------------


def test_a_standby_in_another_zone_takes_over_after_an_assumed_time() -> None:
    found = example("raw-state-3")
    database = "module.db.aws_db_instance.main"
    assert needs(found, database) == [{"first_of": [f"{database} primary", f"{database} standby"]}]
    (need,) = component(found, database)["needs"]
    assert need["switchover"]["activate"]["low"] == "60 s"
    assert "assumed" in need
    assert causes(found, database) == {"region eu-central-1"}


def test_a_standby_in_the_same_zone_falls_with_it() -> None:
    found = example("google-and-azure")
    assert "zone westeurope-2" in causes(found, "azurerm_postgresql_flexible_server.main")


def test_a_copy_is_no_standby() -> None:
    found = example("plan")
    assert needs(found, "aws_db_instance.replica") == ["(aws_db_instance.main)"]
    assert "aws_db_instance.replica" not in json.dumps(needs(found, "aws_db_instance.main"))


@pytest.mark.parametrize("value", [False, None, "false", "yes", 1, [], {}], ids=repr)
def test_only_a_flag_that_is_set_means_a_standby(value: Any) -> None:
    assert names(state(resource("aws_db_instance.a", multi_az=value))) == ["aws_db_instance.a"]


def test_each_group_of_targets_is_needed_and_alternatives_are_within_one_only() -> None:
    found = example("plan")
    assert needs(found, "aws_lb.front") == ["aws_autoscaling_group.api", "aws_instance.web"]
    assert "aws_autoscaling_group.api" not in causes(found, "aws_lb.front")


def test_targets_in_one_zone_fall_together() -> None:
    found = example("google-and-azure")
    both = [f"azurerm_linux_virtual_machine.{n}" for n in ("one", "two")]
    assert needs(found, "azurerm_lb.front") == [{"any": both}]
    assert "zone westeurope-1" in causes(found, "azurerm_lb.front")
    front = "google_compute_global_forwarding_rule.front"
    groups = [f"google_compute_instance_group_manager.{z}" for z in "bc"]
    assert needs(found, front) == [{"any": groups}]
    assert any("targets of load balancers that are in no file that was given: 1" in words
               for words in found.notes.unknown.items)  # fmt: skip


def test_a_load_balancer_of_which_no_target_is_known_is_said_to_be_so() -> None:
    found = example("raw-state-4")
    assert "needs" not in component(found, "module.shop.aws_lb.edge")
    assert "module.shop.aws_lb.edge: its targets are not in the file" in found.notes.unknown.items


def test_targets_by_reference_are_alternatives_and_marked() -> None:
    found = example("raw-state-4")
    both = [f"openstack_compute_instance_v2.{n}" for n in ("blue", "green")]
    assert needs(found, "openstack_lb_loadbalancer_v2.front") == [{"any": both}]
    (need,) = component(found, "openstack_lb_loadbalancer_v2.front")["needs"]
    assert need["assumed"] == "its targets are told by references"
    (need,) = component(example("google-and-azure"), "azurerm_lb.front")["needs"]
    assert "assumed" not in need
    assert causes(found, "openstack_lb_loadbalancer_v2.front") == {"zone nova", "region RegionOne"}


def test_a_target_that_waits_for_its_load_balancer_when_it_is_made_needs_it_not() -> None:
    service = resource("aws_ecs_service.a", load_balancer=[{"target_group_arn": "arn:t"}])
    service["depends_on"] = ["aws_lb_listener.a", "aws_lb.a", "aws_db_instance.d"]
    listener = resource("aws_lb_listener.a", load_balancer_arn="arn:l",
                        default_action=[{"target_group_arn": "arn:t"}])  # fmt: skip
    found = state(
        service,
        {**listener, "depends_on": ["aws_lb.a"]},
        resource("aws_lb.a", arn="arn:l"),
        resource("aws_lb_target_group.a", arn="arn:t"),
        resource("aws_db_instance.d"),
    )
    assert needs(found, "aws_lb.a") == ["aws_ecs_service.a"]
    assert needs(found, "aws_ecs_service.a") == ["aws_db_instance.d"]


def test_a_name_that_two_have_names_neither() -> None:
    found = state(
        resource("aws_instance.a", id="i-1"),
        resource("aws_instance.b", id="i-1"),
        resource("aws_elb.front", instances=["i-1"]),
    )
    assert "needs" not in component(found, "aws_elb.front")


def test_services_select_by_all_labels_and_within_their_namespace() -> None:
    found = example("kubernetes")
    assert needs(found, "kubernetes_service_v1.web") == ["kubernetes_deployment_v1.web"]
    assert component(found, "kubernetes_deployment_v1.web")["count"] == 4
    assert component(found, "kubernetes_stateful_set_v1.db")["quorum"] == 2
    assert "kubernetes_deployment_v1.none" not in names(found)
    assert "needs" not in component(found, "kubernetes_service_v1.back")
    assert "kubernetes_service_v1.lost: it selects nothing that is in the file" in (
        found.notes.unknown.items
    )
    assert "node of kubernetes_deployment_v1.web" in causes(found, "kubernetes_service_v1.web")


# -- needs ----------------------------------------------------------------------------------------


def test_a_reference_is_a_need_only_where_it_makes_sense_at_run_time() -> None:
    found = example("plan")
    assert needs(found, "aws_instance.web") == [
        "aws_db_instance.main",
        "(aws_nat_gateway.out)",
        "(aws_sqs_queue.jobs)",
        "module.cache.aws_elasticache_cluster.this",
    ]
    # Over the variable of a module, and over the template of a group.
    assert needs(found, "module.worker.aws_instance.this") == ["aws_db_instance.main"]
    assert "aws_db_instance.main" in needs(found, "aws_autoscaling_group.api")
    assert found.notes.certain.count == 0


def test_what_is_looked_up_is_no_need_even_where_its_type_runs() -> None:
    web = resource("aws_instance.a")
    web["depends_on"] = ["data.aws_db_instance.b", "aws_db_instance.c"]
    looked_up = {**resource("data.aws_db_instance.b"), "mode": "data"}
    found = state(web, looked_up, resource("aws_db_instance.b"), resource("aws_db_instance.c"))
    assert needs(found, "aws_instance.a") == ["aws_db_instance.c"]


def test_the_end_of_a_module_in_a_graph_is_bookkeeping() -> None:
    text = """digraph {
    "[root] aws_instance.a (expand)" -> "[root] module.db (close)"
    "[root] aws_instance.b (expand)" -> "[root] module.db.output.host (expand)"
    "[root] module.db (close)" -> "[root] module.db.aws_db_instance.main (expand)"
    "[root] module.db.output.host (expand)" -> "[root] module.db.aws_db_instance.main (expand)"
    }"""
    found = imported(Given("graph.dot", text.encode()))
    assert needs(found, "aws_instance.a") == []
    assert needs(found, "aws_instance.b") == ["module.db.aws_db_instance.main"]


def test_a_gateway_with_groups_of_its_own_says_not_who_is_in_which() -> None:
    groups = [{"name": "a"}, {"name": "b"}]
    pool = "/subscriptions/s/resourceGroups/r/providers/n/applicationGateways/g"
    vms = [
        resource(f"azurerm_linux_virtual_machine_scale_set.{name}", id=f"vm-{name}", instances=2,
                 network_interface=[{"ip_configuration": [
                     {"application_gateway_backend_address_pool_ids": [f"{pool}/backendAddressPools/{name}"]}]}])  # noqa: E501
        for name in "ab"
    ]  # fmt: skip
    gateway = "azurerm_application_gateway.g"
    found = state(*vms, resource(gateway, id=pool, backend_address_pool=groups))
    assert "needs" not in component(found, gateway)
    one = state(*vms, resource(gateway, id=pool, backend_address_pool=groups[:1]))
    assert "any" in needs(one, gateway)[0]


def test_ways_without_end_are_refused_in_a_line() -> None:
    targets = [{"target_group_arn": f"arn:{i}"} for i in range(60)]
    many = [resource(f"aws_lb.a{i}", arn=f"lb:{i}") for i in range(60)]
    ties = [resource(f"aws_lb_listener.a{i}", load_balancer_arn=f"lb:{i}", default_action=targets)
            for i in range(60)]  # fmt: skip
    pools = [resource(f"aws_lb_target_group.a{i}", arn=f"arn:{i}") for i in range(60)]
    most = "topology.sources.imports.terraform.estate.MOST_STEPS"
    with mock.patch(most, 1_000), pytest.raises(DocumentError, match="more ways") as error:
        state(*many, *ties, *pools)
    assert len(error.value.lines()) == 1


def test_the_way_out_is_told_by_route_tables_or_not_at_all() -> None:
    assert any("aws_nat_gateway.out is the way out" in w for w in example("plan").notes.unknown.items)  # fmt: skip # noqa: E501
    found = state(resource("aws_nat_gateway.a", subnet_id="s"), resource("aws_instance.a"))
    assert "needs" not in component(found, "aws_instance.a")
    assert any("no route table in the file" in words for words in found.notes.unknown.items)


def test_an_example_of_an_arrow_is_a_need_or_says_that_it_is_none() -> None:
    (words,) = example("plan").notes.direction.items
    assert "aws_db_instance.main: the first needs the second" in words
    # A member refers to its cluster, and it is the cluster that needs its members.
    (words,) = example("raw-state-4").notes.direction.items
    assert words.endswith("which alone is no need")


def test_what_states_no_account_is_assumed_to_be_in_the_only_one() -> None:
    one = resource("aws_lb.a", arn="arn:aws:elb:eu-west-1:111122223333:lb/a")
    other = resource("aws_lb.b", arn="arn:aws:elb:eu-west-1:444455556666:lb/b")
    silent = resource("aws_instance.c")
    found = state(one, silent)
    (risk,) = [r for r in found.document["shared_risks"] if r["kind"] == "account"]
    assert risk["hits"] == ["aws_instance.c", "aws_lb.a"]
    assert "assumed" in risk
    found = state(one, other, silent)
    assert hits(found) == {
        "account of aws 1": ["aws_lb.a"],
        "account of aws 2": ["aws_lb.b"],
        "region eu-west-1": ["aws_lb.a", "aws_lb.b"],
    }
    assert "111122223333" not in json.dumps(found.document)


def test_rules_of_security_groups_may_go_in_circles() -> None:
    assert not any("security" in n for n in names(example("raw-state-4")))


def test_references_over_modules_in_circles_end() -> None:
    call = {"source": "./a", "expressions": {"x": {"references": ["module.a.y"]}},
            "module": {"outputs": {"y": {"expression": {"references": ["var.x"]}}}}}  # fmt: skip
    value = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [resource("aws_instance.a")]}},
        "configuration": {"root_module": {
            "resources": [{"address": "aws_instance.a",
                           "expressions": {"ami": {"references": ["module.a.y"]}}}],
            "module_calls": {"a": call}}},
    }  # fmt: skip
    found = imported(Given("plan.json", json.dumps(value).encode(), None, True))
    assert names(found) == ["aws_instance.a"]


# -- files ----------------------------------------------------------------------------------------


def test_the_order_of_files_and_resources_is_nothing() -> None:
    one = given_state(resource("aws_instance.a"), resource("aws_elb.b", instances=["i"]))
    other = given_state(resource("aws_instance.c", id="i"), name="other.json")
    turned = given_state(resource("aws_elb.b", instances=["i"]), resource("aws_instance.a"))
    found = [imported(one, other), imported(other, one), imported(turned, other)]
    assert found[0].document == found[1].document == found[2].document
    assert needs(found[0], "aws_elb.b") == ["aws_instance.c"]


def test_one_address_in_two_files_is_refused() -> None:
    one, other = (given_state(resource("aws_instance.a"), name=f"{n}.json") for n in "ab")
    with pytest.raises(DocumentError, match=r"describes aws_instance\.a as another"):
        imported(one, other)


def test_what_is_sensitive_is_not_looked_at() -> None:
    part = resource("aws_instance.a", availability_zone="eu-west-1a")
    part["sensitive_values"] = {"availability_zone": True}
    assert "location" not in component(state(part), "aws_instance.a")


@pytest.mark.parametrize(
    "value",
    [
        {"version": 4, "resources": []},
        {"version": 2, "terraform_version": "0.6", "modules": []},
        {"format_version": "1.0"},
        {"format_version": "1.0", "values": []},
        {"planned_values": {}},
        {"nodes": [{"label": "a"}], "edges": []},
        {"resource": {"aws_instance": {"web": {}}}},
    ],
    ids=repr,
)
def test_what_only_looks_a_little_like_terraform_is_left_to_others(value: Plain) -> None:
    given = Given("x.json", json.dumps(value).encode(), None, True)
    form = table.recognised(given)
    assert form is None or form.name != "terraform"


@pytest.mark.parametrize(
    "text", ["digraph { a -> b }", 'digraph G { "a" -> "b"; }', "graph { a -- b }",
             'digraph G {\n  rankdir = "RL";\n  "a.b c";\n}\n',
             'digraph G {\n  "web.front";\n  "web.front" -> "db.main";\n}\n',
             'digraph { "[root]" -> "x" }']
)  # fmt: skip
def test_other_graphs_are_left_to_others(text: str) -> None:
    form = table.recognised(Given("x.dot", text.encode()))
    assert form is None or form.name != "terraform"


def test_a_graph_in_a_page_of_text_is_read_too() -> None:
    text = (FILES / "terraform" / "graph" / "graph.dot").read_text(encoding="utf-8")
    found = imported(Given("page.md", f"# How\n$ terraform graph\n{text}\nThat is it.\n".encode()))
    assert found.document["components"] == [
        {**part, "source": "page.md aws_instance.web"}
        for part in example("graph").document["components"]
    ]


@pytest.mark.parametrize("depth", [150, 100_000])
def test_deep_modules_are_read_or_refused_in_a_line(depth: int) -> None:
    inner = b'{"resources": []}'
    data = b'{"child_modules": [' * depth + inner + b"]}" * depth
    whole = b'{"format_version": "1", "values": {"root_module": ' + data + b"}}"
    with pytest.raises(DocumentError) as error:
        imported(Given("deep.json", whole, None, True))
    assert len(error.value.lines()) == 1


# -- the tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        ("aws_instance", "runs", "server"),
        ("aws_iam_policy_document", "identity", ""),
        ("aws_route53_zone", "dns", ""),
        ("azurerm_subnet_route_table_association", "network", ""),
        ("google_kms_crypto_key", "secret", ""),
        ("wondercloud_box", "not listed", ""),
    ],
)
def test_a_type_is_what_its_line_or_the_longest_beginning_says(
    name: str, role: str, kind: str
) -> None:
    assert (type_of(name).role, type_of(name).kind) == (role, kind)


def test_the_tables_speak_of_types_and_kinds_that_there_are() -> None:
    from topology.sources.imports.terraform import tables

    types: Mapping[str, tables.ResourceType] = tables._types()
    kinds = {one.kind for one in types.values() if one.kind}
    roles = {one.role for one in types.values()}
    assert roles <= {*whys(), "runs"}
    assert all((one.role == "runs") is bool(one.kind) for one in types.values())
    assert {kind for pair in run_time_needs() for kind in pair} <= kinds
    for name in tables._relations():
        assert type_of(name).role != "not listed"
        for relation in relations_of(name):
            assert relation.of <= {*kinds, *roles, *types}, relation
    assert all(type_of(name).role == "runs" for name in tables._standbys() if standbys_of(name))
