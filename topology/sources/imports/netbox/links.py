"""Ways between devices as links: a cable, or a circuit, with what else they pass on the way.

A link is all that no other way uses. A trunk or a circuit that several use, and each panel, is a
component that they need: it takes them down together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from topology.sources.imports.draft import Draft, known, united
from topology.sources.imports.netbox.cabling import CABLE, CIRCUIT, DEVICE, Cabling, Way
from topology.sources.imports.netbox.ends import CIRCUIT_END, INTERFACE, NETWORK, Ends
from topology.sources.imports.netbox.names import Names
from topology.sources.imports.netbox.records import Key, Record
from topology.sources.imports.netbox.standing import Standing
from topology.values.units import counted

MANAGEMENT = "management"
"""The kind of a link to a port for management, over which no traffic has a way."""
PROVIDER = "circuits.provider"


@dataclass(frozen=True, slots=True)
class Link:
    """A way with the components at its ends."""

    way: Way
    ends: tuple[str, str]
    is_management: bool


class Links:
    """Writes all links, and the circuits with their providers."""

    def __init__(self, draft: Draft, standing: Standing, names: Names, ends: Ends) -> None:
        self.draft = draft
        self.standing = standing
        self.names = names
        self.cabling = Cabling(ends)
        self.uses: Counter[Key] = Counter()
        self.circuits: set[Key] = set()

    def add(self) -> None:
        """Adds them, and counts what is no link."""
        found = [link for way in self.cabling.ways if (link := self._link(way)) is not None]
        found.sort(key=lambda link: (link.way.segments, link.ends, link.way.ends))
        self.uses.update(key for link in found for key in link.way.segments)
        times: Counter[str] = Counter()
        for link in found:
            name = self._name(link)
            times[name] += 1
            self._add(link, name if times[name] == 1 else f"{name} #{times[name]}")
        self._tell_direction()
        self._providers()
        for reason, count in sorted(self.cabling.lost.items()):
            what = "way that leaves an interface" if count == 1 else "ways that leave an interface"
            self.draft.leave_out(f"{count:,} {what}", reason)
        self._tell_circuits()

    def _link(self, way: Way) -> Link | None:
        """A way with both ends; None where one of them is not there."""
        names = [self._end(end) for end in way.ends]
        if None in names:
            self.cabling.lost["it ends on a device that is not there, or not in use"] += 1
            return None
        first, last = (name or "" for name in names)
        if first == last:
            self.cabling.lost["it leads back to the device that it comes from"] += 1
            return None
        ports = [self.standing.records.get(*end) for end in way.ends if end[0] == INTERFACE]
        if any(port and port.fields.get("enabled") is False for port in ports):
            self.cabling.lost["it ends on an interface that is disabled"] += 1
            return None
        is_management = any(port and port.fields.get("mgmt_only") is True for port in ports)
        return Link(way, (first, last), is_management)

    def _end(self, end: Key) -> str | None:
        record = self.standing.records.get(*end)
        if record is not None and end[0] == INTERFACE:
            record = self.standing.get(DEVICE, record.ref("device"))
        if record is None:
            return None
        if end[0] == NETWORK:
            self.draft.component(self.names.of(record), kind="provider-network", source="")
        return self.names.of(record)

    def _name(self, link: Link) -> str:
        """The circuit, else the first cable, that no other way uses; else both ends."""
        own = self._own(link)
        if not own:
            return f"link:{link.ends[0]}--{link.ends[1]}"
        return self._id(own[0])

    def _own(self, link: Link) -> list[Key]:
        """The segments that no other way uses, circuits first."""
        own = [key for key in link.way.segments if self.uses[key] == 1]
        return sorted(own, key=lambda key: (key[0] != CIRCUIT, key))

    def _id(self, key: Key) -> str:
        return self.names.ids[key]

    def _record(self, key: Key) -> Record:
        record = self.standing.records.get(*key)
        assert record is not None
        return record

    def _add(self, link: Link, name: str) -> None:
        own = self._own(link)
        merged = [key for key in own[1:] if key[0] == CABLE]
        kind = "circuit" if own and own[0][0] == CIRCUIT else "cable"
        part = self.draft.component(
            name,
            kind=MANAGEMENT if link.is_management else kind,
            source=united(*(self._record(key).source for key in link.way.segments)),
            connects=sorted(link.ends),
        )
        if merged:
            part["x-cables"] = [self._id(key) for key in merged]
        if kind == "circuit":
            self.circuits.add(own[0])
        needed = link.way.passed.difference(own[:1], merged)
        for key in sorted(needed):
            self._need(name, key, link)

    def _need(self, name: str, key: Key, link: Link) -> None:
        record = self._record(key)
        ends = {*link.ends}
        if key[0] == DEVICE:
            if self._id(key) not in ends:
                self.draft.need(name, self._id(key), known(record.source))
            return
        if key[0] == CIRCUIT:
            self.circuits.add(key)
        kind = "circuit" if key[0] == CIRCUIT else "cable"
        self.draft.component(self._id(key), kind=kind, source=record.source)
        self.draft.need(name, self._id(key), known(record.source))

    def _tell_direction(self) -> None:
        links = [name for name, part in self.draft.components.items() if "connects" in part]
        if links:
            name = min(links)
            first, last = self.draft.components[name]["connects"]
            self.draft.direction = f"links lead both ways: {name} joins {first} and {last}"

    def _providers(self) -> None:
        """One shared risk for each provider of several circuits or networks."""
        hits: dict[int, list[Record]] = defaultdict(list)
        networks = [
            record
            for record in self.standing.of(NETWORK)
            if self.names.of(record) in self.draft.components
        ]
        for record in networks:
            self.draft.component(self.names.of(record), kind="", source=record.source)
        for record in [*map(self._record, sorted(self.circuits)), *networks]:
            if (provider := record.ref("provider")) is not None:
                hits[provider].append(record)
        for pk, hit in sorted(hits.items()):
            provider_record = self.standing.records.get(PROVIDER, pk)
            if provider_record is not None and len(hit) > 1:
                said = known(provider_record.source)
                ids = map(self.names.of, hit)
                self.draft.risk(self.names.of(provider_record), ids, kind="provider", said=said)

    def _tell_circuits(self) -> None:
        """How many circuits there are, and of how many it is not said where they lead."""
        ends: Counter[int] = Counter()
        for end in self.standing.records.of(CIRCUIT_END):
            if (circuit := end.ref("circuit")) is not None:
                ends[circuit] += 1
        circuits = self.standing.of(CIRCUIT)
        half = sum(ends[one.pk] == 1 for one in circuits)
        none = sum(ends[one.pk] == 0 for one in circuits)
        if circuits:
            self.draft.remark(
                f"{counted(len(circuits), 'circuit')}, {half:,} terminated on one side only: where "
                "those lead is not said"
            )
        if none:
            self.draft.remark(f"{counted(none, 'circuit')} terminated nowhere in what was given")
        if left := len(circuits) - len(self.circuits):
            self.draft.leave_out(counted(left, "circuit"), "no way between devices leads over it")
