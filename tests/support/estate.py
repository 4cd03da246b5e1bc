"""An estate of many services, with options: what remedies are looked for in on a large scale.

Six functions stand on tiers of services, these on databases with and without a standby, and all on
zones. A service runs in one zone or in several; some have a capacity that holds for all but one of
their members, some not; some standbys switch too late.
"""

from __future__ import annotations

from random import Random
from typing import Any

Doc = dict[str, Any]

ZONES = tuple(f"zone-{n}" for n in range(1, 7))
FUNCTIONS = 6
TIERS = 4


class Estate:
    """Makes the document; the same for the same numbers."""

    def __init__(self, services: int = 200, options: int = 60, seed: int = 1) -> None:
        self._random = Random(seed)
        self._services, self._options = services, options
        self._databases = max(4, services // 5)
        self._parts: dict[str, Doc] = {}
        self._found: list[Doc] = []

    def document(self) -> Doc:
        """The document in plain values."""
        self._add({"id": "grid-1", "kind": "power", "needs": [], **_mended("4 h")})
        self._add({"id": "grid-2", "kind": "power", "needs": [], **_mended("2 h")})
        for n, zone in enumerate(ZONES):
            grid = f"grid-{n % 2 + 1}"
            self._add({"id": zone, "kind": "zone", "needs": [grid], **_mended("1 h")})
        for n in range(self._databases):
            self._database(n)
        for n in range(self._services):
            self._service(n)
        for n in range(FUNCTIONS):
            self._function(n)
        risks = [self._rollout(n) for n in range(6)]
        chosen = self._chosen()
        return {
            "format": 1,
            "name": f"An estate of {self._services:,} services",
            "load_unit": "req/s",
            "components": list(self._parts.values()),
            "shared_risks": risks,
            "objectives": [self._objective(n) for n in range(FUNCTIONS)],
            "options": sorted(chosen, key=lambda option: str(option["id"])),
        }

    def _chosen(self) -> list[Doc]:
        """Of all that could be done what the functions hang on first, then some of the rest."""
        used = set[str]()
        todo = [f"function-{n}" for n in range(FUNCTIONS)]
        while todo:
            name = todo.pop()
            if name not in used:
                used.add(name)
                todo += _named(self._parts[name].get("needs", []))
        useful = [option for option in self._found if used.intersection(_meant(option))]
        rest = [option for option in self._found if option not in useful]
        return (useful + self._random.sample(rest, len(rest)))[: self._options]

    def _add(self, part: Doc) -> None:
        self._parts[part["id"]] = part

    def _offer(self, name: str, cost: float, **does: Any) -> None:
        self._found.append({"id": name, "cost": cost, **does})

    def _database(self, n: int) -> None:
        """An entry that stands for a primary and, mostly, its standby elsewhere."""
        name, zones = f"db-{n}", self._zones(2)
        primary, standby = (self._replica(f"{name}-{k}", zones[k]) for k in range(2))
        self._add(primary)
        late = self._random.random() < 0.3
        entry: Doc = {
            "first_of": [primary["id"]],
            "switchover": {"detect": "1 min", "activate": "20 min" if late else "2 min"},
        }
        if self._random.random() < 0.8:
            self._add(standby)
            entry["first_of"].append(standby["id"])
        else:
            change = {name: {"needs[0].first_of[+]": standby["id"]}}
            self._offer(f"standby-of-{name}", 40, add={"components": [standby]}, change=change)
        if late:
            quick = {name: {"needs[0].switchover.activate": "2 min"}}
            self._offer(f"quick-switch-of-{name}", 7, change=quick)
        self._add({"id": name, "kind": "service", "fails": False, "needs": [entry]})

    def _zones(self, number: int) -> list[str]:
        """Some that follow one another, so that they do not all hang on one grid."""
        first = self._random.randrange(len(ZONES))
        return [ZONES[(first + k) % len(ZONES)] for k in range(number)]

    def _replica(self, name: str, zone: str) -> Doc:
        return {"id": name, "kind": "database", "location": zone, "needs": [zone], **_mended("3 h")}

    def _service(self, n: int) -> None:
        """Several members, mostly in several zones, on a database and on services further down."""
        name, tier = f"service-{n}", n * TIERS // self._services
        needs: list[Any] = [f"db-{self._random.randrange(self._databases)}"] if n % 2 else []
        lower = [k for k in range(n) if k * TIERS // self._services < tier]
        needs += [f"service-{k}" for k in self._random.sample(lower, min(len(lower), n % 3))]
        part: Doc = {"id": name, "kind": "service", "count": 3, **_mended("20 min")}
        if self._random.random() < 0.15:
            zone = self._random.choice(ZONES)
            part["needs"] = [zone, *needs]
            zones = sorted({zone, *self._zones(3)})
            self._offer(f"spread-{name}", 12, change={name: {"needs[0]": {"any": zones}}})
        else:
            part |= {"spread": self._zones(3), "needs": needs}
        if self._random.random() < 0.2:
            part["capacity"] = self._random.choice([40, 120, 400])
            part["overload"] = {"mode": "shed", "cost": 0}
            self._offer(f"widen-{name}", 5, change={name: {"capacity": 1200}})
        self._add(part)

    def _function(self, n: int) -> None:
        top = range(self._services * (TIERS - 1) // TIERS, self._services)
        needs = [f"service-{k}" for k in sorted(self._random.sample(top, 4))]
        self._add({"id": f"function-{n}", "kind": "function", "demand": 20 + n, "needs": needs})

    def _rollout(self, n: int) -> Doc:
        """One deploy takes several services at once, unless they are taken apart."""
        hit = [f"service-{k}" for k in sorted(self._random.sample(range(self._services), 3))]
        for name in hit:
            self._offer(f"apart-{name}-from-rollout-{n}", 3, spare={f"rollout-{n}": [name]})
        return {"id": f"rollout-{n}", "kind": "deploy", "hits": hit, "repair": {"time": "15 min"}}

    def _objective(self, n: int) -> Doc:
        asked: Doc = {"of": f"function-{n}", "survives": 1}
        return {**asked, "rto": "15 min"} if n % 2 else {**asked, "level": 0.95}


def _mended(after: str) -> Doc:
    return {"repair": {"time": after}}


def _named(needs: Any) -> list[str]:
    """All that needs name, at any depth."""
    if isinstance(needs, str):
        return [needs]
    inside = needs.get("first_of", needs.get("any", [])) if isinstance(needs, dict) else needs
    return [name for entry in inside for name in _named(entry)]


def _meant(option: Doc) -> set[str]:
    """Of which components an option is."""
    spared = [name for some in option.get("spare", {}).values() for name in some]
    return {*option.get("change", {}), *spared}
