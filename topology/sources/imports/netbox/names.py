"""The ids of what NetBox describes: by its own name, told apart by where it is, then by its key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from topology.sources.imports.netbox.records import Key, Record, Records

WORDS = {
    "dcim.device": "device",
    "dcim.cable": "cable",
    "dcim.powerfeed": "feed",
    "dcim.powerpanel": "panel",
    "dcim.rack": "rack",
    "dcim.location": "location",
    "dcim.site": "site",
    "circuits.circuit": "circuit",
    "circuits.provider": "provider",
    "circuits.providernetwork": "provider-network",
    "virtualization.cluster": "cluster",
    "virtualization.virtualmachine": "vm",
}
"""What an id begins with, by model."""


class Names:
    """The id of each record that can be shown."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.ids: dict[Key, str] = {}
        for model, before in WORDS.items():
            self._allot(before, records.of(model))

    def of(self, record: Record) -> str:
        """The id of a record."""
        return self.ids[record.key]

    def _allot(self, before: str, records: Sequence[Record]) -> None:
        """The first of three names that no other of the model has."""
        waiting, taken = list(records), set[str]()
        for name_of in (self._own, self._qualified):
            names = {one.key: name_of(one) for one in waiting}
            times = Counter(names.values())
            for one in waiting:
                name = f"{before}:{names[one.key]}"
                if names[one.key] and times[names[one.key]] == 1 and name not in taken:
                    self.ids[one.key] = name
            taken |= set(self.ids.values())
            waiting = [one for one in waiting if one.key not in self.ids]
        for one in waiting:
            name = f"{before}:{self._own(one) or self._described(one)} #{one.pk}"
            while name in taken:
                name += "'"
            taken.add(name)
            self.ids[one.key] = name

    def _own(self, record: Record) -> str:
        if record.model == "dcim.cable":
            return record.word("label") or str(record.pk)
        name = record.word("name", "cid")
        return name or (self._in_chassis(record) if record.model == "dcim.device" else "")

    def _in_chassis(self, device: Record) -> str:
        """What NetBox calls a nameless member of a virtual chassis."""
        chassis = self.records.get("dcim.virtualchassis", device.ref("virtual_chassis"))
        position = device.word("vc_position")
        name = chassis.word("name") if chassis else ""
        return f"{name}:{position}" if name and position else ""

    def _qualified(self, record: Record) -> str:
        name, holder = self._own(record), self._holder(record)
        return f"{holder}/{name}" if holder and name else ""

    def _holder(self, record: Record) -> str:
        """The name of what a record is in."""
        for model, read in _HOLDERS:
            holder = self.records.get(model, read(record))
            if holder is not None and (name := holder.word("name")):
                return name
        return ""

    def _described(self, record: Record) -> str:
        role = self.records.get("dcim.devicerole", record.ref("role", "device_role"))
        return (role.word("name") if role else "") or "without name"


def _under(*fields: str) -> Callable[[Record], int | None]:
    return lambda record: record.ref(*fields)


_HOLDERS: tuple[tuple[str, Callable[[Record], int | None]], ...] = (
    ("virtualization.cluster", _under("cluster")),
    ("circuits.provider", _under("provider")),
    ("dcim.powerpanel", _under("power_panel")),
    ("dcim.site", _under("site")),
)
"""What a record may be in, of which the first that it is in tells it apart."""
