"""Where things are: the location of each device, and one shared risk for each place of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from topology.sources.imports.draft import Draft, known
from topology.sources.imports.loose import on_earth
from topology.sources.imports.netbox.names import Names
from topology.sources.imports.netbox.records import Key, Record, Records, key_of

SITE, LOCATION, RACK = "dcim.site", "dcim.location", "dcim.rack"
KINDS = {SITE: "site", LOCATION: "location", RACK: "rack"}
MAX_DEPTH = 20
"""Of locations in one another."""


class Places:
    """The places that components are in, and who is in each."""

    def __init__(self, draft: Draft, records: Records, names: Names) -> None:
        self.draft = draft
        self.records = records
        self.names = names
        self.inside: dict[Key, set[str]] = defaultdict(set)

    def put(self, owner: str, record: Record) -> None:
        """Gives a component its location, and counts it in each place that it is in."""
        found = list(dict.fromkeys(self._of(record)))
        for place in found:
            self.inside[place.key].add(owner)
        words = [place.word("name") or str(place.pk) for place in reversed(found)]
        if words:
            self.draft.components[owner]["location"] = " / ".join(words)
        at = (on_earth(one.fields.get("latitude"), one.fields.get("longitude"))
              for one in (record, *found))  # fmt: skip
        self.draft.components[owner].update(next(filter(None, at), {}))

    def add(self) -> None:
        """Adds the shared risks; a place of one is none."""
        for key, owners in sorted(self.inside.items()):
            place = self.records.get(*key)
            if place is not None and len(owners) > 1:
                said = known(place.source)
                self.draft.risk(self.names.of(place), owners, kind=KINDS[key[0]], said=said)

    def _of(self, record: Record) -> Iterator[Record]:
        """From the smallest place to the largest."""
        rack = self.records.get(RACK, record.ref("rack"))
        if rack is not None:
            yield rack
        holders = [record] if rack is None else [record, rack]
        yield from self._locations(holders)
        for holder in holders:
            if (site := self.records.get(SITE, self._site(holder))) is not None:
                yield site
                return

    def _locations(self, holders: list[Record]) -> Iterator[Record]:
        found = (self.records.get(LOCATION, holder.ref("location")) for holder in holders)
        location = next(filter(None, found), None)
        for _ in range(MAX_DEPTH):
            if location is None:
                return
            yield location
            location = self.records.get(LOCATION, location.ref("parent"))

    def _site(self, record: Record) -> int | None:
        """The site of a record; from version 4.2 on the scope of a cluster."""
        site = record.ref("site")
        is_scope = self.records.type_of(record.fields.get("scope_type")) == SITE
        return key_of(record.fields.get("scope_id")) if site is None and is_scope else site
