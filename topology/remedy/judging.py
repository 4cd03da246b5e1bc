"""What still fails with some choices made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from topology.document.document import Topology
from topology.document.options.choices import Choice
from topology.remedy.answer import Failure, State

Chosen = frozenset[int]
"""Positions of choices."""


class Judging(Protocol):
    """Says what fails with some choices made; what it was asked before it remembers."""

    @property
    def choices(self) -> Sequence[Choice]:
        """All that can be had."""

    def clash(self, a: int, b: int) -> bool:
        """Whether two choices cannot be had together."""

    def failures(self, chosen: Chosen) -> frozenset[Failure]:
        """All that fails: what has to be mended and is not, or was not to be mended and is now."""

    def fails(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether one thing fails; cheaper than all of them."""

    def is_lasting(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether it is shown that it fails with any of the chosen left out as well."""

    def state(self, chosen: Chosen) -> State:
        """All objectives judged by the ordinary analyses."""


class Judge:
    """A `Judging` of the objectives of a document."""

    def __init__(
        self,
        topology: Topology,
        choices: Sequence[Choice],
        *,
        targets: Sequence[str] | None = None,
        today: str | None = None,
        expired: Callable[[], bool] = lambda: False,
    ) -> None:
        """Of some targets alone, if they are given; `today` as in `SinglePoints`."""
        raise NotImplementedError
