"""Components of what runs: their members, their standbys, and the risks they share by place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from topology.sources.imports.draft import Draft, assumed, known
from topology.sources.imports.terraform.estate import Estate, Resource
from topology.sources.imports.terraform.places import Place, is_zone_unknown, place_of
from topology.sources.imports.terraform.relations import STANDS, WAY_OUT, Relations
from topology.sources.imports.terraform.selectors import SERVICES, WORKLOADS
from topology.sources.imports.terraform.singled_out import singled_out
from topology.sources.imports.terraform.tables import PLACE, RUNS, Standby, standbys_of
from topology.sources.imports.terraform.values import is_set, number

MAX_MEMBERS = 1_000_000
ENOUGH = "one of its members is taken to be enough; how many are needed is not said"
SPREAD = "its members are taken to be dealt out over its zones, which alone are stated"
MAJORITY = "a majority of its members, as members of a stateful set mostly vote"
ON_NODES = "whether its members are kept on different nodes is not read here"
ONE_ACCOUNT = "what states no account is taken to be in the one that others state"
A_NAME = "it is a name for what it selects"
GROUPS = ("servers", "service", "workload", "stateful")
"""Kinds that have members of their own."""


class Components:
    """What runs, as components; `names` has the component of each instance."""

    def __init__(self, draft: Draft, estate: Estate, relations: Relations) -> None:
        self.names: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        """The kind of each component that stands for resources."""
        self._draft = draft
        self._relations = relations
        self._hit: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._stated: dict[tuple[str, str], list[str]] = defaultdict(list)
        """By provider and account, which is empty where none is stated."""
        self._uncounted: list[str] = []
        self._unplaced: list[str] = []
        self._unzoned: list[str] = []
        self._undealt: list[str] = []
        self._scaled: dict[str, int] = {}
        """The least number of members that scalers keep, by what they scale."""
        for own, named in relations.pairs["scales"]:
            scaler = estate.by_address[own]
            least = number(scaler.values, scaler.type.counts[0]) if scaler.type.counts else None
            if least is not None and 0 < least <= MAX_MEMBERS:
                before = self._scaled.get(named.node, least)
                self._scaled[named.node] = min(before, least)
        self._apart = singled_out(estate, relations)
        for base in sorted(estate.by_base):
            resources = estate.by_base[base]
            if resources[0].type.role == RUNS:
                self._add(base, resources)

    def _add(self, base: str, resources: list[Resource]) -> None:
        places = {r.address.full: self._place(r) for r in resources}
        together = None if base in self._apart else _together(resources, [*places.values()])
        if together is not None:
            first = min(resources, key=lambda one: one.address.full)
            self.names.update(dict.fromkeys(places, base))
            self._component(base, _named_together(resources), together, len(resources))
            self._draft.assume(base, "quorum", 1, ENOUGH)
            self.kinds[base] = first.type.kind
            return
        for resource in resources:
            place = places[resource.address.full]
            if not place.zones and is_zone_unknown(resource):
                self._unzoned.append(resource.address.full)
            self._single(resource, place)

    def _single(self, resource: Resource, place: Place) -> None:
        name = resource.address.full
        count = self._members(resource)
        if count == 0:
            why = "it has no member, as its number is 0"
            self._draft.leave_out(name, why)
            return
        self.names[name] = name
        self.kinds[name] = resource.type.kind
        standby = next(
            (s for s in standbys_of(resource.address.type)
             if is_set(resource.values, s.attribute, s.value)), None
        )  # fmt: skip
        if standby is not None:
            self._with_standby(resource, place, standby)
            return
        dealt = resource.type.kind in GROUPS and len(place.zones) > 1
        spreads = dealt and len(place.zones) <= count
        if dealt and 1 < count < len(place.zones):
            self._undealt.append(name)
        self._component(name, resource, place, count, spreads=spreads)
        if count > 1:
            self._assume_members(name, resource, count)
        if resource.address.type in SERVICES:
            self._draft.assume(name, "fails", False, A_NAME)
        if spreads:
            self._draft.assume(name, "spread", [*place.zones], SPREAD)

    def _assume_members(self, name: str, resource: Resource, count: int) -> None:
        """How many of several members are enough, and on what they may stand together."""
        if resource.type.kind == "stateful":
            self._draft.assume(name, "quorum", count // 2 + 1, MAJORITY)
        else:
            self._draft.assume(name, "quorum", 1, ENOUGH)
        if resource.type.kind in WORKLOADS:
            said = assumed(ON_NODES, resource.source)
            self._draft.risk(f"node of {name}", [name], kind="node", said=said)

    def _component(
        self, name: str, resource: Resource, place: Place, count: int, *, spreads: bool = True
    ) -> None:
        zones = [*place.zones] if spreads and len(place.zones) > 1 else None
        self._draft.component(
            name,
            kind=resource.type.kind,
            source=resource.source,
            location=place.location,
            count=count if count > 1 else None,
            spread=zones,
        )
        for zone in zones or ():
            self._draft.component(
                zone, kind="zone", source="", location=place.region or None, fails=False
            )
            self._hit["zone", zone].append(zone)
        self._stands(name, place)

    def _stands(self, name: str, place: Place) -> None:
        """Notes what a component goes down with."""
        if place.zone:
            self._hit["zone", place.zone].append(name)
        if place.region:
            self._hit["region", place.region].append(name)
        self._stated[place.provider, place.account].append(name)
        if place.location is None:
            self._unplaced.append(name)

    def _with_standby(self, resource: Resource, place: Place, standby: Standby) -> None:
        """A component whose work one of two members does, which are components of their own."""
        name, kind = resource.address.full, resource.type.kind
        draft, source = self._draft, resource.source
        draft.component(name, kind=kind, source=source, location=place.region or None)
        draft.assume(name, "fails", False, "it fails as its two members do")
        other = replace(place, zones=()) if standby.apart else place
        members = [(f"{name} primary", place), (f"{name} standby", other)]
        for member, where in members:
            draft.component(member, kind=kind, source=source, location=where.location)
            self._stands(member, where)
        why = f"{standby.attribute}: how long the switch takes is assumed ({standby.figure})"
        activate = {"low": standby.low, "high": standby.high, "assumed": standby.figure}
        entry = {"first_of": [m for m, _ in members], "switchover": {"activate": activate}}
        draft.need(name, entry, assumed(why, source))

    def _place(self, resource: Resource) -> Place:
        """Where it stands: as it says, or as its subnets say."""
        place, full = place_of(resource), resource.address.full
        if place.zones:
            return place
        named = [*self._relations.directly(full, WAY_OUT), *self._relations.directly(full, STANDS)]
        subnets = [place_of(one) for one in named if one.type.role == PLACE]
        zones = sorted({zone for subnet in subnets for zone in subnet.zones})
        region = place.region or next((s.region for s in subnets if s.region), "")
        return replace(place, zones=tuple(zones), region=region)

    def _members(self, resource: Resource) -> int:
        """How many members it has at least; 1 where that is not said, 0 if it has none."""
        paths = resource.type.counts
        if not paths:
            return 1
        scaled = self._scaled.get(resource.address.full) or self._scaled.get(resource.address.base)
        if scaled is not None:
            return scaled
        found = [n for path in paths if (n := number(resource.values, path)) is not None]
        least = found[0] if found else None
        if least is not None and 0 < least <= MAX_MEMBERS:
            return least
        desired = number(resource.values, "desired_capacity")
        if least == 0 and len(paths) == 1 and not desired:
            return 0 if desired == 0 or "desired_capacity" not in resource.values else 1
        self._uncounted.append(resource.address.full)
        return 1

    def add_risks(self, file: str) -> None:
        """The risks that components share by where they stand, as attributes state it."""
        for (kind, place), hits in sorted(self._hit.items()):
            source = f"{file} {kind} {place}"
            if place in hits:
                self._draft.component(place, kind=kind, source=source)
            self._draft.risk(f"{kind} {place}", hits, kind=kind, said=known(source))
        accounts: dict[str, list[str]] = defaultdict(list)
        for provider, account in sorted(self._stated):
            if account:
                accounts[provider].append(account)
        for provider, several in accounts.items():
            self._add_accounts(file, provider, several)

    def _add_accounts(self, file: str, provider: str, accounts: list[str]) -> None:
        """The accounts of a provider, by a number in place of their own."""
        source = f"{file} account of {provider}"
        others = self._stated.get((provider, ""), []) if len(accounts) == 1 else []
        said = assumed(ONE_ACCOUNT, source) if others else known(source)
        for number_, account in enumerate(accounts, 1):
            which = f" {number_}" if len(accounts) > 1 else ""
            hits = [*self._stated[provider, account], *others]
            self._draft.risk(f"account of {provider}{which}", hits, kind="account", said=said)

    def add_remarks(self) -> None:
        """What is not known of members and places."""
        told = [
            ("of which the number of members is not known, so each counts as 1", self._uncounted),
            ("with fewer members than zones, of which is not said who is where", self._undealt),
            ("whose zone is known only when the plan is carried out", self._unzoned),
            ("of which is not said where they stand", self._unplaced),
        ]
        for words, names in told:
            if names:
                self._draft.remark(f"components {words}: {len(names):,}, such as {min(names)}")


def _together(resources: Sequence[Resource], places: Sequence[Place]) -> Place | None:
    """The place of instances that are members of one component; None where they are apart.

    They are if `count` made them, they are servers, and they stand in one place or are dealt out
    evenly over zones. Keys of `for_each` are names, and whoever has a name may be somebody else.
    """
    numbered = all(r.address.index[1:-1].isdigit() for r in resources)
    if len(resources) < 2 or resources[0].type.kind != "server" or not numbered:
        return None
    if len(set(places)) == 1:
        return places[0]
    first = places[0]
    alike = all(p.region == first.region and p.account == first.account for p in places)
    zones = Counter(place.zone for place in places)
    if not alike or "" in zones:
        return None
    by_number = sorted(zones, key=lambda zone: (-zones[zone], zone))
    each, more = divmod(len(places), len(zones))
    dealt = [each + (turn < more) for turn in range(len(zones))]
    if [zones[zone] for zone in by_number] != dealt:
        return None
    return replace(first, zones=tuple(by_number))


def _named_together(resources: Sequence[Resource]) -> Resource:
    """The first of several instances, with a source that names them all."""
    first = min(resources, key=lambda one: (len(one.address.full), one.address.full))
    last = max(resources, key=lambda one: (len(one.address.full), one.address.full))
    return replace(first, source=f"{first.source} to {last.address.index}")
