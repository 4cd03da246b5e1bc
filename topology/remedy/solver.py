"""HiGHS (Huangfu and Hall 2018) as this project uses it: silent, and the same at every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy

from topology.values.deadlines import never

FEASIBILITY = 1e-9
"""How far a row, or a whole number, may be off, in the unit of the row."""
_OPTIONS: dict[str, Any] = {
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
    "primal_feasibility_tolerance": FEASIBILITY,
    "dual_feasibility_tolerance": FEASIBILITY,
    "mip_feasibility_tolerance": FEASIBILITY,
}


class _Silent(highspy.Highs):
    """Prints nothing at all: its base writes a header as soon as it is made."""

    def enableCallbacks(self) -> Any:  # noqa: N802
        self.setOptionValue("output_flag", False)
        return super().enableCallbacks()  # type: ignore[no-untyped-call]


def solver(expired: Callable[[], bool] = never) -> highspy.Highs:
    """An empty problem, solved by one thread to its very optimum; broken off when `expired`."""
    highs = _Silent()  # type: ignore[no-untyped-call]
    for name, value in _OPTIONS.items():
        highs.setOptionValue(name, value)
    if expired is not never:

        def stop(event: Any) -> None:
            if expired():
                event.interrupt()

        highs.cbMipInterrupt.subscribe(stop)
        highs.cbSimplexInterrupt.subscribe(stop)
    return highs
