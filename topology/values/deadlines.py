"""Whether time is up, which long work asks now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

Expired: TypeAlias = Callable[[], bool]
"""Says whether time is up, as often as it is asked."""


def never() -> bool:
    """No deadline; so it is known, by its identity, that no limit of time was given."""
    return False


class Deadline:
    """Says whether so many seconds are over since it was made; sent elsewhere, what is left then.

    Clocks of two machines need not agree.
    """

    __slots__ = ("_end",)

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def __call__(self) -> bool:
        """Whether time is up."""
        return time.monotonic() > self._end

    def __reduce__(self) -> tuple[type[Deadline], tuple[float]]:
        return Deadline, (self._end - time.monotonic(),)
