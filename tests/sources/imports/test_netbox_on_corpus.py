"""The demonstration data of NetBox, against figures counted from the same file by other means."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from tests.support.imports import CORPUS
from topology import SinglePoints, Topology
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.options import Options
from topology.sources.imports.table import Imported

DEMO = CORPUS / "netbox" / "netbox-demo-data-netbox-demo-v3.6.json"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus here")

Rows = dict[int, dict[str, Any]]


@cache
def rows() -> dict[str, Rows]:
    """The fields of all records, by model and key."""
    found: defaultdict[str, Rows] = defaultdict(dict)
    for one in json.loads(DEMO.read_bytes()):
        found[one["model"]][one.get("pk", 0)] = one["fields"]
    return found


@cache
def imported(reach: str | None = None) -> Imported:
    form = table.named("netbox")
    assert form is not None
    return table.imported(form, [reader.given(DEMO)], Options(reach=reach))


def parts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = imported().document["components"]
    return found


def keys(source: str, model: str) -> list[int]:
    """The records of a model that are named in a `source`."""
    words = [one.split()[1:] for one in source.split("; ")]
    return [int(pk) for name, pk in words if name == model]


def device_of(source: str) -> int:
    (pk,) = keys(source, "dcim.device")
    return pk


def test_all_that_is_in_use_is_there() -> None:
    starts = Counter(part["id"].split(":")[0] for part in parts())
    in_use = {pk for pk, one in rows()["dcim.device"].items() if one["status"] == "active"}
    machines = rows()["virtualization.virtualmachine"].values()
    assert starts["device"] == len(in_use) == 72
    assert starts["vm"] == sum(one["status"] == "active" for one in machines) == 180
    assert starts["cluster"] == len({one["cluster"] for one in machines}) == 9


def test_links_join_the_devices_that_netbox_itself_traces() -> None:
    """NetBox keeps what it traced: lists of steps, each a list of TYPE:KEY."""
    interfaces, paths = rows()["dcim.interface"], rows()["dcim.cablepath"]
    first = next(pk for pk, one in interfaces.items() if one["_path"] is not None)
    own_type = paths[interfaces[first]["_path"]]["path"][0][0].split(":")[0]
    expected: Counter[tuple[int, ...]] = Counter()
    to_networks = 0
    for path in paths.values():
        ends = [path["path"][0], path["path"][-1]]
        kinds = [end[0].split(":")[0] for end in ends]
        if path["is_complete"] and kinds == [own_type, own_type]:
            devices = [interfaces[int(end[0].split(":")[1])]["device"] for end in ends]
            expected[tuple(sorted(devices))] += 1
        elif path["is_complete"] and kinds[0] == own_type:
            to_networks += 1
    ids = {p["id"]: device_of(p["source"]) for p in parts() if p["id"].startswith("device:")}
    links = [part["connects"] for part in parts() if "connects" in part]
    between = [ends for ends in links if all(end in ids for end in ends)]
    found = Counter(tuple(sorted(ids[end] for end in ends)) for ends in between)
    assert {ends: 2 * n for ends, n in found.items()} == expected
    assert len(between) == 38
    assert len(links) - len(between) == to_networks == 13


def test_power_is_counted_as_it_is_cabled() -> None:
    ports: defaultdict[int, list[Any]] = defaultdict(list)
    for one in rows()["dcim.powerport"].values():
        ports[one["device"]].append(one["cable"])
    cabled = [sum(c is not None for c in cables) for cables in ports.values()]
    figures = (
        len(ports),
        sum(len(c) > 1 for c in ports.values()),
        sum(n > 0 for n in cabled),
        sum(n > 1 for n in cabled),
    )
    assert figures == (53, 14, 26, 0)
    assert (
        "devices with power ports: 53; with two or more: 14; with one cabled: 26; with two or more "
        "cabled: 0; what any other port is fed from is not said"
    ) in imported().notes.unknown.items
    ends: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for one in rows()["dcim.cabletermination"].values():
        ends[one["cable"]][one["termination_type"][1]] = one["termination_id"]
    strips = {
        rows()["dcim.powerport"][end["powerport"]]["device"]: end["poweroutlet"]
        for end in ends.values()
        if end.keys() == {"powerport", "poweroutlet"}
    }
    outlets = rows()["dcim.poweroutlet"]
    ids = {device_of(p["source"]): p["id"] for p in parts() if p["id"].startswith("device:")}
    fed = {p["id"]: [need["on"] for need in p["needs"]] for p in parts()
           if p["id"].startswith("device:") and "needs" in p}  # fmt: skip
    assert fed == {ids[pk]: [ids[outlets[to]["device"]]] for pk, to in strips.items()}
    assert len(fed) == 26
    assert "48 of the kind feed: nothing is cabled to it" in imported().notes.left_out.items


def test_circuits_with_one_end_are_counted() -> None:
    ends = Counter(one["circuit"] for one in rows()["circuits.circuittermination"].values())
    circuits = rows()["circuits.circuit"]
    assert (len(circuits), sum(ends[pk] == 1 for pk in circuits)) == (29, 13)
    assert (
        "29 circuits, 13 terminated on one side only: where those lead is not said"
        in imported().notes.unknown.items
    )


def test_places_are_shared_risks() -> None:
    devices = rows()["dcim.device"]
    ids = {device_of(p["source"]): p["id"] for p in parts() if p["id"].startswith("device:")}
    risks = imported().document["shared_risks"]
    for kind in ("rack", "site", "location"):
        inside: defaultdict[int, list[str]] = defaultdict(list)
        for pk, one in devices.items():
            in_rack = rows()["dcim.rack"].get(one["rack"], {})
            where = in_rack.get("location") if kind == "location" else one[kind]
            if where is not None:
                inside[where].append(ids[pk])
        expected = sorted(sorted(hit) for hit in inside.values() if len(hit) > 1)
        assert sorted(risk["hits"] for risk in risks if risk["kind"] == kind) == expected


def test_whoever_hangs_on_one_fibre_is_told() -> None:
    """A distribution switch has four links to two core switches, all over one circuit."""
    found = imported("ncsu-coreswitch1")
    target = "device:ncsu117-distswitch1"
    points = SinglePoints.of(Topology.from_dict(found.document), [target])
    assert set(points.causes(target)) == {
        "cable:89", "cable:90", "circuit:350927", "device:D. S. Weaver Labs/PP:MDF",
        "device:PP:B117", "provider:NCSU Facilities", "rack:IDF117", "site:D. S. Weaver Labs",
        "location:Row 1", "site:MDF", "rack:Plant 1",
    }  # fmt: skip
