"""Random documents in which what a failure is and how it comes back is said in every way at once.

Repairs by cause, needs of work, reserves, gray failures, splits, starts, surges and members in
places meet circles, paths, things that are never up, crews, capacities and objectives.
"""

from __future__ import annotations

from typing import Any

from tests.support.strategies_gray import LEAVES
from tests.support.strategies_reserves import with_reserves
from tests.support.strategies_works import MendingDraw

Doc = dict[str, Any]


class TogetherDraw(MendingDraw):
    """The documents of works, decorated with everything else; few names, so that fields meet."""

    def document(self) -> Doc:
        doc = super().document()
        doc = {"format": 1, "name": "together", **doc}
        doc.setdefault("shared_risks", [])
        nodes = [part for part in doc["components"] if "connects" not in part]
        self._circles(nodes)
        self._loads(nodes)
        self._halves(nodes)
        self._places(nodes)
        self._risks(doc, nodes)
        doc["components"] = [self._divided(part) for part in doc["components"]]
        doc["scenarios"][0]["events"] += self._blows(doc)
        doc["objectives"] = self._objectives(nodes)
        if not doc["objectives"]:
            del doc["objectives"]
        return with_reserves(doc, self, lambda: self.seconds(1, 9.1, 17.3, 31, 240, 7200))

    def _circles(self, nodes: list[Doc]) -> None:
        """Needs that lead back, paths, and somebody who is never up."""
        names = [part["id"] for part in nodes]
        for part in nodes:
            others = [name for name in names if name != part["id"]]
            if self.random() < 0.12:
                part["needs"].append({"on": self.choice(others), "calls": self.choice([0, 0.3])})
            if self.random() < 0.1:
                part["needs"].append({"reach": self.choice(others)})
            if self.random() < 0.1:
                part["needs"].append({"on": self.choice(others), "hard": False})
        if self.random() < 0.15:
            one, other = self.sample(nodes, 2)
            one["needs"].append({"reach": other["id"]})

    def _loads(self, nodes: list[Doc]) -> None:
        for part in nodes:
            if "capacity" not in part and self.random() < 0.35:
                part["capacity"] = self.choice([5, 8, 12, 20, 40])
                part["overload"] = self.choice(
                    [
                        {"mode": "shed", "cost": self.choice([0, 0.25, 1])},
                        {"mode": "queue", "max_queue": self.choice([50, 500]), "timeout": "40 s"},
                        {"mode": "crash", "for": "5.3 s", "restart": "12.7 s"},
                    ]
                )
            part["needs"] = [self._call(need) for need in part["needs"]]

    def _call(self, need: Any) -> Any:
        if not isinstance(need, str):
            return need
        if self.random() < 0.3:
            calls = {"calls": self.choice([5, 40]), "over": self.seconds(3.3, 21.1)}
            return {"on": need, "at_start": calls}
        return {"on": need, "retries": self.choice([1, 3])} if self.random() < 0.2 else need

    def _halves(self, nodes: list[Doc]) -> None:
        names = [part["id"] for part in nodes]
        for part in nodes:
            if self.random() < 0.35:
                part["modes"] = [self._mode(m, names, part["id"]) for m in self.choice(["m", "mk"])]

    def _mode(self, name: str, names: list[str], owner: str) -> Doc:
        found: Doc = {"id": name, "leaves": self.choice(LEAVES)}
        found |= {"seen": self.seconds(0, 11.3, 29.9)} if self.random() < 0.4 else {}
        found |= {"repair": self.repair(names, owner)} if self.random() < 0.4 else {}
        found |= {"verify": self.verify(names, owner)} if self.random() < 0.2 else {}
        return found

    def _places(self, nodes: list[Doc]) -> None:
        names = [part["id"] for part in nodes]
        for part in nodes:
            if self.random() < 0.25:
                others = [name for name in names if name != part["id"]]
                places = self.sample(others, min(len(others), self.choice([1, 2, 3])))
                part["count"] = len(places) + self.choice([0, 1, 2])
                part["quorum"] = self.randint(1, part["count"])
                part["spread"] = places

    def _risks(self, doc: Doc, nodes: list[Doc]) -> None:
        parts = {part["id"]: part for part in doc["components"]}
        demanded = [part["id"] for part in nodes if part.get("demand")]
        for risk in doc["shared_risks"]:
            if self.random() < 0.35:
                risk["leaves"] = self.choice(LEAVES)
                if risk["leaves"] and self.random() < 0.4:
                    risk["seen"] = self.seconds(0, 11.3, 29.9)
            if any(parts[name].get("count", 1) > 1 for name in risk["hits"]):
                risk.update({"parts": self.choice([0.3, 0.5])} if self.random() < 0.5 else {})
            if demanded and self.random() < 0.25:
                risk["raises"] = {self.choice(demanded): self.choice([0.5, 3])}
                risk["for"] = self.seconds(15.7, 50.3)
        if demanded and self.random() < 0.3:
            surge: Doc = {"id": "surge", "raises": {self.choice(demanded): self.choice([2, 6])}}
            surge |= {"for": self.seconds(15.7, 50.3)} if self.random() < 0.7 else {}
            doc["shared_risks"].append(surge)

    def _divided(self, part: Doc) -> Doc:
        """Alternatives that are parts instead, and standbys that may not start."""
        needs = [self._in_parts(need) for need in part.get("needs", [])]
        return {**part, "needs": needs} if "needs" in part else part

    def _in_parts(self, need: Any) -> Any:
        if isinstance(need, dict) and "any" in need and self.random() < 0.6:
            return {"split": [{"on": on, "weight": self.choice([1, 2, 0.5])} for on in need["any"]]}
        if isinstance(need, dict) and "first_of" in need and self.random() < 0.4:
            first, *rest = need["first_of"]
            return {**need, "first_of": [first, *[{"on": r, "starts": 0.9} for r in rest]]}
        return need

    def _blows(self, doc: Doc) -> list[Doc]:
        causes = [risk["id"] for risk in doc["shared_risks"]]
        causes += [
            f"{part['id']}:{mode['id']}"
            for part in doc["components"]
            for mode in part.get("modes", [])
        ]
        if not causes:
            return []
        names = [part["id"] for part in doc["components"]]
        found: list[Doc] = []
        for _ in range(self.randint(0, 3)):
            event: Doc = {"at": self.seconds(250, 261.3, 299), "fail": self.choice(causes)}
            event |= {"repair": self.repair(names, None)} if self.random() < 0.3 else {}
            found.append(event)
        return sorted(found, key=lambda event: float(event["at"].split()[0]))

    def _objectives(self, nodes: list[Doc]) -> list[Doc]:
        chosen = self.sample(nodes, min(len(nodes), self.choice([0, 1, 2])))
        found = []
        for part in chosen:
            objective: Doc = {"of": part["id"]}
            objective |= {"level": self.choice([0.3, 0.6, 0.9, 1])} if self.random() < 0.7 else {}
            objective |= {"rto": self.seconds(0, 5, 20, 120)} if self.random() < 0.7 else {}
            objective |= {"survives": self.choice([1, 2])} if self.random() < 0.5 else {}
            found.append(objective)
        return found

    def reordered(self, doc: Doc) -> Doc:
        """The same in another order; places stay, as members are dealt out to them in turn."""
        found = {**doc, "components": self.sample(doc["components"], len(doc["components"]))}
        found["components"] = [
            {**part, "modes": self.sample(part["modes"], len(part["modes"]))}
            if "modes" in part
            else part
            for part in found["components"]
        ]
        found["shared_risks"] = [
            {**r, "hits": self.sample(r["hits"], len(r["hits"]))} if "hits" in r else r
            for r in self.sample(doc["shared_risks"], len(doc["shared_risks"]))
        ]
        return found
