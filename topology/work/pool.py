"""What those who do blocks have in common, be they processes of this machine or a cluster."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias

from topology.work.job import Answered

Block: TypeAlias = list[Any]
"""Some items of a sweep."""


class Pool(Protocol):
    """Those who do blocks of one job, each by itself."""

    @property
    def slots(self) -> int:
        """How many blocks are done at once."""

    def submit(self, block: Block) -> Future[Answered]:
        """Has a block done."""

    def answer(self, asked: Future[Answered]) -> Answered:
        """What came of it, once it is done. Raises `ResourceError` where it cannot be."""

    def close(self) -> None:
        """Lets all of them go, as everything is done."""

    def abandon(self) -> None:
        """Lets all of them go, with what is not done taken back."""
