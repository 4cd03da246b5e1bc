"""Who is fed from where: a device over its power ports from outlets and feeds, as they are cabled.

An outlet is as good as the device that it is on; a feed needs its panel. What is not cabled is not
known, and never a second way.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from topology.sources.imports.draft import Draft, assumed, known, united
from topology.sources.imports.netbox.ends import Ends
from topology.sources.imports.netbox.names import Names
from topology.sources.imports.netbox.places import Places
from topology.sources.imports.netbox.records import Record

PORT, OUTLET = "dcim.powerport", "dcim.poweroutlet"
FEED, PANEL = "dcim.powerfeed", "dcim.powerpanel"
ONE_IS_ENOUGH = "one of its power ports is taken to be enough"
Entry = str | dict[str, Any]


class Power:
    """Writes the needs for power, and counts what is not cabled."""

    def __init__(self, draft: Draft, ends: Ends, names: Names, places: Places) -> None:
        self.draft = draft
        self.ends = ends
        self.names = names
        self.places = places
        self.standing = ends.standing
        self.ports: dict[int, list[Record]] = defaultdict(list)
        """By device."""
        for port in ends.records.of(PORT):
            if device := self.standing.get("dcim.device", port.ref("device")):
                self.ports[device.pk].append(port)
        self.feeds: dict[int, Record] = {}

    def add(self) -> None:
        """Adds all needs for power, then the feeds and panels that somebody hangs on."""
        for pk, ports in sorted(self.ports.items()):
            self._device(pk, ports)
        for feed in (self.feeds[pk] for pk in sorted(self.feeds)):
            self._feed(feed)
        self._tell()

    def _device(self, pk: int, ports: list[Record]) -> None:
        device = self.standing.get("dcim.device", pk)
        assert device is not None
        own = self.names.of(device)
        found: dict[str, tuple[Entry, str]] = {}
        for port in ports:
            if (fed := self._supply(port)) is not None and fed[0] != own:
                entry, source = fed
                before = found.get(repr(entry), (entry, ""))[1]
                found[repr(entry)] = entry, united(before, source)
        if not found:
            return
        entries = [found[key][0] for key in sorted(found)]
        source = united(*(source for _, source in found.values()))
        plugged = self._plugged(ports)
        if len(entries) > 1:
            self.draft.need(own, {"any": entries}, assumed(ONE_IS_ENOUGH, source))
            return
        only = f"{plugged:,} of {len(ports):,} power ports cabled, all to the same"
        said = known(source) if plugged == len(ports) else assumed(only, source)
        for part in [entries[0]] if isinstance(entries[0], str) else entries[0]["all"]:
            self.draft.need(own, part, said)

    def _plugged(self, ports: list[Record]) -> int:
        """How many of some ports are cabled."""
        return sum(port.key in self.ends.plugged for port in ports)

    def _supply(self, port: Record) -> tuple[Entry, str] | None:
        """What feeds a port: a feed, the device of an outlet, or that and what feeds its leg."""
        end = self._far_end(port)
        if end is None:
            return None
        if end.model == FEED:
            return self._feed_id(end), end.source
        device = self.standing.get("dcim.device", end.ref("device"))
        if device is None:
            return None
        name = self.names.of(device)
        legs = self.ports.get(device.pk, [])
        leg = next((one for one in legs if one.pk == end.ref("power_port")), None)
        upstream = self._upstream(leg) if leg is not None and len(legs) > 1 else None
        entry: Entry = name if upstream in (None, name) else {"all": [name, upstream]}
        return entry, end.source

    def _upstream(self, leg: Record) -> str | None:
        """What feeds one of several inputs of a device."""
        end = self._far_end(leg)
        if end is None:
            return None
        if end.model == FEED:
            return self._feed_id(end)
        device = self.standing.get("dcim.device", end.ref("device"))
        return self.names.of(device) if device else None

    def _far_end(self, port: Record) -> Record | None:
        """The outlet or feed that a port is cabled to."""
        across = self.ends.across(port.key)
        others = across[1] if across is not None else []
        found = (self.ends.records.get(*other) for other in others if other[0] in (OUTLET, FEED))
        end = next(filter(None, found), None)
        return None if end is None or end.key in self.standing.down else end

    def _feed_id(self, feed: Record) -> str:
        self.feeds[feed.pk] = feed
        return self.names.of(feed)

    def _feed(self, feed: Record) -> None:
        own = self.names.of(feed)
        kind = feed.word("type")
        tags = [kind] if kind else None
        self.draft.component(own, kind="power-feed", source=feed.source, tags=tags)
        self.places.put(own, feed)
        panel = self.ends.records.get(PANEL, feed.ref("power_panel"))
        if panel is not None:
            name = self.names.of(panel)
            self.draft.component(name, kind="power-panel", source=panel.source)
            self.places.put(name, panel)
            self.draft.need(own, name, known(feed.source))

    def _tell(self) -> None:
        if not self.ports:
            return
        plugged = [self._plugged(ports) for ports in self.ports.values()]
        several = sum(len(ports) > 1 for ports in self.ports.values())
        self.draft.remark(
            f"devices with power ports: {len(self.ports):,}; with two or more: {several:,}; with "
            f"one cabled: {sum(n > 0 for n in plugged):,}; with two or more cabled: "
            f"{sum(n > 1 for n in plugged):,}; what any other port is fed from is not said"
        )
        feeds = self.standing.of(FEED)
        if left := len(feeds) - len(self.feeds):
            self.draft.leave_out(f"{left:,} of the kind feed", "nothing is cabled to it")
