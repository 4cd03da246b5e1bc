"""Random documents in which things half fail: modes, risks that leave a part or hit one, surges."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import Draw
from tests.support.oracles import Doc, selected
from tests.support.strategies import documents, one_in_three

LEAVES = (0, 0.3, 0.5, 1)
SEEN = (None, "0 s", "10 s", "40 s")


@st.composite
def modes(draw: st.DrawFn) -> list[Doc]:
    """One or two modes of a component."""
    found = []
    for name in draw(st.sampled_from(["m", "m", "mk"])):
        mode: Doc = {"id": name, "leaves": draw(st.sampled_from(LEAVES))}
        seen = draw(st.sampled_from(SEEN))
        found.append(mode | ({} if seen is None else {"seen": seen}))
    return found


@st.composite
def gray_documents(draw: st.DrawFn, size: int = 7) -> Doc:
    """A document with modes, and shared risks that leave a part or hit one."""
    doc = draw(documents(size))
    for component in doc["components"]:
        if draw(one_in_three):
            component["modes"] = draw(modes())
        if draw(one_in_three):
            component["count"] = draw(st.integers(1, 4))
            component["quorum"] = draw(st.integers(1, component["count"]))
    for risk in doc["shared_risks"]:
        if draw(one_in_three):
            risk["leaves"] = draw(st.sampled_from(LEAVES))
        if any(c.get("count", 1) > 1 for c in hit(doc, risk)) and draw(st.booleans()):
            risk["parts"] = draw(st.sampled_from([0, 0.3, 0.5, 0.75]))
    return doc


def hit(doc: Doc, risk: Doc) -> list[Doc]:
    hits = risk["hits"]
    chosen = isinstance(hits, list)
    return [c for c in doc["components"] if (c["id"] in hits if chosen else selected(c, hits))]


class GrayDraw(Draw):
    """Topologies whose parts have modes, and what strikes them."""

    def component(self, name: str, pool: list[str]) -> Doc:
        part = super().component(name, pool)
        if self.random() < 0.5:
            part["modes"] = [self.mode(m) for m in self.choice(["m", "m", "mk"])]
        return part

    def mode(self, name: str) -> Doc:
        found: Doc = {"id": name, "leaves": self.choice(LEAVES)}
        if self.random() < 0.4:
            found["seen"] = self.seconds(0, 11, 29)
        if self.random() < 0.4:
            found["repair"] = {"time": self.seconds(10, 45)}
        if self.random() < 0.2:
            found["verify"] = {"units": self.randint(1, 3), "time": "5 s"}
        return found

    def risks(self, parts: list[Doc]) -> list[Doc]:
        found: list[Doc] = []
        for name in self.choice([["r"], ["r", "q"]]):
            risk: Doc = {"id": name}
            demanded = [part["id"] for part in parts if part.get("demand")]
            if demanded and self.random() < 0.5:
                risk["raises"] = {self.choice(demanded): self.choice([0.5, 2, 5])}
                risk |= {"for": self.seconds(15, 50)} if self.random() < 0.7 else {}
            if "raises" not in risk or self.random() < 0.5:
                hits = self.sample(parts, self.randint(1, 2))
                risk["hits"] = sorted(part["id"] for part in hits)
                risk |= {"leaves": self.choice(LEAVES)} if self.random() < 0.5 else {}
                if risk.get("leaves") and self.random() < 0.3:
                    risk["seen"] = self.seconds(11, 29)
                if any(part.get("count", 1) > 1 for part in hits) and self.random() < 0.5:
                    risk["parts"] = self.choice([0.3, 0.5])
            found.append(risk)
        return found

    def document(self) -> Doc:
        doc = super().document()
        parts = [part for part in doc["components"] if "connects" not in part]
        doc["shared_risks"] = self.risks(parts)
        causes = [risk["id"] for risk in doc["shared_risks"]]
        causes += [f"{part['id']}:{m['id']}" for part in parts for m in part.get("modes", [])]
        for event in doc["scenarios"][0]["events"]:
            if causes and self.random() < 0.7:
                at = event["at"]
                event.clear()
                event |= {"at": at, "fail": self.choice(causes)}
        return doc

    def standing_by(self) -> Doc:
        """One with a standby on top, of which the first entry limps unseen."""
        doc = self.document()
        parts = [part for part in doc["components"] if "connects" not in part]
        first, second = self.sample(parts, 2)
        first["modes"] = [{"id": "m", "leaves": self.choice([0.3, 0.5])}]
        needs = [{"first_of": [first["id"], second["id"]]}]
        doc["components"].append({"id": "top", "demand": 10, "needs": needs})
        doc["objectives"] = [{"of": "top", "level": self.choice([0.4, 0.6, 0.9])}]
        doc["scenarios"] = []
        return doc


def standbys() -> st.SearchStrategy[Any]:
    """Topologies with a standby on top, of which the first entry limps unseen."""
    return st.integers(0, 10**6).map(lambda seed: GrayDraw(seed).standing_by())


def gray_loads() -> st.SearchStrategy[Any]:
    """The same topologies, by the number of a drawing."""
    return st.integers(0, 10**6).map(lambda seed: GrayDraw(seed).document())
