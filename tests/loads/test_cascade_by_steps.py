"""The cascade against a simulator by small fixed steps that shares nothing with it.

Random topologies whose every delay is a whole number of steps: what is up when, and every rate,
then agree to rounding. Queues are left out, as they empty between two steps; they are held against
closed forms and a parcel simulation elsewhere.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cascade_oracle import simulate
from topology import Topology
from topology.errors import TopologyError
from topology.loads.cascade.playing import run_scenario

STEP_S = 1.0
UNTIL_S = 200.0
Doc = dict[str, Any]


class Draw(random.Random):
    """Parts of a topology, drawn."""

    def seconds(self, *choices: int) -> str:
        return f"{self.choice(choices)} s"

    def call(self, pool: list[str]) -> str | Doc:
        name = self.choice(pool)
        if self.random() < 0.5:
            return name
        call: Doc = {"on": name, "calls": self.choice([0, 0.3, 1, 1, 2])}
        if self.random() < 0.4:
            call["retries"] = self.choice([1, 3])
        if self.random() < 0.3:
            call["weight"] = self.choice([1, 2, 5])
        return call

    def calls(self, pool: list[str]) -> list[str | Doc]:
        return [self.call(pool) for _ in range(self.randint(1, 3))]

    def standby(self, pool: list[str]) -> Doc:
        delays = {p: self.seconds(7, 13, 31) for p in ("detect", "decide", "verify", "activate")}
        failback = self.choice(["auto", "manual", "17 s"])
        share = self.choice([0.25, 0.5, 1])
        switchover = {**delays, "failback": failback}
        return {"first_of": self.calls(pool), "switchover": switchover, "share": share}

    def need(self, pool: list[str]) -> str | Doc:
        form = self.randrange(6)
        if form == 0:
            soft = self.call(pool)
            return {**(soft if isinstance(soft, dict) else {"on": soft}), "hard": False}
        if form == 1:
            return {"any": self.calls(pool)}
        if form == 2:
            return {"at_least": 1, "of": self.calls(pool)}
        return self.standby(pool) if form == 3 else self.call(pool)

    def overload(self) -> Doc:
        found: Doc = {"mode": self.choice(["shed", "crash"]), "cost": self.choice([0, 0, 0.25, 1])}
        if found["mode"] == "crash":
            found |= {"for": self.seconds(5, 20), "above": self.choice([1, 1.3])}
            found |= {"restart": self.seconds(10, 45)}
        if self.random() < 0.2:
            found["limit"] = self.choice([10, 30])
        if self.random() < 0.2:
            found["warm_up"] = {"time": "12 s", "share": 0.5}
        return found

    def component(self, name: str, pool: list[str]) -> Doc:
        part: Doc = {"id": name}
        needs = [self.need(pool) for _ in range(self.choice([0, 1, 1, 2]))] if pool else []
        part |= {"needs": needs} if needs else {}
        part |= {"demand": self.choice([10, 20, 50])} if self.random() < 0.4 else {}
        if self.random() < 0.5:
            part |= {"capacity": self.choice([5, 20, 30, 60, 100]), "overload": self.overload()}
        if self.random() < 0.2:
            part |= {"count": 3, "quorum": self.choice([1, 2])}
        crew = {"crew": "crew"} if self.random() < 0.5 else {}
        if self.random() < 0.5:
            part["repair"] = {"time": self.seconds(10, 60), **crew}
        if self.random() < 0.3:
            part["verify"] = {"units": self.randint(1, 7), "time": "4 s", **crew}
        return part

    def events(self, parts: list[Doc]) -> list[Doc]:
        found: list[Doc] = []
        now = 0
        for _ in range(self.randint(1, 4)):
            now += self.choice([0, 10, 25])
            part = self.choice(parts)
            event: Doc = {"at": f"{now} s"}
            if "capacity" in part and self.random() < 0.3:
                event |= {"capacity": part["id"], "times": self.choice([0, 0.5, 2])}
            elif self.random() < 0.25:
                event |= {"demand": part["id"], "times": self.choice([0, 0.5, 2, 5])}
            else:
                event["fail"] = part["id"]
            found.append(event)
        return found

    def document(self) -> Doc:
        """Needs lead onward, so that no call comes back: where it does, p may have many values."""
        names = [f"c{i}" for i in range(self.randint(3, 9))]
        parts = [self.component(name, names[i + 1 :]) for i, name in enumerate(names)]
        for i in range(self.choice([0, 3])):
            link: Doc = {"id": f"l{i}", "connects": self.sample(names, 2)}
            parts.append(
                link | ({"capacity": self.choice([10, 40])} if self.random() < 0.5 else {})
            )
        if "connects" in parts[-1]:
            parts[0].setdefault("needs", []).append({"reach": names[-1]})
        scenario = {"id": "s", "events": self.events(parts)}
        return {"components": parts, "crews": {"crew": 2}, "scenarios": [scenario]}


@pytest.mark.parametrize("seed", range(60))
def test_accounts_agree(seed: int) -> None:
    document = Draw(seed).document()
    try:
        run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    except TopologyError as error:
        pytest.fail(f"{error}")
    found = simulate(document, document["scenarios"][0]["events"], UNTIL_S, STEP_S)
    for name, account in found.accounts.items():
        outcome = run.outcomes[name]
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-6)
            assert getattr(outcome, field) == expected, (name, field)


@st.composite
def hit_at_once(draw: st.DrawFn) -> Doc:
    """Members of which a shared risk takes all and an event one, for crews to bring back."""
    parts: list[Doc] = []
    for name in draw(st.sampled_from(["a", "ab", "abc"])):
        count = draw(st.integers(1, 4))
        part: Doc = {"id": name, "demand": 10, "capacity": 40, "count": count}
        part["quorum"] = draw(st.integers(1, count))
        crew = {"crew": "crew"} if draw(st.booleans()) else {}
        part["repair"] = {"time": draw(st.sampled_from(["5 s", "10 s"])), **crew}
        crew = {"crew": "crew"} if draw(st.booleans()) else {}
        verify = {"units": draw(st.integers(1, 3)), "time": draw(st.sampled_from(["2 s", "7 s"]))}
        parts.append({**part, "verify": verify | crew})
    hits = sorted(part["id"] for part in parts)
    events: list[Doc] = [{"at": "0 s", "fail": "risk"}]
    if draw(st.booleans()):
        events.insert(0, {"at": "0 s", "fail": draw(st.sampled_from(hits))})
    return {
        "components": parts,
        "shared_risks": [{"id": "risk", "hits": hits}],
        "crews": {"crew": draw(st.integers(1, 3))},
        "scenarios": [{"id": "s", "events": events}],
    }


@given(hit_at_once())
def test_members_come_back_one_by_one(document: Doc) -> None:
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    found = simulate(document, document["scenarios"][0]["events"], UNTIL_S, STEP_S)
    for name, account in found.accounts.items():
        outcome = run.outcomes[name]
        assert outcome.served == pytest.approx(account.served)
        assert outcome.downtime_s == pytest.approx(account.downtime_s)
