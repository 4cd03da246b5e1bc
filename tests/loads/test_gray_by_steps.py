"""What half fails, and surges, against a simulator by small fixed steps."""

from __future__ import annotations

import pytest

from tests.support.gray_oracle import simulate
from tests.support.strategies_gray import GrayDraw
from topology import Topology
from topology.errors import TopologyError
from topology.loads.cascade.playing import run_scenario

STEP_S, UNTIL_S = 1.0, 200.0


@pytest.mark.parametrize("seed", range(80))
def test_accounts_agree(seed: int) -> None:
    document = GrayDraw(seed).document()
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
