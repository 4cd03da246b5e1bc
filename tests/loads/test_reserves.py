"""Owners that live on for a while without what they need."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loads.test_cascade_by_steps import Draw
from tests.support.effort import examples
from tests.support.reserve_oracle import simulate
from tests.support.strategies_reserves import held_entries, with_reserves
from topology import Topology
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Word

Doc = dict[str, Any]
UNTIL_S = 200.0


class OffTheGrid(Draw):
    """The same parts with times that share no measure."""

    def seconds(self, *choices: int) -> str:
        return f"{self.choice(choices) * self.uniform(0.6, 1.4):.6f} s"

    def held(self) -> Doc:
        """A document with reserves, and its events off the grid as well."""
        document = with_reserves(self.document(), self, lambda: self.seconds(3, 9, 20, 50))
        events = document["scenarios"][0]["events"]
        for number, event in enumerate(events):
            after = float(event["at"].split()[0])
            event["at"] = f"{after + number * self.uniform(0.1, 4):.6f} s"
        return document


@pytest.mark.parametrize("seed", range(examples(60)))
def test_accounts_agree_with_a_simulator(seed: int) -> None:
    document = OffTheGrid(seed).held()
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    events = document["scenarios"][0]["events"]
    found = simulate(document, events, UNTIL_S)
    for name, account in found.accounts.items():
        outcome = run.outcomes[name]
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-5)
            assert getattr(outcome, field) == expected, (name, field)


def test_most_of_these_use_reserves() -> None:
    used: set[int] = set()
    for seed in range(60):
        document = OffTheGrid(seed).held()
        if not any(True for _ in held_entries(document)):
            continue
        run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
        words = {line.event for line in run.timeline}
        if {Word.LIVES_ON, Word.USED_UP} <= words:
            used.add(seed)
    assert len(used) > 20
