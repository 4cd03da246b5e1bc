"""What NetBox says of cables, power and hosts, and what must not be concluded from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from topology import SinglePoints, Topology
from topology.errors import DocumentError, UsageError
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.netbox import cabling
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

Row = dict[str, Any]


def row(model: str, pk: int, **fields: Any) -> Row:
    return {"model": model, "pk": pk, "fields": fields}


def device(pk: int, name: str | None, **fields: Any) -> Row:
    return row("dcim.device", pk, name=name, status="active", **fields)


def port(kind: str, pk: int, on: int, **fields: Any) -> Row:
    return row(f"dcim.{kind}", pk, device=on, **fields)


def cable(pk: int, *ends: tuple[str, str, int], **fields: Any) -> list[Row]:
    """A cable with its ends: side, model, key."""
    ended = [
        row("dcim.cabletermination", pk * 100 + n, cable=pk, cable_end=side,
            termination_type=model.split("."), termination_id=key)
        for n, (side, model, key) in enumerate(ends)
    ]  # fmt: skip
    return [row("dcim.cable", pk, **{"status": "connected", **fields}), *ended]


def joined(pk: int, one: int, other: int, **fields: Any) -> list[Row]:
    """A cable between two interfaces."""
    return cable(pk, ("A", "dcim.interface", one), ("B", "dcim.interface", other), **fields)


def fed(pk: int, power_port: int, outlet: int) -> list[Row]:
    return cable(pk, ("A", "dcim.powerport", power_port), ("B", "dcim.poweroutlet", outlet))


def from_feed(pk: int, power_port: int, feed: int) -> list[Row]:
    return cable(pk, ("A", "dcim.powerport", power_port), ("B", "dcim.powerfeed", feed))


def read(rows: Iterable[Row], reach: str | None = None) -> Imported:
    form = table.named("netbox")
    assert form is not None
    file = Given("netbox.json", json.dumps(list(rows)).encode())
    assert table.recognised(file) is form
    return table.imported(form, [file], Options(reach=reach))


def parts(found: Imported) -> dict[str, Row]:
    return {part["id"]: part for part in found.document["components"]}


def needs(found: Imported, owner: str) -> list[Any]:
    said = ("source", "assumed")
    listed = [
        {k: v for k, v in need.items() if k not in said} for need in parts(found)[owner]["needs"]
    ]
    return [need.get("on", need) for need in listed]


def links(found: Imported) -> dict[str, list[str]]:
    return {name: p["connects"] for name, p in parts(found).items() if "connects" in p}


def judged(found: Imported, targets: list[str] | None = None) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(found.document), targets)


TWO = [
    device(1, "a"), device(2, "b"), *(port("interface", n, 1) for n in (1, 3, 5)),
    *(port("interface", n, 2) for n in (2, 4, 6)),
]  # fmt: skip


def panels(positions: int = 4) -> list[Row]:
    """Two panels, joined at the back by cable 9, and the front ports of each."""
    rows = [device(8, "pp-1"), device(9, "pp-2")]
    for panel, rear in ((8, 1), (9, 2)):
        rows.append(port("rearport", rear, panel, positions=positions))
        rows += [
            port("frontport", rear * 10 + n, panel, rear_port=rear, rear_port_position=n)
            for n in range(1, positions + 1)
        ]
    return rows + cable(9, ("A", "dcim.rearport", 1), ("B", "dcim.rearport", 2))


def through(pk: int, interface: int, front: int) -> list[Row]:
    return cable(pk, ("A", "dcim.interface", interface), ("B", "dcim.frontport", front))


# -- cables ---------------------------------------------------------------------------------------


def test_parallel_cables_are_two_links() -> None:
    found = read([*TWO, *joined(1, 1, 2), *joined(2, 3, 4, label="blue")], reach="a")
    assert links(found) == {"cable:1": ["device:a", "device:b"], "cable:blue": ["device:a", "device:b"]}  # fmt: skip  # noqa: E501
    assert judged(found).causes("device:b") == ()


def test_one_cable_is_a_single_point_of_failure() -> None:
    found = read([*TWO, *joined(1, 1, 2)], reach="a")
    assert judged(found).causes("device:b") == ("cable:1",)


def test_cables_through_a_trunk_fall_with_it_and_with_its_panels() -> None:
    rows = [*TWO, *panels(), *through(1, 1, 11), *through(2, 2, 21), *through(3, 3, 12),
            *through(4, 4, 22)]  # fmt: skip
    found = read(rows, reach="a")
    assert links(found) == {"cable:1": ["device:a", "device:b"], "cable:3": ["device:a", "device:b"]}  # fmt: skip  # noqa: E501
    assert parts(found)["cable:1"]["x-cables"] == ["cable:2"]
    assert judged(found).causes("device:b") == ("cable:9", "device:pp-1", "device:pp-2")


def test_positions_of_a_trunk_are_not_mixed_up() -> None:
    crossed = [*TWO, device(3, "c"), port("interface", 7, 3), *panels(), *through(1, 1, 11),
               *through(2, 2, 22), *through(3, 3, 12), *through(4, 7, 21)]  # fmt: skip
    assert links(read(crossed)) == {
        "cable:1": ["device:a", "device:c"],
        "cable:2": ["device:a", "device:b"],
    }


def test_the_back_of_a_panel_with_positions_leads_nowhere_by_itself() -> None:
    rows = [*TWO, *panels(), *cable(1, ("A", "dcim.interface", 1), ("B", "dcim.rearport", 1))]
    found = read(rows)
    assert links(found) == {}


@pytest.mark.parametrize("told", ["rear_ports", "mapping"])
def test_later_versions_say_apart_what_is_behind_a_port(told: str) -> None:
    rows = [*TWO, *panels(), *through(1, 1, 11), *through(2, 2, 21)]
    for n, one in enumerate(list(rows)):
        if one["model"] == "dcim.frontport":
            rear, position = (one["fields"].pop(f"rear_port{what}") for what in ("", "_position"))
            behind = {"rear_port": rear, "rear_port_position": position}
            if told == "rear_ports":
                one["fields"]["rear_ports"] = [behind]
            else:
                rows.append(row("dcim.portmapping", n, front_port=one["pk"], **behind))
    assert links(read(rows)) == {"cable:1": ["device:a", "device:b"]}


def test_a_port_with_several_positions_behind_it_is_shared_by_its_ways() -> None:
    more = row("dcim.portmapping", 1, front_port=11, rear_port=1, rear_port_position=2)
    rows = [*TWO, *panels(), *through(1, 1, 11), *through(2, 2, 21), *through(3, 4, 22), more]
    found = read(rows, reach="a")
    assert sorted(links(found)) == ["cable:2", "cable:3"]
    assert "cable:1" in judged(found).causes("device:b")


def test_a_panel_that_leads_to_itself_ends() -> None:
    loop = cable(3, ("A", "dcim.frontport", 12), ("B", "dcim.frontport", 13))
    rows = [*TWO, *panels(), *through(1, 1, 11), *loop, *through(2, 2, 22)]
    assert links(read(rows)) == {}


def test_a_breakout_cable_is_needed_by_each_of_its_links() -> None:
    ends = [("A", "dcim.interface", 1), ("B", "dcim.interface", 2), ("B", "dcim.interface", 4)]
    found = read([*TWO, *cable(1, *ends)], reach="a")
    assert len(links(found)) == 2
    assert judged(found).causes("device:b") == ("cable:1",)


@pytest.mark.parametrize("status", ["planned", "decommissioning"])
def test_a_cable_that_is_not_in_use_is_no_second_way(status: str) -> None:
    found = read([*TWO, *joined(1, 1, 2), *joined(2, 3, 4, status=status)], reach="a")
    assert judged(found).causes("device:b") == ("cable:1",)
    assert f"1 of the kind cable: its status is {status}" in found.notes.left_out.items


def test_a_port_for_management_or_a_disabled_one_is_no_second_way() -> None:
    rows = [*TWO, *joined(1, 1, 2), *joined(2, 3, 4), *joined(3, 5, 6)]
    changed = [
        {**one, "fields": {**one["fields"], **more}}
        if (one["model"], one["pk"]) == ("dcim.interface", pk) else one
        for pk, more in [(3, {"mgmt_only": True})] for one in rows
    ]  # fmt: skip
    changed[changed.index(port("interface", 5, 1))] = port("interface", 5, 1, enabled=False)
    found = read(changed, reach="a")
    assert parts(found)["cable:2"]["kind"] == "management"
    assert "cable:3" not in parts(found)
    assert judged(found).causes("device:b") == ("cable:1",)


def test_a_device_that_is_not_in_use_carries_nothing() -> None:
    via = [device(1, "a"), device(2, "b"), row("dcim.device", 3, name="c", status="offline"),
           port("interface", 1, 1), port("interface", 2, 2), port("interface", 3, 3),
           port("interface", 4, 3)]  # fmt: skip
    found = read([*via, *joined(1, 1, 3), *joined(2, 4, 2)])
    assert links(found) == {}
    assert "1 of the kind device: its status is offline" in found.notes.left_out.items


def test_what_a_cable_ends_on_may_be_told_by_the_key_of_its_content_type() -> None:
    kinds = row("contenttypes.contenttype", 32)
    kinds["fields"] = {"app_label": "dcim", "model": "interface"}
    rows = [*TWO, *joined(1, 1, 2)]
    for one in rows:
        if "termination_type" in one["fields"]:
            one["fields"]["termination_type"] = 32
    assert links(read([*rows, kinds])) == {"cable:1": ["device:a", "device:b"]}


# -- circuits -------------------------------------------------------------------------------------


def circuit(pk: int, *ends: dict[str, Any], status: str = "active") -> list[Row]:
    sides = [row("circuits.circuittermination", pk * 10 + n, circuit=pk, term_side="AZ"[n], **end)
             for n, end in enumerate(ends)]  # fmt: skip
    return [row("circuits.circuit", pk, cid=f"C{pk}", provider=1, status=status), *sides]


def access(pk: int, interface: int, end: int) -> list[Row]:
    return cable(pk, ("A", "circuits.circuittermination", end), ("B", "dcim.interface", interface))


PROVIDER = row("circuits.provider", 1, name="Carrier")


def test_two_circuits_of_one_provider_fall_together() -> None:
    rows = [*TWO, PROVIDER, *circuit(1, {}, {}), *circuit(2, {}, {}), *access(1, 1, 10),
            *access(2, 2, 11), *access(3, 3, 20), *access(4, 4, 21)]  # fmt: skip
    found = read(rows, reach="a")
    assert sorted(links(found)) == ["circuit:C1", "circuit:C2"]
    assert judged(found).causes("device:b") == ("provider:Carrier",)


def test_a_circuit_with_one_end_leads_nowhere_and_is_counted() -> None:
    found = read([*TWO, PROVIDER, *circuit(1, {}), *access(1, 1, 10)])
    assert links(found) == {}
    told = found.notes.unknown.items
    assert "1 circuit, 1 terminated on one side only: where those lead is not said" in told


def test_a_circuit_with_two_ends_on_one_side_leads_nowhere() -> None:
    rows = [*TWO, PROVIDER, *circuit(1, {}, {}), *access(1, 1, 10), *access(2, 2, 11)]
    sided = [{**one, "fields": {**one["fields"], "term_side": "A"}} for one in rows]
    assert links(read(rows)) == {"circuit:C1": ["device:a", "device:b"]}
    assert links(read(sided)) == {}


def test_a_circuit_to_the_network_of_a_provider_is_a_link_to_it() -> None:
    network = row("circuits.providernetwork", 5, name="MPLS", provider=1)
    other = {"termination_type": ["circuits", "providernetwork"], "termination_id": 5}
    rows = [*TWO, PROVIDER, network, *circuit(1, {"provider_network": 5}, {}),
            *circuit(2, other, {}), *access(1, 1, 11), *access(2, 2, 21)]  # fmt: skip
    found = read(rows, reach="a")
    assert links(found) == {
        "circuit:C1": ["device:a", "provider-network:MPLS"],
        "circuit:C2": ["device:b", "provider-network:MPLS"],
    }
    assert "provider-network:MPLS" in judged(found).causes("device:b")
    assert "needs" not in parts(found)["provider-network:MPLS"]


def test_a_planned_circuit_is_no_way() -> None:
    rows = [*TWO, PROVIDER, *circuit(1, {}, {}, status="planned"), *access(1, 1, 10)]
    assert links(read([*rows, *access(2, 2, 11)])) == {}


# -- power ----------------------------------------------------------------------------------------

PDUS = [
    device(1, "web"), device(2, "pdu-a"), device(3, "pdu-b"),
    port("powerport", 1, 1), port("powerport", 2, 1), port("powerport", 3, 2),
    port("powerport", 4, 3), port("poweroutlet", 1, 2, power_port=3),
    port("poweroutlet", 2, 2, power_port=3), port("poweroutlet", 3, 3, power_port=4),
    row("dcim.powerpanel", 1, name="p1"), row("dcim.powerpanel", 2, name="p2"),
    row("dcim.powerfeed", 1, name="A", power_panel=1), row("dcim.powerfeed", 2, name="B", power_panel=1),  # noqa: E501
    row("dcim.powerfeed", 3, name="C", power_panel=2),
]  # fmt: skip


def test_two_feeds_of_one_panel_fall_with_it() -> None:
    rows = [*PDUS, *fed(1, 1, 1), *fed(2, 2, 3), *from_feed(3, 3, 1), *from_feed(4, 4, 2)]
    found = read(rows)
    assert needs(found, "device:web") == [{"any": ["device:pdu-a", "device:pdu-b"]}]
    assert judged(found).causes("device:web") == ("panel:p1",)
    apart = [*rows[:-3], *from_feed(4, 4, 3)]
    assert judged(read(apart)).causes("device:web") == ()


def test_two_plugs_in_one_power_strip_are_no_redundancy() -> None:
    found = read([*PDUS, *fed(1, 1, 1), *fed(2, 2, 2), *from_feed(3, 3, 1)])
    assert judged(found).causes("device:web") == ("device:pdu-a", "feed:A", "panel:p1")


def test_a_plug_that_is_not_cabled_is_no_second_way() -> None:
    found = read([*PDUS, *fed(1, 1, 1)])
    assert needs(found, "device:web") == ["device:pdu-a"]
    (need,) = parts(found)["device:web"]["needs"]
    assert need["assumed"] == "1 of 2 power ports cabled, all to the same"
    assert "3 of the kind feed: nothing is cabled to it" in found.notes.left_out.items


def test_where_no_plug_is_cabled_nothing_is_known() -> None:
    found = read(PDUS)
    assert all("needs" not in part for part in found.document["components"])
    assert judged(found).not_judged == ("device:pdu-a", "device:pdu-b", "device:web")
    assert any(
        words.startswith("devices with power ports: 3; with two or more: 1; with one cabled: 0; "
                         "with two or more cabled: 0;")
        for words in found.notes.unknown.items
    )  # fmt: skip


def test_an_outlet_hangs_on_its_own_input() -> None:
    """A strip with two inputs, of which each outlet has one: losing a feed takes its outlets."""
    rows = [device(1, "web"), device(2, "strip"), port("powerport", 1, 1), port("powerport", 3, 2),
            port("powerport", 4, 2), port("poweroutlet", 1, 2, power_port=3),
            row("dcim.powerfeed", 1, name="A"), row("dcim.powerfeed", 2, name="B"),
            *fed(1, 1, 1), *from_feed(2, 3, 1), *from_feed(3, 4, 2)]  # fmt: skip
    found = read(rows)
    assert judged(found, ["device:web"]).causes("device:web") == ("device:strip", "feed:A")


def test_a_feed_that_is_not_in_use_feeds_nothing() -> None:
    rows = [device(1, "web"), port("powerport", 1, 1), port("powerport", 2, 1),
            row("dcim.powerfeed", 1, name="A", status="active"),
            row("dcim.powerfeed", 2, name="B", status="planned"),
            *from_feed(1, 1, 1), *from_feed(2, 2, 2)]  # fmt: skip
    assert judged(read(rows)).causes("device:web") == ("feed:A",)


# -- places and hosts -----------------------------------------------------------------------------


def test_a_rack_and_a_site_are_known_shared_risks() -> None:
    rows = [row("dcim.site", 1, name="North"), row("dcim.rack", 1, name="R1", site=1),
            row("dcim.rack", 2, name="R2", site=1), device(1, "a", rack=1), device(2, "b", rack=1),
            device(3, "c", rack=2)]  # fmt: skip
    found = read(rows)
    risks = {risk["id"]: risk["hits"] for risk in found.document["shared_risks"]}
    assert risks == {
        "rack:R1": ["device:a", "device:b"],
        "site:North": ["device:a", "device:b", "device:c"],
    }
    assert all("assumed" not in risk for risk in found.document["shared_risks"])
    assert parts(found)["device:c"]["location"] == "North / R2"


def machine(pk: int, name: str, **fields: Any) -> Row:
    return row("virtualization.virtualmachine", pk, name=name, status="active", **fields)


def test_a_machine_needs_its_cluster_and_that_any_of_its_hosts() -> None:
    cluster = row("virtualization.cluster", 1, name="vmware")
    rows = [
        cluster,
        device(1, "h1", cluster=1),
        device(2, "h2", cluster=1),
        machine(1, "app", cluster=1),
    ]
    found = read(rows)
    assert needs(found, "vm:app") == ["cluster:vmware"]
    assert judged(found).causes("vm:app") == ("cluster:vmware",)
    pinned = read([*rows, machine(2, "pinned", cluster=1, device=2)])
    assert judged(pinned).causes("vm:pinned") == ("cluster:vmware", "device:h2")


def test_without_links_the_direction_is_told_by_a_need() -> None:
    found = read([row("virtualization.cluster", 1, name="c"), machine(1, "app", cluster=1)])
    (said,) = found.notes.direction.items
    assert said == "what runs on another, or is fed by it, needs it: vm:app needs cluster:c"


def test_a_machine_on_what_is_not_in_use_is_left_out() -> None:
    cluster = row("virtualization.cluster", 1, name="old", status="offline")
    found = read([cluster, device(1, "h1"), machine(1, "app", cluster=1)])
    assert "vm:app" not in parts(found)
    assert "1 of the kind vm: what it is on is not in use" in found.notes.left_out.items


def test_members_of_a_stack_stay_apart() -> None:
    stack = row("dcim.virtualchassis", 1, name="stack", master=1)
    members = [device(n, None, virtual_chassis=1, vc_position=n) for n in (1, 2)]
    found = read([stack, *members])
    assert sorted(parts(found)) == ["device:stack:1", "device:stack:2"]
    assert any(words.startswith("1 virtual chassis of 2") for words in found.notes.unknown.items)


def test_names_are_told_apart_by_the_site_and_then_by_the_key() -> None:
    sites = [row("dcim.site", 1, name="N"), row("dcim.site", 2, name="S")]
    same = [device(1, "sw", site=1), device(2, "sw", site=2), device(3, "x"), device(4, "x")]
    assert sorted(parts(read([*sites, *same]))) == [
        "device:N/sw", "device:S/sw", "device:x #3", "device:x #4",
    ]  # fmt: skip


# -- a way to a node ------------------------------------------------------------------------------


def test_without_a_node_to_reach_no_target_is_stated() -> None:
    found = read([*TWO, *joined(1, 1, 2)])
    assert judged(found).targets == ()
    assert "no target is stated: with --reach NODE every device needs a way to NODE" in (
        found.notes.unknown.items
    )


def test_who_has_no_way_is_named_and_not_asked_for_one() -> None:
    rows = [*TWO, device(3, "c"), port("interface", 9, 3), device(4, "shelf"), *joined(1, 1, 2)]
    found = read(rows, reach="device:a")
    assert "needs" not in parts(found)["device:c"]
    (said,) = [w for w in found.notes.unknown.items if w.startswith("no cabled way")]
    assert said.endswith("none is asked of them: device:c")
    assert parts(found)["device:a"]["fails"] is False


@pytest.mark.parametrize("node", ["nobody", "cable:1", "c"])
def test_a_node_that_cannot_be_reached_is_refused(node: str) -> None:
    with pytest.raises(UsageError, match="--reach"):
        read([*TWO, device(3, "c"), *joined(1, 1, 2)], reach=node)


# -- limits ---------------------------------------------------------------------------------------


def test_too_many_ways_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cabling, "MAX_WAYS", 5)
    ends = [("A", "dcim.interface", n) for n in (1, 3, 5)]
    ends += [("B", "dcim.interface", n) for n in (2, 4, 6)]
    with pytest.raises(DocumentError, match="more than 5 ways"):
        read([*TWO, *cable(1, *ends)])


def test_what_is_not_of_netbox_is_refused() -> None:
    form = table.named("netbox")
    assert form is not None
    with pytest.raises(DocumentError, match="holds no records of NetBox"):
        table.imported(form, [Given("a.yaml", b"services: {web: {}}")], Options())


def test_records_without_a_device_are_refused() -> None:
    with pytest.raises(DocumentError, match="no device in use"):
        read([row("dcim.site", 1, name="North")])


def test_the_order_of_records_does_not_matter() -> None:
    rows = [*TWO, *panels(), *through(1, 1, 11), *through(2, 2, 21), *PDUS[3:], *fed(5, 1, 1)]
    one, other = read(rows, reach="a"), read(reversed(rows), reach="a")
    assert one.document == other.document
    assert one.notes == other.notes


def test_a_device_is_on_earth_where_it_or_its_site_says() -> None:
    site = row("dcim.site", 1, name="hall", slug="hall", latitude="53.550000", longitude="9.990000")
    half = row("dcim.site", 2, name="yard", slug="yard", latitude="53.0", longitude=None)
    own = {"latitude": 50.1, "longitude": 8.6}
    rows = [device(1, "a", site=1), device(2, "b", site=1, **own), device(3, "c", site=2)]
    found = parts(read([site, half, *rows]))
    places = [(p.get("latitude"), p.get("longitude")) for _, p in sorted(found.items())]
    assert places == [(53.55, 9.99), (50.1, 8.6), (None, None)]
