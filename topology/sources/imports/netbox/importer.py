"""NetBox as a document: all parts of it, and a way to a node that is asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from topology.errors import UsageError, did_you_mean, quoted
from topology.sources.imports.draft import Draft, assumed
from topology.sources.imports.given import Given
from topology.sources.imports.netbox.ends import INTERFACE, Ends
from topology.sources.imports.netbox.hosts import DEVICE, Hosts
from topology.sources.imports.netbox.links import MANAGEMENT, Links
from topology.sources.imports.netbox.names import Names
from topology.sources.imports.netbox.places import Places
from topology.sources.imports.netbox.power import Power
from topology.sources.imports.netbox.records import Records, is_netbox
from topology.sources.imports.netbox.standing import Standing
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options

STANDS = "it is the goal of --reach, and taken to stand"
ASKED = "--reach asks for it"
WIRELESS = ("wireless.wirelesslink", "wireless.wireless-links")
MAX_LISTED = 5


def recognises(given: Given) -> bool:
    """Whether it holds records of NetBox."""
    return is_netbox(given)


def read(files: Sequence[Given], options: Options) -> Draft:
    """What the records of all files say together. Raises `DocumentError`, `UsageError`."""
    files = sorted(files, key=lambda file: (file.short_name, file.data))
    records, draft = Records(files), Draft("NetBox")
    for name, count in sorted(records.counts.items()):
        draft.read(f"{name}: {count:,} records of NetBox", count)
    standing, names = Standing(records, draft), Names(records)
    places = Places(draft, records, names)
    ends = Ends(standing, draft)
    Hosts(draft, standing, names, places).add()
    Power(draft, ends, names, places).add()
    Links(draft, standing, names, ends).add()
    places.add()
    if not records.by_model:
        raise files[0].error("holds no records of NetBox")
    if not draft.components:
        raise files[0].error("holds records of NetBox, and no device in use among them")
    draft.direction = draft.direction or _direction(draft)
    _leave_out(draft, records)
    if options.reach is None:
        draft.remark("no target is stated: with --reach NODE every device needs a way to NODE")
    else:
        goal = _node(draft, options.reach)
        found = _reach(draft, goal)
        ports = (standing.get(DEVICE, port.ref("device")) for port in records.of(INTERFACE))
        devices = {names.of(device) for device in ports if device is not None}
        _tell_apart(draft, devices - found, goal)
    return draft


def _direction(draft: Draft) -> str:
    """An example of a need, where there is no link."""
    needs = ((name, need) for name in sorted(draft.components) for need in draft.needs_of(name))
    found = next(((name, need["on"]) for name, need in needs if "on" in need), None)
    return (
        f"what runs on another, or is fed by it, needs it: {found[0]} needs {found[1]}"
        if found
        else ""
    )


def _leave_out(draft: Draft, records: Records) -> None:
    if wireless := sum(records.others.pop(model, 0) for model in WIRELESS):
        draft.leave_out(f"{wireless:,} of the kind wireless link", "not read")
    if others := sum(records.others.values()):
        kinds = len(records.others)
        draft.leave_out(f"records of other models: {others:,} of {kinds:,}", "no part of a network")
    if not records.of("dcim.cable"):
        draft.remark("no cable is described, and nothing is joined")
    if records.twice:
        draft.leave_out(f"records given again: {records.twice:,}", "each is read once")


def _node(draft: Draft, asked: str) -> str:
    """The device that is asked for, by its id or without what that begins with."""
    nodes = {name for name, part in draft.components.items() if "connects" not in part}
    for name in (asked, f"device:{asked}", f"provider-network:{asked}"):
        if name in nodes:
            return name
    raise UsageError(f"--reach {quoted(asked)} is no device{did_you_mean(asked, sorted(nodes))}")


def _reach(draft: Draft, goal: str) -> set[str]:
    """The devices that have a way to the goal with nothing failed, each of which then needs one."""
    kinds, neighbours = set(), dict[str, set[str]]()
    for part in draft.components.values():
        if "connects" in part and part["kind"] != MANAGEMENT:
            kinds.add(part["kind"])
            for one, other in (part["connects"], part["connects"][::-1]):
                neighbours.setdefault(one, set()).add(other)
    if goal not in neighbours:
        raise UsageError(f"--reach {quoted(goal)}: no cable or circuit ends on it")
    found, waiting = {goal}, deque([goal])
    while waiting:
        new = neighbours[waiting.popleft()] - found
        found |= new
        waiting += new
    draft.assume(goal, "fails", False, STANDS)
    source = draft.components[goal].get("source", "")
    for name in sorted(one for one in found if one.startswith("device:") and one != goal):
        entry = {"reach": goal, "over": sorted(kinds)}
        draft.need(name, entry, assumed(ASKED, source))
    return found


def _tell_apart(draft: Draft, devices: set[str], goal: str) -> None:
    """Of whom a way is not asked, as none is drawn, though they have interfaces."""
    apart = sorted(devices)
    if apart:
        draft.remark(
            f"no cabled way leads from {len(apart):,} devices with interfaces to {goal}, and none "
            "is asked of them: "
            f"{few(apart, MAX_LISTED)}"
        )
