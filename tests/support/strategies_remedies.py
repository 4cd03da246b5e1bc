"""Random small services with options: asked in every way, with what helps and what harms."""

from __future__ import annotations

import random
from typing import Any

from topology.document.document import Topology
from topology.errors import DocumentError

Doc = dict[str, Any]
CLAUSES: Doc = {
    "survives": [1, 1, 1, 2],
    "rto": ["30 s", "10 min"],
    "level": [0.5, 0.9, 1],
    "availability": [0.9, 0.999],
    "max_downtime_per_year": ["1 h", "30 d"],
    "max_loss_per_incident": [10, 100_000],
    "max_blast": [1, 3],
    "headroom": [0.6, 0.9],
    "no_start_up_deadlock": [True],
    "no_recovery_deadlock": [True],
    "cold_start_within": ["5 s", "10 min"],
    "known": [0.5, 1],
}
SOME = {"survives": 0.8, "rto": 0.4, "level": 0.5}


def _made(doc: Doc) -> Topology | None:
    try:
        return Topology.from_dict(doc)
    except DocumentError:
        return None


class RemedyDraw(random.Random):
    """An application on two or three servers, which have needs of their own."""

    def topology(self, most: int) -> Topology:
        """A document with so many options at most, and one at least; what is none is left."""
        while True:
            doc = self._document()
            made = _made(doc)
            for number in range(self.randint(1, most)):
                more = {**doc, "options": [*doc.get("options", []), self._option(doc, number)]}
                if (found := _made(more)) is not None:
                    doc, made = more, found
            if made is not None and made.options:
                return made

    def _document(self) -> Doc:
        names = ["a", "b", "c"][: self.choice([1, 2, 2, 3])]
        below = ["grid", "db"]
        parts: list[Doc] = [
            {"id": "app", "kind": "function", "demand": 10, "needs": [self._group(names)]}
        ]
        parts[0] |= {"loss_per_hour": 1000} if self.random() < 0.7 else {}
        parts += [
            self._server(name, self.sample(below, self.choice([0, 1, 1, 2]))) for name in names
        ]
        parts += [self._server(name, []) for name in below]
        risks = [
            {"id": f"risk-{n}", "kind": "duct", "hits": self.sample([*names, *below], 2)}
            for n in range(self.choice([0, 1, 1]))
        ]
        objective = {"of": "app", **self._clauses()}
        return {
            "format": 1,
            "name": "options",
            "components": parts,
            "objectives": [objective, *([{"of": "a", **self._clauses()}] * (self.random() < 0.2))],
            **({"shared_risks": risks} if risks else {}),
        }

    def _clauses(self) -> Doc:
        found = {
            name: self.choice(values)
            for name, values in CLAUSES.items()
            if self.random() < SOME.get(name, 0.1)
        }
        return found if found.keys() - {"level"} else {"survives": 1}

    def _group(self, names: list[str]) -> Any:
        if len(names) == 1:
            return names[0]
        if self.random() < 0.5:
            return {"any": names}
        return {"first_of": names, "switchover": {"activate": self.choice(["0 s", "5 min"])}}

    def _server(self, name: str, needs: list[str]) -> Doc:
        part: Doc = {"id": name, "kind": "server", "needs": needs}
        if self.random() < 0.6:
            part["capacity"] = self.choice([6, 12, 30])
            part["overload"] = self.choice(
                [
                    {"mode": "shed", "cost": self.choice([0, 1])},
                    {"mode": "crash", "for": "5 s", "restart": "12 s"},
                    {"mode": "queue"},
                ]
            )
        part |= {"repair": self.choice(["20 s", "1 h"])} if self.random() < 0.6 else {}
        part |= {"fails": {"mtbf": "1 y", "mttr": "3 h"}} if self.random() < 0.5 else {}
        part |= {"count": 2} if self.random() < 0.15 else {}
        return part

    def _option(self, doc: Doc, number: int) -> Doc:
        option: Doc = {"id": f"o{number}", "cost": self.choice([1, 2, 3, 4.5, 0.1])}
        for _ in range(self.choice([1, 2, 3])):
            self._step(doc, option)
        if number and self.random() < 0.1:
            option["excludes"] = [f"o{self.randrange(number)}"]
        option["change"] = {name: new for name, new in option["change"].items() if new}
        return option

    def _step(self, doc: Doc, option: Doc) -> None:
        part = self.choice(doc["components"][1:])
        own = option.setdefault("change", {}).setdefault(part["id"], {})
        form = self.randrange(9)
        if form == 0 and "shared_risks" in doc:
            risk = self.choice(doc["shared_risks"])
            option.setdefault("spare", {})[risk["id"]] = [self.choice(risk["hits"])]
        elif form == 1:
            own["capacity"] = self.choice([4, 12, 50])
        elif form == 2:
            own["count"] = self.choice([2, 3])
        elif form in (3, 4):
            self._add_standby(doc, option)
        elif form == 5:
            own["needs"] = []
        elif form == 6:
            own["repair"] = self.choice(["1 s", "5 h"])
        elif form == 7:
            own["fails"] = False
        else:
            changed = {"switchover": {"activate": "0 s"}} if self.random() < 0.8 else {}
            path = "needs[0].switchover" if changed else "demand"
            option["change"]["app"] = {path: changed.get("switchover", 25)}

    def _add_standby(self, doc: Doc, option: Doc) -> None:
        name = f"new-{self.randrange(3)}"
        part: Doc = {"id": name, "kind": "server", "needs": []}
        part |= {"capacity": self.choice([4, 40])} if self.random() < 0.4 else {}
        option.setdefault("add", {})["components"] = [part]
        need = doc["components"][0]["needs"][0]
        if isinstance(need, str):
            option["change"]["app"] = {"needs": [{"any": [need, name]}]}
        else:
            form = "any" if "any" in need else "first_of"
            option["change"]["app"] = {f"needs[0].{form}[+]": name}
