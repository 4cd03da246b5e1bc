"""When time is up: what was found is told, and nothing more is judged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from topology.document.document import Topology
from topology.remedy.answer import Remedy
from topology.remedy.remedies import Asked, remedy_of
from topology.values.deadlines import never


class Clock:
    """Is over once it was asked so often."""

    def __init__(self, questions: int) -> None:
        self.left = questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def ask(
    expired: Callable[[], bool], deadline: Callable[[], bool], *, suggest: bool = True
) -> tuple[Remedy, list[str]]:
    told: list[str] = []
    topology = Topology.from_dict(
        {
            "name": "A shop",
            "components": [
                {"id": "shop", "loss_per_hour": 10, "demand": 1, "fails": False, "needs": ["db"]},
                {"id": "db", "needs": [], "fails": {"mtbf": "1 y", "mttr": "1 h"}},
            ],
            "objectives": [{"of": "shop", "survives": 1, "availability": 0.9}],
            "options": [
                {"id": "second", "cost": 5, "change": {"db": {"count": 2}}},
            ],
        }
    )
    asked = Asked(suggest=suggest)
    found = remedy_of(topology, asked, tell=told.append, expired=expired, deadline=deadline)
    return found, told


def test_without_a_limit_what_is_found_is_verified() -> None:
    found, told = ask(never, never)
    assert (found.cost, found.verified, found.proven) == (1.0, True, True)
    assert "verifying" in told
    assert found.before.left.loss_per_year is not None


def test_a_search_that_ends_early_is_verified_all_the_same() -> None:
    found, told = ask(Clock(0), never)
    assert "verifying" in told
    assert not found.proven


def test_after_the_deadline_nothing_is_judged_again() -> None:
    over = Clock(0)
    found, told = ask(over, over)
    assert "verifying" not in told
    assert (found.verified, found.proven, found.chosen) == (False, False, ())
    assert found.before.left.loss_per_year is None, "it takes a diagram of each target"
    assert found.why_not_proven is not None
    assert found.why_not_proven.startswith("best found: time was up")


@pytest.mark.parametrize("questions", [1, 3, 10, 30, 100])
def test_whenever_time_is_up_what_is_claimed_was_judged(questions: int) -> None:
    clock = Clock(questions)
    found, told = ask(clock, clock, suggest=False)
    assert found.verified <= ("verifying" in told)
    assert found.proven <= (found.cost == 5.0)
