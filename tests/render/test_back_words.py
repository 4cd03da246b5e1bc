"""When a target is back, in a cell: as short as it can be said, and the worst of several."""

from __future__ import annotations

from math import inf

import pytest

from topology.findings.ranking.recoveries import Recovery
from topology.render.words.verdict import back_words, worst_recovery

HOUR = 3600.0
NEVER = Recovery(inf)
UNKNOWN = Recovery(inf, "db has no repair time")
LATE = Recovery(2 * HOUR, rto_s=HOUR)
LATE_UNKNOWN = Recovery(inf, "db has no repair time", rto_s=HOUR, at_least_s=3 * HOUR)
IN_TIME = Recovery(HOUR, rto_s=HOUR)
BACK = Recovery(12 * HOUR)
SEVERAL = Recovery(13 * HOUR, longest_s=HOUR)
HELD = Recovery(0.0, held_s=10 * HOUR, mended_s=8 * HOUR)


@pytest.mark.parametrize(
    ("recovery", "said"),
    [
        pytest.param(NEVER, "never", id="never"),
        pytest.param(UNKNOWN, "not known", id="unknown"),
        pytest.param(LATE, "2 h, too late", id="late"),
        pytest.param(LATE_UNKNOWN, "over 3 h, too late", id="late-at-least"),
        pytest.param(IN_TIME, "1 h", id="in-time"),
        pytest.param(BACK, "12 h", id="back"),
        pytest.param(SEVERAL, "13 h", id="several-outages"),
        pytest.param(HELD, "no outage", id="held"),
    ],
)
def test_a_cell_says_when_it_is_back(recovery: Recovery, said: str) -> None:
    assert back_words(recovery) == said


def test_the_worst_is_never_then_late_then_not_known_then_the_longest() -> None:
    order = [NEVER, LATE, UNKNOWN, SEVERAL, BACK, IN_TIME]
    for at, worst in enumerate(order):
        assert worst_recovery(reversed(order[at:])) is worst
