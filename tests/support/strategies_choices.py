"""Random documents with options, objectives and loads: small enough for all sets of options.

Few names, so that options meet: what is added, changed, spared and excluded; some make worse, some
cannot be had together, and some come to no document at all.
"""

from __future__ import annotations

from typing import Any

from tests.support.strategies_together import TogetherDraw

Doc = dict[str, Any]


class OptionsDraw(TogetherDraw):
    """Documents in which everything is said at once, and what could be done about it."""

    def with_options(self, number: int) -> Doc:
        """A document of all sorts with so many options."""
        return self.add_options(self.document(), number)

    def add_options(self, doc: Doc, number: int) -> Doc:
        """Objectives that ask more often, and so many options."""
        nodes = [part for part in doc["components"] if "connects" not in part]
        if self.random() < 0.8:
            doc["objectives"] = self._asked(doc, nodes)
        self._doc, self._nodes = doc, nodes
        doc["options"] = [self._option(n) for n in range(number)]
        return doc

    def _asked(self, doc: Doc, nodes: list[Doc]) -> list[Doc]:
        level = self.choice([None, None, 0.6])
        found = []
        for part in self.sample(nodes, min(len(nodes), self.randint(1, 3))):
            asked: Doc = {"of": part["id"], "survives": self.choice([1, 1, 1, 2])}
            asked |= {"level": level} if level else {}
            asked |= {"rto": self.seconds(10.3, 100, 300)} if self.random() < 0.5 else {}
            if self.random() < 0.15:
                asked["classes"] = self.sample(["structural", "overload", "slow"], 2)
            if self.random() < 0.1:
                asked["against"] = {"kind": part.get("kind", "component")}
            if self.random() < 0.15:
                cause = self.choice(doc["components"])["id"]
                asked["accepted"] = [{"id": cause, "reason": "for now", "until": "2099-01-01"}]
            found.append(asked)
        if self.random() < 0.15:
            found.append({"of": "all", "no_recovery_deadlock": True})
        if self.random() < 0.1:
            found.append({"of": "all", "max_blast": self.choice([1, 3])})
        return found

    def _option(self, number: int) -> Doc:
        self._name = f"o{number}"
        made: Doc = {"id": f"o{number}", "cost": self.choice([1, 2, 3.5, 7])}
        makers = [self._alternative, self._alternative, self._amount, self._members, self._needs]
        makers += [self._safe, self._mended, self._spared, self._risk, self._weakened]
        for maker in self.sample(makers, self.choice([1, 1, 1, 2])):
            for field, value in maker().items():
                _merge(made, field, value)
        return made if len(made) > 2 else {**made, **self._alternative()}

    def _alternative(self) -> Doc:
        """A new component beside something that is needed."""
        owner = self.choice(self._nodes)
        new = f"{self._name}-new"
        more = self._bare(new)
        needs = owner.get("needs", [])
        if not needs:
            return {"add": {"components": [more]}, "change": {owner["id"]: {"needs": [new]}}}
        place = self.randrange(len(needs))
        was = needs[place]
        if isinstance(was, dict) and self.random() < 0.7:
            for form in ("any", "first_of", "of"):
                if form in was:
                    change = {f"needs[{place}].{form}[+]": new}
                    return {"add": {"components": [more]}, "change": {owner["id"]: change}}
        form = self.choice(["any", "first_of"])
        entry: Doc = {form: [_of_choice(was), new]}
        if form == "first_of" and self.random() < 0.5:
            entry["switchover"] = {"activate": self.seconds(1.5, 60)}
        changed = [*needs[:place], entry, *needs[place + 1 :]]
        return {"add": {"components": [more]}, "change": {owner["id"]: {"needs": changed}}}

    def _bare(self, name: str) -> Doc:
        found: Doc = {"id": name, "needs": []}
        if self.random() < 0.5:
            found["needs"] = [self.choice(self._nodes)["id"]]
        if self.random() < 0.4:
            found["capacity"] = self.choice([5, 20, 100])
        if self.random() < 0.3:
            found["repair"] = {"time": self.seconds(8.5, 80)}
        return found

    def _amount(self) -> Doc:
        field = self.choice(["capacity", "demand"])
        value = self.choice([None, 3, 10, 200])
        return {"change": {self.choice(self._nodes)["id"]: {field: value}}}

    def _members(self) -> Doc:
        part = self.choice(self._nodes)
        number = part.get("count", 1) + self.choice([-1, 1, 1, 2])
        change: Doc = {"count": max(1, number)}
        if self.random() < 0.3:
            change["quorum"] = self.choice([1, 2])
        return {"change": {part["id"]: change}}

    def _needs(self) -> Doc:
        owner, other = self.choice(self._nodes), self.choice(self._nodes)["id"]
        if self.random() < 0.4:
            return {"change": {owner["id"]: {"needs[+]": other}}}
        return {"change": {owner["id"]: {"needs": self.choice([[], [other]])}}}

    def _weakened(self) -> Doc:
        """One need less, or one that does not take down."""
        owner = self.choice(self._nodes)
        needs = owner.get("needs", [])
        if not needs:
            return {}
        place = self.randrange(len(needs))
        rest = [*needs[:place], *needs[place + 1 :]]
        if isinstance(needs[place], str) and self.random() < 0.5:
            rest.insert(place, {"on": needs[place], "hard": False})
        return {"change": {owner["id"]: {"needs": rest}}}

    def _safe(self) -> Doc:
        return {"change": {self.choice(self._nodes)["id"]: {"fails": False}}}

    def _mended(self) -> Doc:
        owner = self.choice([*self._doc["components"], *self._doc["shared_risks"]])
        return {"change": {owner["id"]: {"repair": {"time": self.seconds(5.5, 90, 200)}}}}

    def _spared(self) -> Doc:
        risks = [risk for risk in self._doc["shared_risks"] if risk.get("hits")]
        if not risks:
            return {}
        risk = self.choice(risks)
        return {"spare": {risk["id"]: [self.choice(risk["hits"])]}}

    def _risk(self) -> Doc:
        if self.random() < 0.6:
            return {}
        hits = [part["id"] for part in self.sample(self._nodes, min(2, len(self._nodes)))]
        return {"add": {"shared_risks": [{"id": f"{self._name}-risk", "hits": hits}]}}


def _of_choice(need: Any) -> Any:
    """An entry as it may stand in a choice: what is divided may not."""
    return need["split"][0]["on"] if isinstance(need, dict) and "split" in need else need


def _merge(made: Doc, field: str, value: Any) -> None:
    if isinstance(value, dict):
        inside = made.setdefault(field, {})
        for key, further in value.items():
            _merge(inside, key, further)
    elif isinstance(value, list) and isinstance(made.get(field), list) and field != "needs":
        made[field] = [*made[field], *value]
    else:
        made[field] = value
