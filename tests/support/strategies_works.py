"""Documents in which mending hangs on things: repairs by cause, needs of work, starts."""

from __future__ import annotations

import random
from typing import Any

Doc = dict[str, Any]


class MendingDraw(random.Random):
    """Parts of a topology, drawn; times are odd, so that few of them meet by chance."""

    crews = ("crew", "night")

    def seconds(self, *choices: float) -> str:
        return f"{self.choice(choices)} s"

    def tools(self, names: list[str], own: str | None) -> list[str | Doc]:
        """The needs of some work."""
        pool = [name for name in names if name != own]
        return [self.tool(pool, own) for _ in range(self.choice([1, 1, 2]))]

    def tool(self, pool: list[str], own: str | None) -> str | Doc:
        form = self.randrange(8)
        some = self.sample(pool, min(len(pool), 2))
        if form == 0:
            return {"any": some}
        if form == 1:
            return {"first_of": some, "switchover": {"activate": "1 h"}}
        if form == 2:
            return {"at_least": len(some), "of": some}
        if form == 3:
            return {"all": [{"any": some}, some[0]]}
        if form == 4 and own is not None:
            return {"reach": some[0]}
        return some[0]

    def work(self, names: list[str], own: str | None, *lengths: float) -> Doc:
        """How long it takes, who does it, and what that needs."""
        found: Doc = {"time": self.seconds(*lengths)}
        found |= {"crew": self.choice(self.crews)} if self.random() < 0.5 else {}
        if self.random() < 0.6:
            found["needs"] = self.tools(names, own)
            if self.random() < 0.4:
                found["otherwise"] = self.seconds(13, 29, 61)
        return found

    def repair(self, names: list[str], own: str | None) -> Doc:
        found = self.work(names, own, 7.3, 19.1, 43)
        if "needs" in found and self.random() < 0.15:
            del found["time"]
        return found

    def verify(self, names: list[str], own: str | None) -> Doc:
        return {"units": self.randint(1, 3), **self.work(names, own, 3.7, 9.9)}

    def standby(self, pool: list[str], names: list[str], own: str) -> Doc:
        delays = {
            phase: self.seconds(0, 2.3, 5.9, 11.7)
            for phase in ("detect", "decide", "verify", "activate")
        }
        switch: Doc = {**delays, "failback": self.choice(["auto", "manual", "17.9 s"])}
        if self.random() < 0.7:
            switch["needs"] = [self.tool([n for n in names if n != own], own)]
            switch |= {"otherwise": self.seconds(0.9, 31.3)} if self.random() < 0.4 else {}
        most = 2 if switch["failback"].endswith("s") else 3
        entries = self.sample(pool, min(len(pool), self.choice([2, most])))
        return {"first_of": entries, "switchover": switch}

    def component(self, name: str, pool: list[str], names: list[str]) -> Doc:
        part: Doc = {"id": name, "needs": []}
        if pool and self.random() < 0.8:
            form = self.randrange(4)
            if form in (0, 1) and len(pool) > 1:
                part["needs"] = [self.standby(pool, names, name)]
            elif form == 2:
                part["needs"] = [{"any": self.sample(pool, min(2, len(pool)))}]
            else:
                part["needs"] = [self.choice(pool)]
        part |= {"demand": 10} if self.random() < 0.6 else {}
        part |= {"count": 3, "quorum": self.choice([1, 2, 3])} if self.random() < 0.2 else {}
        if self.random() < 0.2:
            part["capacity"] = self.choice([8, 15, 40])
            part["overload"] = {"mode": "crash", "for": "4.1 s", "restart": "21.7 s"}
        part |= {"repair": self.repair(names, name)} if self.random() < 0.75 else {}
        part |= {"verify": self.verify(names, name)} if self.random() < 0.3 else {}
        if self.random() < 0.3:
            part["start"] = {"time": self.seconds(0, 3.1, 8.3)}
            if self.random() < 0.6:
                part["start"]["needs"] = self.tools(names, name)
        return part

    def risk(self, number: int, parts: list[str], names: list[str]) -> Doc:
        found: Doc = {"id": f"r{number}", "hits": sorted(self.sample(parts, min(len(parts), 2)))}
        form = self.randrange(4)
        if form == 0:
            found["fails"] = {"mttr": self.seconds(23.3, 51.1), "per_year": 1}
        elif form == 1:
            found["repair"] = self.repair(names, None)
        found |= {"verify": self.verify(names, None)} if self.random() < 0.4 else {}
        return found

    def event(self, names: list[str], risks: list[str], standbys: list[Doc]) -> Doc:
        if standbys and self.random() < 0.4:
            owner = self.choice(standbys)
            entries, switch = owner["needs"][0]["first_of"], owner["needs"][0]["switchover"]
            if switch["failback"] == "manual" and self.random() < 0.7:
                return {"switch": owner["id"], "to": self.choice(entries)}
            return {"fail": self.choice(entries)}
        event: Doc = {"fail": self.choice([*names, *risks, *risks])}
        if self.random() < 0.2:
            event["fail"] = sorted({event["fail"], self.choice(names)})
        if self.random() < 0.2:
            event["repair"] = self.repair(names, None)
        if self.random() < 0.15:
            event["verify"] = self.verify(names, None)
        return event

    def events(self, names: list[str], risks: list[str], standbys: list[Doc]) -> list[Doc]:
        found: list[Doc] = []
        now = 0.0
        for _ in range(self.randint(1, 6)):
            now = round(now + self.choice([0, 5.3, 11.9, 37.7]), 3)
            found.append({"at": f"{now} s", **self.event(names, risks, standbys)})
        return found

    def document(self) -> Doc:
        """Needs to run lead onward; those of work lead anywhere."""
        names = [f"c{i}" for i in range(self.randint(3, 8))]
        parts = [self.component(name, names[i + 1 :], names) for i, name in enumerate(names)]
        for i in range(self.choice([0, 2, 4])):
            link: Doc = {"id": f"l{i}", "connects": self.sample(names, 2)}
            parts.append(link | ({"repair": {"time": "14.9 s"}} if self.random() < 0.7 else {}))
        everyone = [part["id"] for part in parts]
        risks = [self.risk(i, everyone, names) for i in range(self.choice([0, 1, 2]))]
        standbys = [part for part in parts if "first_of" in str(part.get("needs"))]
        events = self.events(everyone, [risk["id"] for risk in risks], standbys)
        found: Doc = {"components": parts, "crews": {"crew": 1, "night": 2}}
        if self.random() < 0.5:
            objective = {"of": self.choice(names), "weight": self.choice([0.5, 3])}
            found["objectives"] = [objective]
        if risks:
            found["shared_risks"] = risks
        return found | {"scenarios": [{"id": "s", "events": events}]}
