"""From an interface over cables, through panels and circuits, to whatever is at the far end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from topology.sources.imports.loose import word
from topology.sources.imports.netbox.ends import (
    CIRCUIT_END,
    FRONT,
    INTERFACE,
    NETWORK,
    REAR,
    Ends,
)
from topology.sources.imports.netbox.records import Key, Record, key_of

MAX_STEPS = 2_000_000
"""From one port to the next, on all ways together."""
MAX_WAYS = 200_000
MAX_LENGTH = 1_000
"""Ports on one way."""
CIRCUIT, CABLE, DEVICE = "circuits.circuit", "dcim.cable", "dcim.device"
LOOSE = "it leads into a panel and no further"
SPLIT = "it leads to a port of a panel with several positions, and which is meant is not said"


@dataclass(frozen=True, slots=True)
class Way:
    """From one interface to another, or to the network of a provider."""

    ends: tuple[Key, Key]
    """Of two that are alike, the lower key first."""
    passed: frozenset[Key]
    """The cables, circuits and devices on the way."""

    @property
    def segments(self) -> list[Key]:
        """The cables and circuits, sorted."""
        return sorted(key for key in self.passed if key[0] in (CABLE, CIRCUIT))


@dataclass(frozen=True, slots=True)
class _At:
    """A port that a way has come to, and will leave by its cable."""

    port: Key
    positions: tuple[int, ...] = ()
    """On the rear ports of panels that were entered from the front, the last one last."""
    passed: tuple[Key, ...] = ()


class Cabling:
    """All ways, each found once."""

    def __init__(self, ends: Ends) -> None:
        """Raises `DocumentError` where there are too many."""
        self.ends = ends
        self.records = ends.records
        self.ways: set[Way] = set()
        self.lost: Counter[str] = Counter()
        """Why a way that leaves an interface was not followed to its end, and how often."""
        self.steps = 0
        for record in self.records.of(INTERFACE):
            if record.key in ends.plugged:
                self._follow(record.key)
        self._between_networks()

    def _follow(self, start: Key) -> None:
        waiting = [_At(start)]
        seen: set[tuple[Key, tuple[int, ...]]] = set()
        while waiting:
            at = waiting.pop()
            self._count_step()
            if (at.port, at.positions) in seen or len(at.passed) > MAX_LENGTH:
                continue
            seen.add((at.port, at.positions))
            across = self.ends.across(at.port)
            if across is None:
                self.lost[LOOSE] += 1
                continue
            cable, others = across
            for other in others:
                passed = (*at.passed, cable.key)
                waiting += self._arrive(start, _At(other, at.positions, passed))

    def _arrive(self, start: Key, at: _At) -> list[_At]:
        """Where a way leads on from the port that it has come to; nowhere at its end."""
        model, _ = at.port
        if model == INTERFACE:
            self._end(start, at.port, at.passed)
            return []
        port = self.records.get(*at.port)
        if port is None:
            self.lost["it leads to a port that is not described"] += 1
            return []
        if model in (FRONT, REAR):
            device = self.ends.device_of(at.port)
            if device is None:
                self.lost["it leads through a device that is not there, or not in use"] += 1
                return []
            inside = _At(at.port, at.positions, (*at.passed, device.key))
            return (
                self._from_front(port, inside) if model == FRONT else self._from_rear(port, inside)
            )
        return self._over_circuit(start, port, at) if model == CIRCUIT_END else []

    def _from_front(self, port: Record, at: _At) -> list[_At]:
        rears = sorted(self.ends.behind.get(port.pk, ()))
        if len(rears) != 1:
            self.lost[SPLIT if rears else LOOSE] += 1
            return []
        ((rear, position),) = rears
        record = self.records.get(REAR, rear)
        if record is None:
            self.lost[LOOSE] += 1
            return []
        stack = (*at.positions, position) if _positions(record) > 1 else at.positions
        return [_At(record.key, stack, at.passed)]

    def _from_rear(self, port: Record, at: _At) -> list[_At]:
        positions, stack = _positions(port), at.positions
        if positions > 1 and not stack:
            self.lost[SPLIT] += 1
            return []
        position, stack = (stack[-1], stack[:-1]) if positions > 1 else (1, stack)
        fronts = self.ends.fronts.get((port.pk, position), [])
        if not fronts:
            self.lost[LOOSE] += 1
        return [_At(front, stack, at.passed) for front in fronts]

    def _over_circuit(self, start: Key, port: Record, at: _At) -> list[_At]:
        circuit = self.ends.standing.get(CIRCUIT, port.ref("circuit"))
        if circuit is None:
            self.lost["it leads over a circuit that is not there, or not in use"] += 1
            return []
        other = self.ends.other_ends.get(port.pk)
        if other is None:
            self.lost["it leads to a circuit that is terminated on one side only"] += 1
            return []
        passed = (*at.passed, circuit.key)
        if (network := network_of(other, self.ends)) is not None:
            self._end(start, (NETWORK, network), passed)
            return []
        if other.key not in self.ends.plugged:
            self.lost["it leads over a circuit to an end that nothing is plugged into"] += 1
            return []
        return [_At(other.key, at.positions, passed)]

    def _between_networks(self) -> None:
        """The circuits from the network of a provider to another."""
        for one in self.records.of(CIRCUIT_END):
            other = self.ends.other_ends.get(one.pk)
            circuit = self.ends.standing.get(CIRCUIT, one.ref("circuit"))
            if other is not None and circuit is not None:
                here, there = network_of(one, self.ends), network_of(other, self.ends)
                if here is not None and there is not None:
                    self._end((NETWORK, here), (NETWORK, there), (circuit.key,))

    def _end(self, start: Key, end: Key, passed: tuple[Key, ...]) -> None:
        if start != end:
            first, last = (start, end) if end[0] != start[0] else sorted((start, end))
            self.ways.add(Way((first, last), frozenset(passed)))

    def _count_step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS or len(self.ways) > MAX_WAYS:
            first = self.records.of(INTERFACE)[0]
            raise first.file.error(
                f"has cables with more than {MAX_WAYS:,} ways, or {MAX_STEPS:,} ports on them"
            )


def network_of(end: Record, ends: Ends) -> int | None:
    """The network of a provider on which a circuit ends; None where it ends elsewhere."""
    network = end.ref("provider_network")
    if network is None and ends.records.type_of(end.fields.get("termination_type")) == NETWORK:
        network = key_of(end.fields.get("termination_id"))
    return network if ends.records.get(NETWORK, network) else None


def _positions(rear: Record) -> int:
    number = word(rear.fields.get("positions"))
    return int(number) if number.isdecimal() and len(number) < 6 else 1
