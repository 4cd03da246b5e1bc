"""What is plugged into what: the two sides of each cable, and how ports lead on inside a panel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from topology.sources.imports.draft import Draft
from topology.sources.imports.loose import Plain, tables, whole, word
from topology.sources.imports.netbox.records import Key, Record, Records, key_of
from topology.sources.imports.netbox.standing import Standing

INTERFACE = "dcim.interface"
FRONT, REAR, MAPPING = "dcim.frontport", "dcim.rearport", "dcim.portmapping"
CIRCUIT_END = "circuits.circuittermination"
NETWORK = "circuits.providernetwork"
CONSOLE = ("dcim.consoleport", "dcim.consoleserverport")
POWER = ("dcim.powerport", "dcim.poweroutlet", "dcim.powerfeed")


class Ends:
    """The cables that stand, by what they end on."""

    def __init__(self, standing: Standing, draft: Draft) -> None:
        self.records = standing.records
        self.standing = standing
        self.sides: dict[tuple[int, str], list[Key]] = defaultdict(list)
        """What a cable ends on, by its key and side."""
        self.plugged: dict[Key, tuple[Record, str]] = {}
        """The cable in a port, and with which side."""
        for pk, side, end in self._found():
            self.sides[pk, side].append(end)
        for (pk, side), ends in sorted(self.sides.items()):
            if (cable := standing.get("dcim.cable", pk)) is not None:
                for end in ends:
                    self.plugged.setdefault(end, (cable, side))
        self.behind = _behind(self.records)
        """By front port the rear ports behind it, each with the position on it."""
        self.fronts: dict[tuple[int, int], list[Key]] = defaultdict(list)
        """The front ports of a position of a rear port."""
        for front, rears in sorted(self.behind.items()):
            for place in sorted(rears):
                self.fronts[place].append((FRONT, front))
        self.other_ends = _other_ends(self.records)
        self._leave_out(draft)

    def across(self, end: Key) -> tuple[Record, list[Key]] | None:
        """The cable in a port, and what it ends on at its other side."""
        found = self.plugged.get(end)
        if found is None:
            return None
        cable, side = found
        return cable, self.sides.get((cable.pk, "B" if side == "A" else "A"), [])

    def device_of(self, end: Key) -> Record | None:
        """The device that a port is on, if it stands."""
        port = self.records.get(*end)
        return port and self.standing.get("dcim.device", port.ref("device"))

    def _found(self) -> Iterator[tuple[int, str, Key]]:
        """Each end of each cable, in the three ways in which versions of NetBox say it."""
        for record in self.records.of("dcim.cabletermination"):
            cable, side = record.ref("cable"), record.word("cable_end").upper()
            if cable is not None and side in ("A", "B"):
                yield from self._end(
                    cable, side, record.fields, ("termination_type", "termination_id")
                )
        given = set(self.sides)
        for record in self.records.of("dcim.cable"):
            for side in ("A", "B"):
                if (record.pk, side) not in given:
                    yield from self._ends_of(record, side)

    def _ends_of(self, cable: Record, side: str) -> Iterator[tuple[int, str, Key]]:
        low = side.lower()
        for end in tables(cable.fields.get(f"{low}_terminations")):
            yield from self._end(cable.pk, side, end, ("object_type", "object_id"))
        names = (f"termination_{low}_type", f"termination_{low}_id")
        yield from self._end(cable.pk, side, cable.fields, names)

    def _end(
        self, cable: int, side: str, told: Plain, names: tuple[str, str]
    ) -> Iterator[tuple[int, str, Key]]:
        model, pk = self.records.type_of(told.get(names[0])), key_of(told.get(names[1]))
        if model and pk is not None:
            yield cable, side, (model, pk)

    def _leave_out(self, draft: Draft) -> None:
        """Counts the cables that carry no data and no power, and those with a loose end."""
        why: Counter[str] = Counter()
        for cable in self.standing.of("dcim.cable"):
            ends = [self.sides.get((cable.pk, side), []) for side in ("A", "B")]
            if not all(ends):
                why["it ends on one side only, or nowhere, in what was given"] += 1
            elif any(model in CONSOLE for both in ends for model, _ in both):
                why["a console line carries no traffic"] += 1
            elif any(model not in _FOLLOWED for both in ends for model, _ in both):
                why["it ends on what is not read"] += 1
        for reason, count in sorted(why.items()):
            draft.leave_out(f"{count:,} of the kind cable", reason)


_FOLLOWED = {INTERFACE, FRONT, REAR, CIRCUIT_END, *CONSOLE, *POWER}


def _behind(records: Records) -> dict[int, set[tuple[int, int]]]:
    """By front port the rear ports behind it, each with the position on it."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for front in records.of(FRONT):
        for told in [*tables(front.fields.get("rear_ports")), front.fields]:
            found[front.pk].update(_mapped(told))
    for mapping in records.of(MAPPING):
        if (front_port := mapping.ref("front_port")) is not None:
            found[front_port].update(_mapped(mapping.fields))
    return found


def _mapped(told: Plain) -> Iterator[tuple[int, int]]:
    rear, position = key_of(told.get("rear_port")), whole(told.get("rear_port_position"))
    if rear is not None:
        yield rear, 1 if position is None else position


def _other_ends(records: Records) -> dict[int, Record]:
    """The other end of a circuit, by the key of one."""
    sides: dict[int, list[Record]] = defaultdict(list)
    for record in records.of(CIRCUIT_END):
        if (circuit := record.ref("circuit")) is not None:
            sides[circuit].append(record)
    found = {}
    for ends in sides.values():
        by_side = {word(end.fields.get("term_side")): end for end in ends}
        if len(ends) == 2 and len(by_side) == 2:
            found[ends[0].pk], found[ends[1].pk] = ends[1], ends[0]
    return found
