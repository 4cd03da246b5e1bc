"""Devices, what is installed in one, and virtual machines on clusters of some."""

from __future__ import annotations

from collections import Counter, defaultdict

from topology.sources.imports.draft import Draft, assumed, known, united
from topology.sources.imports.netbox.names import Names
from topology.sources.imports.netbox.places import Places
from topology.sources.imports.netbox.records import Record
from topology.sources.imports.netbox.standing import Standing

DEVICE, BAY, MODULE, CHASSIS = (
    "dcim.device",
    "dcim.devicebay",
    "dcim.module",
    "dcim.virtualchassis",
)
CLUSTER, MACHINE = "virtualization.cluster", "virtualization.virtualmachine"
ANY_HOST = "a cluster is taken to run what is on it on any of its hosts"
INSTALLED = "it is installed in a bay of it"


class Hosts:
    """Writes devices and virtual machines, with what they are on."""

    def __init__(self, draft: Draft, standing: Standing, names: Names, places: Places) -> None:
        self.draft = draft
        self.standing = standing
        self.names = names
        self.places = places

    def add(self) -> None:
        """Adds them all."""
        for device in self.standing.of(DEVICE):
            self._device(device)
        self._bays()
        self._clusters()
        stranded = sum(not self._machine(machine) for machine in self.standing.of(MACHINE))
        if stranded:
            self.draft.leave_out(f"{stranded:,} of the kind vm", "what it is on is not in use")
        self._chassis()

    def _device(self, device: Record) -> None:
        role = self.standing.records.get("dcim.devicerole", device.ref("role", "device_role"))
        kind = (role.word("slug") or role.word("name").lower()) if role else ""
        own = self.names.of(device)
        self.draft.component(own, kind=kind or "device", source=device.source)
        self.places.put(own, device)

    def _bays(self) -> None:
        empty = 0
        for bay in self.standing.records.of(BAY):
            holder = self.standing.get(DEVICE, bay.ref("device"))
            inside = self.standing.get(DEVICE, bay.ref("installed_device"))
            if holder is None or inside is None or holder is inside:
                empty += 1
            else:
                said = assumed(INSTALLED, bay.source)
                self.draft.need(self.names.of(inside), self.names.of(holder), said)
        if empty:
            self.draft.leave_out(f"{empty:,} of the kind device bay", "nothing is in it")
        if modules := len(self.standing.records.of(MODULE)):
            self.draft.leave_out(f"{modules:,} of the kind module", "a part of its device")

    def _clusters(self) -> None:
        hosts: dict[int, list[Record]] = defaultdict(list)
        for device in self.standing.of(DEVICE):
            if (on := device.ref("cluster")) is not None:
                hosts[on].append(device)
        used = {machine.ref("cluster") for machine in self.standing.of(MACHINE)}
        empty = 0
        for cluster in self.standing.of(CLUSTER):
            if cluster.pk in used or cluster.pk in hosts:
                self._cluster(cluster, hosts.get(cluster.pk, []))
            else:
                empty += 1
        if empty:
            self.draft.leave_out(f"{empty:,} of the kind cluster", "nothing is on it")

    def _cluster(self, cluster: Record, hosts: list[Record]) -> None:
        own = self.names.of(cluster)
        self.draft.component(own, kind="cluster", source=cluster.source)
        self.places.put(own, cluster)
        ids = sorted(map(self.names.of, hosts))
        if ids:
            entry = {"any": ids} if len(ids) > 1 else ids[0]
            said = assumed(ANY_HOST, united(*(host.source for host in hosts)))
            self.draft.need(own, entry, said)

    def _machine(self, machine: Record) -> bool:
        """Adds a machine; not one whose cluster or host is not in use."""
        own = self.names.of(machine)
        refs = {(CLUSTER, machine.ref("cluster")), (DEVICE, machine.ref("device"))}
        if not refs.isdisjoint(self.standing.down):
            return False
        self.draft.component(own, kind="virtual-machine", source=machine.source)
        self.places.put(own, machine)
        cluster = self.standing.get(CLUSTER, machine.ref("cluster"))
        host = self.standing.get(DEVICE, machine.ref("device"))
        for on in (cluster, host):
            if on is not None:
                self.draft.need(own, self.names.of(on), known(machine.source))
        return True

    def _chassis(self) -> None:
        """Whether a stack lives on without its master is not said: its members stay apart."""
        members: Counter[int] = Counter()
        for device in self.standing.of(DEVICE):
            if (chassis := device.ref("virtual_chassis")) is not None:
                members[chassis] += 1
        if members:
            self.draft.remark(
                f"{len(members):,} virtual chassis of {sum(members.values()):,} devices: whether "
                "one lives on without its master, and how its members are joined, is not said"
            )
